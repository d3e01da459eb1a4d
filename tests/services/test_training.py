"""Training: recording it, and what an instrument that asks for it refuses to those without."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from gcp import definition
from tests import build
from tests.scoring_ground import Ground, colleague, stand
from tests.web.visitors import browser_of, summary_of, words_of
from workflow import paths
from workflow.models import AuditEvent, Scoring, Training
from workflow.rules.errors import Blocked, Invalid, Refused
from workflow.rules.training import others_fault, training_fault
from workflow.services import signing, starting, training
from workflow.services.desk import Practice
from workflow.services.library import Library

TAUGHT = "taught-profile"
DAY = date(2026, 3, 20)


@pytest.fixture
def library(tmp_path: Path) -> Library:
    """The instruments of the product, and one like the first that asks for training."""
    shipped = next(path for path in sorted(paths.questionnaires().glob("care-profile-*.yaml")))
    text = shipped.read_text(encoding="utf-8").replace(
        "key: care-profile", f"key: {TAUGHT}\nrequires_training: true", 1
    )
    local = tmp_path / "local"
    local.mkdir()
    (local / "taught.yaml").write_text(text.replace("care-profile@", f"{TAUGHT}@"), encoding="utf-8")
    made = Library(paths.questionnaires(), local)
    assert not made.shelf() or not made.faulty, made.faulty
    return made


@pytest.fixture
def ground(practice: Practice) -> Ground:
    return stand(practice, started=False)


def name(ground: Ground) -> str:
    return next(key for key in ground.practice.library.shelf() if key.startswith(f"{TAUGHT}@"))


def record(ground: Ground, on: date = DAY, username: str = "practitioner", key: str = TAUGHT) -> Training:
    with ground.practice.open_to_all() as desk:
        return training.record(desk, username, key, on)


def count(ground: Ground, table: type) -> int:
    with ground.practice.database.open() as session:
        return len(session.scalars(select(table)).all())


def test_the_instrument_asks_for_training(ground: Ground) -> None:
    shelved = ground.practice.library.find(name(ground))
    assert shelved is not None
    assert shelved.instrument.requires_training
    assert definition.read(shelved.text, "again").requires_training


def test_without_a_training_nothing_is_started(ground: Ground) -> None:
    with pytest.raises(Invalid) as refused:
        ground.start(instrument=name(ground))
    (sentence,) = refused.value.fields.values()
    assert refused.value.fields.keys() == {"instrument"}
    assert "no training of yours is recorded" in sentence
    assert count(ground, Scoring) == 0
    assert ground.start().scorer_id == ground.scorer.id  # the other instrument asks for none


def test_a_training_of_today_or_before_is_enough_and_one_of_another_person_is_not(ground: Ground) -> None:
    build.person(ground.practice, "somebody")
    record(ground, username="somebody")
    with pytest.raises(Invalid):
        ground.start(instrument=name(ground))
    record(ground, DAY)
    assert ground.start(instrument=name(ground)).scorer_id == ground.scorer.id


def test_an_amendment_asks_for_training_as_a_start_does(ground: Ground) -> None:
    record(ground)
    ground = replace(ground, scoring_id=ground.start(instrument=name(ground)).id)
    ground.fill()
    ground.visit()
    ground.sign_off()
    who = colleague(ground)
    with pytest.raises(Blocked, match="no training of yours is recorded"):
        ground.amend(who=who)
    view = ground.view(who=who)
    with ground.practice.open_for(who.id) as desk:
        (gap,) = next(one for one in signing.moves(desk, view) if one.move.key == "amend").gaps
    assert "no training of yours is recorded" in gap.sentence
    record(ground, username="colleague")
    assert ground.amend(who=who).scorer_id == who.id


def test_what_can_be_chosen_says_what_is_missing(ground: Ground) -> None:
    with ground.practice.open_for(ground.scorer.id) as desk:
        before = starting.choices(desk, ground.family.id).untrained
    record(ground)
    with ground.practice.open_for(ground.scorer.id) as desk:
        after = starting.choices(desk, ground.family.id).untrained
    assert name(ground) in before
    assert set(after) == set(before) - {name(ground)}


def test_a_training_is_recorded_once_with_its_entry(ground: Ground) -> None:
    first, again = record(ground), record(ground)
    assert first.id == again.id
    assert count(ground, Training) == 1
    with ground.practice.database.open() as session:
        events = [one for one in session.scalars(select(AuditEvent)) if one.kind == "person.trained"]
    assert [(one.subject_id, one.details) for one in events] == [
        (ground.scorer.id, {"instrument": TAUGHT, "on": "2026-03-20"})
    ]
    record(ground, date(2025, 1, 7))
    with ground.practice.open_to_all() as desk:
        assert [one.on for one in training.of(desk, " Practitioner ")] == [date(2025, 1, 7), DAY]


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"username": "nobody"}, "username"),
        ({"username": "a\x00b"}, "username"),
        ({"key": "nothing-of-the-kind"}, "instrument"),
        ({"on": date(2026, 3, 21)}, "on"),
    ],
)
def test_what_cannot_be_recorded(ground: Ground, more: dict, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        record(ground, **more)
    assert set(refused.value.fields) == {field}
    assert count(ground, Training) == 0


def test_only_those_who_look_after_accounts_record_it(ground: Ground) -> None:
    with pytest.raises(Refused), ground.practice.open_for(ground.scorer.id) as desk:
        training.record(desk, "practitioner", TAUGHT, DAY)
    administrator = build.person(ground.practice, "administrator", roles=("administrator",))
    with ground.practice.open_for(administrator.id) as desk:
        assert training.record(desk, "practitioner", TAUGHT, DAY).recorded_by_id == administrator.id


def test_the_form_shows_why_and_so_does_the_refusal(ground: Ground) -> None:
    browser = browser_of(ground.practice, "practitioner")
    url = f"/families/{ground.family.id}/scorings/start"

    def box() -> dict[str, str]:
        browser.get(url)
        return next(one for one in browser.page.iter("input") if one.get("value") == name(ground)).attrib

    assert "disabled" in box()
    assert "no training of yours is recorded" in words_of(browser)
    days = {
        f"window_{end}-{part}": value
        for end, day in (("start", "2"), ("end", "20"))
        for part, value in (("day", day), ("month", "3"), ("year", "2026"))
    }
    child, carer = ground.family.child_id, ground.family.carer_id
    chosen = {"child": child, f"carers_{child}": carer, "instrument": name(ground)}
    answer = browser.post(url, data={**chosen, **days})
    assert answer.status_code == 422
    assert any("no training of yours is recorded" in line for line in summary_of(browser))
    record(ground)
    assert "disabled" not in box()


def test_practising_asks_for_no_training() -> None:
    assert training_fault("Title", asked_for=True, trained=False, practice=True) is None
    assert training_fault("Title", asked_for=False, trained=False) is None
    assert training_fault("Title", asked_for=True, trained=True) is None
    assert others_fault("Robin", "Title", asked_for=True, trained=False) == "Robin has no recorded training in Title."
    assert others_fault("Robin", "Title", asked_for=True, trained=True) is None
