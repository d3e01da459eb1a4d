"""The settings in force, in words: what is set, where it comes from, and by which variable it is changed. Of a secret only whether it is set.

Needs `settings:read`. Nothing here changes a setting: they belong to whoever starts the server, and the same ones hold for every worker.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

from pydantic import SecretStr

from workflow.rules.emergency import LASTS as EMERGENCY_LASTS
from workflow.rules.roles import BY_KEY, Permission
from workflow.rules.windows import AHEAD, LONG
from workflow.services import ahead, drafts, links, restricting, signing_in
from workflow.services.desk import IDLE, Desk
from workflow.settings import Settings

NOTHING = "Nothing"


class Origin(StrEnum):
    """Where a value comes from."""

    SET = "Set by"
    OTHERWISE = "Not set, so this holds; set it by"
    PROGRAM = "Comes with the program"


@dataclass(frozen=True)
class Line:
    """One setting: what it is, its value in words (several lines for several), and the variable that changes it ("" for none)."""

    title: str
    value: tuple[str, ...]
    origin: Origin
    variable: str = ""


@dataclass(frozen=True)
class Section:
    """Settings that belong together."""

    key: str
    title: str
    lead: str
    lines: tuple[Line, ...]


Say = Callable[[Any], str | Sequence[str]]


def _plain(value: Any) -> str:
    return str(value) if value not in (None, "") else NOTHING


def _secret(value: SecretStr) -> str:
    return "Set; never shown" if value.get_secret_value().strip(" -") else NOTHING


def _database(url: str) -> str:
    """The kind alone: an address may hold a password, and says where the records lie."""
    return "PostgreSQL" if url.startswith("postgresql") else "SQLite, a file beside the program"


def _many(value: str) -> Sequence[str]:
    return [one.strip() for one in value.split(",") if one.strip()]


def _lines(value: str) -> Sequence[str]:
    return [one.strip() for one in value.split("|") if one.strip()]


def _yes(value: bool) -> str:  # noqa: FBT001  # a value, not a switch
    return "Yes" if value else "No"


def _counted(one: str, many: str = "") -> Say:
    return lambda number: f"{number} {one if number == 1 else many or one + 's'}"


def _years(number: int) -> str:
    return str(_counted("year")(number)) if number else "Not said"


def _requests(number: int) -> str:
    return str(number) if number else "Any number"


def _groups(settings: Settings) -> Sequence[str]:
    return [
        f"{group}: {', '.join(BY_KEY[key].name for key in given.roles)} in {given.team}, {given.agency}"
        for group, given in settings.group_roles.items()
    ]


# What each setting is called, and how its value is said, by section. A test holds that every setting stands here once.
_SETTINGS: Sequence[tuple[str, str, str, Sequence[tuple[str, str, Say]]]] = (
    (
        "papers",
        "Whose papers these are",
        "At the head and the foot of every report made from now on. What was given out keeps what it was given out with.",
        (
            ("authority_name", "The authority", _plain),
            ("authority_address", "The lines beside its name", _lines),
            ("authority_logo", "The file of its sign", _plain),
            ("report_text", "A text on every report", _plain),
        ),
    ),
    (
        "practice",
        "What the practice decided",
        "When a child’s progress raises something to think about, and when the next scoring is due. Each number stands beside what it raises.",
        (
            ("prompt_scorings", "Without improvement, over how many scorings", _counted("scoring")),
            ("prompt_targets", "A target set again, how many times running", _counted("time")),
            ("prompt_missed", "An item without a grade, at how many scorings", _counted("scoring")),
            ("rescore_weeks", "The next scoring is due, where no day was set, after", _counted("week")),
            ("keep_after_closing", "A record is kept, after the work was closed, for", _years),
            ("keep_after_birth", "A record is kept, after the youngest child’s birth, for", _years),
            ("keep_source", "Where that stands", _plain),
            ("questionnaires", "Folder of your own instruments", _plain),
        ),
    ),
    (
        "getting-in",
        "Getting in",
        "",
        (
            ("passwords", "A username and a password get in", _yes),
            ("leaked_passwords", "File of leaked passwords, none of which is taken", _plain),
            ("oidc_issuer", "Sign-on provider", _plain),
            ("oidc_name", "What its button says: Sign in with", _plain),
            ("oidc_client_id", "What the provider calls us", _plain),
            ("oidc_client_secret", "What we prove it with", _secret),
            ("oidc_scopes", "Asked of it besides who somebody is", _plain),
            ("oidc_username_claim", "What of it is the username here", _plain),
            ("oidc_groups_claim", "What of it lists somebody’s groups", _plain),
            ("oidc_roles", "Roles that its groups give", _plain),
            ("oidc_second_step", "Says that the second step is done", _plain),
        ),
    ),
    (
        "where",
        "Where it runs",
        "",
        (
            ("environment", "Environment", _plain),
            ("address", "Where people open it", _plain),
            ("hosts", "Names it answers to", _many),
            ("trusted_proxies", "Proxies that are believed when they say who asks", _many),
            ("database_url", "Database", _database),
            ("requests_a_minute", "Requests one person may make a minute, outside the demonstration", _requests),
            ("secret_key", "Secret that seals what is sealed", _secret),
            ("former_secret_keys", "Secrets used before", _secret),
        ),
    ),
)


def in_force(desk: Desk) -> tuple[Section, ...]:
    """Every setting in force, and the timescales that come with the program. Raises Refused."""
    desk.require(Permission.SETTINGS_READ)
    settings = desk.practice.settings
    sections = [
        Section(key, title, lead, tuple(_line(settings, *one) for one in lines))
        for key, title, lead, lines in _SETTINGS
    ]
    return (*sections, Section("times", "How long things last", "", tuple(_times(settings))))


def _line(settings: Settings, name: str, title: str, say: Say) -> Line:
    said = _groups(settings) if name == "oidc_roles" else say(getattr(settings, name))
    value = (said,) if isinstance(said, str) else tuple(said) or (_where_empty(name),)
    origin = Origin.SET if name in settings.model_fields_set else Origin.OTHERWISE
    return Line(title, value, origin, f"CAREPROFILE_{name.upper()}")


def _where_empty(name: str) -> str:
    return "Any name" if name == "hosts" else NOTHING


def _times(settings: Settings) -> Sequence[Line]:
    needed = "Yes, of everybody" if settings.second_step_needed else "No, as this is the demonstration"
    lasting = {
        "A sign-in ends, however busy, after": signing_in.LONGEST,
        "A sign-in ends, where nothing is done, after": IDLE,
        "The second step may take": signing_in.HALF_WAY,
        "A link for somebody’s first password works for": links.LASTS[links.SET_UP],
        "A link for somebody who forgot theirs works for": links.LASTS[links.RESET],
        "A record stays open in an emergency for": EMERGENCY_LASTS,
        "What a browser could not send yet is kept for": drafts.KEPT,
        "The last day of an observation may lie ahead by": AHEAD,
        "A window is asked about once it is longer than": LONG,
        "The start page and the reports for the meetings ahead cover": ahead.WEEK,
        "What is kept for named people is looked at again within": restricting.LOOK_AGAIN_WITHIN,
    }
    return [
        Line("A second step is needed", (needed,), Origin.PROGRAM),
        *(Line(title, (_how_long(time),), Origin.PROGRAM) for title, time in lasting.items()),
    ]


def _how_long(time: timedelta) -> str:
    """In the largest unit of which it is a whole number: 12 hours, 6 weeks; up to three days in hours."""
    minutes = int(time.total_seconds()) // 60
    for unit, length, least in (("week", 7 * 24 * 60, 2), ("day", 24 * 60, 4), ("hour", 60, 1)):
        if minutes % length == 0 and minutes // length >= least:
            return str(_counted(unit)(minutes // length))
    return str(_counted("minute")(minutes))
