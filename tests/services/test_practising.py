"""Practising: an invented family of one's own; nothing of it counts, nobody else sees it, and nothing real is ever cleared."""

import pytest
from sqlalchemy import select

from tests import build
from tests.scoring_ground import Ground, stand
from workflow.models import AuditEvent, Child, Family, Involvement, Person, Scoring
from workflow.rules.access import Network, sees_family
from workflow.rules.errors import Blocked, NotFound, Refused
from workflow.rules.practice import signs_off_alone
from workflow.services import families, practising, progress, reporting, scorings
from workflow.services.desk import Practice


@pytest.fixture
def ground(practice: Practice) -> Ground:
    return stand(practice)


def begin(ground: Ground, who: Person | None = None) -> Family:
    with ground.practice.open_for((who or ground.scorer).id) as desk:
        return practising.begin(desk)


def again(ground: Ground, family_id: str, who: Person | None = None) -> Family:
    with ground.practice.open_for((who or ground.scorer).id) as desk:
        return practising.begin_again(desk, family_id)


def rows(ground: Ground, table: type, *where: object) -> list:
    with ground.practice.database.open() as session:
        return list(session.scalars(select(table).where(*where)).all())


def scored(ground: Ground, family: Family) -> Ground:
    """A whole scoring of the practice family's school child, ready to be signed."""
    child = next(one for one in rows(ground, Child, Child.family_id == family.id) if one.called == "Wren")
    with ground.practice.open_for(ground.scorer.id) as desk:
        carer = next(one for one in families.open_family(desk, family.id).adults).id
    built = build.BuiltFamily(family.id, child.id, carer, "")
    bare = Ground(ground.practice, ground.scorer, ground.supervisor, built)
    made = Ground(ground.practice, ground.scorer, ground.supervisor, built, bare.start().id)
    made.fill()
    made.visit()
    return made


def test_a_family_with_a_child_of_every_age_is_made_and_found_again(ground: Ground) -> None:
    family = begin(ground)
    assert begin(ground).id == family.id
    with ground.practice.open_for(ground.scorer.id) as desk:
        view = families.open_family(desk, family.id)
        instrument = desk.library.shelf()[ground.new().instrument].instrument
    assert view.practice
    assert view.cannot_start == ""
    ages = [child.age_months for child in view.children]
    assert {instrument.band(months) for months in ages if months is not None} == set(instrument.age_bands)
    assert None in ages
    assert all(len(child.carers) == 2 for child in view.children)
    kinds = [one.kind for one in rows(ground, AuditEvent, AuditEvent.family_id == family.id)]
    assert kinds[:2] == ["practice.begun", "involvement.added"]
    assert "family.created" not in kinds


def test_it_stands_on_a_list_of_its_own_and_waits_for_nobody(ground: Ground) -> None:
    made = scored(ground, begin(ground))
    for who, own in ((ground.scorer, True), (ground.supervisor, False)):
        with ground.practice.open_for(who.id) as desk:
            work = families.my_work(desk)
        assert work is not None
        assert [line.name for line in work.families.families] == ["Example"]
        assert [line.name for line in work.practice] == ["Practice"]
        assert work.practises is own
        assert made.scoring_id not in {one.scoring.id for one in work.waiting}


def test_nobody_else_sees_it_not_even_who_sees_all(ground: Ground) -> None:
    family = begin(ground)
    colleague = build.person(ground.practice, "elsewhere", team="Visitors", agency="Example Health")
    quality = build.person(ground.practice, "quality", roles=("quality",), team="Quality")
    for who in (colleague, quality):
        with ground.practice.open_for(who.id) as desk:
            assert "Practice" not in [line.name for line in families.mine(desk)]
            assert families.page_of_mine(desk, practice=True).families == ()
        with pytest.raises(Refused), ground.practice.open_for(who.id) as desk:
            families.open_family(desk, family.id)
    with ground.practice.open_for(ground.supervisor.id) as desk:
        assert families.open_family(desk, family.id).practice
    with ground.practice.open_for(quality.id) as desk:
        assert sees_family(desk.who, Network("real", frozenset()))
        assert not sees_family(desk.who, Network("practice", frozenset(), practice=True))


def test_signing_signs_it_off_and_a_real_one_still_needs_somebody_else(ground: Ground) -> None:
    made = scored(ground, begin(ground))
    version = made.view().scoring.version
    signed = made.move("send", version=version)
    assert (signed.status, signed.signed_off_by_id) == ("signed off", ground.scorer.id)
    assert made.move("send", version=version).version == signed.version  # a second click
    assert [move.move for move in made.view().moves] == ["send", "sign-off"]
    ground.fill()
    ground.visit()
    assert ground.move("send").status == "with supervisor"
    with pytest.raises(Refused):
        ground.move("sign-off")
    assert signs_off_alone(practice=False) is None
    assert signs_off_alone(practice=True)


def test_its_report_says_that_it_is_practice(ground: Ground) -> None:
    made = scored(ground, begin(ground))
    made.move("send")
    ground.fill()
    ground.visit()
    ground.sign_off()
    for one, marked in ((made, True), (ground, False)):
        with ground.practice.open_for(ground.scorer.id) as desk:
            report = reporting.make(desk, "progress", one.family.child_id)
            assert progress.look(desk, one.family.child_id).story is not None
        assert report.practice is marked
        assert report.title.startswith("Practice: ") is marked
        assert report.file_name.startswith("practice-") is marked
        assert report.mark == ("Practice: an invented family" if marked else "")


def test_clearing_puts_it_away_and_touches_nothing_else(ground: Ground) -> None:
    first = begin(ground)
    made = scored(ground, first)
    before = len(rows(ground, Involvement, Involvement.family_id == ground.family.id))
    second = again(ground, first.id)
    assert second.id != first.id
    assert begin(ground).id == second.id
    assert rows(ground, Involvement, Involvement.family_id == first.id) == []
    assert len(rows(ground, Involvement, Involvement.family_id == ground.family.id)) == before
    for who in (ground.scorer, ground.supervisor):
        with pytest.raises(Refused), ground.practice.open_for(who.id) as desk:
            scorings.open_scoring(desk, made.scoring_id, "overview")
    kinds = {one.kind for one in rows(ground, AuditEvent, AuditEvent.family_id == first.id)}
    assert {"practice.begun", "practice.cleared", "scoring.started"} <= kinds
    assert len(rows(ground, Scoring)) == 2


def test_nothing_real_and_nothing_of_somebody_else_is_cleared(ground: Ground) -> None:
    with pytest.raises(NotFound):
        again(ground, ground.family.id)
    with pytest.raises(NotFound):
        again(ground, "nothing")
    colleague = build.person(ground.practice, "colleague")
    theirs = begin(ground, colleague)
    with pytest.raises(Refused):
        again(ground, theirs.id)
    with pytest.raises(Refused):
        again(ground, theirs.id, ground.supervisor)
    assert len(rows(ground, Involvement)) == 2
    assert len(rows(ground, Family)) == 2


def test_it_is_nobody_elses_last_time(ground: Ground) -> None:
    made = scored(ground, begin(ground))
    made.move("send")
    with ground.practice.open_for(ground.scorer.id) as desk:
        assert [line.scorings for line in families.mine(desk)] == [0]
    with pytest.raises(Blocked), ground.practice.open_for(ground.scorer.id) as desk:
        reporting.make(desk, "progress", ground.family.child_id)
