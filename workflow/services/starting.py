"""Starting scorings, one or several together: what they can be of, and what is wrong with what was asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from gcp.answers import Child as ScoredChild
from gcp.instrument import About, Instrument
from workflow.models import Adult, Child, Scoring
from workflow.reports.wording import span
from workflow.rules.cases import CLOSED
from workflow.rules.errors import Blocked, Invalid, NotFound
from workflow.rules.events import Event
from workflow.rules.retiring import cannot_start
from workflow.rules.roles import Permission
from workflow.rules.statuses import EDITABLE, UNDER_WAY
from workflow.rules.windows import age_fault, already_open_fault, window_faults
from workflow.services.beginnings import History, history
from workflow.services.blindness import hidden
from workflow.services.desk import Desk
from workflow.services.instruments import instrument_of, offered, pin, retired
from workflow.services.training import faults as training_faults
from workflow.storage import families, involved, people, scorings
from workflow.storage.families import ScoringLine
from workflow.storage.retirements import Retirement
from workflow.storage.scorings import Beside


@dataclass(frozen=True)
class NewScoring:
    """What starts a scoring. `instrument` is `key@edition`; `conditions` are keys of the instrument's own. Where it is about the child alone,
    `adult_ids` say nothing.

    `long_window_meant` says that a window of more than twelve weeks is no slip.
    """

    child_id: str
    adult_ids: tuple[str, ...]
    instrument: str
    window_start: date
    window_end: date
    conditions: tuple[str, ...] = ()
    long_window_meant: bool = False


@dataclass(frozen=True)
class ChildToScore:
    """One of the children scored over the same days: whose care, one scoring for each of them or one for all `together`, and what is true of the child."""

    child_id: str
    adult_ids: tuple[str, ...]
    together: bool = False
    conditions: tuple[str, ...] = ()


@dataclass(frozen=True)
class NewScorings:
    """Scorings of one or more children of a family with one instrument over one window. `long_window_meant` as in `NewScoring`; `another_meant`
    says that one more is meant beside one that is open already.
    """

    children: tuple[ChildToScore, ...]
    instrument: str
    window_start: date
    window_end: date
    long_window_meant: bool = False
    another_meant: bool = False

    def of(self, child: ChildToScore, adult_ids: tuple[str, ...]) -> NewScoring:
        """The scoring of one of the children with these carers."""
        window = (self.window_start, self.window_end)
        return NewScoring(child.child_id, adult_ids, self.instrument, *window, child.conditions, self.long_window_meant)

    @property
    def each(self) -> tuple[NewScoring, ...]:
        """Every scoring that is to be started, in the order of the children and their carers."""
        apart = [
            (child, group)
            for child in self.children
            for group in ([child.adult_ids] if child.together else [(key,) for key in child.adult_ids])
        ]
        return tuple(self.of(child, group) for child, group in apart)


def start_together(desk: Desk, family_id: str, new: NewScorings) -> tuple[Scoring, ...]:
    """Start scorings of children of one family, all of them or none; asking twice gives the same ones.

    Raises NotFound or Refused; Invalid by field: instrument, window_start, window_end, and carers_… and conditions_… with a child's id.
    """
    family = families.hold(desk.session, family_id)
    if family is None:
        raise NotFound
    desk.require(Permission.SCORING_START, families.network(desk.session, family_id, on=desk.today), family_id)
    if family.closed_on:
        raise Blocked(CLOSED)
    if about_child(desk, new.instrument):
        new = replace(new, children=tuple(replace(one, adult_ids=(), together=True) for one in new.children))
    children = {child.id: child for child in families.children(desk.session, family_id)}
    if not new.children or not {one.child_id for one in new.children} <= set(children):
        raise NotFound
    faults: dict[str, str] = {}
    for one in new.children:
        for field, sentence in _faults(desk, new.of(one, one.adult_ids), children[one.child_id]).items():
            key = {"adult_ids": f"carers_{one.child_id}", "conditions": f"conditions_{one.child_id}"}.get(field, field)
            said = faults.get(key, "")
            faults[key] = f"{said} {sentence}".strip() if sentence not in said else said
    if not faults and not new.another_meant:
        faults |= already_open_fault([one.words for one in open_already(desk, family_id, new)])
    if faults:
        raise Invalid(faults)
    return tuple(start(desk, one) for one in new.each)


@dataclass(frozen=True)
class OpenAlready:
    """A scoring that asks the same as one that is to be started, and the name of the colleague who scores ("" for this person)."""

    scoring: Beside
    by: str

    @property
    def words(self) -> str:
        """Which it is, in words."""
        one = self.scoring
        who = f"{one.called}, care by {one.carer_names}" if one.carer_names else one.called
        return f"{who}, {span(one.window_start, one.window_end)}, by {self.by}" if self.by else who


def open_already(desk: Desk, family_id: str, new: NewScorings) -> Sequence[OpenAlready]:
    """The scorings under way that ask the same again: the child, the carers, the instrument, and days that overlap. Those of this person come
    first, then those of colleagues, but for a rating that is hidden from them.

    What starting gives back as it stands, because nothing is answered in it yet, is none of them.
    """
    own = scorings.by_person(desk.session, family_id, desk.who.person_id)
    own = [one for one in own if one.status in EDITABLE]
    others = scorings.by_others(desk.session, family_id, desk.who.person_id, UNDER_WAY)
    away = hidden(desk, family_id) if others else ()
    found = _asking_the_same(desk, [*own, *(one for one in others if one.id not in away)], new)
    names = people.named(desk.session, sorted({one.scorer_id for one in found}))
    mine = {one.id for one in own}
    return [OpenAlready(one, "" if one.id in mine else names[one.scorer_id].name) for one in found]


def _asking_the_same(desk: Desk, among: Sequence[Beside], new: NewScorings) -> list[Beside]:
    shelved = desk.library.find(new.instrument)
    key = shelved.instrument.key if shelved else ""
    found = [
        one
        for one in among
        if one.second_of_id is None and one.amends_id is None
        if one.window_start <= new.window_end and new.window_start <= one.window_end
        if instrument_of(desk, one.edition_id).key == key
    ]
    carers = scorings.carers_now(desk.session, [one.id for one in found])
    wanted = {(one.child_id, frozenset(one.adult_ids)): sorted(set(one.conditions)) for one in new.each}
    same = []
    for one in found:
        what = (one.child_id, carers[one.id])
        if what in wanted and not _given_back(desk, one, new, wanted[what]):
            same.append(one)
    return same


def _given_back(desk: Desk, one: Beside, new: NewScorings, conditions: Sequence[str]) -> bool:
    if (one.window_start, one.window_end) != (new.window_start, new.window_end):
        return False
    if one.scorer_id != desk.who.person_id:
        return False
    stands = scorings.find(desk.session, one.id, desk.today)
    return stands is not None and any(
        draft.id == one.id and draft.conditions == conditions
        for draft in scorings.untouched(desk.session, stands.scoring)
    )


def start(desk: Desk, new: NewScoring) -> Scoring:
    """Start a scoring of a child with a carer, or carers scored together. The edition, the age and the age band are fixed with it.

    Asking twice for the same, before anything is answered, gives the same scoring. Raises NotFound or Refused; Invalid, by field
    (adult_ids, instrument, window_start, window_end, conditions).
    """
    child = families.child(desk.session, new.child_id)
    if child is None:
        raise NotFound
    network = families.network(desk.session, child.family_id, on=desk.today)
    desk.require(Permission.SCORING_START, network, child.id)
    family = families.family(desk.session, child.family_id)
    if family and family.closed_on:
        raise Blocked(CLOSED)
    if about_child(desk, new.instrument):
        new = replace(new, adult_ids=())
    faults = _faults(desk, new, child)
    if faults:
        raise Invalid(faults)
    edition = pin(desk, new.instrument)
    instrument = instrument_of(desk, edition.id)
    chosen = [adult for adult in families.carers_of(desk.session, child.id) if adult.id in new.adult_ids]
    scoring = _row(desk, new, child, carers=chosen, edition_id=edition.id)
    for draft in scorings.untouched(desk.session, scoring):
        same = scorings.carers_now(desk.session, [draft.id])[draft.id]
        if same == set(new.adult_ids) and draft.conditions == scoring.conditions:
            return draft
    event = Event("scoring.started", child.family_id, scoring.id, {"instrument": instrument.name})
    scorings.add(desk.session, scoring, [adult.id for adult in chosen], event=event, by=desk.who.person_id)
    return scoring


def about_child(desk: Desk, name: str) -> bool:
    """Whether an instrument is about the child alone, so that no carer is chosen."""
    shelved = desk.library.find(name)
    return shelved is not None and shelved.instrument.about is About.CHILD


def _faults(desk: Desk, new: NewScoring, child: Child) -> dict[str, str]:
    faults: dict[str, str] = {}
    carers = {adult.id for adult in families.carers_of(desk.session, child.id)}
    if about_child(desk, new.instrument):
        pass  # nobody's care is looked at
    elif not carers:
        faults["adult_ids"] = f"Nobody is recorded as caring for {child.called} yet. Say who does on the family's page."
    elif not new.adult_ids or not set(new.adult_ids) <= carers:
        faults["adult_ids"] = f"Choose whose care of {child.called} is scored."
    faults |= window_faults(new.window_start, new.window_end, desk.today, long_is_meant=new.long_window_meant)
    shelved, gone = desk.library.find(new.instrument), retired(desk).get(new.instrument)
    if shelved is not None and gone is not None:
        faults["instrument"] = cannot_start(_called(shelved.instrument), gone.reason)
    elif shelved is None or shelved not in offered(desk):
        faults["instrument"] = "Choose one of the instruments in the list."
    else:
        faults |= condition_faults(shelved.instrument, new.conditions)
        untrained = training_faults(desk, [shelved.instrument]).get(shelved.instrument.name)
        faults |= {"instrument": untrained} if untrained else {}
        born = ScoredChild(child.born, child.expected)
        fault = age_fault(shelved.instrument, child.called, born, new.window_end)
        if fault and "window_end" not in faults:
            faults.setdefault(*fault)
    return faults


def condition_faults(instrument: Instrument, conditions: Sequence[str]) -> dict[str, str]:
    """What is wrong with the conditions recorded for a child, by field."""
    known = {condition.key for condition in instrument.conditions}
    return {} if set(conditions) <= known else {"conditions": "Choose from the conditions on the page."}


def _row(desk: Desk, new: NewScoring, child: Child, *, carers: Sequence[Adult], edition_id: str) -> Scoring:
    months = ScoredChild(child.born, child.expected).age_months(new.window_end)
    band = instrument_of(desk, edition_id).band(months)
    if band is None:
        raise LookupError("The age was checked before.")
    return Scoring(
        id=desk.new_id(),
        family_id=child.family_id,
        child_id=child.id,
        edition_id=edition_id,
        carer_names=names_of(carers),
        window_start=new.window_start,
        window_end=new.window_end,
        child_born=child.born,
        child_expected=child.expected,
        age_months=months,
        age_band=band.key,
        conditions=sorted(set(new.conditions)),
        scorer_id=desk.who.person_id,
        started_at=desk.now,
    )


LONGEST_NAMES = 200


def names_of(carers: Sequence[Adult]) -> str:
    """How the carers are called, as a scoring keeps it: Mum; Mum and Marek; "" where it is about the child alone."""
    if not carers:
        return ""
    *most, last = [adult.called for adult in carers]
    names = f"{', '.join(most)} and {last}" if most else last
    return names if len(names) <= LONGEST_NAMES else f"{names[: LONGEST_NAMES - 1]}…"


class Choices(NamedTuple):
    """What a new scoring of a family can be of: its children, each child's carers by child id, and the instruments offered.

    `untrained` says, by an instrument's name, why this person may not start with it yet; `history` what went before, so that nobody starts
    again; `closed` that the work is closed, "" while it goes on. `under_way` are the scorings that colleagues have open. `retired` are the editions at hand that are offered no longer, as they are called.
    """

    children: Sequence[Child]
    carers: Mapping[str, Sequence[Adult]]
    instruments: Sequence[Instrument]
    family_name: str
    untrained: Mapping[str, str]
    today: date
    history: History | None = None
    closed: str = ""
    retired: Sequence[tuple[str, Retirement]] = ()
    under_way: Sequence[ScoringLine] = ()


def _called(instrument: Instrument) -> str:
    return f"{instrument.title} {instrument.edition}"


def choices(desk: Desk, family_id: str) -> Choices:
    """What a new scoring of a family can be of. Reading it is an event, for it names the family's people."""
    family = families.family(desk.session, family_id)
    if family is None:
        raise NotFound
    desk.require(Permission.SCORING_START, families.network(desk.session, family_id, on=desk.today), family_id)
    children = families.children(desk.session, family_id)
    adults = {adult.id: adult for adult in families.adults(desk.session, family_id)}
    carers: dict[str, list[Adult]] = {child.id: [] for child in children}
    for care in families.care(desk.session, family_id):
        carers[care.child_id].append(adults[care.adult_id])
    for found in carers.values():
        found.sort(key=lambda one: (one.called, one.id))
    desk.record(Event("family.read", family_id, family_id))
    instruments = [one.instrument for one in offered(desk)]
    gone = retired(desk)
    lines, professionals = (
        families.scoring_lines(desk.session, [family_id]),
        involved.professionals(desk.session, family_id),
    )
    return Choices(
        *(children, carers, instruments, family.name, training_faults(desk, instruments), desk.today),
        history(desk, family_id, lines, professionals),
        CLOSED if family.closed_on else "",
        tuple((_called(one.instrument), gone[name]) for name, one in desk.library.shelf().items() if name in gone),
        _under_way(desk, family_id, lines),
    )


def _under_way(desk: Desk, family_id: str, lines: Sequence[ScoringLine]) -> list[ScoringLine]:
    """What colleagues have open, so that two do not start the same unawares."""
    me = desk.who.person_id
    theirs = [line for line in lines if line.status in UNDER_WAY and line.second_of_id is None]
    away = hidden(desk, family_id) if theirs else ()
    return [line for line in theirs if me not in line.scorers and line.id not in away]
