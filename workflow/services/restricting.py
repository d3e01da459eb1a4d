"""Keeping parts of a record for named people: deciding, looking again on a day, and opening a part again.

The filter itself is in what storage reads (`storage.restrictions`), for whoever the desk says reads. `as_read_by` is for what is made for somebody
else, such as a report for a recipient.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta

from workflow.models import Restriction, RestrictionPerson
from workflow.rules.errors import Invalid
from workflow.rules.events import Event
from workflow.rules.restrictions import Category, Mode, Place
from workflow.rules.roles import BY_KEY, Permission, permissions_of
from workflow.services.desk import Desk
from workflow.services.family_people import family_to_change, found
from workflow.services.family_views import title_of
from workflow.services.keepable import parts_of
from workflow.storage import families, involved
from workflow.storage import restrictions as storage
from workflow.storage.involved import Colleague
from workflow.storage.restrictions import Kept

WORDS_LENGTH = 1000
LOOK_AGAIN_WITHIN = timedelta(days=366)
"""A part that is kept for named people is looked at again within a year: what was dangerous to know may be needed to keep a child safe."""


@dataclass(frozen=True)
class NewRestriction:
    """What is kept for whom, and why, as chosen and typed. `place` is the text of a `Place`."""

    place: str
    mode: Mode
    people: tuple[str, ...]
    category: Category
    reason: str
    review_on: date | None


@dataclass(frozen=True)
class RestrictionView:
    """A part that is kept for named people, for those who may know of it. `due` once the day of looking again has come."""

    id: str
    family_id: str
    family: str
    what: str
    mode: Mode
    people: tuple[str, ...]
    category: str
    reason: str
    decider: str
    review_on: date
    due: bool


@dataclass(frozen=True)
class RestrictionsPage:
    """What is kept in a family, as far as whoever asks may know; what could be, as (text of the place, words); and who can be named."""

    family_id: str
    family: str
    kept: tuple[RestrictionView, ...]
    parts: tuple[tuple[str, str], ...]
    people: tuple[Colleague, ...]


def page_of(desk: Desk, family_id: str) -> RestrictionsPage:
    """What is kept for named people in a family, and what could be. Needs `restriction:edit`; the reading is recorded."""
    family = found(families.family(desk.session, family_id))
    desk.require(Permission.RESTRICTION_EDIT, families.network(desk.session, family_id, desk.today))
    desk.record(Event("family.read", family_id, family_id))
    parts = parts_of(desk, family_id)
    kept = tuple(_view(desk, one, dict(parts)) for one in storage.of_family(desk.session, family_id))
    taken = {storage.place_of(one.row).text for one in storage.of_family(desk.session, family_id)}
    free = tuple((text, words) for text, words in parts if text not in taken)
    return RestrictionsPage(family_id, title_of(family.name), kept, free, tuple(_people(desk, family_id)))


def keep(desk: Desk, family_id: str, new: NewRestriction) -> Restriction:
    """Keep a part for named people, with a reason and a day to look again. Needs `restriction:edit`, and that one sees the part oneself.

    Whoever decides and whoever wrote the part always see it. Raises NotFound for a part that is not there, Invalid with a sentence a field.
    """
    family_to_change(desk, family_id, Permission.RESTRICTION_EDIT)
    place = Place.read(new.place)
    taken = {storage.place_of(one.row) for one in storage.of_family(desk.session, family_id)}
    if place is None or place.text not in dict(parts_of(desk, family_id)) or place in taken:
        raise Invalid({"place": "Choose a part from the list."})
    faults: dict[str, str] = {}
    reason = _words(faults, "reason", new.reason)
    known = {one.id for one in _people(desk, family_id)}
    if not new.people or not set(new.people) <= known:
        faults["people"] = "Choose at least one person from the list."
    day = new.review_on
    if day is None or not desk.today < day <= desk.today + LOOK_AGAIN_WITHIN:
        faults["review_on"] = "Choose a day to look again, within a year."
    if faults or day is None:
        raise Invalid(faults)
    row = Restriction(
        id=desk.new_id(),
        family_id=family_id,
        kind=place.kind.value,
        scoring_id=place.scoring_id or None,
        key=place.key,
        mode=new.mode.value,
        category=new.category.value,
        reason=reason,
        decided_by_id=desk.who.person_id,
        decided_at=desk.now,
        review_on=day,
    )
    people = [RestrictionPerson(restriction_id=row.id, person_id=one) for one in dict.fromkeys(new.people)]
    details = {"kind": row.kind, "mode": row.mode, "category": row.category}
    event = Event("restriction.set", family_id, row.id, details)
    storage.add(desk.session, row, people, event=event, at=desk.now, by=desk.who.person_id)
    return row


def look_again(desk: Desk, family_id: str, restriction_id: str, review_on: date | None) -> None:
    """Leave a part kept and look again on another day. Needs `restriction:edit`. Raises as `keep`."""
    row = _standing(desk, family_id, restriction_id)
    if review_on is None or not desk.today < review_on <= desk.today + LOOK_AGAIN_WITHIN:
        raise Invalid({"again_on": "Choose a day to look again, within a year."})
    row.review_on = review_on
    event = Event("restriction.reviewed", family_id, row.id, {"review_on": review_on.isoformat()})
    storage.change(desk.session, row, event=event, at=desk.now, by=desk.who.person_id)


def lift(desk: Desk, family_id: str, restriction_id: str, reason: str) -> None:
    """Open a part to everybody who sees the family again, with a reason. Needs `restriction:edit`. Raises as `keep`."""
    row = _standing(desk, family_id, restriction_id)
    faults: dict[str, str] = {}
    words = _words(faults, "why", reason)
    if faults:
        raise Invalid(faults)
    row.lifted_at, row.lifted_by_id, row.lift_reason = desk.now, desk.who.person_id, words
    event = Event("restriction.lifted", family_id, row.id)
    storage.change(desk.session, row, event=event, at=desk.now, by=desk.who.person_id)


def take_over(desk: Desk, old_id: str, new_id: str) -> None:
    """Keep for the same people in an amendment what is kept in the scoring that it takes everything from."""
    rows, people = [], []
    for row, named in storage.of_scoring(desk.session, old_id):
        fresh = Restriction.model_validate({**row.model_dump(), "id": desk.new_id(), "scoring_id": new_id})
        rows.append(fresh)
        people += [RestrictionPerson(restriction_id=fresh.id, person_id=one) for one in named]
    storage.copy(desk.session, rows, people)


def due(desk: Desk) -> tuple[RestrictionView, ...]:
    """What whoever asks has decided to keep, and has to look at again."""
    if not desk.who.may(Permission.RESTRICTION_EDIT):
        return ()
    return tuple(_view(desk, one, {}) for one in storage.due(desk.session, desk.who.person_id, desk.today))


@contextmanager
def as_read_by(desk: Desk, person_id: str | None) -> Iterator[None]:
    """Inside the block everything is read as somebody else would read it; None for a recipient outside, who sees nothing that is kept.

    For reports: gather what a report needs inside, and it leaves out what its recipient may not see, without a trace.
    """
    before = storage.reads(desk.session, person_id)
    try:
        yield
    finally:
        storage.reads(desk.session, before)


def _standing(desk: Desk, family_id: str, restriction_id: str) -> Restriction:
    """A restriction of the family that whoever asks may know of. Raises NotFound."""
    family_to_change(desk, family_id, Permission.RESTRICTION_EDIT)
    kept = (one.row for one in storage.of_family(desk.session, family_id))
    return found(next((row for row in kept if row.id == restriction_id), None))


def _people(desk: Desk, family_id: str) -> Sequence[Colleague]:
    """Those who may see the family, one way or another: involved now, or by a role that widens what is seen."""
    network = families.network(desk.session, family_id, desk.today)
    wider = {key for key, role in BY_KEY.items() if role.supervises or role.sees_all}
    return [
        one
        for one in involved.colleagues(desk.session)
        if Permission.FAMILY_READ in permissions_of(one.roles) and (one.id in network.people or one.roles & wider)
    ]


def _view(desk: Desk, one: Kept, words: dict[str, str]) -> RestrictionView:
    row = one.row
    return RestrictionView(
        id=row.id,
        family_id=row.family_id,
        family=title_of(one.family),
        what=words.get(storage.place_of(row).text, "A part of the record"),
        mode=Mode(row.mode),
        people=tuple(one.named.values()),
        category=row.category,
        reason=row.reason,
        decider=one.decider,
        review_on=row.review_on,
        due=row.review_on <= desk.today,
    )


def _words(faults: dict[str, str], field: str, typed: str) -> str:
    words = typed.strip()
    if not any(c.isalnum() for c in words):
        faults[field] = "Say why. It stays with the decision."
    elif len(words) > WORDS_LENGTH:
        faults[field] = f"Use at most {WORDS_LENGTH:,} characters; this has {len(words):,}."
    return words
