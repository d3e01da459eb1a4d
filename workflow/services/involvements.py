"""Who is involved with a family: taking a part, and ending one. The lead is not given but offered and accepted (`services.leads`)."""

from collections.abc import Sequence
from datetime import date

from gcp.words import day
from workflow.models import Involvement, Part
from workflow.rules.errors import Blocked, Invalid
from workflow.rules.events import Event
from workflow.rules.roles import Permission, permissions_of
from workflow.services.desk import Desk
from workflow.services.family_people import family_to_change, found
from workflow.services.names import take
from workflow.storage import families as storage
from workflow.storage import involved
from workflow.storage.involved import Colleague

REASON_LENGTH = 200
CHOOSE_PERSON = "Choose somebody from the list."


def who_can_join(desk: Desk, family_id: str) -> Sequence[Colleague]:
    """Everybody whose work is with families, by name. Needs `involvement:edit`. Raises NotFound for no such family."""
    found(storage.family(desk.session, family_id))
    desk.require(Permission.INVOLVEMENT_EDIT, storage.network(desk.session, family_id, desk.today))
    return [one for one in involved.colleagues(desk.session) if Permission.FAMILY_READ in permissions_of(one.roles)]


def involve(  # noqa: PLR0917  # the facts of a part, in the order people say them
    desk: Desk, family_id: str, person_id: str, part: Part, since: date | None = None, reason: str = ""
) -> Involvement:
    """Give somebody a part in the family from a day on (today where none is given), and so let them open it.

    Needs `involvement:edit`. Raises Invalid where the person does not work with families, has this part already, or the part is the lead.
    """
    family_to_change(desk, family_id, Permission.INVOLVEMENT_EDIT)
    faults: dict[str, str] = {}
    reason = take(faults, "reason", reason, longest=REASON_LENGTH)
    start = since or desk.today
    person = next((one for one in who_can_join(desk, family_id) if one.id == person_id), None)
    standing = [one.involvement for one in involved.professionals(desk.session, family_id)]
    if person is None:
        faults["person"] = CHOOSE_PERSON
    elif any(_at_once(one, person_id, part, start) for one in standing):
        faults["person"] = f"{person.name} is already involved as {part.value}. Choose somebody else, or another part."
    if part is Part.LEAD:
        faults["part"] = "Nobody is made to lead. Offer them the lead, and they accept it."
    if faults:
        raise Invalid(faults)
    row = Involvement(
        id=desk.new_id(), family_id=family_id, person_id=person_id, part=part.value, since=start, reason=reason
    )
    details = {"person_id": person_id, "part": part.value}
    event = Event("involvement.added", family_id, row.id, details)
    storage.add(desk.session, [row], event=event, at=desk.now, by=desk.who.person_id)
    return row


def end_involvement(desk: Desk, involvement_id: str, until: date | None = None) -> Involvement:
    """End somebody's part; `until` is its last day (today where none is given). Needs `involvement:edit`.

    Raises Invalid where it would end before it began; Blocked where it has ended, or where nobody would lead.
    """
    row = found(storage.involvement(desk.session, involvement_id))
    family_to_change(desk, row.family_id, Permission.INVOLVEMENT_EDIT, row.id)
    reason = why_it_cannot_end(row)
    if reason:
        raise Blocked(reason)
    last = until or desk.today
    if last < row.since:
        raise Invalid({"until": f"This part began on {day(row.since)}. Choose that day or a later one."})
    end_part(desk, row, last)
    return row


def why_it_cannot_end(row: Involvement) -> str:
    """The sentence for the screen where a part cannot be ended as it stands; "" where it can."""
    if row.until is not None:
        return f"This part has an end already: {day(row.until)}."
    if row.part == Part.LEAD:
        return "A family always has a lead practitioner. Hand over the lead; this part ends when it is accepted."
    return ""


def _at_once(one: Involvement, person_id: str, part: Part, start: date) -> bool:
    return one.person_id == person_id and one.part == part and (one.until is None or start < one.until)


def end_part(desk: Desk, row: Involvement, last: date) -> None:
    """Set the last day of a part. Whether it may end is for the caller to ask first."""
    row.until = last
    storage.change(desk.session, [row], event=part_ended(row), at=desk.now, by=desk.who.person_id)


def part_ended(row: Involvement) -> Event:
    """What the trail says of a part that ends: whose it was, so that it stands in the trail of that person too."""
    return Event("involvement.ended", row.family_id, row.id, {"person_id": row.person_id, "part": row.part})
