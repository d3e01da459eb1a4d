"""The carer's and the child's own grades: beside the practitioner's, never in it, and hidden until it is in where they are kept apart."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from gcp.grades import ItemState
from tests import build
from tests.scoring_ground import Ground, colleague, stand, stranger
from workflow.models import Training
from workflow.rules.errors import Blocked, Conflict, NotFound
from workflow.rules.voices import Spoken
from workflow.services import cautions, entries, parts, scorings, voices
from workflow.services.desk import Practice
from workflow.services.entries import EntryConflict


@pytest.fixture
def ground(practice: Practice) -> Ground:
    return stand(practice)


def say(ground: Ground, key: str, **value: Any) -> None:
    """Somebody says something; `voice.mum.A1a` is the family's own carer on A1a."""
    key = key.replace("voice.mum.", f"voice.carer.{ground.family.carer_id}.")
    with ground.practice.open_for(ground.scorer.id) as desk:
        entries.save(desk, ground.scoring_id, key, value, 0)


def shown(ground: Ground, item_id: str, who: Any = None) -> tuple[Spoken, ...]:
    with ground.practice.open_for((who or ground.scorer).id) as desk:
        view = parts.open_part(desk, ground.scoring_id, item_id[:2])
        return next(one.spoken for one in view.items if one.item.id == item_id)


def apart(ground: Ground, *, yes: bool = True) -> None:
    with ground.practice.open_for(ground.scorer.id) as desk:
        version = scorings.open_scoring(desk, ground.scoring_id, "overview").scoring.version
        voices.put_apart(desk, ground.scoring_id, apart=yes, version=version)


def test_they_stand_beside_the_grade_and_change_nothing_in_it(ground: Ground) -> None:
    ground.save("A1a", 4)
    before = ground.view()
    say(ground, "voice.mum.A1a", grade="2", words="We do our best.")
    say(ground, "voice.child.A1a", grade="5")
    assert shown(ground, "A1a") == (Spoken("Mum", 2, "We do our best.", 2), Spoken("Robin", 5, "", 1))
    after = ground.view()
    assert after.profile == before.profile
    assert after.tally == before.tally


def test_apart_they_are_hidden_from_those_who_score_until_their_answer_is_in(ground: Ground) -> None:
    apart(ground)
    say(ground, "voice.mum.A1a", grade="1")
    assert shown(ground, "A1a") == (Spoken("Mum", hidden=True),)
    assert shown(ground, "A1a", ground.supervisor) == (Spoken("Mum", 1),)
    told = ground.save("A1a", 4).spoken
    assert told == (Spoken("Mum", 1, "", 3),)
    assert ground.save("A1a", 3, on=1).spoken is None, "they stand on the page already"
    assert ground.save("A1a", ItemState.UNANSWERED, on=2).spoken == (Spoken("Mum", hidden=True),)
    assert ground.save("A1a", ItemState.REFUSED, on=3).spoken == (Spoken("Mum", 1),)


def test_the_page_of_their_own_grades_hides_what_is_kept_apart(ground: Ground) -> None:
    apart(ground)
    say(ground, "voice.mum.A1a", grade="1", words="Fine.")
    say(ground, "voice.mum.A1b", grade="2")
    ground.save("A1b", 2)
    with ground.practice.open_for(ground.scorer.id) as desk:
        view = voices.open_voices(desk, ground.scoring_id, "A1")
        handed = voices.hand_over(desk, ground.scoring_id, "A1", ground.family.carer_id)
    first, second = view.asked[:2]
    assert [(one.entry.title, one.hidden) for one in first.voices] == [
        ("Mum on Quality", True),
        ("Robin on Quality", False),
    ]
    assert not any(one.hidden for one in second.voices)
    assert [item.id for item, one in handed.asked if one.hidden] == ["A1a"]
    assert handed.kept(f"voice.carer.{ground.family.carer_id}.A1a") is None


def test_each_speaker_has_a_page_of_their_own(practice: Practice) -> None:
    ground = stand(practice, started=False)
    other = build.carer(practice, ground.family, "Dad", ground.family.child_id)
    scoring = ground.start(adult_ids=(ground.family.carer_id, other))
    ground = replace(ground, scoring_id=scoring.id)
    say(ground, f"voice.carer.{other}.A1a", grade="4")
    say(ground, "voice.mum.A1a", grade="2", words="I cook.")
    assert shown(ground, "A1a") == (Spoken("Dad", 4), Spoken("Mum", 2, "I cook."))
    with practice.open_for(ground.scorer.id) as desk:
        view = voices.open_voices(desk, scoring.id, "A1")
        pages = {one.key: voices.hand_over(desk, scoring.id, "A1", one.key) for one in view.speakers}
        with pytest.raises(NotFound):
            voices.hand_over(desk, scoring.id, "A1", "nobody")
    assert [(one.name, one.child, one.grades) for one in view.speakers] == [
        ("Dad", False, True),
        ("Mum", False, True),
        ("Robin", True, True),
    ]
    for key, page in pages.items():
        assert {one.entry.key.removesuffix(f".{item.id}") for item, one in page.asked} == {page.speaker.family}, key


@pytest.mark.parametrize(
    ("born", "expected", "speakers"),
    [
        (date(2024, 7, 1), None, [("Mum", True), ("Robin", False)]),
        (date(2021, 3, 21), None, [("Mum", True), ("Robin", False)]),
        (date(2021, 3, 20), None, [("Mum", True), ("Robin", True)]),
        (None, date(2026, 6, 1), [("Mum", True)]),
    ],
)
def test_a_small_child_is_asked_for_no_grade_and_an_unborn_one_for_nothing(
    practice: Practice, born: date | None, expected: date | None, speakers: list[tuple[str, bool]]
) -> None:
    ground = stand(practice, started=False, born=born, expected=expected)
    antenatal = {} if born else {"instrument": "antenatal-profile@2026.1"}
    if antenatal:
        put = Training(
            id=practice.ids.new(),
            person_id=ground.scorer.id,
            instrument_key="antenatal-profile",
            on=date(2025, 1, 7),
            recorded_at=practice.clock.now(),
        )
        build.put(practice, put)
    scoring = ground.start(**antenatal)
    with practice.open_for(ground.scorer.id) as desk:
        part = scorings.open_scoring(desk, scoring.id, "overview").parts[0].sub_area.id
        view = voices.open_voices(desk, scoring.id, part)
    assert [(one.name, one.grades) for one in view.speakers] == speakers


def test_what_carers_once_gave_as_one_is_still_told(ground: Ground) -> None:
    say(ground, "voice.carers.A1a", grade="3", words="We both said so.")
    assert shown(ground, "A1a") == (Spoken("Mum", 3, "We both said so."),)


def test_together_again_shows_them_and_an_older_page_changes_nothing(ground: Ground) -> None:
    apart(ground)
    say(ground, "voice.child.A1b", grade="3")
    with ground.practice.open_for(ground.scorer.id) as desk, pytest.raises(Conflict):
        voices.put_apart(desk, ground.scoring_id, apart=False, version=1)
    assert shown(ground, "A1b") == (Spoken("Robin", hidden=True),)
    apart(ground, yes=False)
    assert shown(ground, "A1b") == (Spoken("Robin", 3),)


def test_who_may_not_open_the_scoring_finds_none_of_it(ground: Ground) -> None:
    with ground.practice.open_for(stranger(ground).id) as desk, pytest.raises(NotFound):
        voices.open_voices(desk, ground.scoring_id, "A1")
    with ground.practice.open_for(colleague(ground).id) as desk:
        assert voices.open_voices(desk, ground.scoring_id, "A1").locked


def asked(ground: Ground) -> dict[str, tuple[str, ...]]:
    with ground.practice.open_for(ground.scorer.id) as desk:
        view = scorings.open_scoring(desk, ground.scoring_id, "overview")
        found = cautions.of(desk, view, voices.of_view(desk, view))
    return {one.sentence: one.items for one in found}


def test_a_reader_is_told_what_they_would_ask_about(ground: Ground) -> None:
    assert asked(ground) == {}
    ground.save("A1a", 4)
    ground.save("A1b", 2)
    say(ground, "voice.child.A1a", grade="2")
    say(ground, "voice.mum.A1b", grade="3")
    assert asked(ground) == {
        "2 grades do not say what they rest on.": ("A1a", "A1b"),
        "1 grade is two or more away from what the carer or the child would give.": ("A1a",),
    }


def test_a_grade_that_moved_two_steps_asks_why_until_somebody_says(practice: Practice) -> None:
    before = stand(practice)
    before.fill({"A1a": 2})
    before.visit()
    before.sign_off()
    now = Ground(practice, before.scorer, before.supervisor, before.family, before.start().id)
    now.save("A1a", 3)
    nothing = {"1 grade does not say what it rests on.": ("A1a",)}
    assert asked(now) == nothing
    now.save("A1a", 4, on=1)
    assert asked(now) == {**nothing, "1 grade differs from last time, and nobody has said why yet.": ("A1a",)}


def test_apart_neither_a_history_nor_a_conflict_tells_what_waits(ground: Ground) -> None:
    apart(ground)
    say(ground, "voice.mum.A1a", grade="5", words="We do our best.")
    with ground.practice.open_for(ground.scorer.id) as desk:
        with pytest.raises(Blocked, match="kept apart until your own answer is in"):
            entries.history(desk, ground.scoring_id, f"voice.carer.{ground.family.carer_id}.A1a")
        for guess in ({"grade": "5", "words": "We do our best."}, {"grade": "1"}):
            with pytest.raises(Conflict, match="kept apart until your own answer is in") as told:
                entries.save(desk, ground.scoring_id, f"voice.carer.{ground.family.carer_id}.A1a", guess, 0)
            assert told.value.theirs is None
    with ground.practice.open_for(ground.supervisor.id) as desk:
        assert len(entries.history(desk, ground.scoring_id, f"voice.carer.{ground.family.carer_id}.A1a").changes) == 1
    ground.save("A1a", 2)
    with ground.practice.open_for(ground.scorer.id) as desk:
        assert len(entries.history(desk, ground.scoring_id, f"voice.carer.{ground.family.carer_id}.A1a").changes) == 1
        with pytest.raises(EntryConflict):
            entries.save(desk, ground.scoring_id, f"voice.carer.{ground.family.carer_id}.A1a", {"grade": "1"}, 0)


def test_apart_who_is_still_speaking_goes_on_and_a_save_sent_twice_counts_once(ground: Ground) -> None:
    apart(ground)
    with ground.practice.open_for(ground.scorer.id) as desk:
        entries.save(
            desk, ground.scoring_id, f"voice.carer.{ground.family.carer_id}.A1a", {"grade": "5"}, 0, client_key="k" * 22
        )
        again = entries.save(
            desk, ground.scoring_id, f"voice.carer.{ground.family.carer_id}.A1a", {"grade": "5"}, 0, client_key="k" * 22
        )
        more = entries.save(
            desk, ground.scoring_id, f"voice.carer.{ground.family.carer_id}.A1a", {"grade": "5", "words": "Yes."}, 1
        )
    assert (again.repeated, again.kept.version, more.kept.version) == (True, 1, 2)
