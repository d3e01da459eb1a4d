"""Keeping parts of a record for named people: who decides, who sees, when it is looked at again. On both kinds of database."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import build
from tests.scoring_ground import Ground, colleague, stand
from workflow.clock import SetClock
from workflow.models import Part, Person, Restriction
from workflow.rules.errors import Blocked, Invalid, NotFound, Refused
from workflow.rules.restrictions import Category, Kind, Mode, Place, is_hidden
from workflow.services import entries, families, notices, restricting, second_ratings
from workflow.services.desk import Practice
from workflow.services.restricting import NewRestriction
from workflow.storage import locks, trail_search, visits
from workflow.storage.trail_search import Search

WORDS = {"words": "Please do not tell.", "how": "talking"}
LATER = date(2026, 6, 1)
IDS = st.sampled_from(["a", "b", "c", "d"])


@given(st.sampled_from(Mode), st.frozensets(IDS), st.frozensets(IDS), IDS)
def test_who_is_named_sees_it_or_does_not(mode: Mode, named: frozenset[str], always: frozenset[str], who: str) -> None:
    assert is_hidden(mode, named, always, None)
    assert not is_hidden(mode, named, always | {who}, who)
    assert is_hidden(mode, named, frozenset(), who) is (mode is Mode.ONLY) ^ (who in named)


def test_a_place_is_read_as_it_was_written() -> None:
    for place in (Place(Kind.HOME, "", "h"), Place(Kind.ENTRY, "s", "seen.m"), Place(Kind.NOTE, "s", "A1a")):
        assert Place.read(place.text) == place
    for odd in ("", "home", "home//", "grade/s/A1a"):
        assert Place.read(odd) is None


@pytest.fixture
def ground(practice: Practice) -> Ground:
    made = stand(practice)
    made.record("child-voice", WORDS)
    return made


def keep(ground: Ground, who: Person, mode: Mode = Mode.ONLY, **more: object) -> Restriction:
    facts = {
        "place": Place(Kind.ENTRY, ground.scoring_id, "child-voice").text,
        "mode": mode,
        "people": (who.id,),
        "category": Category.CHILD_IN_CONFIDENCE,
        "reason": "Robin asked for it.",
        "review_on": LATER,
    }
    with ground.practice.open_for(ground.scorer.id) as desk:
        return restricting.keep(desk, ground.family.id, NewRestriction(**{**facts, **more}))


def hears(ground: Ground, who: Person) -> bool:
    with ground.practice.open_for(who.id) as desk:
        return "child-voice" in entries.of_scoring(desk, ground.scoring_id)


def test_the_people_named_see_it_and_whoever_wrote_it(ground: Ground) -> None:
    one, other = colleague(ground, "one"), colleague(ground, "other")
    keep(ground, one)
    assert [hears(ground, who) for who in (ground.scorer, one, other, ground.supervisor)] == [True, True, False, False]


def test_the_people_named_do_not_see_it(ground: Ground) -> None:
    one, other = colleague(ground, "one"), colleague(ground, "other")
    keep(ground, one, Mode.NOT)
    assert [hears(ground, who) for who in (ground.scorer, one, other, ground.supervisor)] == [True, False, True, True]


def test_a_home_that_is_kept_is_no_home_for_others(ground: Ground) -> None:
    one, other = colleague(ground, "one"), colleague(ground, "other")
    home = ground.family.household_id
    keep(ground, one, place=Place(Kind.HOME, "", home).text, category=Category.SAFE_ADDRESS)
    for who, homes in ((one, 1), (other, 0)):
        with ground.practice.open_for(who.id) as desk:
            assert len(families.open_family(desk, ground.family.id).households) == homes
    with pytest.raises(NotFound), ground.practice.open_for(other.id) as desk:
        families.set_household(desk, home, "Home", {}, 1)


def test_it_is_looked_at_again_and_opened(ground: Ground, clock: SetClock) -> None:
    one, other = colleague(ground, "one"), colleague(ground, "other")
    row = keep(ground, one)

    def told() -> int:
        with ground.practice.open_for(ground.scorer.id) as desk:
            return len(notices.of(desk).look_again)

    assert told() == 0
    clock.forward(timedelta(days=80))
    assert told() == 1
    with ground.practice.open_for(ground.scorer.id) as desk:
        restricting.look_again(desk, ground.family.id, row.id, LATER + timedelta(days=90))
    assert told() == 0
    for who in (other, ground.supervisor):  # they may not know of it
        with pytest.raises(NotFound), ground.practice.open_for(who.id) as desk:
            restricting.lift(desk, ground.family.id, row.id, "Why not")
    with ground.practice.open_for(one.id) as desk:
        restricting.lift(desk, ground.family.id, row.id, "Robin has told her mother.")
    assert hears(ground, other)


def test_what_is_wrong_is_said(ground: Ground) -> None:
    one = colleague(ground, "one")
    stranger = build.person(ground.practice, "stranger", team="Elsewhere")
    for more, field in (
        ({"place": "entry/nothing/child-voice"}, "place"),
        ({"people": ()}, "people"),
        ({"people": (stranger.id,)}, "people"),
        ({"reason": " "}, "reason"),
        ({"review_on": None}, "review_on"),
        ({"review_on": date(2027, 6, 1)}, "review_on"),
    ):
        with pytest.raises(Invalid) as refused:
            keep(ground, one, **more)
        assert set(refused.value.fields) == {field}
    keep(ground, one)
    with pytest.raises(Invalid):
        keep(ground, one)
    chair = build.person(ground.practice, "chair", roles=("chair",), team="Chairs")
    build.involve(ground.practice, ground.family.id, chair, Part.CHAIR)
    for who in (chair, stranger):
        with pytest.raises(Refused), ground.practice.open_for(who.id) as desk:
            restricting.page_of(desk, ground.family.id)


def parts(ground: Ground, who: Person) -> list[str]:
    with ground.practice.open_for(who.id) as desk:
        return [words for _, words in restricting.page_of(desk, ground.family.id).parts]


def test_no_two_parts_are_called_the_same_and_items_have_their_names(ground: Ground) -> None:
    rater = colleague(ground, "rater")
    with ground.practice.open_for(ground.scorer.id) as desk:
        second = second_ratings.ask(desk, ground.scoring_id, rater.id)
    other = Ground(ground.practice, rater, ground.supervisor, ground.family, second.id)
    other.record("child-voice", WORDS)
    ground.save("A1b", 2, "Enough on the plate.")
    ground.record(f"voice.carer.{ground.family.carer_id}.A1b", {"words": "There is enough."})
    listed = parts(ground, ground.supervisor)
    assert len(listed) == len(set(listed))
    for words in (
        f"graded by {ground.scorer.name}: In Robin’s own words",
        f"graded by {rater.name}: In Robin’s own words",
        "words and basis at A1b Quantity",
        " on A1b Quantity",
    ):
        assert any(one.endswith(words) for one in listed), (words, listed)
    assert not any(rater.name in one for one in parts(ground, ground.scorer)), "not before both are in"


def test_an_amendment_is_left_to_those_who_see_the_whole(ground: Ground) -> None:
    one, other = colleague(ground, "one"), colleague(ground, "other")
    keep(ground, one)
    ground.fill()
    ground.visit()
    ground.sign_off()
    with pytest.raises(Blocked, match="who scored"):
        ground.amend(who=other)
    amended = ground.amend()
    for who, there in ((ground.scorer, True), (one, True), (other, False), (ground.supervisor, False)):
        with ground.practice.open_for(who.id) as desk:
            assert ("child-voice" in entries.of_scoring(desk, amended.id)) is there


def test_where_a_visit_is_kept_the_amendment_is_left_to_the_scorer_too(ground: Ground) -> None:
    one, other = colleague(ground, "one"), colleague(ground, "other")
    ground.fill()
    ground.visit(place="The refuge")
    [visit] = ground.view().visits
    keep(ground, one, place=Place(Kind.VISIT, "", visit.id).text)
    ground.sign_off()
    with pytest.raises(Blocked, match="who scored"):
        ground.amend(who=other)
    for who, place in ((ground.scorer, "The refuge"), (one, "The refuge"), (other, ""), (ground.supervisor, "")):
        with ground.practice.open_for(who.id) as desk:
            assert [found.place for found in visits.of_scoring(desk.session, ground.scoring_id)] == [place]


def test_what_is_kept_is_left_out_of_the_trail_of_whichever_record_its_entries_stand_in(ground: Ground) -> None:
    one = colleague(ground, "one")
    row = keep(ground, one)
    another = build.family(ground.practice, ground.scorer)
    with ground.practice.database.open() as session:
        locks.remove(session.connection())
        session.merge(
            row
        ).family_id = another.id  # as where two records were put together, and the trail stayed as it was
        session.flush()
        locks.put(session.connection())

    def kinds(who: Person) -> set[str]:
        with ground.practice.open_for(who.id) as desk:
            found = trail_search.entries(desk.session, Search(family_id=ground.family.id), start=0, limit=99)
            return {entry.kind for entry in found}

    assert {"entry.saved", "restriction.set"} <= kinds(ground.scorer)
    assert not {"entry.saved", "restriction.set"} & kinds(ground.supervisor)
