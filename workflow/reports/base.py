"""What every report starts from (a child, some scorings) and what every report has, whatever it says."""

import hashlib
import json
from base64 import b64encode
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from gcp.profile import Profile
from workflow.clock import BRITISH
from workflow.logo import kind_of
from workflow.reports.around import NOTHING_SAID, Noted, Prompted, Said
from workflow.reports.language import ENGLISH, _, day, later
from workflow.reports.record import Record
from workflow.reports.wording import age, listed
from workflow.rules.evidence import Evidence
from workflow.rules.practice import MARK
from workflow.rules.targets import Aim
from workflow.rules.voices import Spoken

if TYPE_CHECKING:
    from workflow.reports.beside import BesideGrades


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
    """One visit that a scoring rests on. `seen` names who was seen, in words; `id` is what a basis names it by."""

    on: date
    announced: bool
    place: str = ""
    seen: str = ""
    child_seen: bool = False
    child_seen_alone: bool = False
    id: str = ""


@dataclass(frozen=True)
class Scored:
    """One scoring as paper needs it: its profile and everything around the grades. `together_with` are those who grade with the scorer, with their agencies.

    `notes` are by item id, `gaps` are reasons by area id. `signed_off_on` is None for a draft; `status` says where that stands.
    `before` is who scored it until it was handed on to `scorer`, "" where it never was. `introduced` are the carers with who they are to the child ("Dee (mother)"). An amendment has its reason, and the day on which what it corrects was signed off.
    `direction` is what a supervisor asked for next, with the day of the follow-up, or why none is needed.
    `as_of` is when anything of it last changed (UTC). `said` is what the child and the carers said, `targets` what was aimed at in it.
    By item id, `evidence` is what a grade rests on and `own` what the carer and the child say of it; `noted` is all else recorded around the grades.
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
    evidence: Mapping[str, Evidence] = field(default_factory=dict)
    own: Mapping[str, tuple[Spoken, ...]] = field(default_factory=dict)
    noted: tuple[Noted, ...] = ()
    introduced: str = ""
    together_with: tuple[str, ...] = ()
    before: str = ""

    def of_section(self, section: str) -> tuple[Noted, ...]:
        """What is recorded in one section of the pages."""
        return tuple(one for one in self.noted if one.section == section)

    def words(self, key: str) -> str:
        """The words of one entry, "" where there are none."""
        found = next((one for one in self.noted if one.key == key), None)
        return found.parts[0][1] if found and found.parts else ""

    @property
    def draft(self) -> bool:
        """Whether nobody has signed this off."""
        return self.signed_off_on is None

    @property
    def maker(self) -> str:
        """The scorer with the agency."""
        return signed(self.scorer, self.agency)

    @property
    def by(self) -> str:
        """Everybody who graded, the scorer first, with who scored before them where it was handed on."""
        who = self.maker
        if self.before:
            who = _("{who}, who took it over from {before}", who=who, before=self.before)
        if not self.together_with:
            return who
        return _("{name} with {others}", name=who, others=listed(self.together_with))


def in_order(scored: Iterable[Scored]) -> tuple[Scored, ...]:
    """Scorings in order of time, as a series has them."""
    return tuple(sorted(scored, key=lambda one: (one.profile.on, one.profile.sheet.window.start)))


def signed(name: str, agency: str) -> str:
    """Somebody as a report names them: Ola Example, Example Council."""
    return f"{name}, {agency}" if agency else name


DRAFT = later("Draft, not signed off")
"""The mark on every page of a report that rests on a scoring nobody has signed off."""


@dataclass(frozen=True)
class Meeting:
    """The meeting a report is made for, in words: its kind (Review conference), the day, and who chairs it."""

    kind: str
    on: str
    chair: str = ""


@dataclass(frozen=True)
class Letterhead:
    """Whose paper it is: the authority, the lines under its name, its logo (an SVG or a PNG, nothing for none), and the text that stands on every
    report of theirs.
    """

    authority: str = ""
    lines: tuple[str, ...] = ()
    logo: bytes = b""
    standing_text: str = ""

    @property
    def logo_address(self) -> str:
        """The logo as an address that holds it, for a document that fetches nothing; "" for none."""
        kind = kind_of(self.logo)
        return f"data:{kind};base64,{b64encode(self.logo).decode()}" if kind else ""


@dataclass(frozen=True)
class Reader:
    """The one carer whom a copy is for, by id, and how they are called."""

    id: str
    called: str


@dataclass(frozen=True)
class Asked:
    """What a report was asked for: for whom it is made (in words, "" for nobody in particular), for which meeting, in which language, how large,
    and on whose paper. `reader` is the one carer whom the copy is for, None for nobody in particular.
    """

    recipient: str = ""
    meeting: Meeting | None = None
    language: str = ENGLISH
    large_print: bool = False
    letterhead: Letterhead = Letterhead()
    reader: Reader | None = None


@dataclass(frozen=True)
class Care:
    """The scorings of one child's care by one set of carers, put in order of time. `carers` is how they are called now.

    `prompts` are what they raised on the last day scored, for a report that asks for them: the same report asks the same in five years.
    """

    carers: str
    scorings: tuple[Scored, ...]
    prompts: tuple[Prompted, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "scorings", in_order(self.scorings))


@dataclass(frozen=True)
class Material:
    """What a report is made of: the child, each set of carers' scorings (the set with the newest scoring first), and what was asked for.

    `others` are the other children that the report is about too, each with their own scorings and nothing more.
    `records` is what the scorings have been, and `beside` what stands in no series of grades, for a report that asks for them.
    """

    subject: Subject
    cares: tuple[Care, ...]
    asked: Asked = Asked()
    others: tuple["Material", ...] = ()
    records: tuple[Record, ...] = ()
    beside: "BesideGrades | None" = None

    @property
    def scorings(self) -> tuple[Scored, ...]:
        """Every scoring of the child, one set of carers after the other."""
        return tuple(one for care in self.cares for one in care.scorings)

    @property
    def children(self) -> tuple["Material", ...]:
        """This child, and then the others."""
        return (self, *self.others)


@dataclass(frozen=True)
class Level:
    """One grade of a scale as colours need it: the value, its words, and whether it is one of the two worst."""

    value: int
    name: str
    worst: bool


@dataclass(frozen=True)
class Report:
    """A report as plain values: what its cover, its running heads and its file need, and its `body`, which its template knows.

    `scorings` are ids; `fingerprint` is the SHA-256 of everything printed, so that two copies can be told to say the same. `levels` are the
    grades of the one scale that it speaks of, best first; none where there are several scales, and then no grade has a colour.
    `number` is that of an issued report, and `replaces` the one that it replaces, with its day; both "" until it is issued.
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
    asked: Asked = Asked()
    levels: tuple[Level, ...] = ()
    number: str = ""
    replaces: str = ""

    @property
    def mark(self) -> str:
        """What stands at the head of every page: that the family is invented, that a scoring is not signed off; "" for neither."""
        return ". ".join(filter(None, (_(MARK) if self.practice else "", self.draft)))

    @property
    def as_of_day(self) -> str:
        """The day in Britain on which anything printed last changed."""
        return day(self.as_of.astimezone(BRITISH).date())

    @property
    def file_name(self) -> str:
        """A name for the file that gives nobody away: what it is, and the first of its fingerprint."""
        return self.file("pdf")

    def file(self, ending: str) -> str:
        """The same for a file of another kind."""
        return f"{'practice-' if self.practice else ''}{self.key}-report-{self.fingerprint[:12]}.{ending}"


def fingerprint(values: Any) -> str:
    """SHA-256, in hexadecimal, of a dataclass's values in one canonical text."""
    text = json.dumps(asdict(values), sort_keys=True, ensure_ascii=False, default=str, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()
