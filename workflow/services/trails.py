"""Reading the trail: who has looked at a family, the search of the whole, and the file of what was found. Reading it is an event too."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import groupby, takewhile
from typing import Any

from workflow.clock import BRITISH
from workflow.models import AuditEvent
from workflow.rules.errors import Blocked, NotFound
from workflow.rules.events import KINDS, Event, Nature
from workflow.rules.roles import Permission
from workflow.services.desk import Desk
from workflow.services.family_people import found
from workflow.services.family_views import title_of
from workflow.storage import families, trail_search
from workflow.storage.trail_search import Search

A_PAGE = 100
"""Entries on one page."""
MOST_IN_A_FILE = 50_000
"""Entries in one file; a longer one is asked for in parts."""
_LAST_PAGE = 1_000_000
NOBODY = "Nobody signed in"
_LOOKED = {"emergency.not-found", "emergency.several", "emergency.opened"}
_WRITING = tuple(kind.key for kind in KINDS.values() if kind.nature is Nature.WRITING)
READING = tuple(kind.key for kind in KINDS.values() if kind.reading)


@dataclass(frozen=True)
class Asked:
    """What somebody looks for, as ids and days: a person, a family, a nature or a kind, from one day to another, both included."""

    person: str = ""
    family: str = ""
    what: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Line:
    """One entry in words. `about` is the child it is about, `why` the emergency that opened the family, `reason` what somebody typed who looked for a
    record in one; "" where there is none.
    """

    at: datetime
    sentence: str
    nature: Nature
    person: str
    family_id: str
    family: str
    about: str
    address: str
    request_id: str
    why: str
    reason: str = ""


@dataclass(frozen=True)
class Day:
    """The entries of one day in Britain, the newest first."""

    on: date
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class TrailPage:
    """One page of what was found: by day, its number from 1, how many pages and how many entries there are."""

    days: tuple[Day, ...]
    number: int
    pages: int
    total: int


@dataclass(frozen=True)
class Looked:
    """Somebody who has been at a family: their name, how often they read and how often they did something, and when first and last."""

    person_id: str
    name: str
    readings: int
    deeds: int
    first: datetime
    last: datetime


@dataclass(frozen=True)
class FamilyTrail:
    """Who has looked at a family and what was done: the people, and the entries page by page."""

    family_id: str
    title: str
    people: tuple[Looked, ...]
    found: TrailPage


@dataclass(frozen=True)
class Choices:
    """What a search can be narrowed to: people and families by id."""

    people: Mapping[str, str]
    families: Mapping[str, str]


def of_family(desk: Desk, family_id: str, asked: Asked, number: int = 1) -> FamilyTrail:
    """Who has looked at a family. Needs `trail:family`. Raises NotFound; or Refused, which looks the same."""
    row = found(families.family(desk.session, family_id))
    desk.require(Permission.TRAIL_FAMILY, families.network(desk.session, family_id, desk.today))
    asked = replace(asked, family=family_id)
    names = trail_search.names(desk.session)
    _check(asked, Choices(names, {family_id: row.name}))
    everybody = trail_search.onlookers(desk.session, Search(family_id=family_id), READING)
    people = tuple(
        Looked(one.person_id or "", _name(names, one.person_id), one.readings, one.deeds, one.first, one.last)
        for one in everybody
    )
    page = _page(desk, asked, number, names, {family_id: row.name})
    desk.record(Event("trail.family-read", family_id, family_id, {"search": _told(asked, number)}))
    return FamilyTrail(family_id, title_of(row.name), people, page)


def done_since(
    desk: Desk, family_id: str, title: str, deed: tuple[str, str], most: int
) -> tuple[tuple[Line, ...], bool]:
    """What was done with a family after a deed, known by its kind and subject, the newest first: at most so many, and whether there is more.

    For services that have asked already whether the family may be seen.
    """
    rows = trail_search.entries(desk.session, Search(family_id=family_id, kinds=_WRITING), start=0, limit=most + 1)
    since = list(takewhile(lambda row: (row.kind, row.subject_id) != deed, rows))
    names = trail_search.names(desk.session)
    return tuple(_lines(desk, since[:most], names, {family_id: title})), len(since) > most


def search(desk: Desk, asked: Asked, number: int = 1) -> tuple[TrailPage, Choices]:
    """A page of the whole trail, and what it can be narrowed to. Needs `trail:read`. Raises NotFound for what is no id or kind of ours."""
    desk.require(Permission.TRAIL_READ)
    choices = Choices(trail_search.names(desk.session), trail_search.families(desk.session))
    _check(asked, choices)
    page = _page(desk, asked, number, choices.people, choices.families)
    desk.record(Event("trail.read", asked.family or None, None, {"search": _told(asked, number)}))
    return page, choices


def export(desk: Desk, asked: Asked) -> Sequence[Line]:
    """Every entry that was found, the newest first. Needs `trail:read`. Raises Blocked where they are too many for one file."""
    desk.require(Permission.TRAIL_READ)
    choices = Choices(trail_search.names(desk.session), trail_search.families(desk.session))
    _check(asked, choices)
    what = _search(asked)
    total = trail_search.count(desk.session, what)
    if total > MOST_IN_A_FILE:
        raise Blocked(
            f"That is {total:,} entries, and a file holds {MOST_IN_A_FILE:,}. Choose fewer days, then try again."
        )
    rows = trail_search.entries(desk.session, what, start=0, limit=MOST_IN_A_FILE)
    details = {"search": _told(asked, 0), "rows": len(rows)}
    desk.record(Event("trail.exported", asked.family or None, None, details))
    return _lines(desk, rows, choices.people, choices.families)


def _check(asked: Asked, choices: Choices) -> None:
    known = {"", *KINDS, *(str(nature) for nature in Nature)}
    if (
        asked.what not in known
        or (asked.person and asked.person not in choices.people)
        or (asked.family and asked.family not in choices.families)
    ):
        raise NotFound


def _told(asked: Asked, number: int) -> dict[str, Any]:
    """A search as it is kept: ids and days."""
    days = {"since": asked.since, "until": asked.until}
    told = {"person": asked.person, "what": asked.what, **{key: day.isoformat() for key, day in days.items() if day}}
    return {key: value for key, value in {**told, "page": number}.items() if value}


def _search(asked: Asked) -> Search:
    kinds = tuple(key for key, kind in KINDS.items() if asked.what in (key, kind.nature)) if asked.what else ()
    since = datetime.combine(asked.since, time(), BRITISH) if asked.since else None
    until = datetime.combine(asked.until + timedelta(days=1), time(), BRITISH) if asked.until else None
    return Search(asked.person or None, asked.family or None, kinds, since, until)


def _page(desk: Desk, asked: Asked, number: int, names: Mapping[str, str], titles: Mapping[str, str]) -> TrailPage:
    what = _search(asked)
    total = trail_search.count(desk.session, what)
    pages = max(1, -(-total // A_PAGE))
    number = min(max(number, 1), pages, _LAST_PAGE)
    rows = trail_search.entries(desk.session, what, start=A_PAGE * (number - 1), limit=A_PAGE)
    lines = _lines(desk, rows, names, titles)
    days = groupby(lines, key=lambda line: line.at.astimezone(BRITISH).date())
    return TrailPage(tuple(Day(on, tuple(of)) for on, of in days), number, pages, total)


def _lines(desk: Desk, rows: Sequence[AuditEvent], names: Mapping[str, str], titles: Mapping[str, str]) -> list[Line]:
    called = trail_search.subjects(desk.session, {row.subject_id for row in rows if row.subject_id})
    return [_line(row, names, titles, called) for row in rows]


def _line(row: AuditEvent, names: Mapping[str, str], titles: Mapping[str, str], called: Mapping[str, str]) -> Line:
    kind = KINDS.get(row.kind)
    who = _name(names, row.person_id)
    person = _name(names, row.details.get("person_id"))
    account = names.get(row.subject_id or "", "") if row.subject_id != row.person_id else ""
    words = called.get(row.subject_id or "", "")
    return Line(
        at=row.at,
        sentence=kind.told(who, row.details, person) if kind else f"{who}: {row.kind}",
        nature=kind.nature if kind else Nature.WRITING,
        person=who,
        family_id=row.family_id or "",
        family=title_of(titles[row.family_id]) if row.family_id and row.family_id in titles else "",
        about=account if row.kind.startswith("emergency.") else words or account,
        address=row.address,
        request_id=row.request_id,
        why=row.reason_id or "",
        reason=words if row.kind in _LOOKED else "",
    )


def _name(names: Mapping[str, str], person_id: str | None) -> str:
    return names.get(person_id, "Somebody whose account is gone") if person_id else NOBODY
