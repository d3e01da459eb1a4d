"""Scorings: opening one whole. Starting one is in `starting`, opening a part of one to score in `parts`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from gcp.counts import CountedSheet
from gcp.grades import ItemState
from gcp.instrument import AgeBand, Area, Instrument, Item, SubArea
from gcp.profile import Profile
from workflow.models import Adult, Child, Scoring, ScoringMove, ScoringStatus
from workflow.rules.errors import Blocked, NotFound
from workflow.rules.events import Event
from workflow.rules.roles import Permission
from workflow.rules.statuses import lock
from workflow.services.answers import Kept, given_of
from workflow.services.asked import Tally, asked, tally_of, without_basis
from workflow.services.blindness import refuse_hidden
from workflow.services.desk import Desk
from workflow.services.instruments import instrument_of
from workflow.services.scaling_questions import Questions, noted, questions_of
from workflow.services.sheets import results_of
from workflow.storage import answers, comments, families, people, scorings, visits
from workflow.storage.answers import Lines
from workflow.storage.comments import Said
from workflow.storage.scorings import Found
from workflow.storage.visits import VisitHere

Comment = Said
"""What a supervisor said of one item, as pages show it."""


@dataclass(frozen=True)
class PartLine:
    """One sub-area of a scoring as its overview shows it: the items asked there, which of them have no answer yet, and which have a grade
    that asks for a basis and has none.
    """

    area: Area
    sub_area: SubArea
    items: tuple[Item, ...]
    unanswered: tuple[Item, ...]
    unbased: tuple[Item, ...] = ()

    @cached_property
    def left(self) -> tuple[Item, ...]:
        """The items where something is left to do, in order."""
        todo = {item.id for item in (*self.unanswered, *self.unbased)}
        return tuple(item for item in self.items if item.id in todo)


@dataclass(frozen=True)
class ScoringView:
    """A scoring, whole: for its overview, its details, its signing and its profile.

    `profile` is None where the sheet cannot be scored, and `counts` where it cannot be counted; `faults` then says why, where the instrument is one
    of that kind. `scaling` are the scaling questions: its own, or those asked beside its grades. `locked` is the sentence why this person cannot
    change it, None where they can. `names` are those of everybody who appears, by person id; `co_scorers` the ids of those who grade it
    together with its scorer, by name, `comments` all that was said of single items on moving it, and `graded_by` of everybody whose answers stand in it.
    """

    scoring: Scoring
    family_name: str
    child: Child
    carers: Sequence[Adult]
    instrument: Instrument
    band: AgeBand
    answers: Mapping[str, Kept]
    parts: Sequence[PartLine]
    tally: Tally
    profile: Profile | None
    counts: CountedSheet | None
    scaling: Sequence[Questions]
    faults: tuple[str, ...]
    visits: Sequence[VisitHere]
    moves: Sequence[ScoringMove]
    names: Mapping[str, str]
    agency: str
    amendments: Sequence[Scoring]
    co_scorers: Sequence[str]
    graded_by: frozenset[str]
    comments: Sequence[Said]
    locked: str | None

    @property
    def to_mend(self) -> Sequence[Said]:
        """What the supervisor said of single items on returning it, until it is sent again."""
        returned = self.status is ScoringStatus.RETURNED
        last = next((move for move in reversed(self.moves) if move.move == "return"), None) if returned else None
        return [one for one in self.comments if last and one.move_id == last.id]

    @property
    def countersigned(self) -> ScoringMove | None:
        """The move that signed it off, with what happens next; None where it is not signed off."""
        return next((move for move in reversed(self.moves) if move.to_status == ScoringStatus.SIGNED_OFF), None)

    @property
    def called(self) -> str:
        """How the child is called."""
        return self.child.called

    @property
    def scorer(self) -> str:
        """The name of the person who scores."""
        return self.names[self.scoring.scorer_id]

    @property
    def status(self) -> ScoringStatus:
        return ScoringStatus(self.scoring.status)


def found(
    desk: Desk, scoring_id: str, permission: Permission = Permission.SCORING_READ, *, hold: bool = False
) -> Found:
    """The scoring of that id, if this person may do that with it: the one door to it.

    Raises NotFound or Refused; Blocked where they rate the same care apart and not both ratings are in.
    """
    one = scorings.find(desk.session, scoring_id, desk.today, hold=hold)
    if one is None:
        raise NotFound
    desk.require(permission, one.network, scoring_id)
    refuse_hidden(desk, one.scoring)
    return one


def open_scoring(desk: Desk, scoring_id: str, page: str) -> ScoringView:
    """A scoring, whole, for the page of that name. Reading it is an event."""
    one = found(desk, scoring_id)
    view = view_of(desk, one)
    desk.record(Event("scoring.read", one.scoring.family_id, scoring_id, {"page": page}))
    return view


def view_of(desk: Desk, one: Found) -> ScoringView:
    """All of a scoring that its pages and its signing look at, in a fixed number of queries."""
    scoring = one.scoring
    instrument = instrument_of(desk, scoring.edition_id)
    child = families.child(desk.session, scoring.child_id)
    if child is None:
        raise NotFound
    rows = answers.of_scoring(desk.session, scoring.id)
    moves = scorings.moves(desk.session, scoring.id)
    graded_by = frozenset(row.changed_by_id for row in rows)
    before = {scoring.taken_over_from_id} if scoring.taken_over_from_id else set()
    known = {*one.scorers, *before, *(m.by_id for m in moves), *graded_by}
    names = {key: person.name for key, person in people.named(desk.session, sorted(known)).items()}
    kept = {r.item_id: Kept(given_of(r), r.version, r.changed_at, names[r.changed_by_id]) for r in rows}
    lines = answers.lines_of(rows).with_states(noted(desk, instrument, scoring.id))
    results = results_of(scoring, instrument, rows, names[scoring.scorer_id])
    return ScoringView(
        scoring=scoring,
        family_name=one.family_name,
        child=child,
        carers=scorings.carers(desk.session, [scoring.id]).get(scoring.id, []),
        instrument=instrument,
        band=instrument.age_band(scoring.age_band),
        answers=kept,
        parts=part_lines(instrument, scoring, lines),
        tally=tally_of(instrument, scoring, lines),
        profile=results.profile,
        counts=results.counts,
        scaling=questions_of(desk, scoring),
        faults=results.faults,
        visits=visits.of_scoring(desk.session, scoring.id),
        moves=moves,
        names=names,
        agency=people.agencies_of(desk.session, [scoring.scorer_id]).get(scoring.scorer_id, ""),
        amendments=scorings.amendments(desk.session, scoring.id),
        co_scorers=sorted(one.scorers - {scoring.scorer_id}, key=lambda key: names[key]),
        graded_by=graded_by,
        comments=comments.of_scoring(desk.session, scoring.id),
        locked=locked_for(desk, one),
    )


def held(desk: Desk, scoring_id: str) -> Found:
    """The scoring, kept from other writers, for this person to change. Raises NotFound or Refused; Blocked where they cannot."""
    one = found(desk, scoring_id, Permission.SCORING_ANSWER, hold=True)
    locked = locked_for(desk, one)
    if locked:
        raise Blocked(locked)
    return one


def locked_for(desk: Desk, one: Found) -> str | None:
    """Why this person cannot change a scoring now, with what to do; None where they can."""
    return lock(ScoringStatus(one.scoring.status), by_scorer=desk.who.person_id in one.scorers)


def part_lines(instrument: Instrument, scoring: Scoring, answered: Lines) -> list[PartLine]:
    """Every sub-area in which something is asked, in order; in an excluded one nothing is left to do."""
    here = {item.id for item in asked(instrument, scoring)}
    unbased = without_basis(instrument, scoring, answered)
    done = {item_id for item_id, state in answered.states.items() if state != ItemState.UNANSWERED}
    lines = []
    for area in instrument.areas:
        for sub_area in area.sub_areas:
            items = tuple(item for item in sub_area.items if item.id in here)
            left_out = sub_area.id in scoring.exclusions
            todo = () if left_out else tuple(item for item in items if item.id not in done)
            if items:
                lines.append(PartLine(area, sub_area, items, todo, tuple(i for i in items if i.id in unbased)))
    return lines
