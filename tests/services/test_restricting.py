"""Keeping parts of a record for named people: who decides, who sees, when it is looked at again. On both kinds of database."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import build
from tests.conftest import NOON
from tests.scoring_ground import Ground, colleague, stand
from workflow.clock import SetClock
from workflow.models import Child, Part, Person, Restriction
from workflow.rules.emergency import FoundBy
from workflow.rules.errors import Blocked, Invalid, NotFound, Refused
from workflow.rules.restrictions import Category, Kind, Mode, Place, is_hidden, is_left, who_answers
from workflow.services import emergencies, entries, families, notices, restricting, second_ratings
from workflow.services.desk import Practice
from workflow.services.emergencies import Sought
from workflow.services.restricting import NewRestriction
from workflow.storage import involved, locks, trail_search, visits
from workflow.storage.trail_search import Search

WORDS = {"words": "Please do not tell.", "how": "talking"}
LATER = date(2026, 6, 1)
IDS = st.sampled_from(["a", "b", "c", "d"])
TODAY = date(2026, 3, 20)


@given(st.sampled_from(Mode), st.frozensets(IDS), st.frozensets(IDS), IDS)
def test_who_is_named_sees_it_or_does_not(mode: Mode, named: frozenset[str], always: frozenset[str], who: str) -> None:
    assert is_hidden(mode, named, always, None)
    assert not is_hidden(mode, named, always | {who}, who)
    assert is_hidden(mode, named, frozenset(), who) is (mode is Mode.ONLY) ^ (who in named)


@given(st.frozensets(IDS), st.frozensets(IDS), st.sampled_from(Mode), st.frozensets(IDS))
def test_nobody_from_whom_a_part_is_kept_by_name_is_told_that_it_is_left(
    supervisors: frozenset[str], see_all: frozenset[str], mode: Mode, named: frozenset[str]
) -> None:
    told = who_answers(supervisors, see_all, mode, named)
    assert told <= supervisors or told <= see_all
    assert mode is Mode.ONLY or not told & named
    assert not supervisors - named or told <= supervisors, "who sees every family is told where no supervisor can be"


@given(st.booleans(), st.integers(-400, 400))
def test_a_part_is_left_once_its_keeper_is_gone_or_a_fortnight_late(opens: bool, late: int) -> None:
    left = is_left(keeper_opens=opens, review_on=TODAY - timedelta(days=late), today=TODAY)
    assert left is (not opens or late >= 14)


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


def told(ground: Ground, who: Person) -> tuple[int, int]:
    """How many parts the start page says somebody has to look at again, and how many that nobody looks after."""
    with ground.practice.open_for(who.id) as desk:
        found = notices.of(desk)
        return len(found.look_again), len(found.left)


def ends(ground: Ground, who: Person) -> None:
    """Their part in the family was over yesterday."""
    with ground.practice.database.open() as session:
        for one in involved.professionals(session, ground.family.id):
            if one.involvement.person_id == who.id:
                one.involvement.until = TODAY - timedelta(days=1)


def kept_by(ground: Ground, who: Person, mode: Mode = Mode.ONLY, **more: object) -> Restriction:
    """The home, kept by a co-worker for themselves alone, unless said otherwise."""
    place = Place(Kind.HOME, "", ground.family.household_id).text
    people = more.pop("people", (who.id,))
    new = NewRestriction(place, mode, people, Category.SAFE_ADDRESS, "A refuge.", LATER, **more)
    with ground.practice.open_for(who.id) as desk:
        return restricting.keep(desk, ground.family.id, new)


def homes(ground: Ground, who: Person) -> int:
    with ground.practice.open_for(who.id) as desk:
        return len(families.open_family(desk, ground.family.id).households)


def test_what_nobody_looks_after_is_taken_over_by_who_answers_for_the_record(ground: Ground, clock: SetClock) -> None:
    robin = colleague(ground, "robin")
    quality = build.person(ground.practice, "quality", roles=("quality",), team="Quality")
    row = kept_by(ground, robin)
    everybody = (ground.scorer, ground.supervisor, quality)
    assert [told(ground, who)[1] for who in (robin, *everybody)] == [0, 0, 0, 0]
    assert not sum(homes(ground, who) for who in everybody)
    ends(ground, robin)
    assert [told(ground, who)[1] for who in (robin, *everybody)] == [0, 0, 1, 0], "the supervisor of who leads"
    clock.forward(timedelta(days=90))
    assert told(ground, robin) == (0, 0), "no name of a family that they see no more"
    with ground.practice.open_for(ground.supervisor.id) as desk:
        page = restricting.page_of(desk, ground.family.id)
        assert ([one.id for one in page.left], page.kept) == ([row.id], ()), "that it is there, and not what it is"
    for who in (ground.scorer, quality):
        with pytest.raises(Blocked, match="nothing here to take over"), ground.practice.open_for(who.id) as desk:
            restricting.answer_for(desk, ground.family.id, "I should like to see it.")
    with pytest.raises(Invalid), ground.practice.open_for(ground.supervisor.id) as desk:
        restricting.answer_for(desk, ground.family.id, " ")
    with ground.practice.open_for(ground.supervisor.id) as desk:
        restricting.answer_for(desk, ground.family.id, "Robin has left the team.")
    assert [homes(ground, who) for who in everybody] == [0, 1, 0]
    assert told(ground, ground.supervisor) == (1, 0), "and they look at it again"
    with ground.practice.open_for(ground.supervisor.id) as desk:
        (one,) = restricting.page_of(desk, ground.family.id).kept
        assert (one.decider, one.taken_over_by) == (robin.name, ground.supervisor.name)
        restricting.lift(desk, ground.family.id, row.id, "They have moved home.")
    assert [homes(ground, who) for who in everybody] == [1, 1, 1]


def test_where_no_supervisor_can_be_told_who_sees_every_family_is(ground: Ground) -> None:
    robin = colleague(ground, "robin")
    quality = build.person(ground.practice, "quality", roles=("quality",), team="Quality")
    row = kept_by(ground, robin, Mode.NOT, people=(ground.supervisor.id,))
    ends(ground, robin)
    assert [told(ground, who)[1] for who in (ground.supervisor, quality)] == [0, 1]
    with ground.practice.open_for(quality.id) as desk:
        assert not restricting.page_of(desk, ground.family.id).kept, "others' are not theirs to look at"
    with pytest.raises(NotFound), ground.practice.open_for(quality.id) as desk:
        restricting.lift(desk, ground.family.id, row.id, "Why not")
    with pytest.raises(Refused), ground.practice.open_for(quality.id) as desk:
        restricting.keep(desk, ground.family.id, NewRestriction("", Mode.NOT, (), Category.POLICE, "", None))
    with ground.practice.open_for(quality.id) as desk:
        restricting.answer_for(desk, ground.family.id, "Robin has left.")
        restricting.look_again(desk, ground.family.id, row.id, LATER + timedelta(days=30))
    assert [homes(ground, who) for who in (ground.supervisor, quality)] == [0, 1]


def test_a_day_that_was_let_go_by_is_told_to_who_answers_and_an_account_that_is_closed_keeps_nothing(
    ground: Ground, clock: SetClock
) -> None:
    robin = colleague(ground, "robin")
    kept_by(ground, robin)
    clock.put(datetime.combine(LATER + timedelta(days=13), NOON.timetz()))
    assert (told(ground, robin), told(ground, ground.supervisor)) == ((1, 0), (0, 0))
    clock.forward(timedelta(days=1))
    assert (told(ground, robin), told(ground, ground.supervisor)) == ((1, 0), (0, 1))
    clock.put(NOON)
    assert told(ground, ground.supervisor) == (0, 0)
    with ground.practice.database.open() as session:
        session.merge(robin).disabled_at = NOON
    assert told(ground, ground.supervisor) == (0, 1)


def test_a_part_is_kept_from_anybody_with_an_account_whatever_they_come_to_be(ground: Ground) -> None:
    related = build.person(ground.practice, "related", team="Elsewhere", agency="Night Agency")
    twins = [build.person(ground.practice, name, team="Elsewhere", name="Sam Same") for name in ("sam1", "sam2")]
    for others, mode, why in (
        (("Nobody Example",), Mode.NOT, "Nobody with an open account"),
        (("Sam Same",), Mode.NOT, "More than one person"),
        (("related",), Mode.ONLY, "cannot open the record"),
    ):
        with pytest.raises(Invalid, match=why) as refused:
            kept_by(ground, ground.scorer, mode, people=(), others=others)
        assert set(refused.value.fields) == {"others"}
    kept_by(ground, ground.scorer, Mode.NOT, people=(), others=(" related  EXAMPLE", "sam2"))
    with ground.practice.open_for(ground.scorer.id) as desk:
        desk.session.get(Child, ground.family.child_id).nhs_number = "9990000034"
    with ground.practice.open_for(related.id) as desk:
        opened = emergencies.open_record(desk, Sought(FoundBy.NHS_NUMBER, "9990000034"), "They rang.")
    assert opened
    assert homes(ground, related) == 0, "not in an emergency"
    for who, there in ((related, 0), (twins[0], 1), (twins[1], 0)):
        build.involve(ground.practice, ground.family.id, who, Part.CO_WORKER)
        assert homes(ground, who) == there


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
