"""Keeping parts of a record for named people: deciding, looking again on a day, taking over what nobody looks after, and opening a part again.

The filter itself is in what storage reads (`storage.restrictions`), for whoever the desk says reads. `as_read_by` is for what is made for somebody
else, such as a report for a recipient.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta

from workflow.models import Restriction, RestrictionPerson
from workflow.rules.errors import Blocked, Invalid
from workflow.rules.events import Event
from workflow.rules.restrictions import Category, Mode, Place
from workflow.rules.roles import BY_KEY, Permission, permissions_of
from workflow.services.desk import Desk
from workflow.services.family_people import family_to_change, found
from workflow.services.family_views import title_of
from workflow.services.keepable import parts_of
from workflow.storage import families, involved, looked_after
from workflow.storage import restrictions as storage
from workflow.storage.involved import Colleague
from workflow.storage.restrictions import Kept

WORDS_LENGTH = 1000
NOTHING_LEFT = "There is nothing here to take over. Open the page again to see how it stands."
LOOK_AGAIN_WITHIN = timedelta(days=366)
"""A part that is kept for named people is looked at again within a year: what was dangerous to know may be needed to keep a child safe."""


@dataclass(frozen=True)
class NewRestriction:
    """What is kept for whom, and why, as chosen and typed. `place` is the text of a `Place`; `others` are usernames or full names of people who need
    not see the family, each as their account has it.
    """

    place: str
    mode: Mode
    people: tuple[str, ...]
    category: Category
    reason: str
    review_on: date | None
    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class RestrictionView:
    """A part that is kept for named people, for those who may know of it. `due` once the day of looking again has come; `taken_over_by` and `taken_over_why` are "" where nobody took it over."""

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
    taken_over_by: str
    taken_over_why: str


@dataclass(frozen=True)
class LeftView:
    """That something is kept in a family and nobody looks after it, for those who answer for the record; what it is they are not told."""

    id: str
    family_id: str
    family: str
    review_on: date


@dataclass(frozen=True)
class RestrictionsPage:
    """What is kept in a family, as far as whoever asks may know and may look at it again; what is left to be taken over by them; what could be kept, as (text
    of the place, words); and who can be named. `may_keep` says whether they may keep something.
    """

    family_id: str
    family: str
    kept: tuple[RestrictionView, ...]
    left: tuple[LeftView, ...]
    parts: tuple[tuple[str, str], ...]
    people: tuple[Colleague, ...]
    may_keep: bool


def page_of(desk: Desk, family_id: str) -> RestrictionsPage:
    """What is kept for named people in a family, and what could be. Needs `restriction:look-after`; the reading is recorded."""
    family = found(families.family(desk.session, family_id))
    desk.require(Permission.RESTRICTION_LOOK_AFTER, families.network(desk.session, family_id, desk.today))
    desk.record(Event("family.read", family_id, family_id))
    parts = parts_of(desk, family_id)
    kept = tuple(_view(desk, one, dict(parts)) for one in _theirs(desk, family_id))
    taken = {storage.place_of(one.row).text for one in storage.of_family(desk.session, family_id)}
    may_keep = _may_keep(desk, family_id)
    free = tuple((text, words) for text, words in parts if text not in taken)
    return RestrictionsPage(
        *(family_id, title_of(family.name), kept, left(desk, family_id), free if may_keep else ()),
        people=tuple(_people(desk, family_id)) if may_keep else (),
        may_keep=may_keep,
    )


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
    named = _named(desk, family_id, new, faults)
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
    people = [RestrictionPerson(restriction_id=row.id, person_id=one) for one in named]
    details = {"kind": row.kind, "mode": row.mode, "category": row.category}
    event = Event("restriction.set", family_id, row.id, details)
    storage.add(desk.session, row, people, event=event, at=desk.now, by=desk.who.person_id)
    return row


def look_again(desk: Desk, family_id: str, restriction_id: str, review_on: date | None) -> None:
    """Leave a part kept and look again on another day. Needs `restriction:look-after`. Raises as `keep`."""
    row = _standing(desk, family_id, restriction_id)
    if review_on is None or not desk.today < review_on <= desk.today + LOOK_AGAIN_WITHIN:
        raise Invalid({"again_on": "Choose a day to look again, within a year."})
    row.review_on = review_on
    event = Event("restriction.reviewed", family_id, row.id, {"review_on": review_on.isoformat()})
    storage.change(desk.session, row, event=event, at=desk.now, by=desk.who.person_id)


def lift(desk: Desk, family_id: str, restriction_id: str, reason: str) -> None:
    """Open a part to everybody who sees the family again, with a reason. Needs `restriction:look-after`. Raises as `keep`."""
    row = _standing(desk, family_id, restriction_id)
    faults: dict[str, str] = {}
    words = _words(faults, "why", reason)
    if faults:
        raise Invalid(faults)
    row.lifted_at, row.lifted_by_id, row.lift_reason = desk.now, desk.who.person_id, words
    event = Event("restriction.lifted", family_id, row.id)
    storage.change(desk.session, row, event=event, at=desk.now, by=desk.who.person_id)


def left(desk: Desk, family_id: str | None = None) -> tuple[LeftView, ...]:
    """What nobody looks after in the families of whoever asks (or in one), where it is theirs to take over."""
    if not desk.who.may(Permission.RESTRICTION_LOOK_AFTER):
        return ()
    rows = looked_after.left(desk.session, desk.who, desk.today, family_id)
    return tuple(LeftView(one.row.id, one.row.family_id, title_of(one.family), one.row.review_on) for one in rows)


def answer_for(desk: Desk, family_id: str, why: str) -> None:
    """Take over what is kept in a family and nobody looks after, with a reason: from then on one sees it, looks at it again, and may open it.

    Needs `restriction:look-after`. Raises Blocked where nothing is theirs to take over, Invalid without a reason.
    """
    family_to_change(desk, family_id, Permission.RESTRICTION_LOOK_AFTER)
    rows = looked_after.left(desk.session, desk.who, desk.today, family_id)
    if not rows:
        raise Blocked(NOTHING_LEFT)
    faults: dict[str, str] = {}
    words = _words(faults, "because", why)
    if faults:
        raise Invalid(faults)
    for one in rows:
        event = Event("restriction.taken-over", family_id, one.row.id, {"person_id": one.keeper_id})
        row = one.row
        row.taken_over_at, row.taken_over_by_id, row.taken_over_reason = desk.now, desk.who.person_id, words
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
    """What whoever asks looks after and has to look at again, in families that they see."""
    if not desk.who.may(Permission.RESTRICTION_LOOK_AFTER):
        return ()
    return tuple(_view(desk, one, {}) for one in looked_after.due(desk.session, desk.who, desk.today))


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
    """A restriction of the family that whoever asks may look at again. Raises NotFound."""
    family_to_change(desk, family_id, Permission.RESTRICTION_LOOK_AFTER)
    kept = (one.row for one in _theirs(desk, family_id))
    return found(next((row for row in kept if row.id == restriction_id), None))


def _may_keep(desk: Desk, family_id: str) -> bool:
    network = families.network(desk.session, family_id, desk.today)
    return desk.who.at(network).may(Permission.RESTRICTION_EDIT)


def _theirs(desk: Desk, family_id: str) -> list[Kept]:
    """What is kept in a family and whoever asks may look at again: whatever they know of, where they work with the family; else what they look after."""
    works = _may_keep(desk, family_id)
    known = storage.of_family(desk.session, family_id)
    return [one for one in known if works or one.keeper_id == desk.who.person_id]


def _named(desk: Desk, family_id: str, new: NewRestriction, faults: dict[str, str]) -> list[str]:
    """The ids of those who are named. Whoever sees a part has to see the family; from whom it is kept may be anybody with an open account."""
    seeing = {one.id for one in _people(desk, family_id)}
    named = dict.fromkeys(new.people)
    if not set(named) <= seeing or not (named or new.others):
        faults["people"] = "Choose at least one person."
    accounts = involved.colleagues(desk.session) if new.others else ()
    for typed in new.others:
        called = " ".join(typed.split()).casefold()
        who = [one for one in accounts if one.username.casefold() == called] or [
            one for one in accounts if one.name.casefold() == called
        ]
        if len(who) != 1:
            faults["others"] = (
                _nobody(typed) if not who else f"More than one person is called {typed}. Type the username."
            )
        elif new.mode is Mode.ONLY and who[0].id not in seeing:
            faults["others"] = f"{typed} cannot open the record, so they cannot be among those who see this part of it."
        named |= dict.fromkeys(one.id for one in who)
    return list(named)


def _nobody(typed: str) -> str:
    return f"Nobody with an open account has exactly the username or the full name {typed}. Look it up, then type it again."


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
        taken_over_by=one.taken_over_by,
        taken_over_why=row.taken_over_reason,
    )


def _words(faults: dict[str, str], field: str, typed: str) -> str:
    words = typed.strip()
    if not any(c.isalnum() for c in words):
        faults[field] = "Say why. It stays with the decision."
    elif len(words) > WORDS_LENGTH:
        faults[field] = f"Use at most {WORDS_LENGTH:,} characters; this has {len(words):,}."
    return words
