"""A child's scorings as progress and reports need them: grouped by whose care they grade, scored, and put in words for paper."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from gcp.answers import AnswerSheet, Window
from gcp.answers import Child as ScoredChild
from gcp.errors import SheetFault
from gcp.grades import ItemState
from gcp.profile import Profile
from gcp.scoring import score
from gcp.words import listed
from workflow.clock import BRITISH
from workflow.models import Adult, Child, Scoring, ScoringStatus
from workflow.reports.base import Scored, Subject, Visited, signed
from workflow.reports.wording import span
from workflow.rules.access import Network
from workflow.rules.errors import Blocked, NotFound
from workflow.rules.evidence import evidence_of
from workflow.rules.roles import Permission
from workflow.rules.second_ratings import Pair, hidden_from
from workflow.rules.statuses import COUNTS_IN_PROGRESS, UNDER_WAY
from workflow.services.blindness import rated_twice
from workflow.services.desk import Desk
from workflow.services.instruments import instrument_of
from workflow.services.telling import Told, tell
from workflow.storage import families, restrictions, scorings, series
from workflow.storage.series import Given, Hanging, Head, Signature
from workflow.storage.visits import VisitHere

LEFT_OUT = (
    "You rate this child's care a second time, so the other rating is left out here until both are in: neither leans on the other. "
    "A report can be made by somebody who does not rate."
)
NOTHING_YET = "No scoring of this child is signed off yet, so there is nothing to show. It appears here once one is."


@dataclass(frozen=True)
class Carers:
    """Whose care a page tells of: an opaque key for the address, and their names."""

    key: str
    names: str


@dataclass(frozen=True)
class CarerSet:
    """Whose care some scorings grade: the carers' ids as one opaque key, their names, and the scorings, oldest first.

    `signed_off` counts towards progress; `open` are those neither signed off nor withdrawn.
    """

    key: str
    names: str
    signed_off: tuple[Head, ...]
    open: tuple[Head, ...]

    @property
    def under_way(self) -> Head | None:
        """The newest scoring that nobody has signed off yet, if there is one."""
        return self.open[-1] if self.open else None

    @property
    def every(self) -> tuple[Head, ...]:
        """All of them, those signed off first."""
        return (*self.signed_off, *self.open)

    @property
    def named(self) -> Carers:
        """Who they are, without their scorings."""
        return Carers(self.key, self.names)

    @property
    def latest(self) -> date | None:
        """The last day of the newest signed-off window."""
        return self.signed_off[-1].scoring.window_end if self.signed_off else None


@dataclass(frozen=True)
class Line:
    """One scoring to choose or to follow: its id, its days in words, where it stands, and whether it is chosen."""

    id: str
    window: str
    status: ScoringStatus
    draft: bool
    chosen: bool = False


@dataclass(frozen=True)
class Case:
    """A child whose family this person sees, with the carer sets that were scored; the one with the newest scoring first.

    `hidden` says why a signed-off scoring is left out for this person, "" where none is; `pairs` are the family's second ratings with what each
    rates again.
    """

    child: Child
    subject: Subject
    network: Network
    sets: tuple[CarerSet, ...]
    hidden: str = ""
    pairs: tuple[Pair, ...] = ()

    def carers(self, key: str) -> CarerSet:
        """The carer set of that key, or the first where the key is empty. Raises NotFound; Blocked where there is none at all."""
        if not self.sets:
            raise Blocked(NOTHING_YET)
        if not key:
            return self.sets[0]
        found = next((one for one in self.sets if one.key == key), None)
        if found is None:
            raise NotFound
        return found


def open_case(desk: Desk, child_id: str, permission: Permission) -> Case:
    """A child with whatever was scored, if this person may. Raises NotFound or Refused."""
    child = families.child(desk.session, child_id)
    if child is None:
        raise NotFound
    network = families.network(desk.session, child.family_id, on=desk.today)
    (case,) = _cases(desk, [child], network, permission)
    return case


def open_siblings(desk: Desk, case: Case, child_ids: Collection[str], permission: Permission) -> tuple[Case, ...]:
    """Other children of the same family, in the order asked for, in as few queries as one. Raises NotFound or Refused."""
    if not child_ids:
        return ()
    here = {child.id: child for child in families.children(desk.session, case.child.family_id)}
    if case.child.id in child_ids or not here.keys() >= set(child_ids):
        raise NotFound
    return _cases(desk, [here[child_id] for child_id in child_ids], case.network, permission)


def _cases(desk: Desk, children: Sequence[Child], network: Network, permission: Permission) -> tuple[Case, ...]:
    """Children of one family with whatever was scored of each."""
    for child in children:
        desk.require(permission, network, child.id)
    heads = series.heads_of(desk.session, [child.id for child in children], COUNTS_IN_PROGRESS | UNDER_WAY)
    twice = tuple(rated_twice(desk, network.family_id))
    away = hidden_from(desk.who.person_id, twice)
    cases = (_case(child, network, heads[child.id], away) for child in children)
    return tuple(replace(case, pairs=twice) for case in cases)


def _case(child: Child, network: Network, heads: Sequence[Head], away: Collection[str]) -> Case:
    subject = Subject(child.called, child.surname, child.born, child.expected, network.practice)
    missed = any(head.scoring.id in away and head.scoring.status in COUNTS_IN_PROGRESS for head in heads)
    sets = _sets(head for head in heads if head.scoring.id not in away)
    return Case(child, subject, network, sets, LEFT_OUT if missed else "")


def _sets(heads: Iterable[Head]) -> tuple[CarerSet, ...]:
    grouped: dict[frozenset[str], list[Head]] = {}
    for head in heads:
        grouped.setdefault(head.carers, []).append(head)
    found = []
    for carers, own in grouped.items():
        signed = tuple(head for head in own if head.scoring.status in COUNTS_IN_PROGRESS)
        under_way = tuple(head for head in own if head.scoring.status in UNDER_WAY)
        found.append(CarerSet(".".join(sorted(carers)), own[-1].scoring.carer_names, signed, under_way))
    # Sets without a signed-off scoring come last; among equals the key keeps the order steady.
    return tuple(sorted(found, key=lambda one: (one.latest is None, -(one.latest or date.min).toordinal(), one.key)))


def with_draft(carers: CarerSet) -> tuple[Head, ...]:
    """The signed-off scorings and the one under way; a scoring that it amends gives way to it."""
    if carers.under_way is None:
        return carers.signed_off
    amended = carers.under_way.scoring.amends_id
    return (*(head for head in carers.signed_off if head.scoring.id != amended), carers.under_way)


@dataclass(frozen=True)
class Group:
    """Some scorings of one child by the same carers; `names` is how those are called now."""

    child: Child
    names: str
    heads: Sequence[Head]


def scored(desk: Desk, heads: Sequence[Head], case: Case, names: str) -> tuple[Scored, ...]:
    """Scorings of a child with their profiles and all around them. `names` is how their carers are called now."""
    (told,) = scored_in_groups(desk, [Group(case.child, names, heads)])
    return told


def scored_in_groups(desk: Desk, groups: Sequence[Group]) -> tuple[tuple[Scored, ...], ...]:
    """The scorings of each group with their profiles and all around them, in the same few queries however many groups there are.

    One that is signed off cannot change any more (`storage.locks`), so it is made once a process: the same scoring of the same people, as
    they are called now, is the same object for everybody from whom the same of it is kept (`storage.restrictions`), and for nobody else.
    Raises Blocked where one under way cannot be scored as it stands.
    """
    group_of = {head.scoring.id: group for group in groups for head in group.heads}
    rows = [head.scoring for group in groups for head in group.heads]
    known = series.signers(desk.session, rows)
    carers = scorings.carers_and_who_they_are(desk.session, [row.id for row in rows])
    together = series.co_scorers(desk.session, [row.id for row in rows])
    whose = {row.id: _Whose(carers.get(row.id, []), together.get(row.id, ())) for row in rows}
    away = restrictions.hidden(desk.session, [row.id for row in rows])
    keys = {
        row.id: (*stamp, away.places_of(row.id))
        for row in rows
        if (stamp := _stamp(row, group_of[row.id], known, whose[row.id]))
    }
    here = {key: one for key, stamp in keys.items() if (one := desk.practice.scored.get(stamp))}
    missing = [row for row in rows if row.id not in here]
    if missing:
        found = series.hanging(desk.session, missing, known)
        told = tell(desk, missing, {group.child.id: group.child.called for group in groups})
        made = {row.id: _scored(desk, row, found, group_of[row.id], whose[row.id]) for row in missing}
        here |= {row.id: _with(made[row.id], told[row.id]) for row in missing}
        for row in missing:
            if row.id in keys:
                desk.practice.scored.put(keys[row.id], here[row.id])
    return tuple(tuple(here[head.scoring.id] for head in group.heads) for group in groups)


@dataclass(frozen=True)
class _Whose:
    """Whose care a scoring grades, with who they are to the child, and who grades it together with its scorer."""

    carers: Sequence[tuple[Adult, str]] = ()
    together: tuple[Signature, ...] = ()


def _stamp(row: Scoring, group: Group, known: Mapping[str, Signature], whose: _Whose) -> tuple[object, ...] | None:
    """All that a signed-off scoring is told by and that can still change, with the scoring as it was signed; None for one under way."""
    if row.status not in COUNTS_IN_PROGRESS:
        return None
    signers = (known.get(one or "") for one in (row.scorer_id, row.signed_off_by_id, row.taken_over_from_id))
    people = (*signers, *whose.together)
    child = group.child
    who = (
        child.called,
        child.born,
        child.expected,
        group.names,
        *((one.id, one.called, who_to_child) for one, who_to_child in whose.carers),
    )
    return (row.id, row.version, row.status, row.signed_off_at, *people, *who)


def _with(one: Scored, told: Told) -> Scored:
    at = max(one.as_of, told.at or one.as_of)
    return replace(one, said=told.said, targets=told.targets, as_of=at, own=told.own_of(one.profile), noted=told.noted)


def _scored(desk: Desk, scoring: Scoring, found: Hanging, group: Group, whose: _Whose) -> Scored:
    child, names = group.child, group.names
    scorer = found.people[scoring.scorer_id]
    signer = found.people.get(scoring.signed_off_by_id or "")
    before = found.people.get(scoring.taken_over_from_id or "")
    answers = found.answers[scoring.id]
    signed_at = scoring.signed_off_at if scoring.status in COUNTS_IN_PROGRESS else None
    said = found.signed.get(scoring.id) if signed_at else None
    together = tuple(signed(one.name, one.agency) for one in whose.together)
    # Progress compares who scored: the same people are the same, whoever of them leads.
    everybody = listed(sorted([signed(scorer.name, scorer.agency), *together]))
    profile = _profile(desk, scoring, answers, names, everybody)
    # Compared as the child known now: a date of birth that was corrected makes nobody another child.
    as_known = replace(profile.sheet, child=ScoredChild(child.born, child.expected))
    return Scored(
        id=scoring.id,
        profile=replace(profile, sheet=as_known),
        carers=names,
        introduced=listed(f"{one.called} ({known})" if known else one.called for one, known in whose.carers),
        scorer=scorer.name,
        agency=scorer.agency,
        together_with=together,
        as_of=max(filter(None, (scoring.started_at, scoring.signed_off_at, *(a.changed_at for a in answers)))),
        notes={answer.item_id: answer.note for answer in answers if answer.note},
        evidence={answer.item_id: evidence_of(answer.evidence) for answer in answers if answer.evidence},
        visits=tuple(visited_of(visit) for visit in found.visits[scoring.id]),
        gaps=dict(scoring.missing_reasons),
        signed_off_on=signed_at.astimezone(BRITISH).date() if signed_at else None,
        before=before.name if before else "",
        signed_off_by=signer.name if signed_at and signer else "",
        status=scoring.status,
        amendment_reason=scoring.amendment_reason if scoring.amends_id else "",
        amends_signed_on=_day(found, scoring.amends_id),
        direction=said.direction if said else "",
        follow_up_on=said.follow_up_on if said else None,
        no_follow_up=said.no_follow_up if said else "",
    )


def _day(found: Hanging, scoring_id: str | None) -> date | None:
    """The day in Britain on which a scoring was signed off."""
    one = found.signed.get(scoring_id or "")
    return one.signed_off_at.astimezone(BRITISH).date() if one else None


def _profile(desk: Desk, scoring: Scoring, answers: Sequence[Given], names: str, scorer: str) -> Profile:
    """The profile as it was scored; the carers go by one name throughout, however they were called when each scoring was made."""
    instrument = instrument_of(desk, scoring.edition_id)
    sheet = AnswerSheet(
        instrument=instrument.name,
        child=ScoredChild(scoring.child_born, scoring.child_expected),
        carer=names,
        window=Window(scoring.window_start, scoring.window_end),
        answers={one.item_id: _given(one) for one in answers if one.state != ItemState.UNANSWERED},
        conditions=frozenset(scoring.conditions),
        exclude=dict(scoring.exclusions),
        scorer=scorer,
    )
    try:
        return score(instrument, sheet)
    except SheetFault as fault:
        days = span(scoring.window_start, scoring.window_end)
        raise Blocked(f"The scoring of {days} cannot be shown as it stands. {fault}") from None


def _given(one: Given) -> int | ItemState:
    return one.grade if one.grade is not None else ItemState(one.state)


def visited_of(visit: VisitHere) -> Visited:
    """A visit as paper tells it."""
    return Visited(
        visit.on, visit.announced, visit.place, visit.seen, visit.child_seen, visit.child_seen_alone, visit.id
    )


def line(head: Head, *, chosen: bool = False) -> Line:
    """A scoring as one line to choose."""
    scoring = head.scoring
    status = ScoringStatus(scoring.status)
    window = span(scoring.window_start, scoring.window_end)
    return Line(scoring.id, window, status, status not in COUNTS_IN_PROGRESS, chosen)
