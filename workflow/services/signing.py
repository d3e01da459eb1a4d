"""The way of a scoring through its process: what stands in the way of each move, making it, and opening an amendment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from gcp.instrument import Kind
from workflow.models import Answer, AnswerChange, ItemComment, Scoring, ScoringMove, ScoringStatus, ScoringVisit
from workflow.rules import statuses
from workflow.rules.errors import Blocked, Conflict, Invalid, NotFound
from workflow.rules.events import Event
from workflow.rules.practice import signs_off_alone
from workflow.rules.processes import Gap, Move
from workflow.rules.roles import Permission
from workflow.rules.statuses import SCORING, TYPED, UNDER_WAY, ScoringFacts
from workflow.rules.wording import LONGEST_REASON, words_fault
from workflow.services import entries, restricting, targets
from workflow.services.around import around_view
from workflow.services.as_shown import mark_of
from workflow.services.blindness import refuse_hidden
from workflow.services.desk import Desk
from workflow.services.scaling import copies
from workflow.services.scorings import ScoringView, found, view_of
from workflow.services.training import faults as training_faults
from workflow.storage import answers, restrictions, scaling, scorings, visits

AMEND = SCORING.move("amend")
_BY_ITSELF = frozenset({"supersede", "amend", *statuses.HAND_ON})
"""Moves that `move` does not make when asked: one happens with a sign-off, one opens a scoring of its own, and handing on names somebody."""


@dataclass(frozen=True)
class OfferedMove:
    """A move that this person's roles allow at this status, and everything that still stands in its way (words apart)."""

    move: Move
    gaps: tuple[Gap, ...]

    @property
    def allowed(self) -> bool:
        """Whether it can be made now."""
        return not self.gaps


@dataclass(frozen=True)
class Decided:
    """What goes with a supervisor's decision: comments by item id; and on signing off what happens next, and when somebody looks again.

    `no_follow_up` says why nobody needs to.
    """

    comments: Mapping[str, str] = field(default_factory=dict)
    direction: str = ""
    follow_up_on: date | None = None
    no_follow_up: str = ""


NOTHING_MORE = Decided()


def facts(desk: Desk, view: ScoringView, words: str = "", decided: Decided = NOTHING_MORE) -> ScoringFacts:
    """What the process's requirements look at, for this person and these words."""
    unanswered, unanswered_in, unreasoned = _holes(view)
    around = around_view(desk, view)
    return ScoringFacts(
        status=view.status,
        by_scorer=view.scoring.scorer_id == desk.who.person_id,
        has_graded=desk.who.person_id in {*view.co_scorers, *view.graded_by},
        by_reviewer=desk.who.may(Permission.SCORING_REVIEW),
        unanswered=unanswered,
        unanswered_in=unanswered_in,
        unreasoned_areas=unreasoned,
        graded=view.tally.graded,
        without_basis=tuple((item.id, f"{item.id} {item.name}") for line in view.parts for item in line.unbased),
        visits=len(view.visits),
        window_open=desk.today < view.scoring.window_end,
        words=words,
        commented=any(one.strip() for one in decided.comments.values()),
        direction=decided.direction,
        follow_up_on=decided.follow_up_on,
        no_follow_up=decided.no_follow_up,
        today=desk.today,
        being_amended=any(one.status in UNDER_WAY for one in view.amendments),
        faults=tuple(Gap(sentence) for sentence in view.faults),
        kind=view.instrument.kind,
        needs=view.instrument.needs,
        unheard="" if around.heard else view.child.called,
        unseen_by=tuple((one.key, one.name) for one in around.statements if not one.settled),
        untrained=training_faults(desk, [view.instrument]).get(view.instrument.name, ""),
    )


def _holes(view: ScoringView) -> tuple[tuple[str, ...], tuple[str, ...], tuple[tuple[str, str], ...]]:
    """Unanswered items in areas with a grade, and those areas' names; areas with something to grade, no grade and no reason.

    Neither where nothing is graded at all: that is said once. What is not graded needs an answer to every item, and no reason for an area:
    each item that was not seen or not asked says so itself.
    """
    if not view.tally.graded:
        return (), (), ()
    unanswered: list[str] = []
    unanswered_in: list[str] = []
    unreasoned: list[tuple[str, str]] = []
    for area in view.instrument.areas:
        parts = [line for line in view.parts if line.area.id == area.id]
        counted = [line for line in parts if line.sub_area.id not in view.scoring.exclusions]
        states = [_state(view, item.id) for line in counted for item in line.items]
        if "scored" in states or view.instrument.kind is not Kind.GRADED:
            here = [item.id for line in counted for item in line.unanswered]
            unanswered += here
            unanswered_in += [area.name] if here else []
        elif any(state != "not-applicable" for state in states) and area.id not in view.scoring.missing_reasons:
            unreasoned.append((area.id, area.name))
    return tuple(unanswered), tuple(unanswered_in), tuple(unreasoned)


def _state(view: ScoringView, item_id: str) -> str:
    return str(view.answers[item_id].given.state) if item_id in view.answers else "unanswered"


def moves(desk: Desk, view: ScoringView) -> Sequence[OfferedMove]:
    """The moves that this person's roles allow at this status, each with what stands in its way but what is typed on its own page."""
    now = facts(desk, view)
    return [
        OfferedMove(move, tuple(gap for gap in statuses.gaps(move, now) if gap.part not in TYPED))
        for move in SCORING.moves_from(view.status)
        if move.key != "supersede" and desk.who.may(move.permission)
    ]


CHANGED = "Something in this scoring was changed after you opened the page, so it did not show what stands now. Read it again, then sign."


def move(  # noqa: PLR0917  # the decision, in the order in which it is taken
    desk: Desk,
    scoring_id: str,
    move_key: str,
    words: str,
    version: int,
    decided: Decided = NOTHING_MORE,
    *,
    shown: str | None = None,
) -> Scoring:
    """Make a move of the process with the version that the page showed. Asking twice for the same move is no error.

    `shown` is the mark of what the page showed (`as_shown.mark_of`), for whoever signs it; None where nobody signs, and where no page was read.

    Signing off an amendment supersedes what it amends; both stay. In a practice family signing signs off as well. Raises NotFound or
    Refused; Invalid (by field: words, direction, follow_up, follow_up_on, no_follow_up, and comment_<item id>); Blocked with the
    sentences of every requirement that is not met; Conflict where the scoring was changed since.
    """
    one = scorings.find(desk.session, scoring_id, desk.today, hold=True)
    chosen = next((m for m in SCORING.moves if m.key == move_key and m.key not in _BY_ITSELF), None)
    if one is None or chosen is None:
        raise NotFound
    desk.require(chosen.permission, one.network, scoring_id)
    refuse_hidden(desk, one.scoring)
    scoring = one.scoring
    practice = one.network.practice
    alone = chosen.to is ScoringStatus.WITH_SUPERVISOR and signs_off_alone(practice=practice) is not None
    if _made_already(desk, scoring, chosen, version, alone=alone):
        return scoring
    if scoring.version != version:
        raise Conflict("This scoring was changed after the page was opened. Look at it as it stands, then decide.")
    view = view_of(desk, one)
    _refuse_gaps(desk, view, chosen, words, decided)
    if shown is not None and shown != mark_of(desk, view):
        raise Conflict(CHANGED)
    _make(desk, scoring, chosen, words, decided)
    if alone:
        chosen = SCORING.move("sign-off")
        _make(desk, scoring, chosen, "", NOTHING_MORE)
    if chosen.to is ScoringStatus.SIGNED_OFF and scoring.amends_id:
        _supersede(desk, scoring.amends_id)
    return scoring


def _made_already(desk: Desk, scoring: Scoring, chosen: Move, version: int, *, alone: bool) -> bool:
    """Whether the last thing that happened is this very move, by this person, from the version they saw: a second click."""
    if alone and scoring.status == ScoringStatus.SIGNED_OFF:
        return scoring.version == version + 2 and scoring.signed_off_by_id == desk.who.person_id
    last = scorings.moves(desk.session, scoring.id)[-1:]
    mine = bool(last) and last[0].move == chosen.key and last[0].by_id == desk.who.person_id
    return mine and scoring.status == chosen.to and scoring.version == version + 1


def _refuse_gaps(desk: Desk, view: ScoringView, chosen: Move, words: str, decided: Decided = NOTHING_MORE) -> None:
    faults = _word_faults(view, words, decided)
    if faults:
        raise Invalid(faults)
    gaps = statuses.gaps(chosen, facts(desk, view, words, decided))
    sentences = [gap.sentence for gap in gaps if gap.part not in TYPED]
    if sentences:
        raise Blocked(" ".join(sentences))
    if gaps:
        raise Invalid({gap.part: gap.sentence for gap in gaps})


def _word_faults(view: ScoringView, words: str, decided: Decided) -> dict[str, str]:
    """What cannot be kept of what was typed, by field."""
    asked = {item.id for line in view.parts for item in line.items}
    typed = {"words": words, "direction": decided.direction, "no_follow_up": decided.no_follow_up}
    typed |= {f"comment_{item_id}": said for item_id, said in decided.comments.items()}
    found = {name: fault for name, said in typed.items() if (fault := words_fault(said, LONGEST_REASON))}
    strange = {
        f"comment_{item_id}": "This item is not asked here." for item_id in decided.comments if item_id not in asked
    }
    return found | strange


def _make(desk: Desk, scoring: Scoring, chosen: Move, words: str, decided: Decided = NOTHING_MORE) -> None:
    who = desk.who.person_id
    made = ScoringMove(
        id=desk.new_id(),
        scoring_id=scoring.id,
        move=chosen.key,
        from_status=scoring.status,
        to_status=chosen.to,
        words=words.strip(),
        at=desk.now,
        by_id=who,
        **_direction(chosen, decided),
    )
    comments = [
        ItemComment(
            id=desk.new_id(),
            scoring_id=scoring.id,
            move_id=made.id,
            item_id=item_id,
            words=said.strip(),
            at=desk.now,
            by_id=who,
        )
        for item_id, said in decided.comments.items()
        if said.strip()
    ]
    values: dict[str, Any] = {}
    if chosen.to is ScoringStatus.WITH_SUPERVISOR:
        values = {"sent_at": desk.now}
    elif chosen.to is ScoringStatus.RETURNED:
        values = {"supervisor_comment": made.words}
    elif chosen.to is ScoringStatus.SIGNED_OFF:
        values = {"supervisor_comment": made.words, "signed_off_at": desk.now, "signed_off_by_id": who}
    details = {"move": chosen.key, "from": scoring.status, "to": str(chosen.to)}
    event = Event("scoring.moved", scoring.family_id, scoring.id, details)
    if not scorings.move(desk.session, scoring, made, values, comments, event=event):
        raise Conflict("This scoring was changed at the same moment. Look at it as it stands, then decide.")


def _direction(chosen: Move, decided: Decided) -> dict[str, Any]:
    if not chosen.asks_for_direction:
        return {}
    return {
        "direction": decided.direction.strip(),
        "follow_up_on": decided.follow_up_on,
        "no_follow_up": decided.no_follow_up.strip(),
    }


def _supersede(desk: Desk, original_id: str) -> None:
    """Let an amendment take the place of what it amends, in the same transaction as its sign-off."""
    original = scorings.find(desk.session, original_id, desk.today, hold=True)
    if original is None or original.scoring.status != ScoringStatus.SIGNED_OFF:
        raise Blocked(
            "The scoring that this one amends is no longer signed off, so there is nothing to take the place of."
        )
    _make(desk, original.scoring, SCORING.move("supersede"), "")


def amend(desk: Desk, scoring_id: str, reason: str) -> Scoring:
    """Open an amendment of a signed-off scoring: a new draft of one's own with its facts, visits and answers. The original stays as it is.

    Raises NotFound or Refused; Invalid (key "words") without a reason; Blocked where it is not signed off or an amendment is open.
    """
    one = found(desk, scoring_id, AMEND.permission, hold=True)
    _refuse_gaps(desk, view_of(desk, one), AMEND, reason)
    rests_on = visits.of_scoring(desk.session, scoring_id)
    away = restrictions.hidden(desk.session, [scoring_id])
    # Whoever scores sees what they scored, so an amendment by somebody else would open to them what is kept from them.
    if away.anything_of(scoring_id) or any(away.visit(one.id) for one in rests_on):
        raise Blocked("Ask the person who scored to open the amendment.")
    old = one.scoring
    new = Scoring.model_validate(
        {
            **old.model_dump(),
            "id": desk.new_id(),
            "scorer_id": desk.who.person_id,
            "taken_over_from_id": None,
            "status": ScoringStatus.DRAFT,
            "version": 1,
            "amends_id": old.id,
            "amendment_reason": reason.strip(),
            "started_at": desk.now,
            "sent_at": None,
            "signed_off_at": None,
            "signed_off_by_id": None,
            "supervisor_comment": "",
        }
    )
    carers = [adult.id for adult in scorings.carers(desk.session, [old.id]).get(old.id, [])]
    links = [
        ScoringVisit(
            scoring_id=new.id, visit_id=one.id, child_seen=one.child_seen, child_seen_alone=one.child_seen_alone
        )
        for one in rests_on
    ]
    event = Event("scoring.amendment-opened", old.family_id, new.id, {"amends": old.id})
    scorings.add(desk.session, new, carers, links, event=event, by=desk.who.person_id)
    _copy_answers(desk, old.id, new.id)
    scaling.copy(desk.session, copies(desk, old.id, new.id))
    entries.copy(desk, old.id, new.id)
    targets.copy(desk, old.id, new.id)
    restricting.take_over(desk, old.id, new.id)
    return new


def _copy_answers(desk: Desk, old_id: str, new_id: str) -> None:
    """Take every answer over as the first version of the new scoring's own."""
    copies: list[Answer] = []
    changes: list[AnswerChange] = []
    for row in answers.of_scoring(desk.session, old_id):
        fresh: dict[str, Any] = {"scoring_id": new_id, "item_id": row.item_id, "version": 1}
        fresh |= {"changed_at": desk.now, "changed_by_id": desk.who.person_id}
        copies.append(Answer(**{**row.model_dump(), **fresh, "id": desk.new_id()}))
        new: dict[str, Any] = {
            "new_grade": row.grade,
            "new_state": row.state,
            "new_note": row.note,
            "new_evidence": row.evidence,
        }
        changes.append(AnswerChange(id=desk.new_id(), **new, **fresh))
    answers.copy(desk.session, copies, changes)
