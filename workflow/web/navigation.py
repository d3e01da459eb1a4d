"""The entries of the bar at the top, the actions a page offers, and where sign-in may lead back to."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from workflow.rules.access import Actor
from workflow.rules.roles import Permission


@dataclass(frozen=True)
class Entry:
    """One link of the bar: its text, its path (and the pages under it), and the permission it needs."""

    text: str
    path: str
    permission: Permission


ENTRIES: tuple[Entry, ...] = (
    Entry("Families", "/families", Permission.FAMILY_LIST),
    Entry("Instruments", "/instruments", Permission.INSTRUMENT_READ),
    Entry("Trail", "/trail", Permission.TRAIL_READ),
    Entry("Accounts", "/accounts", Permission.PEOPLE_ADMINISTER),
    Entry("Settings", "/settings", Permission.SETTINGS_READ),
)
"""An entry whose page does not exist fails a test, not a person."""


LOOKED_AFTER: tuple[tuple[str, str, Permission], ...] = (
    ("Accounts: who works here, and what each may do", "accounts", Permission.PEOPLE_ADMINISTER),
    ("Agencies and teams", "places", Permission.PEOPLE_ADMINISTER),
    ("Editions of the instruments: which are in use, and retiring one", "editions", Permission.INSTRUMENT_ADMINISTER),
    ("Settings in force", "settings", Permission.SETTINGS_READ),
)
"""What administrators look after: how it is called, the name of its route, and the permission it needs."""


def looked_after(actor: Actor) -> list[tuple[str, str]]:
    """What this person looks after, each with the name of its route."""
    return [(text, route) for text, route, permission in LOOKED_AFTER if actor.may(permission)]


def entries_for(actor: Actor | None) -> tuple[Entry, ...]:
    """The entries this person may follow; none for somebody not signed in."""
    return tuple(entry for entry in ENTRIES if actor and actor.may(entry.permission))


@dataclass(frozen=True)
class Obstacle:
    """Why an action cannot be taken yet: the rule's own sentence, and the page where it is mended ("" for none)."""

    sentence: str
    url: str = ""


@dataclass(frozen=True)
class Action:
    """Something a page offers. With obstacles it is drawn disabled, each obstacle's sentence beside it.

    `method` is "post" (a button in a form of its own, `fields` as hidden inputs) or "get" (a link that looks like a button);
    `weight` is "primary", "secondary" or "warning".
    """

    text: str
    url: str
    method: str = "post"
    weight: str = "secondary"
    obstacles: tuple[Obstacle, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)


_LONGEST_NEXT = 2_000


def safe_next(path: str, otherwise: str = "/") -> str:
    """`path` where it leads to a page of ours, else `otherwise`: never another host, by whatever spelling."""
    inside = path.startswith("/") and not path.startswith("//") and len(path) <= _LONGEST_NEXT
    return path if inside and path.isprintable() and "\\" not in path else otherwise
