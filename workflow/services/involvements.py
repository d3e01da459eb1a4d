"""Who is involved with a family: taking a part, and ending one. The lead is not given but offered and accepted (`services.leads`)."""

from collections.abc import Sequence
from datetime import date

from gcp.words import day
from workflow.models import Involvement, Part
from workflow.rules.errors import Blocked, Invalid
from workflow.rules.events import Event
from workflow.rules.involvement import begins_too_early, begins_too_late, end_fault, overlap, why_it_cannot_end
from workflow.rules.roles import Permission, permissions_of
from workflow.services.desk import Desk
from workflow.services.family_people import family_to_change, found
from workflow.services.names import take
from workflow.storage import families as storage
from workflow.storage import involved
from workflow.storage.involved import Colleague

REASON_LENGTH = 200
CHOOSE_PERSON = "Choose somebody from the list."
NO_REASON = "Say why they are involved. It is read when somebody asks why they could open the record."


def who_can_join(desk: Desk, family_id: str) -> Sequence[Colleague]:
    """Everybody whose work is with families, by name. Needs `involvement:edit`. Raises NotFound for no such family."""
    found(storage.family(desk.session, family_id))
    desk.require(Permission.INVOLVEMENT_EDIT, storage.network(desk.session, family_id, desk.today))
    return [one for one in involved.colleagues(desk.session) if Permission.FAMILY_READ in permissions_of(one.roles)]


def involve(  # noqa: PLR0917  # the facts of a part, in the order people say them
    desk: Desk,
    family_id: str,
    person_id: str,
    part: Part,
    since: date | None = None,
    reason: str = "",
    until: date | None = None,
) -> Involvement:
    """Give somebody a part in the family from a day on (today where none is given), and so let them open it; `until` is its last day, where that
    is known.

    Needs `involvement:edit`. Raises Invalid where the person does not work with families, has this part already, or the part is the lead; where
    no reason is given; and for days that no part has (`rules.involvement`).
    """
    family_to_change(desk, family_id, Permission.INVOLVEMENT_EDIT)
    faults: dict[str, str] = {}
    reason = take(faults, "reason", reason, NO_REASON, REASON_LENGTH)
    start = since or desk.today
    person = next((one for one in who_can_join(desk, family_id) if one.id == person_id), None)
    row = Involvement(
        id=desk.new_id(),
        family_id=family_id,
        person_id=person_id,
        part=part.value,
        since=start,
        until=until,
        reason=reason,
    )
    if person is None:
        faults["person"] = CHOOSE_PERSON
    elif _beside(desk, row):
        faults["person"] = f"{person.name} is already involved as {part.value}. Choose somebody else, or another part."
    if part is Part.LEAD:
        faults["part"] = "Nobody is made to lead. Offer them the lead, and they accept it."
    faults |= _days(row, desk.today)
    if faults:
        raise Invalid(faults)
    storage.add(desk.session, [row], event=added(row), at=desk.now, by=desk.who.person_id)
    return row


def end_involvement(
    desk: Desk, involvement_id: str, until: date | None = None, reason: str = "", stood: date | None = None
) -> Involvement:
    """End somebody's part, or move the end that it has; `until` is its last day (today where none is given). Needs `involvement:edit`.

    `stood` is the end that whoever asks was shown: where another one stands by now, nothing is written, and they are told (unless they say the same).
    Raises Invalid for that, for a day that cannot be, and without a reason; Blocked where the part is over, or where nobody would lead.
    """
    row = found(storage.involvement(desk.session, involvement_id))
    family_to_change(desk, row.family_id, Permission.INVOLVEMENT_EDIT, row.id)
    storage.read_anew(desk.session, row)
    why_not = why_it_cannot_end(row.part, row.until, desk.today)
    if why_not:
        raise Blocked(why_not)
    last = until or desk.today
    if row.until not in {stood, last}:
        raise Invalid({"until": _meanwhile(row)})
    faults: dict[str, str] = {}
    words = take(faults, "reason", reason, "Say why the part ends.", REASON_LENGTH)
    fault = end_fault(last, row.since, desk.today)
    if fault:
        faults["until"] = fault
    elif _beside(desk, row, last):
        faults["until"] = "They have the same part again from a day before that on. Choose an earlier day."
    if faults:
        raise Invalid(faults)
    if (row.until, row.end_reason) != (last, words):
        end_part(desk, row, last, words)
    return row


def _meanwhile(row: Involvement) -> str:
    now = f"ends on {day(row.until)}" if row.until else "has no end"
    return f"Somebody else has changed this while you had it open: the part {now} now. Choose the last day again if it is to be another."


def _days(row: Involvement, today: date) -> dict[str, str]:
    """What is wrong with the days of a new part, by field."""
    faults = {
        "since": begins_too_early(row.since, today) or begins_too_late(row.since, today),
        "until": end_fault(row.until, row.since, today) if row.until else "",
    }
    return {field: sentence for field, sentence in faults.items() if sentence}


def _beside(desk: Desk, row: Involvement, until: date | None = None) -> bool:
    """Whether the person has the same part already on a day of this one (which ends on `until`, where that is given)."""
    same = (one.involvement for one in involved.professionals(desk.session, row.family_id))
    return any(
        overlap(row.since, until or row.until, one.since, one.until)
        for one in same
        if (one.person_id, one.part) == (row.person_id, row.part) and one.id != row.id
    )


def added(row: Involvement) -> Event:
    """What the trail says of a part that begins."""
    days = {"since": row.since.isoformat(), "until": row.until.isoformat() if row.until else ""}
    return Event("involvement.added", row.family_id, row.id, {"person_id": row.person_id, "part": row.part, **days})


def part_ended(row: Involvement, until: date) -> Event:
    """What the trail says of a part that is to end on a day, before the row says so: whose it was, so that it stands in the trail of that person too."""
    days = {"until": until.isoformat(), "before": row.until.isoformat() if row.until else ""}
    return Event("involvement.ended", row.family_id, row.id, {"person_id": row.person_id, "part": row.part, **days})


def end_part(desk: Desk, row: Involvement, last: date, reason: str) -> None:
    """Set the last day of a part, and why. Whether it may end is for the caller to ask first."""
    event = part_ended(row, last)
    row.until, row.end_reason = last, reason
    storage.change(desk.session, [row], event=event, at=desk.now, by=desk.who.person_id)
