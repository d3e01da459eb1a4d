"""Making a report: choosing what it rests on, gathering that into plain values inside the desk's block, and leaving a trail.

Paper is made of the values afterwards (`reports.render`, `reports.pdf`), when the block is over and the database is free again.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from workflow.reports.around import Prompted, SetAside
from workflow.reports.base import Asked, Care, Material, Meeting, Reader, Report, Scored, Subject
from workflow.reports.language import speaking
from workflow.reports.listing import BY_KEY, REPORTS, Covers, Listed
from workflow.rules.errors import Blocked, NotFound
from workflow.rules.events import Event
from workflow.rules.roles import Permission
from workflow.services import prompts
from workflow.services.beside_grades import rows_beside, told_beside
from workflow.services.desk import Desk
from workflow.services.gathering import (
    LEFT_OUT,
    NOTHING_YET,
    Carers,
    CarerSet,
    Case,
    Group,
    Line,
    line,
    open_case,
    open_siblings,
    scored_in_groups,
    with_draft,
)
from workflow.services.letterheads import letterhead
from workflow.services.records import details_of, records_of
from workflow.services.stories import story_of
from workflow.storage import families, scorings
from workflow.storage.series import Head

_EVERY = frozenset({Covers.EVERY_CARE, Covers.CHILD})


@dataclass(frozen=True)
class Wanted:
    """What somebody wants of a report: whose care, up to which scoring (each "" for the newest), the scorings under way too, which other children
    of the family, and the form of the paper. `reader` is the carer whom the copy is for, "" for all of those scored together.
    """

    carers: str = ""
    upto: str = ""
    draft: bool = False
    others: tuple[str, ...] = ()
    large_print: bool = False
    recipient: str = ""
    meeting: Meeting | None = None
    language: str = ""
    reader: str = ""


@dataclass(frozen=True)
class OneReader:
    """One of the carers who were scored together, whom a copy can be for."""

    id: str
    called: str
    chosen: bool


@dataclass(frozen=True)
class OtherChild:
    """Another child of the family with something signed off, who can be part of the same report."""

    id: str
    called: str
    chosen: bool


@dataclass(frozen=True)
class Choice:
    """What a report can be made of, and what it says as chosen: None, with `nothing` saying why, where it cannot be made.

    `sets` and `lines` are empty for a report that covers every carer's scorings; `draft_at_hand` says whether there is one under way to add.
    `readers` are those whom a copy of their own can be for, where several carers were scored together.
    """

    listed: Listed
    wanted: Wanted
    child_id: str
    family_id: str
    subject: Subject
    sets: tuple[Carers, ...]
    chosen: Carers | None
    lines: tuple[Line, ...]
    upto: str
    others: tuple[OtherChild, ...]
    draft_at_hand: bool
    report: Report | None
    nothing: str = ""
    readers: tuple[OneReader, ...] = ()

    @property
    def language(self) -> str:
        """The language that it is read in."""
        return _language(self.listed, self.wanted)

    @property
    def reader(self) -> OneReader | None:
        """Which of the carers this copy is for; None for all of them, or where there is one alone."""
        return next((one for one in self.readers if one.chosen), None)

    @property
    def waits(self) -> bool:
        """Whether a scoring that is not signed off yet could have been in it and is not."""
        drafts = self.draft_at_hand or (
            self.listed.covers is not Covers.SCORING and any(one.draft for one in self.lines)
        )
        return drafts and self.report is not None and not self.report.draft

    @property
    def query(self) -> dict[str, str | tuple[str, ...]]:
        """What was chosen, as the address of its plain text says it."""
        return {
            **({"carers": self.chosen.key} if self.chosen else {}),
            **({"upto": self.upto} if self.upto else {}),
            **({"draft": "yes"} if self.wanted.draft and self.draft_at_hand else {}),
            **({"others": self.wanted.others} if self.others and self.wanted.others else {}),
            **({"reader": self.reader.id} if self.reader else {}),
            **({"language": self.language} if self.language != self.listed.languages[0] else {}),
        }

    @property
    def paper_query(self) -> dict[str, str | tuple[str, ...]]:
        """What was chosen, as the address of its paper says it."""
        return self.query | ({"large": "yes"} if self.report and self.report.asked.large_print else {})


@dataclass(frozen=True)
class Offer:
    """The reports there are on one child for whoever asks. `nothing` says why none of them can be made yet."""

    child_id: str
    family_id: str
    subject: Subject
    reports: tuple[Listed, ...]
    nothing: str = ""


def offered(desk: Desk, child_id: str) -> Offer:
    """Which reports on a child this person may make. Reading it is an event. Raises NotFound or Refused."""
    case = open_case(desk, child_id, Permission.SCORING_READ)
    desk.record(Event("reports.listed", case.child.family_id, child_id))
    born = case.child.born is not None
    mine = tuple(one for one in REPORTS if desk.who.may(one.permission) and (born or not one.of_the_born))
    nothing = case.hidden or ("" if any(one.every for one in case.sets) else NOTHING_YET)
    return Offer(child_id, case.child.family_id, case.subject, mine, nothing)


def choose(desk: Desk, key: str, child_id: str, wanted: Wanted = Wanted()) -> Choice:  # frozen
    """What a report would rest on and say. Reading it is an event. Raises NotFound, Refused or Blocked as `make`."""
    listed = BY_KEY[key]
    case = open_case(desk, child_id, listed.permission)
    plan = _plan(desk, listed, case, wanted)
    cannot = case.hidden or ("" if plan.heads else NOTHING_YET) or _not_born(listed, case, plan)
    report = None if cannot else _built(desk, listed, case, plan, wanted)
    details = {"report": key, "scorings": [head.scoring.id for head in plan.every]}
    desk.record(Event("report.read", case.child.family_id, child_id, details))
    one_care, chosen = listed.covers not in _EVERY, plan.chosen
    return Choice(
        listed=listed,
        wanted=wanted,
        child_id=child_id,
        family_id=case.child.family_id,
        subject=case.subject,
        sets=tuple(one.named for one in case.sets) if one_care else (),
        chosen=chosen.named if chosen and one_care else None,
        lines=tuple(line(head, chosen=head is plan.last) for head in chosen.every) if chosen and one_care else (),
        upto=plan.last.scoring.id if plan.last and one_care else "",
        others=_others(desk, case, wanted) if listed.covers is Covers.EVERY_CARE else (),
        draft_at_hand=not one_care and any(one.open for one in case.sets),
        report=report,
        nothing=cannot,
        readers=plan.readers if len(plan.readers) > 1 else (),
    )


def make(desk: Desk, key: str, child_id: str, wanted: Wanted = Wanted()) -> Report:  # frozen
    """A report of a child as it was asked for. A report of one carer's care rests on the signed-off scorings up to the one named (else the newest).

    What is named may be a scoring that nobody has signed off: then every page of the report says that it is a draft. Making one is an event
    with the report's fingerprint. Raises NotFound or Refused; Blocked where nothing is signed off, a draft cannot be scored, or one of
    the scorings is hidden from this person.
    """
    listed = BY_KEY[key]
    case = open_case(desk, child_id, listed.permission)
    if case.hidden:  # a report that silently leaves a scoring out would tell another story
        raise Blocked(case.hidden)
    if not case.sets:
        raise Blocked(NOTHING_YET)
    plan = _plan(desk, listed, case, wanted)
    cannot = "" if plan.heads else NOTHING_YET
    if cannot := cannot or _not_born(listed, case, plan):
        raise Blocked(cannot)
    report = _built(desk, listed, case, plan, wanted)
    details = {"report": report.key, "scorings": list(report.scorings), "fingerprint": report.fingerprint}
    desk.record(Event("report.made", case.child.family_id, child_id, details))
    return report


@dataclass(frozen=True)
class _Plan:
    """Which scorings of a child a report rests on: the heads of each set of carers; for one carer's care the set, and the last of them. `readers` are
    the carers whom a copy can be for, where the report is for one of them.
    """

    heads: tuple[tuple[CarerSet, tuple[Head, ...]], ...]
    chosen: CarerSet | None = None
    last: Head | None = None
    others: tuple[tuple[Case, "_Plan"], ...] = ()
    readers: tuple[OneReader, ...] = ()

    @property
    def reader(self) -> Reader | None:
        return next((Reader(one.id, one.called) for one in self.readers if one.chosen), None)

    @property
    def every(self) -> list[Head]:
        return [head for _, heads in self.heads for head in heads] + [
            head for _, other in self.others for head in other.every
        ]


def _plan(desk: Desk, listed: Listed, case: Case, wanted: Wanted) -> _Plan:
    if listed.covers in _EVERY:
        ids = wanted.others if listed.covers is Covers.EVERY_CARE else ()
        others = tuple((other, _every(other, wanted)) for other in _siblings(desk, listed, case, ids))
        mine = _every(case, wanted)
        return _Plan(mine.heads, others=tuple((other, plan) for other, plan in others if plan.heads))
    chosen = case.carers(wanted.carers) if case.sets else None
    last = _last(chosen, wanted.upto) if chosen else None
    if chosen is None or last is None:
        return _Plan((), chosen)
    heads = _upto(chosen, last) if listed.covers is Covers.CARE else (last,)
    return _Plan(((chosen, heads),), chosen, last, readers=_readers(desk, last, wanted) if listed.one_reader else ())


def _readers(desk: Desk, last: Head, wanted: Wanted) -> tuple[OneReader, ...]:
    """The carers of a scoring, by name; one alone is the reader of every copy. Raises NotFound for the copy of somebody else."""
    if wanted.reader and wanted.reader not in last.carers:
        raise NotFound
    carers = scorings.carers(desk.session, [last.scoring.id])[last.scoring.id]
    alone = len(carers) == 1
    return tuple(OneReader(one.id, one.called, alone or one.id == wanted.reader) for one in carers)


def _not_born(listed: Listed, case: Case, plan: _Plan) -> str:
    """Why a paper for the child cannot be made: the child, or the care that the newest scoring tells of, is from before birth. "" where it can."""
    if not listed.of_the_born or plan.last is None:
        return ""
    called = case.subject.called
    if case.child.born is None:
        return f"{called} is not born yet, so there is no paper for {called}. What there is to say is on the paper for the family."
    if plan.last.scoring.age_months is None:
        return f"This scoring is from before {called} was born, so there is no paper for {called} of it. Make one of a scoring after the birth."
    return ""


def _every(case: Case, wanted: Wanted) -> _Plan:
    """Every set of carers with a scoring that counts."""
    found = [(one, with_draft(one) if wanted.draft else one.signed_off) for one in case.sets]
    return _Plan(tuple((one, heads) for one, heads in found if heads))


def _siblings(desk: Desk, listed: Listed, case: Case, child_ids: Sequence[str]) -> tuple[Case, ...]:
    """Other children of the same family. Raises NotFound for one of another; Blocked where something of theirs is hidden."""
    others = open_siblings(desk, case, child_ids, listed.permission)
    for other in others:
        if other.hidden:
            raise Blocked(other.hidden)
    return others


def _others(desk: Desk, case: Case, wanted: Wanted) -> tuple[OtherChild, ...]:
    children = families.children(desk.session, case.child.family_id)
    return tuple(OtherChild(one.id, one.called, one.id in wanted.others) for one in children if one.id != case.child.id)


def _built(desk: Desk, listed: Listed, case: Case, plan: _Plan, wanted: Wanted) -> Report:
    """The report in the language it was asked for: its sentences are made here, its template's when it is rendered."""
    material = _material(desk, listed, case, plan, wanted)
    with speaking(material.asked.language):
        return listed.build(material)


def _language(listed: Listed, wanted: Wanted) -> str:
    """The language that was asked for, where the report can be had in it; else the report's first."""
    return wanted.language if wanted.language in listed.languages else listed.languages[0]


def _material(desk: Desk, listed: Listed, case: Case, plan: _Plan, wanted: Wanted) -> Material:
    asked = Asked(
        recipient=wanted.recipient,
        meeting=wanted.meeting,
        language=_language(listed, wanted),
        large_print=wanted.large_print and listed.large_print,
        letterhead=letterhead(desk),
        reader=plan.reader,
    )
    mine, *theirs = _cares(desk, listed, [(case, plan.heads), *((other, there.heads) for other, there in plan.others)])
    others = tuple(
        Material(other.subject, cares, asked) for (other, _there), cares in zip(plan.others, theirs, strict=True)
    )
    whole = Material(case.subject, mine, asked, others)
    return _with_records(desk, case, plan, whole) if listed.record else whole


def _with_records(desk: Desk, case: Case, plan: _Plan, material: Material) -> Material:
    """The same with what stands beside the grades, and the record of all of it."""
    graded = [head.scoring for _, heads in plan.heads for head in heads]
    rows = rows_beside(desk, case)
    with speaking(material.asked.language):
        told = told_beside(desk, case, rows, material.scorings, graded)
        records = (*details_of(desk, case.child), *records_of(desk, [*graded, *rows.scorings]))
        return replace(material, beside=told, records=records)


def _cares(
    desk: Desk, listed: Listed, of: Sequence[tuple[Case, Sequence[tuple[CarerSet, tuple[Head, ...]]]]]
) -> list[tuple[Care, ...]]:
    """The scorings of each set of carers of each child, all of them gathered in one go, with their prompts where the report says them."""
    groups = [Group(case.child, chosen.names, own) for case, heads in of for chosen, own in heads]
    told = iter(scored_in_groups(desk, groups))
    return [tuple(_care(desk, listed, case, chosen, next(told)) for chosen, _own in heads) for case, heads in of]


def _care(desk: Desk, listed: Listed, case: Case, chosen: CarerSet, told: tuple[Scored, ...]) -> Care:
    return Care(chosen.names, told, _prompts(desk, case, chosen, told) if listed.prompts else ())


def _prompts(desk: Desk, case: Case, chosen: CarerSet, told: Sequence[Scored]) -> tuple[Prompted, ...]:
    """What these scorings raised on the last day scored, with what was set aside since."""
    series = story_of(desk, case.subject, told).series
    every = prompts.of(desk, case, chosen, told, series, on=series.profiles[-1].on)
    if any(one.aside and one.aside.hidden for one in every):
        raise Blocked(LEFT_OUT)
    return tuple(
        Prompted(one.prompt, SetAside(one.aside.at, one.aside.by, one.aside.reason) if one.aside else None)
        for one in every
    )


def _last(chosen: CarerSet, upto: str) -> Head | None:
    if not upto:
        return chosen.signed_off[-1] if chosen.signed_off else None
    found = next((head for head in chosen.every if head.scoring.id == upto), None)
    if found is None:
        raise NotFound
    return found


def _upto(chosen: CarerSet, last: Head) -> tuple[Head, ...]:
    """The signed-off scorings until the last one, and it; one under way takes the place of the scoring that it amends."""
    if last in chosen.signed_off:
        return chosen.signed_off[: chosen.signed_off.index(last) + 1]
    before = [head for head in chosen.signed_off if head.scoring.window_end <= last.scoring.window_end]
    return (*(head for head in before if head.scoring.id != last.scoring.amends_id), last)
