"""Scorings with instruments of every kind: started, answered as their kind is answered, counted or left as they are, signed, amended."""

from datetime import date

import pytest

from gcp.grades import ItemState
from tests import build
from tests.kinds_ground import COUNT, KINDS, LONG, SCALE, WORDS, a_mark, library_of_kinds, mark
from tests.scoring_ground import INSTRUMENT, Ground, stand
from workflow.models import ScoringStatus
from workflow.rules.errors import Blocked, Invalid, NotFound
from workflow.rules.roles import Permission
from workflow.services import counting, families, gathering, parts, progress, scorings, signing
from workflow.services.desk import Practice
from workflow.services.instruments import offered
from workflow.services.library import Library
from workflow.services.parts import WHOLE, PartView
from workflow.services.signing import Decided


@pytest.fixture
def library() -> Library:
    return library_of_kinds()


@pytest.fixture
def ground(practice: Practice) -> Ground:
    return stand(practice, started=False)


def started(ground: Ground, instrument: str, **more: object) -> str:
    return ground.start(instrument=instrument, **more).id


def opened(ground: Ground, scoring_id: str, part: str) -> PartView:
    with ground.practice.open_for(ground.scorer.id) as desk:
        return parts.open_part(desk, scoring_id, part)


def gaps(ground: Ground, scoring_id: str) -> list[str]:
    with ground.practice.open_for(ground.scorer.id) as desk:
        offered = signing.moves(desk, scorings.open_scoring(desk, scoring_id, "sign"))
    return [gap.sentence for one in offered if one.move.key == "send" for gap in one.gaps]


def signed(ground: Ground, scoring_id: str) -> None:
    ground.move("send", scoring_id=scoring_id)
    ground.move("sign-off", "Read.", who=ground.supervisor, scoring_id=scoring_id)


def counted(ground: Ground, yes: tuple[str, ...] = (), **more: object) -> str:
    """A quick look, answered no but for these."""
    scoring_id = started(ground, COUNT, **more)
    for item_id in ("Q1", "R1a", "R1b", "R1c", "R2a"):
        ground.save(item_id, 1 if item_id in yes else 0, scoring_id=scoring_id)
    return scoring_id


class TestStarting:
    @pytest.mark.parametrize("instrument", KINDS)
    def test_every_kind_is_offered_and_can_be_started(self, ground: Ground, instrument: str) -> None:
        scoring = ground.start(instrument=instrument)
        assert scoring.status == ScoringStatus.DRAFT
        view = ground.view(scoring.id)
        assert view.instrument.name == instrument
        assert view.profile is None
        assert view.faults == ()

    def test_graded_ones_are_offered_first(self, ground: Ground) -> None:
        with ground.practice.open_for(ground.scorer.id) as desk:
            kinds = [str(one.instrument.kind) for one in offered(desk)]
        assert kinds == sorted(kinds, key=["graded", "counted", "scaled", "open"].index)
        assert len(set(kinds)) == 4

    def test_what_is_about_the_child_alone_has_no_carer(self, ground: Ground) -> None:
        scoring = ground.start(instrument=WORDS)
        assert scoring.carer_names == ""
        assert ground.view(scoring.id).carers == []
        assert ground.start(instrument=WORDS, adult_ids=()).id == scoring.id

    def test_care_without_a_carer_is_refused(self, ground: Ground) -> None:
        with pytest.raises(Invalid) as refused:
            ground.start(instrument=COUNT, adult_ids=())
        assert set(refused.value.fields) == {"adult_ids"}


class TestAnswering:
    def test_a_counted_item_takes_yes_no_and_why_neither(self, ground: Ground) -> None:
        scoring_id = started(ground, COUNT)
        saved = ground.save("R1a", 1, "Frost on the inside.", scoring_id=scoring_id)
        assert (saved.tally.graded, saved.tally.expected, saved.tally.done) == (1, 5, "answered")
        ground.save("R1b", 0, scoring_id=scoring_id)
        ground.save("R1c", ItemState.NOT_OBSERVED, scoring_id=scoring_id)
        counts = ground.view(scoring_id).counts
        assert counts is not None
        assert counts.count.sentence == "Yes to 1 of 2 seen (1 not observed and 2 not answered)."

    @pytest.mark.parametrize("answer", [2, -1, ItemState.SCORED, ItemState.NOTED])
    def test_a_counted_item_takes_nothing_else(self, ground: Ground, answer: int | ItemState) -> None:
        scoring_id = started(ground, COUNT)
        with pytest.raises(Invalid) as refused:
            ground.save("R1a", answer, scoring_id=scoring_id)
        assert refused.value.fields["answer"].startswith("Choose yes or no for The bedroom is cold")

    def test_words_are_the_answer_to_a_prompt_and_none_are_none(self, ground: Ground) -> None:
        scoring_id = started(ground, WORDS)
        saved = ground.save("W1", ItemState.UNANSWERED, "The dog next door.", scoring_id=scoring_id)
        assert saved.kept.given.state is ItemState.NOTED
        assert (saved.tally.graded, saved.tally.to_do) == (1, 2)
        again = ground.save("W1", ItemState.NOTED, "The dog next door.", on=1, scoring_id=scoring_id)
        assert again.repeated
        emptied = ground.save("W1", ItemState.NOTED, "  ", on=1, scoring_id=scoring_id)
        assert emptied.kept.given.state is ItemState.UNANSWERED
        asked = ground.save("G1a", ItemState.NOT_OBSERVED, "Ran out to play.", scoring_id=scoring_id)
        assert asked.kept.given.state is ItemState.NOT_OBSERVED

    def test_a_scaling_question_takes_no_number_of_nobody(self, ground: Ground) -> None:
        scoring_id = started(ground, SCALE)
        with pytest.raises(Invalid):
            ground.save("S1", 7, scoring_id=scoring_id)
        saved = ground.save("S1", ItemState.NOT_OBSERVED, scoring_id=scoring_id)
        assert (saved.tally.graded, saved.tally.to_do) == (0, 1)
        mark(ground, a_mark("S2"), scoring_id=scoring_id)
        saved = ground.save("S1", ItemState.REFUSED, on=1, scoring_id=scoring_id)
        assert (saved.tally.graded, saved.tally.to_do) == (1, 0)

    def test_a_small_one_stands_on_one_page_and_a_long_one_does_not(self, ground: Ground) -> None:
        small = opened(ground, started(ground, COUNT), WHOLE)
        assert [item.item.id for item in small.items] == ["Q1", "R1a", "R1b", "R1c", "R2a"]
        assert [group.sub_area.id for group in small.groups] == ["Q1", "R1", "R2"]
        assert (small.before(), small.after()) == (None, None)
        long = started(ground, LONG)
        with pytest.raises(NotFound):
            opened(ground, long, WHOLE)
        assert len(opened(ground, long, "LA").items) == 30
        with pytest.raises(NotFound):
            opened(ground, started(ground, INSTRUMENT), WHOLE)


class TestSigning:
    def test_each_kind_says_in_its_own_words_what_is_missing(self, ground: Ground) -> None:
        said = {instrument: gaps(ground, started(ground, instrument)) for instrument in KINDS}
        assert said[COUNT][0] == "Nothing is answered yet. Say yes, no or not seen, then sign."
        assert said[SCALE][0] == "Nobody has given a number yet. Ask one person one question, then sign."
        assert said[WORDS][0] == "Nothing is written down yet. Write down what was said or drawn, then sign."
        assert [sentence for sentence in said[LONG] if "visit" in sentence]
        assert not [sentence for sentence in said[COUNT] + said[WORDS] if "visit" in sentence]

    def test_every_item_needs_an_answer_and_no_area_a_reason(self, ground: Ground) -> None:
        scoring_id = started(ground, COUNT)
        ground.save("R1a", 1, scoring_id=scoring_id)
        assert gaps(ground, scoring_id)[0] == (
            "4 items in Food and Home have no answer. Answer each with yes or no, or mark it not seen."
        )
        for item_id in ("Q1", "R1b", "R1c", "R2a"):
            ground.save(item_id, ItemState.NOT_OBSERVED, scoring_id=scoring_id)
        assert gaps(ground, scoring_id) == []

    def test_a_number_or_a_reason_answers_a_question(self, ground: Ground) -> None:
        scoring_id = started(ground, SCALE)
        mark(ground, a_mark("S1"), scoring_id=scoring_id)
        assert len(gaps(ground, scoring_id)) == 1
        ground.save("S2", ItemState.NOT_SAFE, scoring_id=scoring_id)
        signed(ground, scoring_id)
        with pytest.raises(Blocked):
            mark(ground, a_mark("S1", 5), "m2", scoring_id=scoring_id)

    def test_an_amendment_takes_numbers_and_words_over(self, ground: Ground) -> None:
        scoring_id = started(ground, SCALE)
        mark(ground, a_mark("S1", 4, words="Since the locks."), scoring_id=scoring_id)
        mark(ground, a_mark("S2", 8), "m2", scoring_id=scoring_id)
        mark(ground, a_mark("S2", None), "m2", on=1, scoring_id=scoring_id)
        ground.save("S2", ItemState.REFUSED, scoring_id=scoring_id)
        signed(ground, scoring_id)
        amendment = ground.amend(scoring_id=scoring_id)
        (asked,) = ground.view(amendment.id).scaling
        first, second = asked.questions
        assert [(one.now.number, one.now.words, one.now.version) for one in first.marks] == [(4, "Since the locks.", 1)]
        assert (second.marks, second.taken_back) == ((), ())


class TestBesideGrades:
    def test_what_is_not_graded_is_no_part_of_progress_and_hides_no_grade_of_last_time(self, ground: Ground) -> None:
        first = ground.start().id
        ground.fill({"A1a": 3}, first)
        ground.visit(first)
        ground.sign_off(first)
        for instrument in (COUNT, WORDS):
            other = started(ground, instrument)
            if instrument == COUNT:
                for item_id in ("Q1", "R1a", "R1b", "R1c", "R2a"):
                    ground.save(item_id, 1, scoring_id=other)
            else:
                for item_id in ("W1", "G1a", "G1b"):
                    ground.save(item_id, ItemState.NOTED, "Yes.", scoring_id=other)
            signed(ground, other)
        second = ground.start().id
        saved = ground.save("A1a", 2, scoring_id=second)
        assert saved.previous is not None
        assert saved.previous.grade == 3
        with ground.practice.open_for(ground.scorer.id) as desk:
            (carers,) = gathering.open_case(desk, ground.family.child_id, Permission.SCORING_READ).sets
            assert progress.look(desk, ground.family.child_id, draft=True).story is not None
            family = families.open_family(desk, ground.family.id)
        assert [head.scoring.id for head in carers.every] == [first, second]
        assert len(family.scorings) == 4
        assert list(family.grades) == [first]
        assert set(family.titles.values()) == {"Quick look", "Own words"}
        assert family.history is None

    def test_a_count_stands_beside_the_one_before(self, ground: Ground) -> None:
        first = counted(ground, ("R1a", "Q1"))
        signed(ground, first)
        second = counted(ground, ("R1a",))
        with ground.practice.open_for(ground.scorer.id) as desk:
            before = counting.counted_before(desk, scorings.open_scoring(desk, second, "profile"))
            none = counting.counted_before(desk, scorings.open_scoring(desk, first, "profile"))
        assert before is not None
        assert before.scoring.id == first
        assert before.counts.count.sentence == "Yes to 2 of 5 seen."
        assert before.answers["Q1"].grade == 1
        assert none is None

    def test_a_quick_look_leads_on_and_is_a_hint_there(self, ground: Ground) -> None:
        looked = counted(ground, ("Q1", "R2a"))
        scoring_id = ground.start().id
        with ground.practice.open_for(ground.scorer.id) as desk:
            view = scorings.open_scoring(desk, looked, "overview")
            (onward,) = counting.leads_on(desk, view)
            hint = counting.looked_before(desk, scorings.open_scoring(desk, scoring_id, "overview"))
            assert counting.looked_before(desk, view) is None
        assert onward.name == INSTRUMENT
        assert hint is not None
        assert hint.scoring.id == looked
        assert hint.yes == ["Nobody knows what was eaten yesterday", "There is no bed"]
        assert not ground.view(scoring_id).answers

    def test_what_a_quick_look_asked_for_is_looked_at_by_the_scoring_it_leads_on_to(self, ground: Ground) -> None:
        looked = counted(ground, window_end=date(2026, 3, 10))
        ground.visit(looked, on=date(2026, 3, 10))
        ground.move("send", scoring_id=looked)
        asked = Decided(direction="Score within the month.", follow_up_on=date(2026, 4, 9))
        ground.move("sign-off", who=ground.supervisor, scoring_id=looked, decided=asked)
        with ground.practice.open_for(ground.scorer.id) as desk:
            assert [one.scoring.id for one in families.open_family(desk, ground.family.id).due] == [looked]
        scoring_id = ground.start().id
        ground.fill(scoring_id=scoring_id)
        ground.visit(scoring_id)
        ground.sign_off(scoring_id)
        with ground.practice.open_for(ground.scorer.id) as desk:
            assert looked not in [one.scoring.id for one in families.open_family(desk, ground.family.id).due]

    def test_nobody_is_led_on_who_may_not_start(self, ground: Ground) -> None:
        looked = counted(ground)
        chair = build.person(ground.practice, "chair", roles=("chair",))
        build.involve(ground.practice, ground.family.id, chair)
        with ground.practice.open_for(chair.id) as desk:
            assert counting.leads_on(desk, scorings.open_scoring(desk, looked, "overview")) == []
