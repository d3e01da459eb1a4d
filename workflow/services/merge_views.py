"""What the pages show before two records are put together: both side by side, who may be whom, and who comes to see what."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from typing import Any

from gcp.words import day
from workflow.models import Adult, Child, MeetingKind, Part
from workflow.rules import meetings as meeting_rules
from workflow.rules.errors import NotFound
from workflow.rules.identifiers import grouped_nhs_number
from workflow.rules.matching import Facts, match, parts_of, same_name
from workflow.rules.merging import ADULT_FIELDS, CHILD_FIELDS, Pairs, differing
from workflow.services.desk import Desk
from workflow.services.family_views import FamilyView, InvolvementView
from workflow.storage import families, issuing, meetings

NAMES = 2
"""Parts that a full name has at least: what the family calls somebody ("Mum") is no name."""
_BY_ITSELF = {"today", "age_months", "grades", "titles", "due", "history"}
"""What of a family is worked out from the rest, or from the day."""


@dataclass(frozen=True)
class Entry:
    """A child or an adult as one of the two records has them: `values` by field, for comparing; `words` for the page."""

    id: str
    child: bool
    called: str
    words: str
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Side:
    """One of the two records. `meetings` and `issued` are lines."""

    family: FamilyView
    entries: tuple[Entry, ...]
    meetings: tuple[str, ...]
    issued: tuple[str, ...]

    @property
    def id(self) -> str:
        """The id of the family."""
        return self.family.id

    @property
    def title(self) -> str:
        """How pages speak of it."""
        return self.family.title


@dataclass(frozen=True)
class Difference:
    """A field in which two entries of one person differ; `takes` says that what the one that goes has is the better guess."""

    key: str
    label: str
    stays: str
    goes: str
    takes: bool


@dataclass(frozen=True)
class Question:
    """Who an entry that may go is: `chosen` is the value of the choice made, `choices` are (value, words)."""

    entry: Entry
    chosen: str
    choices: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Same:
    """Two entries that turned out to be one person, and where they differ."""

    goes: Entry
    stays: Entry
    differences: tuple[Difference, ...]
    caution: str


@dataclass(frozen=True)
class PartLine:
    """Somebody's part in one of the records that runs or begins later: in the one that stays (`of_kept`) or in the one that goes.

    `gains` says that they come to see the other record by the merge, `leads` that they lead now, `twice` that they have the same part in the record
    that stays.
    """

    part: InvolvementView
    of_kept: bool
    gains: bool
    leads: bool
    twice: bool

    @property
    def choosable(self) -> bool:
        """Whether it is for whoever puts the records together to say if it goes on."""
        return not self.leads and not self.twice

    @property
    def goes_on_leading(self) -> bool:
        """Whether they lead what the two records become."""
        return self.leads and self.of_kept


def side(desk: Desk, family: FamilyView) -> Side:
    """One record, with what its page does not show."""
    met = [
        meeting_rules.line(MeetingKind(row.meeting.kind), row.meeting.on)
        for row in meetings.of_family(desk.session, family.id)
        if not row.meeting.cancelled_at
    ]
    issued = tuple(
        f"{one.issue.number}, {one.issue.title} on {one.called}" for one in issuing.of_family(desk.session, family.id)
    )
    people = (
        *(_child(row) for row in families.children(desk.session, family.id)),
        *(_adult(row) for row in families.adults(desk.session, family.id)),
    )
    return Side(family, people, tuple(met), issued)


def _child(row: Child) -> Entry:
    values = {name: getattr(row, name) for name in CHILD_FIELDS}
    dates = f"born {day(row.born)}" if row.born else f"expected {day(row.expected)}" if row.expected else ""
    return Entry(
        row.id, True, row.called, ", ".join(filter(None, (f"{row.called} {row.surname}".strip(), dates))), values
    )


def _adult(row: Adult) -> Entry:
    values = {name: getattr(row, name) for name in ADULT_FIELDS}
    return Entry(
        row.id, False, row.called, row.called if row.name in ("", row.called) else f"{row.called} ({row.name})", values
    )


def guessed(goes: Sequence[Entry], stays: Sequence[Entry], *, within: bool) -> tuple[str, ...]:
    """Who may be whom, as values of choices: each entry at most once."""
    found: list[str] = []
    taken: set[str] = set()
    for one in goes:
        alike = next(
            (other for other in stays if not {one.id, other.id} & taken and _alike(one, other, within=within)), None
        )
        if alike:
            taken |= {one.id, alike.id}
            found.append(value(one, alike))
    return tuple(found)


def _alike(one: Entry, other: Entry, *, within: bool) -> bool:
    if one.id == other.id or one.child != other.child:
        return False
    if one.child:
        return match(_facts(one), _facts(other)) is not None
    names = (str(one.values["name"]), str(other.values["name"]))
    if all(len(parts_of(name)) >= NAMES for name in names):
        return same_name(*names)
    return not within and one.called.casefold() == other.called.casefold()


def _facts(one: Entry) -> Facts:
    of = one.values
    expected = None if of["born"] else of["expected"]
    return Facts(f"{of['called']} {of['surname']}", of["born"], expected, of["nhs_number"] or "", of["upn"] or "")


def value(goes: Entry, stays: Entry) -> str:
    """How a form says that two entries are of one person."""
    return f"{goes.id}.{stays.id}"


def there(text: str, goes: Sequence[Entry], stays: Sequence[Entry]) -> bool:
    """Whether a form's choice is of two entries that are there and could be one person."""
    first, _, second = text.partition(".")
    gone, kept = {one.id: one for one in goes}, {one.id: one for one in stays}
    return first in gone and second in kept and first != second and gone[first].child == kept[second].child


def pairs_of(chosen: Sequence[str], goes: Sequence[Entry], stays: Sequence[Entry]) -> Pairs:
    """The pairs that a form chose. Raises NotFound for anybody who is not in the two records, and for a child with an adult."""
    texts = [text for text in chosen if text]
    if not all(there(text, goes, stays) for text in texts):
        raise NotFound
    children = {one.id for one in goes if one.child}
    found = [text.partition(".") for text in texts]
    return Pairs(
        {first: second for first, _, second in found if first in children},
        {first: second for first, _, second in found if first not in children},
    )


def questions(pairs: Pairs, goes: Sequence[Entry], stays: Sequence[Entry]) -> tuple[Question, ...]:
    """Who each entry that may go is, with the choices there are."""
    found = []
    for one in goes:
        choices = [
            (value(one, other), other.words) for other in stays if other.child == one.child and other.id != one.id
        ]
        stands = pairs.everybody.get(one.id)
        found.append(Question(one, f"{one.id}.{stands}" if stands else "", tuple(choices)))
    return tuple(one for one in found if one.choices)


def same(pairs: Pairs, goes: Sequence[Entry], stays: Sequence[Entry]) -> tuple[Same, ...]:
    """The entries that are put together, each with where the two differ."""
    gone, kept = {one.id: one for one in goes}, {one.id: one for one in stays}
    return tuple(_same(gone[first], kept[second]) for first, second in pairs.everybody.items())


def _same(goes: Entry, stays: Entry) -> Same:
    labels = CHILD_FIELDS if goes.child else ADULT_FIELDS
    found = [
        Difference(
            f"{goes.id}.{name}",
            labels[name],
            words(stays.values[name]),
            words(goes.values[name]),
            not stays.values[name],
        )
        for name in differing(stays.values, goes.values, labels)
    ]
    apart = [
        one.label for one in found if one.label in (CHILD_FIELDS["born"], CHILD_FIELDS["nhs_number"]) and not one.takes
    ]
    caution = (
        f"Their {' and '.join(apart)} differ. Make sure that they are one child before you go on."
        if apart and goes.child
        else ""
    )
    return Same(goes, stays, tuple(found), caution)


def words(found: Any) -> str:
    """A value as the page shows it; "" where there is none."""
    if isinstance(found, date):
        return day(found)
    number = str(found or "")
    return grouped_nhs_number(number) if number.isdigit() and len(number) == len("9990000034") else number


def part_lines(kept: Side, gone: Side) -> tuple[PartLine, ...]:
    """Everybody's part in both records, and who comes to see the other one by the merge."""
    found = []
    standing = {(part.person_id, part.part) for part in kept.family.involved}
    for one, other in ((kept, gone), (gone, kept)):
        there = {part.person_id for part in other.family.involved}
        for part in one.family.involved:
            leads, twice = part.part == Part.LEAD, one is gone and (part.person_id, part.part) in standing
            found.append(PartLine(part, one is kept, part.person_id not in there, leads, twice and not leads))
    return tuple(found)


def mark(*seen: object) -> str:
    """A short text that is another one as soon as anything of what was seen is another."""
    return hashlib.sha256(json.dumps(_plain(seen)).encode()).hexdigest()[:32]


def _plain(one: object) -> object:
    """Something as it is compared: without the day, which changes by itself, and with what has no order in one."""
    if is_dataclass(one):
        return [[field.name, _plain(getattr(one, field.name))] for field in fields(one) if field.name not in _BY_ITSELF]
    if isinstance(one, Mapping):
        return sorted([str(key), _plain(value)] for key, value in one.items())
    if isinstance(one, AbstractSet):
        return sorted(map(str, one))
    return [_plain(each) for each in one] if isinstance(one, Sequence) and not isinstance(one, str) else str(one)
