"""A scoring's way through its process: what stands in the way, who may go it, and the amendment that keeps both."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from gcp.grades import ItemState
from tests import build
from tests.scoring_ground import TOLD, Ground, colleague, stand, stranger
from workflow.models import Answer, AnswerChange, AuditEvent, Part, Person, Scoring, ScoringMove, ScoringStatus
from workflow.rules.errors import Blocked, Conflict, Invalid, NotFound, Refused
from workflow.rules.processes import Move
from workflow.rules.statuses import HAND_ON, SCORING
from workflow.services import parts, scoring_details, signing
from workflow.services.desk import Practice
from workflow.services.signing import Decided


@pytest.fixture
def ground(practice: Practice) -> Ground:
    return stand(practice)


@pytest.fixture
def embedded(embedded_practice: Practice) -> Ground:
    return stand(embedded_practice)


@pytest.fixture
def ready(ground: Ground) -> Ground:
    """Everything answered, one visit: nothing stands in the way of sending it."""
    ground.fill()
    ground.visit()
    return ground


def rows(ground: Ground, table: Any, *where: Any) -> list[Any]:
    with ground.practice.database.open() as session:
        return list(session.scalars(select(table).where(*where)).all())


def status(ground: Ground, scoring_id: str = "") -> str:
    return ground.view(scoring_id).scoring.status


def offered(ground: Ground, who: Person | None = None, scoring_id: str = "") -> dict[str, list[tuple[str, str]]]:
    """The moves offered to somebody, each with its gaps as (part, sentence)."""
    view = ground.view(scoring_id, who)
    with ground.practice.open_for((who or ground.scorer).id) as desk:
        return {one.move.key: [(gap.part, gap.sentence) for gap in one.gaps] for one in signing.moves(desk, view)}


def test_a_fresh_scoring_says_all_that_is_missing_and_where(ground: Ground):
    gaps = offered(ground)
    assert list(gaps) == ["send", "withdraw"]
    assert gaps["withdraw"] == []
    parts = [part for part, _ in gaps["send"]]
    around = ["child-voice", f"seen.{ground.family.carer_id}"]
    assert parts == ["", "visits", *around]
    ground.save("A1a", 3)
    gaps = offered(ground)
    assert [part for part, _ in gaps["send"]] == ["A1b", "B", "C", "D", "visits", *around]
    with pytest.raises(Blocked) as caught:
        ground.move("send")
    assert all(sentence in caught.value.sentence for _, sentence in gaps["send"])
    assert status(ground) == "draft"


def test_an_unanswered_item_is_named_in_an_area_that_has_grades(ready: Ground):
    ready.save("A1c", ItemState.UNANSWERED, on=1)
    ready.save("B1a", ItemState.UNANSWERED, on=1)
    assert offered(ready)["send"] == [
        (
            "A1c",
            ("2 items in Physical care and Safety have no answer. Grade each, or say why there is no grade."),
        )
    ]


def test_a_grade_that_asks_for_a_basis_waits_for_one(ready: Ground):
    ready.save("A1a", 5, on=1)
    ready.save("A1b", 1, on=1)
    ready.save("B1a", 1, on=1)
    assert offered(ready)["send"] == [
        (
            "A1a",
            (
                "Say what the grades of A1a Quality and A1b Quantity rest on: "
                "tick a visit, who said it, or a record, under “What this rests on”."
            ),
        )
    ]
    ready.save("A1b", 1, on=2, evidence=TOLD)
    ready.save("A1a", 5, on=2, evidence=TOLD)
    assert offered(ready)["send"] == []


def test_an_area_nobody_could_see_needs_a_reason_and_then_is_enough(ready: Ground):
    safety = [item.id for line in ready.view().parts if line.area.id == "B" for item in line.items]
    for number, item_id in enumerate(safety):
        ready.save(item_id, ItemState.NOT_OBSERVED if number % 2 else ItemState.UNANSWERED, on=1)
    assert [part for part, _ in offered(ready)["send"]] == ["B"]
    with ready.practice.open_for(ready.scorer.id) as desk:
        scoring_details.give_reason(desk, ready.scoring_id, "B", "Refused at the door twice.", 2)
    assert offered(ready)["send"] == []
    assert ready.move("send").status == "with supervisor"


def test_an_area_in_which_nothing_applies_needs_no_reason(ready: Ground):
    for item_id in [item.id for line in ready.view().parts if line.area.id == "B" for item in line.items]:
        ready.save(item_id, ItemState.NOT_APPLICABLE, on=1)
    assert offered(ready)["send"] == []


def test_an_open_window_waits_for_its_last_day(embedded_practice: Practice):
    ground = stand(embedded_practice, started=False)
    ground = Ground(
        ground.practice, ground.scorer, ground.supervisor, ground.family, ground.start(window_end=date(2026, 3, 21)).id
    )
    ground.fill()
    ground.visit()
    assert "still open" in offered(ground)["send"][0][1]
    ground.practice.clock.put(ground.practice.clock.now().replace(day=21))
    assert offered(ground)["send"] == []


def test_signed_by_the_scorer_then_by_the_supervisor(ready: Ground):
    sent = ready.move("send")
    assert (sent.status, sent.sent_at, sent.version) == ("with supervisor", ready.practice.clock.now(), 3)
    signed = ready.move("sign-off", "Read and discussed.", who=ready.supervisor)
    assert (signed.status, signed.signed_off_by_id, signed.supervisor_comment) == (
        "signed off",
        ready.supervisor.id,
        "Read and discussed.",
    )
    assert signed.signed_off_at == ready.practice.clock.now()
    told = [(m.move, m.from_status, m.to_status, m.by_id, m.words) for m in ready.view().moves]
    assert told == [
        ("send", "draft", "with supervisor", ready.scorer.id, ""),
        ("sign-off", "with supervisor", "signed off", ready.supervisor.id, "Read and discussed."),
    ]
    events = [one.details for one in rows(ready, AuditEvent, col(AuditEvent.kind) == "scoring.moved")]
    assert events == [
        {"move": "send", "from": "draft", "to": "with supervisor"},
        {"move": "sign-off", "from": "with supervisor", "to": "signed off"},
    ]


def test_returned_with_words_corrected_and_sent_again(ready: Ground):
    ready.move("send")
    with pytest.raises(Invalid) as caught:
        ready.move("return", "  ", who=ready.supervisor)
    assert list(caught.value.fields) == ["words"]
    returned = ready.move("return", "Say what was seen at bedtime.", who=ready.supervisor)
    assert (returned.status, returned.supervisor_comment) == ("returned", "Say what was seen at bedtime.")
    ready.save("A1a", 3, on=1)
    assert ready.move("send").status == "with supervisor"
    assert ready.move("sign-off", who=ready.supervisor).status == "signed off"


def test_nobody_signs_off_their_own_scoring(practice: Practice):
    ground = stand(practice, started=False)
    both = build.person(practice, "both", roles=("practitioner", "supervisor"))
    build.involve(practice, ground.family.id, both, Part.CO_WORKER)
    own = Ground(practice, both, ground.supervisor, ground.family)
    own = Ground(practice, both, ground.supervisor, ground.family, own.start().id)
    own.fill()
    own.visit()
    own.move("send")
    for key in ("sign-off", "return"):
        with pytest.raises(Blocked) as caught:
            own.move(key, "Fine.")
        assert "somebody else" in caught.value.sentence
    assert status(own) == "with supervisor"


def test_only_the_scorer_signs_as_the_scorer(ready: Ground):
    other = colleague(ready)
    with pytest.raises(Blocked) as caught:
        ready.move("send", who=other)
    assert caught.value.sentence == "Only the person who scored can do this."
    assert offered(ready, other)["send"] == [("", "Only the person who scored can do this.")]


@pytest.mark.parametrize("key", [move.key for move in SCORING.moves])
def test_no_move_is_made_by_somebody_who_does_not_see_the_family(embedded: Ground, key: str):
    elsewhere = build.person(embedded.practice, "elsewhere", roles=("practitioner", "supervisor"), team="Elsewhere")
    with pytest.raises(NotFound):
        embedded.move(key, "Because.", who=elsewhere, version=1)
    assert rows(embedded, ScoringMove) == []


def test_a_practitioner_neither_signs_off_nor_returns(ready: Ground):
    ready.move("send")
    for key in ("sign-off", "return"):
        with pytest.raises(Refused):
            ready.move(key, "Fine.", who=colleague(ready, f"colleague-{key}"))
    assert list(offered(ready)) == ["withdraw"]
    assert sorted(offered(ready, ready.supervisor)) == ["return", "sign-off", "withdraw"]


@pytest.mark.parametrize("key", ["supersede", "amend", *HAND_ON, "publish", ""])
def test_moves_that_nobody_asks_for_are_not_there(embedded: Ground, key: str):
    with pytest.raises(NotFound):
        embedded.move(key, "Because.", who=embedded.supervisor, version=1)


ASKED_FOR = [move for move in SCORING.moves if move.key not in ("supersede", "amend", *HAND_ON)]
WRONG_STARTS = [(move, start) for move in ASKED_FOR for start in ScoringStatus if start not in move.from_]


@pytest.mark.parametrize(("move", "start"), WRONG_STARTS, ids=lambda one: getattr(one, "key", one))
def test_the_table_is_enforced_from_every_status(embedded: Ground, move: Move, start: ScoringStatus):
    with embedded.practice.database.open() as session:
        session.get(Scoring, embedded.scoring_id).status = start.value
    reviewer = embedded.supervisor if move.permission == "scoring:review" else embedded.scorer
    with pytest.raises(Blocked) as caught:
        embedded.move(move.key, "Because.", who=reviewer)
    assert f"is {start.spoken}, so" in caught.value.sentence
    assert status(embedded) == start


def test_withdrawing_is_for_the_scorer_and_supervisors_and_says_why(ground: Ground):
    with pytest.raises(Invalid):
        ground.move("withdraw")
    with pytest.raises(Blocked):
        ground.move("withdraw", "Not mine.", who=colleague(ground))
    withdrawn = ground.move("withdraw", "Started for the wrong child.", who=ground.supervisor)
    assert withdrawn.status == "withdrawn"
    assert ground.view().moves[-1].words == "Started for the wrong child."


def test_a_second_click_makes_no_second_move(ready: Ground):
    version = ready.view().scoring.version
    first = ready.move("send", version=version)
    assert ready.move("send", version=version).version == first.version
    assert len(rows(ready, ScoringMove)) == 1


def test_a_move_on_an_older_page_is_refused(ready: Ground):
    version = ready.view().scoring.version
    ready.visit(on=date(2026, 3, 9))
    with pytest.raises(Conflict):
        ready.move("send", version=version)
    assert status(ready) == "draft"


@pytest.mark.parametrize("words", ["x" * 2001, "a\0b"])
def test_words_that_cannot_be_kept_are_refused_at_their_field(embedded: Ground, words: str):
    with pytest.raises(Invalid) as caught:
        embedded.move("withdraw", words)
    assert list(caught.value.fields) == ["words"]


def test_two_supervisors_who_decide_at_the_same_moment(ready: Ground):
    second = build.person(ready.practice, "second", roles=("supervisor",))
    ready.move("send")
    version = ready.view().scoring.version
    together = Barrier(2)

    def decide(who: Person, key: str) -> bool:
        together.wait(timeout=10)
        try:
            ready.move(key, "Decided.", who=who, version=version)
        except (Conflict, Blocked):
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        ended = [pool.submit(decide, ready.supervisor, "sign-off"), pool.submit(decide, second, "return")]
        assert sorted(one.result() for one in ended) == [False, True]
    assert len(rows(ready, ScoringMove)) == 2


@pytest.fixture
def signed(ready: Ground) -> Ground:
    ready.save("A1a", 4, "Crisps for tea.", on=1, evidence=TOLD)
    ready.sign_off()
    return ready


def test_an_amendment_is_a_draft_of_its_own_with_all_that_stood(signed: Ground):
    before = signed.view()
    new = signed.amend(" The kitchen was seen on another day. ")
    view = signed.view(new.id)
    assert (view.status, view.scoring.version, view.scoring.amends_id) == ("draft", 1, signed.scoring_id)
    assert view.scoring.amendment_reason == "The kitchen was seen on another day."
    assert (view.scoring.sent_at, view.scoring.signed_off_at, view.scoring.supervisor_comment) == (None, None, "")
    assert {key: kept.given for key, kept in view.answers.items()} == {
        key: kept.given for key, kept in before.answers.items()
    }
    assert [(v.on, v.seen) for v in view.visits] == [(v.on, v.seen) for v in before.visits]
    assert [adult.id for adult in view.carers] == [signed.family.carer_id]
    changes = rows(signed, AnswerChange, col(AnswerChange.scoring_id) == new.id)
    assert len(changes) == len(before.answers)
    assert {(one.version, one.old_state) for one in changes} == {(1, None)}
    assert status(signed) == "signed off"
    [opened] = rows(signed, AuditEvent, col(AuditEvent.kind) == "scoring.amendment-opened")
    assert (opened.subject_id, opened.details) == (new.id, {"amends": signed.scoring_id})


def test_signing_off_an_amendment_supersedes_and_keeps_both(signed: Ground):
    new = signed.amend()
    signed.save("A1a", 3, "Crisps for tea once.", on=1, scoring_id=new.id)
    signed.sign_off(new.id)
    assert (status(signed), status(signed, new.id)) == ("superseded", "signed off")
    assert signed.view().answers["A1a"].given.grade == 4
    assert signed.view(new.id).answers["A1a"].given.grade == 3
    assert [move.move for move in signed.view().moves] == ["send", "sign-off", "supersede"]
    assert {row.scoring_id for row in rows(signed, Answer)} == {signed.scoring_id, new.id}


def test_a_superseded_scoring_leaves_the_sign_off_of_its_second_amendment_undone(signed: Ground):
    new = signed.amend()
    signed.move("send", scoring_id=new.id)
    with signed.practice.database.open() as session:
        session.get(Scoring, signed.scoring_id).status = ScoringStatus.SUPERSEDED.value
    with pytest.raises(Blocked):
        signed.move("sign-off", who=signed.supervisor, scoring_id=new.id)
    assert status(signed, new.id) == "with supervisor"


def test_one_amendment_at_a_time(signed: Ground):
    first = signed.amend()
    with pytest.raises(Blocked) as caught:
        signed.amend()
    assert caught.value.sentence == "An amendment of this scoring is already open."
    assert offered(signed)["amend"] == [("", "An amendment of this scoring is already open.")]
    signed.move("withdraw", "Not needed.", scoring_id=first.id)
    assert signed.amend().id != first.id


def test_two_amendments_opened_at_the_same_moment_are_one(signed: Ground):
    together = Barrier(2)

    def opens(_number: int) -> bool:
        together.wait(timeout=10)
        try:
            signed.amend()
        except Blocked:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(opens, range(2))) == [False, True]
    assert len(rows(signed, Scoring)) == 2


def test_an_amendment_needs_words_a_signed_scoring_and_somebody_who_may(signed: Ground):
    with pytest.raises(Invalid) as caught:
        signed.amend(" ")
    assert list(caught.value.fields) == ["words"]
    for who, error in ((signed.supervisor, Refused), (stranger(signed), Refused)):
        with pytest.raises(error):
            signed.amend(who=who)
    draft = signed.start(window_end=date(2026, 3, 19))
    with pytest.raises(Blocked):
        signed.amend(scoring_id=draft.id)


def test_what_is_signed_off_cannot_be_answered_any_more(signed: Ground):
    with pytest.raises(Blocked) as caught:
        signed.save("A1a", 1, on=2)
    assert "Open an amendment" in caught.value.sentence


# --- comments on items, and what happens next


def settled(**more: Any) -> Decided:
    return Decided(**{"direction": "Visit twice a week.", "follow_up_on": date(2026, 4, 17), **more})


def test_a_return_with_comments_on_items_needs_no_other_words(ready: Ground):
    ready.move("send")
    ready.move("return", who=ready.supervisor, comments={"A1a": " Which meal? ", "B1b": "", "A1b": "Say who told you."})
    view = ready.view()
    assert [(one.item_id, one.words, one.by) for one in view.to_mend] == [
        ("A1a", "Which meal?", ready.supervisor.name),
        ("A1b", "Say who told you.", ready.supervisor.name),
    ]
    with ready.practice.open_for(ready.scorer.id) as desk:
        part = parts.open_part(desk, ready.scoring_id, "A1")
    assert {one.item.id: one.to_mend.words for one in part.items if one.to_mend} == {
        "A1a": "Which meal?",
        "A1b": "Say who told you.",
    }


def test_comments_are_gone_from_the_items_once_it_is_sent_again_and_stay_in_what_happened(ready: Ground):
    ready.move("send")
    ready.move("return", who=ready.supervisor, comments={"A1a": "Which meal?"})
    ready.practice.clock.forward(timedelta(minutes=5))
    ready.move("send")
    view = ready.view()
    assert view.to_mend == []
    assert [(one.move_id, one.words) for one in view.comments] == [(view.moves[1].id, "Which meal?")]
    ready.practice.clock.forward(timedelta(minutes=5))
    ready.move("return", "Only the words now.", who=ready.supervisor)
    assert ready.view().to_mend == []
    with ready.practice.open_for(ready.scorer.id) as desk:
        assert not [one for one in parts.open_part(desk, ready.scoring_id, "A1").items if one.to_mend]


@pytest.mark.parametrize(("item_id", "words"), [("A1a", "x" * 2001), ("A1a", "a\0b"), ("Z9", "Which?")])
def test_a_comment_that_cannot_be_kept_is_refused_at_its_item(ready: Ground, item_id: str, words: str):
    ready.move("send")
    with pytest.raises(Invalid) as caught:
        ready.move("return", "Look.", who=ready.supervisor, comments={item_id: words})
    assert list(caught.value.fields) == [f"comment_{item_id}"]
    assert status(ready) == "with supervisor"


def test_a_comment_on_signing_off_is_kept_with_that_move(ready: Ground):
    ready.move("send")
    ready.move("sign-off", who=ready.supervisor, decided=settled(comments={"A1a": "Well described."}))
    view = ready.view()
    assert [(one.move_id, one.words) for one in view.comments] == [(view.moves[-1].id, "Well described.")]


def test_a_sign_off_says_what_happens_next_and_when_somebody_looks_again(ready: Ground):
    ready.move("send")
    assert offered(ready, ready.supervisor)["sign-off"] == []
    with pytest.raises(Invalid) as caught:
        ready.move("sign-off", who=ready.supervisor, decided=Decided())
    assert list(caught.value.fields) == ["direction", "follow_up"]
    ready.move("sign-off", who=ready.supervisor, decided=settled())
    made = ready.view().countersigned
    assert made is not None
    assert (made.direction, made.follow_up_on, made.no_follow_up) == ("Visit twice a week.", date(2026, 4, 17), "")


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"direction": " "}, "direction"),
        ({"follow_up_on": None}, "follow_up"),
        ({"follow_up_on": None, "no_follow_up": " "}, "follow_up"),
        ({"no_follow_up": "None needed."}, "follow_up"),
        ({"follow_up_on": date(2026, 3, 20)}, "follow_up_on"),
        ({"follow_up_on": date(2026, 1, 2)}, "follow_up_on"),
        ({"direction": "x" * 2001}, "direction"),
        ({"follow_up_on": None, "no_follow_up": "a\0b"}, "no_follow_up"),
    ],
)
def test_what_is_missing_of_a_direction_is_said_at_its_field(ready: Ground, more: dict[str, Any], field: str):
    ready.move("send")
    with pytest.raises(Invalid) as caught:
        ready.move("sign-off", who=ready.supervisor, decided=settled(**more))
    assert list(caught.value.fields) == [field]
    assert status(ready) == "with supervisor"


def test_why_no_follow_up_is_needed_stays_with_the_move(ready: Ground):
    ready.sign_off()
    made = ready.view().countersigned
    assert made is not None
    assert (made.follow_up_on, made.no_follow_up) == (None, "Nothing is worrying.")
