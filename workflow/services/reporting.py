"""Making a report: choosing what it rests on, gathering that into plain values inside the desk's block, and leaving a trail.

Paper is made of the values afterwards (`reports.render`, `reports.pdf`), when the block is over and the database is free again.
"""

from dataclasses import dataclass

from workflow.reports.base import Report, Subject
from workflow.reports.listing import BY_KEY
from workflow.rules.errors import Blocked, NotFound
from workflow.rules.events import Event
from workflow.services.desk import Desk
from workflow.services.gathering import NOTHING_YET, Carers, CarerSet, Case, Line, line, open_case, scored
from workflow.storage.series import Head

PROGRESS = BY_KEY["progress"]


@dataclass(frozen=True)
class Choice:
    """What a progress report can be made of: whose care, up to which scoring. `report` is what it says as chosen; None where nothing can be."""

    child_id: str
    family_id: str
    subject: Subject
    sets: tuple[Carers, ...]
    chosen: Carers | None
    lines: tuple[Line, ...]
    upto: str
    report: Report | None
    nothing: str = ""


def choose_progress(desk: Desk, child_id: str, carers: str = "", upto: str = "") -> Choice:
    """What a progress report would rest on and say. Reading it is an event. Raises NotFound, Refused or Blocked as `make_progress`."""
    case = open_case(desk, child_id, PROGRESS.permission)
    chosen = case.carers(carers) if case.sets else None
    last = _last(chosen, upto) if chosen else None
    heads = _upto(chosen, last) if chosen and last and not case.hidden else ()
    report = _report(desk, case, heads, chosen) if chosen and heads else None
    details = {"scorings": [head.scoring.id for head in heads]}
    desk.record(Event("progress.read", case.child.family_id, child_id, details))
    return Choice(
        child_id=child_id,
        family_id=case.child.family_id,
        subject=case.subject,
        sets=tuple(one.named for one in case.sets),
        chosen=chosen.named if chosen else None,
        lines=tuple(line(head, chosen=head is last) for head in chosen.every) if chosen else (),
        upto=last.scoring.id if last else "",
        report=report,
        nothing="" if report else case.hidden or NOTHING_YET,
    )


def make_progress(desk: Desk, child_id: str, carers: str = "", upto: str = "") -> Report:
    """The progress report of a child over the scorings by one set of carers, up to and with the one named (else the newest signed off).

    `upto` may name a scoring that nobody has signed off: then every page of the report says that it is a draft. Making one is an event
    with the report's fingerprint. Raises NotFound or Refused; Blocked where nothing is signed off, a draft cannot be scored, or one of
    the scorings is hidden from this person.
    """
    case = open_case(desk, child_id, PROGRESS.permission)
    if case.hidden:  # a report that silently leaves a scoring out would tell another story
        raise Blocked(case.hidden)
    chosen = case.carers(carers)
    last = _last(chosen, upto)
    if last is None:
        raise Blocked(NOTHING_YET)
    report = _report(desk, case, _upto(chosen, last), chosen)
    details = {"report": report.key, "scorings": list(report.scorings), "fingerprint": report.fingerprint}
    desk.record(Event("report.made", case.child.family_id, child_id, details))
    return report


def _report(desk: Desk, case: Case, heads: tuple[Head, ...], chosen: CarerSet) -> Report:
    return PROGRESS.build(case.subject, scored(desk, heads, case, chosen.names))


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
