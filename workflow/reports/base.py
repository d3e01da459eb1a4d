"""What every report starts from (a child, some scorings) and what every report has, whatever it says."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from gcp.profile import Profile
from gcp.words import day
from workflow.clock import BRITISH
from workflow.reports.around import NOTHING_SAID, Said
from workflow.reports.wording import age
from workflow.rules.practice import MARK
from workflow.rules.targets import Aim


@dataclass(frozen=True)
class Subject:
    """The child a report is about. `called` is the name they wish to be called by; `practice` says that the family is invented."""

    called: str
    surname: str = ""
    born: date | None = None
    expected: date | None = None
    practice: bool = False

    @property
    def name(self) -> str:
        """Hana Example."""
        return f"{self.called} {self.surname}".strip()

    def age(self, on: date) -> str:
        """How old the child was on a day, in words."""
        return age(self.born, self.expected, on)


@dataclass(frozen=True)
class Visited:
    """One visit that a scoring rests on. `seen` names who was seen, in words."""

    on: date
    announced: bool
    place: str = ""
    seen: str = ""
    child_seen: bool = False
    child_seen_alone: bool = False


@dataclass(frozen=True)
class Scored:
    """One scoring as paper needs it: its profile and everything around the grades.

    `notes` are by item id, `gaps` are reasons by area id. `signed_off_on` is None for a draft; `status` says where that stands.
    `as_of` is when anything of it last changed (UTC). An amendment has its reason, and the day on which what it corrects was signed off.
    `direction` is what a supervisor asked for next, with the day of the follow-up, or why none is needed.
    `as_of` is when anything of it last changed (UTC). `said` is what the child and the carers said, `targets` what was aimed at in it.
    """

    id: str
    profile: Profile
    carers: str
    scorer: str
    agency: str
    as_of: datetime
    notes: Mapping[str, str] = field(default_factory=dict)
    visits: tuple[Visited, ...] = ()
    gaps: Mapping[str, str] = field(default_factory=dict)
    signed_off_on: date | None = None
    signed_off_by: str = ""
    status: str = "signed off"
    amendment_reason: str = ""
    amends_signed_on: date | None = None
    direction: str = ""
    follow_up_on: date | None = None
    no_follow_up: str = ""
    said: Said = NOTHING_SAID
    targets: tuple[Aim, ...] = ()

    @property
    def draft(self) -> bool:
        """Whether nobody has signed this off."""
        return self.signed_off_on is None

    @property
    def by(self) -> str:
        """The scorer with the agency."""
        return signed(self.scorer, self.agency)


def signed(name: str, agency: str) -> str:
    """Somebody as a report names them: Ola Example, Example Council."""
    return f"{name}, {agency}" if agency else name


DRAFT = "Draft, not signed off"
"""The mark on every page of a report that rests on a scoring nobody has signed off."""


@dataclass(frozen=True)
class Report:
    """A report as plain values: what its cover, its running heads and its file need, and its `body`, which its template knows.

    `scorings` are ids; `fingerprint` is the SHA-256 of everything printed, so that two copies can be told to say the same.
    """

    key: str
    title: str
    child: str
    carers: str
    dates: str
    instruments: tuple[str, ...]
    rules: tuple[str, ...]
    statements: tuple[str, ...]
    scorers: tuple[str, ...]
    scorings: tuple[str, ...]
    draft: str
    as_of: datetime
    language: str
    body: Any
    fingerprint: str = ""
    practice: bool = False

    @property
    def mark(self) -> str:
        """What stands at the head of every page: that the family is invented, that a scoring is not signed off; "" for neither."""
        return ". ".join(filter(None, (MARK if self.practice else "", self.draft)))

    @property
    def as_of_day(self) -> str:
        """The day in Britain on which anything printed last changed."""
        return day(self.as_of.astimezone(BRITISH).date())

    @property
    def file_name(self) -> str:
        """A name for the file that gives nobody away: what it is, and the first of its fingerprint."""
        return f"{'practice-' if self.practice else ''}{self.key}-report-{self.fingerprint[:12]}.pdf"


def fingerprint(values: Any) -> str:
    """SHA-256, in hexadecimal, of a dataclass's values in one canonical text."""
    text = json.dumps(asdict(values), sort_keys=True, ensure_ascii=False, default=str, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()
