"""The whole application over the demonstration: its routes, everybody who may come, and the ids that its addresses need.

Tests enumerate `ROUTES`. A new route is picked up by itself; one with a new name in its address or query fails until `Ground.stands` or
`QUERIES` knows a value for it, and says so.
"""

import re
import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.routing import RouteContext, iter_route_contexts
from sqlalchemy import text

from tests.client import Client
from tests.conftest import NOON
from tests.web.kept import Changed, Kept, Rows, Version, changed, watch
from tests.web.test_access import declared
from workflow import paths
from workflow.clock import CountedIds, SetClock
from workflow.models import AuthenticatorApp, ProviderIdentity, RecipientKind, Restriction, RestrictionPerson
from workflow.rules.emergency import FoundBy
from workflow.rules.restrictions import Category, Kind, Mode
from workflow.rules.roles import permissions_of
from workflow.services import (
    accounts,
    batches,
    demonstration,
    editions,
    emergencies,
    families,
    issuing,
    merging,
    places,
    signing_in,
)
from workflow.services.accounts import NewPerson
from workflow.services.demonstration.cases import KAI
from workflow.services.demonstration.colleagues import ACCOUNTS
from workflow.services.desk import Practice
from workflow.services.emergencies import Sought
from workflow.services.family_people import NewAdult
from workflow.services.issuing import NewIssue
from workflow.services.library import Library
from workflow.services.passwords import Passwords
from workflow.services.reporting import Wanted
from workflow.settings import Settings
from workflow.storage.engine import Database
from workflow.web.app import create_app, page_routers

PASSWORD = demonstration.PASSWORD
NOBODY = ""
"""Who has not signed in."""
OUTSIDER = "outsider"
"""A practitioner of another agency who is involved with nobody."""
NIGHT = "night"
"""A practitioner on duty at night who is involved with nobody and has opened one record in an emergency."""
GONE, TWOFOLD = "gone", "twofold"
"""Somebody whose account is closed, and somebody who has a second step."""
INSTRUMENT, RETIRED = "care-profile@2026.2", "three-houses@2026.1"
"""An edition that is in use, and one that is retired."""
EMPTY_TEAM, CLOSED_TEAM = "Evenings", "Weekends"
"""A team that nobody is in, and one that is closed."""
SEVEN = tuple(account.username for account in ACCOUNTS)
EVERYBODY = (*SEVEN, OUTSIDER)
WALKERS = (*SEVEN, NIGHT)
ROLES: Mapping[str, tuple[str, ...]] = {account.username: account.roles for account in ACCOUNTS} | {
    OUTSIDER: ("practitioner",),
    NIGHT: ("practitioner",),
    NOBODY: (),
}
FAMILIES = (
    "Example",
    "Sample",
    "Specimen",
    "Placeholder",
    "Invented",
    "Pretend",
    "Makebelieve",
    "Imaginary",
    "Fictional",
    "Notional",
)
TWO_HOMES = "Invented"
"""The family with the most in it: two homes, two carers scored apart, several scorings of each."""
WAITING = "Specimen"
"""The family with a scoring that waits for the supervisor."""
UNDER_WAY = "Sample"
"""The family with a scoring half done."""
NOT_THE_MEMBERS = "Makebelieve"
"""The one family that the core group member is not involved with."""
ANOTHERS = "Fictional"
"""The family of another agency, which the night worker has open in an emergency."""
_ALL = frozenset(SEVEN) - {"administrator"}
NONE = "t-none-of-this-family"
"""What stands for something that a family does not have."""
SEES: Mapping[str, frozenset[str]] = dict.fromkeys(FAMILIES, _ALL) | {
    NOT_THE_MEMBERS: _ALL - {"member"},
    ANOTHERS: frozenset({"practitioner2", "quality"}),
    "Notional": frozenset({"practitioner", "supervisor", "quality"}),
}
"""Who sees which family of the demonstration, written out: involved, supervising somebody involved, or seeing all."""

QUERIES: Mapping[str, tuple[str, ...]] = {
    "show": ("left", "everything"),
    "number": ("1", "2", "0", "-1", "two", "9" * 30),
    "done": ("family-added", "started", "nothing-of-the-kind"),
    "carers": ("{adult_id}", "nobody", "{adult_id},nobody"),
    "draft": ("yes", ""),
    "upto": ("{scoring_id}", "{elsewhere_id}", "nothing"),
    "large": ("yes", ""),
    "others": ("{child_id}", "nobody"),
    "language": ("cy", "xx"),
    "reader": ("{adult_id}", "nobody"),
    "batch": ("nothing",),
    "child": ("{child_id}", "nobody"),
    "instrument": ("care-profile@2026.2", "nothing@1"),
    "item": ("A1b", "nothing"),
    "several": ("yes",),
    "emergency": ("nothing",),
    "carer": ("{adult_id}", "nobody.{adult_id}"),
    "of": (
        "safety-scaling@2026.1/S1",
        "care-profile@2026.2/5-to-10",
        "care-profile@2026.2/never",
        "nothing@1/all",
        "{child_id}",
    ),
    "person": ("{person_id}", "nobody"),
    "family": ("{family_id}", "nothing"),
    "what": ("reading", "writing", "refusal", "family.read", "nothing"),
    "since": ("2026-03-01", "yesterday", "0001-01-01"),
    "until": ("2026-03-20", "2026-02-30", "9999-12-31"),
    "one": ("{scoring_id}", "nobody"),
    "other": ("{scoring_id}", "{earlier_id}", "{elsewhere_id}"),
    "next": ("/families", "//elsewhere.example"),
    "record": ("{family_id}", "{elsewhere_family_id}", "nothing"),
    "same": ("nobody.nobody", ""),
    "mark": ("0123456789abcdef", "short", "\u00a0"),
}
"""Values for every query parameter of a page, ids in braces; each is answered, some by the page of 404, none by a fault."""

OF_NO_FAMILY = {"account_id", "edition", "place_id"}
"""Names in addresses that stand for nothing of a family: who may come there does not hang on who sees it."""
TOLD_BY_REFUSAL: Mapping[str, frozenset[str]] = {"/sign-in": frozenset({"audit_event", "failed_tries"})}
"""What a write that is refused may leave behind besides an entry of the trail, by its address: a wrong password is counted."""


def _routes() -> tuple[RouteContext, ...]:
    bare = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    for router in page_routers():
        bare.include_router(router)
    return tuple(route for route in iter_route_contexts(bare.routes) if route.path)


ROUTES = _routes()
LEADS_IN = {"second_step", "open_link", "app_picture", "to_provider", "from_provider"}
"""What is only there half way in, with a link or with a provider: see tests/web/test_own_account.py and tests/web/test_provider.py."""
GETS = tuple(route for route in ROUTES if "GET" in (route.methods or ()) and route.name not in LEADS_IN)
FOR_SCRIPTS = {"drafts_key"}
"""What a page's script asks for by itself: no form leads there, and the answer is no page. See tests/web/test_drafts.py."""
OWN_ACCOUNT = {
    *(
        "take_second_step",
        "take_passkey",
        "take_set_up",
        "change_own_password",
        "offer_app",
        "confirm_app",
        "remove_app",
    ),
    *("add_passkey", "remove_passkey", "new_recovery_codes", "codes_noted", "end_one_sign_in", "end_other_sign_ins"),
}
"""Writes of getting in, each of which needs a step before it: tests/web/test_own_account.py sends them what these tests send the others."""
WRITES = tuple(route for route in ROUTES if "POST" in (route.methods or ()) and route.name not in FOR_SCRIPTS)
LOOKS = {"find_accounts", "add_accounts"}
"""Writes that only look: what is typed may stand in no address, so it is sent as a form. A list is rehearsed before it is added."""
SHOWS = LOOKS | {"make_link"}
"""Writes that are answered with the page itself: what it shows, a name or a link, may stand in no address that another page has."""
POSTS = tuple(route for route in WRITES if route.name not in OWN_ACCOUNT)
ALIVE = {"healthz", "readyz"}
"""What answers a machine and is no page."""
ASKS = {"blank_pdf": "?of=care-profile@2026.2/5-to-10"}
"""What a page has to be asked to be there at all."""
LED_TO = {"answer", "entry", "sheet_row"}
"""Pages that only lead to another for a plain browser."""
PAPERS = {route.name for route in GETS if str(route.path).endswith((".pdf", ".txt", ".zip"))}
"""What answers with a paper or its text, and not at all where there is nothing to print; making one takes as long as twenty pages."""


def named(route: RouteContext) -> str:
    """How a route is called in the list of tests."""
    return f"{'-'.join(sorted(route.methods or ()))} {route.path}"


def parameters(route: RouteContext) -> list[str]:
    """The names in a route's address."""
    return re.findall(r"{(\w+)", str(route.path))


def of_a_family(route: RouteContext) -> bool:
    """Whether a route's address names something of a family."""
    return bool(set(parameters(route)) - OF_NO_FAMILY)


def public(route: RouteContext) -> bool:
    """Whether anybody may come, signed in or not."""
    return all(access.public for access in declared(route))


def may(who: str, route: RouteContext, family: str) -> bool:
    """Whether a route is there for somebody, about that family: by the table of roles and by who sees the family."""
    if public(route):
        return True
    if who == NOBODY:
        return False
    held = permissions_of(ROLES[who])
    allowed = all(access.permission in held for access in declared(route) if access.permission)
    return allowed and (not of_a_family(route) or who in SEES[family])


def kept_though_refused(done: Changed, address: str) -> set[str]:
    """The tables that a refused write changed and ought not to have."""
    return done.tables - TOLD_BY_REFUSAL.get(address, {"audit_event"})


@dataclass
class Ground:
    """A practice with the demonstration in it, its application, and everybody signed in. `restore` puts everything back."""

    practice: Practice
    file: Path
    app: FastAPI
    tokens: Mapping[str, str]
    template: Path
    _known: dict[str, dict[str, str]] = field(default_factory=dict, repr=False)
    _open: ExitStack = field(default_factory=ExitStack, init=False, repr=False)
    _rows: Rows = field(default_factory=dict, init=False, repr=False)
    _version: Version = field(default=(-1, -1), init=False, repr=False)

    def visitor(self, who: str = NOBODY, **headers: str) -> Client:
        """A browser of somebody's that follows nothing by itself and checks nothing."""
        given = {"sec-fetch-site": "same-origin", **headers}
        client = Client(self.app, follow_redirects=False, headers=given)
        if who:
            client.cookies.set("careprofile", self.tokens[who])
        return client

    def rows(self) -> Rows:
        """Everything that is kept."""
        return self._kept.rows()

    def since(self, before: Rows) -> Changed:
        """What came and what went since an earlier look."""
        return changed(before, self.rows())

    @cached_property
    def _kept(self) -> Kept:
        kept = Kept(self.file)
        self._open.enter_context(closing(kept.connection))
        return kept

    def close(self) -> None:
        """Let go of everything."""
        self._open.close()
        self.practice.database.close()

    @property
    def tables(self) -> list[str]:
        """The tables of the database, but the head of the trail, which only follows its entries."""
        return self._kept.tables

    def ask(self, sql: str, *values: str) -> list[tuple[Any, ...]]:
        """The answer of the database to a question of a test."""
        return self._kept.connection.execute(sql, values).fetchall()

    def keep(self) -> None:
        """Keep the database as it is now, to be put back."""
        with closing(sqlite3.connect(self.file)) as connection:
            watch(connection)
        _copy(self.file, self.template)
        self._rows, self._version = self.rows(), self._kept.version()

    def restore(self) -> None:
        """Put the database back to where it was at the beginning, and the clock to noon."""
        if self._kept.version() != self._version:
            _copy(self.template, self.file)
            self._kept.is_now(self._rows)
            self._version = self._kept.version()
        # What was signed since never was, and the clock stands: another scoring may come to be signed at the same moment.
        self.practice.scored.forget()
        self.clock.put(NOON)

    @property
    def clock(self) -> SetClock:
        """The clock of the practice, which stands."""
        assert isinstance(self.practice.clock, SetClock)
        return self.practice.clock

    def person_id(self, who: str) -> str:
        """The id of somebody's account."""
        return str(self.ask("SELECT id FROM person WHERE username = ?", who)[0][0])

    def stands(self, family: str) -> dict[str, str]:
        """What the names in addresses stand for in a family: ids of one child with a carer, a scoring of theirs, and so on."""
        if family not in self._known:
            self._known[family] = self._find(family)
        return self._known[family]

    def _find(self, family: str) -> dict[str, str]:
        (family_id,) = self.ask("SELECT id FROM family WHERE name = ?", family)[0]
        scorings = self.ask(
            "SELECT scoring.id, child_id, adult_id FROM scoring JOIN scoring_carer ON scoring_id = scoring.id "
            "JOIN instrument_edition AS edition ON edition.id = edition_id AND edition.key = 'care-profile' "
            "WHERE family_id = ? AND second_of_id IS NULL ORDER BY window_end DESC, scoring.id",
            family_id,
        )
        newest, child_id, adult_id = scorings[0]
        earlier = [one for one, child, adult in scorings if (child, adult) == (child_id, adult_id) and one != newest]
        first = "SELECT id FROM {} WHERE {} = ? ORDER BY id"
        return {
            "family_id": family_id,
            "child_id": child_id,
            "adult_id": adult_id,
            "household_id": self.ask(first.format("household", "family_id"), family_id)[0][0],
            "involvement_id": self.ask(first.format("involvement", "family_id"), family_id)[-1][0],
            "scoring_id": newest,
            "later_id": newest,
            "earlier_id": (earlier or [newest])[0],
            "visit_id": self.ask("SELECT visit_id FROM scoring_visit WHERE scoring_id = ? ORDER BY visit_id", newest)[
                0
            ][0],
            "meeting_id": self._first("meeting", family_id),
            "issue_id": self._first("report_issue", family_id),
            "other_id": family_id,
            "merge_id": self._first("record_merge", family_id, "kept_id"),
            "report": "progress",
            "person_id": self._beside(newest) or self.person_id("chair"),
            "token": "nothing",
            # What can be done with a closed account is on its page alone.
            "account_id": self.person_id(GONE if family == WAITING else TWOFOLD),
            "edition": RETIRED if family == WAITING else INSTRUMENT,
            "place_id": self._place(family),
            "sub_area_id": "A1",
            "item_id": "A1a",
            "section_key": "analysis",
            "entry_key": "going-well",
            "speaker": adult_id,
            "prompt_key": "not-again" if family == TWO_HOMES else "no-improvement",
        }

    def _first(self, table: str, family_id: str, column: str = "family_id") -> str:
        """The first of a family's rows in a table; NONE where there is none."""
        found = self.ask(f"SELECT id FROM {table} WHERE {column} = ? ORDER BY id DESC", family_id)  # noqa: S608  # of a test
        return str(found[0][0]) if found else NONE

    def _place(self, family: str) -> str:
        """A closed team with one family, with another one in which nobody is, else that of somebody who scores."""
        name = {WAITING: CLOSED_TEAM, TWO_HOMES: EMPTY_TEAM}.get(family)
        if name is None:
            return str(self.ask("SELECT team_id FROM person WHERE username = 'practitioner'")[0][0])
        return str(self.ask("SELECT id FROM team WHERE name = ?", name)[0][0])

    def _beside(self, scoring_id: str) -> str:
        """Who grades a scoring together with its scorer; "" for nobody."""
        found = self.ask("SELECT person_id FROM co_scorer WHERE scoring_id = ?", scoring_id)
        return str(found[0][0]) if found else ""

    def address(self, route: RouteContext, stands: Mapping[str, str]) -> str:
        """The address of a route about something."""
        unknown = set(parameters(route)) - set(stands)
        assert not unknown, f"{named(route)}: say in Ground._find (tests/web/grounds.py) what {unknown} stands for."
        return re.sub(r"{(\w+)(?::\w+)?}", lambda name: stands[name[1]], str(route.path))

    def addresses(self, route: RouteContext, family: str) -> Iterator[str]:
        """The address of a route about a family, and again with each value of each parameter of its query."""
        path = self.address(route, self.stands(family))
        yield path
        other = self.stands(_another(family))
        elsewhere = {"elsewhere_id": other["scoring_id"], "elsewhere_family_id": other["family_id"]}
        stands = {**self.stands(family), **elsewhere}
        for parameter in route.dependant.query_params:
            assert parameter.name in QUERIES, (
                f"{named(route)}: add {parameter.name!r} to QUERIES (tests/web/grounds.py)."
            )
            for value in QUERIES[parameter.name]:
                yield f"{path}?{parameter.name}={value.format(**stands)}"


def _copy(here: Path, there: Path) -> None:
    with closing(sqlite3.connect(here)) as source, closing(sqlite3.connect(there)) as target:
        target.execute("PRAGMA synchronous = OFF")
        source.backup(target)


def _another(family: str) -> str:
    return next(name for name in FAMILIES if name != family)


def practice_on(database: Database, passwords: Passwords) -> Practice:
    """A practice with the demonstration in it and one outsider more, at NOON; its ids are the same on every database."""
    library = Library(paths.questionnaires())
    practice = Practice(
        Settings.model_construct(), database, SetClock(NOON), CountedIds(), library, passwords=passwords
    )
    assert demonstration.load_if_empty(practice)
    elsewhere = ("Exampleshire Police", "Protection")
    with practice.open_to_all() as desk:
        accounts.add_person(
            desk, NewPerson(OUTSIDER, "Olu Outsider", PASSWORD, *elsewhere, roles=("practitioner",), demonstration=True)
        )
        duty = NewPerson(
            NIGHT,
            "Nia Nightworker",
            PASSWORD,
            "Exampleshire Council",
            "Duty",
            roles=("practitioner",),
            demonstration=True,
        )
        night_id = accounts.add_person(desk, duty).id
        for username in (GONE, TWOFOLD):
            new = NewPerson(
                username, f"{username.title()} Example", PASSWORD, *elsewhere, ("member",), demonstration=True
            )
            person_id = accounts.add_person(desk, new).id
        app = {"id": desk.new_id(), "person_id": person_id, "sealed_secret": "sealed", "made_at": NOON}
        desk.session.add(AuthenticatorApp(**app, confirmed_at=NOON))
        of_provider = {"id": desk.new_id(), "issuer": "https://sign-on.example", "subject": TWOFOLD}
        desk.session.add(ProviderIdentity(**of_provider, person_id=person_id, linked_at=NOON))
        accounts.disable_person(desk, GONE)
    with practice.open_for(_person(practice, "administrator")) as desk:
        editions.retire(desk, RETIRED, "Children here write in a book of their own.")
        for name in (EMPTY_TEAM, CLOSED_TEAM):
            place = places.team_named(desk, "Exampleshire Council", name)
        places.close(desk, place.id, "It was taken into another.", places.open_place(desk, place.id).stamp)
    with practice.open_for(night_id) as desk:
        sought = Sought(FoundBy.PUPIL_NUMBER, upn=KAI.children[0].upn)
        assert emergencies.open_record(desk, sought, "A neighbour rang: the child is alone and crying.")
    _issue(practice, NOT_THE_MEMBERS, b"%PDF-1.7")
    _issue(practice, FAMILIES[0])
    for family in (TWO_HOMES, NOT_THE_MEMBERS):
        _entered_twice(practice, family)
    with practice.open_for(_lead(practice)) as desk:
        batches.start(desk, [one.key for one in batches.coming(desk)][:2], "For the meetings of next week.")
    _left(practice, WAITING)
    return practice


def _left(practice: Practice, family: str) -> None:
    """A home that is kept from somebody outside, and that nobody looks after: the account of whoever decided is closed."""
    decider, outsider = _person(practice, GONE), _person(practice, OUTSIDER)
    with practice.database.open() as session:
        found = "SELECT household.id, family_id FROM household JOIN family ON family.id = family_id WHERE family.name = :name ORDER BY 1"
        home_id, family_id = session.connection().execute(text(found), {"name": family}).all()[0]
        row = Restriction(
            id=practice.ids.new(),
            family_id=family_id,
            kind=Kind.HOME.value,
            key=home_id,
            mode=Mode.NOT.value,
            category=Category.SAFE_ADDRESS.value,
            reason="Asked for by the refuge.",
            decided_by_id=decider,
            decided_at=NOON,
            review_on=NOON.date() + timedelta(days=90),
        )
        session.add(row)
        session.flush()
        session.add(RestrictionPerson(restriction_id=row.id, person_id=outsider))


def _entered_twice(practice: Practice, family: str) -> None:
    """In a family the carers stand twice: one of the entries is put together with the other, the rest still have to be."""
    with practice.database.open() as session:
        found = "SELECT adult.id, adult.name, family_id FROM adult JOIN family ON family.id = family_id WHERE family.name = :name ORDER BY called"
        rows = session.connection().execute(text(found), {"name": family}).all()
    with practice.open_for(_lead(practice)) as desk:
        again = [families.add_adult(desk, row.family_id, NewAdult(row.name, row.name)).id for row in rows]
    same, family_id = [f"{again[0]}.{rows[0].id}"], rows[0].family_id
    with practice.open_for(_person(practice, "quality")) as desk:
        shown = merging.preview(desk, family_id, family_id, same)
        merging.merge(desk, family_id, family_id, merging.Wanted(same, (), (), "Entered twice.", shown.mark))


def _lead(practice: Practice) -> str:
    return _person(practice, "practitioner")


def _person(practice: Practice, username: str) -> str:
    with practice.database.open() as session:
        found = text("SELECT id FROM person WHERE username = :username")
        return str(session.connection().scalar(found, {"username": username}))


def _issue(practice: Practice, family: str, paper: bytes = b"") -> None:
    """Issue a report; without its paper, as after a power cut, where none is given."""
    with practice.database.open() as session:
        found = "SELECT id FROM child WHERE family_id = (SELECT id FROM family WHERE name = :name) ORDER BY id"
        child_id = session.connection().scalar(text(found), {"name": family})
    new = NewIssue("Example Court", RecipientKind.COURT, "Ordered by the court.")
    with practice.open_for(_lead(practice)) as desk:
        made = issuing.issue(desk, "progress", str(child_id), Wanted(), new)
        if paper:
            issuing.keep(desk, made.issue_id, paper)


def sign_everybody_in(practice: Practice) -> dict[str, str]:
    """The token of each person, by username."""
    tokens = {}
    for who in (*EVERYBODY, NIGHT):
        with practice.open_to_all() as desk:
            found = signing_in.by_password(desk, who, PASSWORD)
        assert isinstance(found, signing_in.Entered), who
        tokens[who] = found.token
    return tokens


def make(migrated_file: Path, passwords: Passwords, folder: Path) -> Ground:
    """The ground on an embedded database of its own in `folder`."""
    file, template = folder / "careprofile.db", folder / "template.db"
    shutil.copy(migrated_file, file)
    practice = practice_on(Database(f"sqlite:///{file}"), passwords)
    ground = Ground(practice, file, create_app(practice), sign_everybody_in(practice), template)
    ground.keep()
    return ground
