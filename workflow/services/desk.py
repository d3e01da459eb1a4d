"""The practice as one object, and the desk a person works at: who asks, the open database, the time, new ids, the instruments.

`with practice.open(token, permission) as desk:` is the way of every request. The block is one transaction: it commits at its end, and only
then is an answer made; a raise rolls it back. A refusal is written to the trail in a transaction of its own.
"""

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property, reduce
from typing import TYPE_CHECKING, Any

from workflow import paths
from workflow.clock import BRITISH, Clock, Ids
from workflow.rules import access
from workflow.rules.access import Actor, Network
from workflow.rules.chain import Head
from workflow.rules.errors import Invalid, Refused, SecondStepNeeded, SignedOut, Unavailable
from workflow.rules.events import NOWHERE, Event, Origin
from workflow.rules.roles import BY_KEY, Permission
from workflow.services.kept import Kept
from workflow.services.library import Library
from workflow.services.pace import Pace
from workflow.services.passwords import Passwords
from workflow.services.sealing import Seals
from workflow.settings import Settings
from workflow.storage import migrate, people, restrictions, trail
from workflow.storage.engine import Database, Session

if TYPE_CHECKING:
    from workflow.services.provider import Provider

IDLE = timedelta(minutes=60)
"""A browser not used for this long is signed out."""
SEEN_EVERY = timedelta(minutes=1)
SCORINGS_KEPT = 400
"""How many signed-off scorings a process keeps as it last told them (`services.gathering`)."""
STORIES_KEPT = 40
"""How many stories of a child's care it keeps (`services.stories`)."""


@dataclass(frozen=True)
class Desk:
    """What every service is given first. `actor` is None only where nobody has signed in (signing in itself, commands).

    `concerned` gathers the families that were asked about, so that nothing of a practice family is shown without its mark.
    """

    session: Session
    practice: "Practice"
    actor: Actor | None
    now: datetime
    concerned: list[Network] = field(default_factory=list, compare=False)

    @property
    def practising(self) -> bool:
        """Whether what was asked about is an invented family, for trying things out."""
        return any(network.practice for network in self.concerned)

    @property
    def today(self) -> date:
        """The day in Britain when the desk was opened."""
        return self.now.astimezone(BRITISH).date()

    @property
    def library(self) -> Library:
        return self.practice.library

    @property
    def who(self) -> Actor:
        """The person who asks, with no more than they may do with the families that were asked about. Raises SignedOut for nobody."""
        return reduce(Actor.at, self.concerned, self._somebody)

    @property
    def trail_ends(self) -> Head | None:
        """Where the trail ended with what was left here; None before all of it is kept, and where nothing was left."""
        return trail.ends(self.session)

    def new_id(self) -> str:
        """A new opaque id."""
        return self.practice.ids.new()

    def require(self, permission: Permission, network: Network | None = None, subject_id: str | None = None) -> None:
        """Raise Refused unless the person may, and sees the family."""
        if network is None:
            access.require(self.who, permission, subject_id=subject_id)
            return
        # Of this family, whatever was asked about before: each opens as much as it opens by itself.
        access.require(self._somebody, permission, network, subject_id)
        self.concerned.append(network)
        if emergency := self._emergency(network):
            trail.because(self.session, network.family_id, emergency.id)

    def because(self, family_id: str, reason_id: str) -> None:
        """Have all that is recorded here about a family carry why it could be opened: the id of an emergency."""
        trail.because(self.session, family_id, reason_id)

    def record(self, event: Event) -> None:
        """Write an event of reading. Events of writing go with the write, through `storage`."""
        trail.write(self.session, event, at=self.now, person_id=self.actor.person_id if self.actor else None)

    @property
    def _somebody(self) -> Actor:
        if self.actor is None:
            raise SignedOut
        return self.actor

    def _emergency(self, network: Network) -> access.Emergency | None:
        return access.emergency_for(self.actor, network) if self.actor and self.actor.emergencies else None


class Practice:
    """The composition root: everything that is one a process."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        clock: Clock,
        ids: Ids,
        library: Library,
        *,
        passwords: Passwords | None = None,
        origin: Origin = NOWHERE,
    ) -> None:
        self.settings = settings
        self.database = database
        self.clock = clock
        self.ids = ids
        self.library = library
        self.passwords = passwords or Passwords()
        self.origin = origin
        self.seals = Seals(settings.secret_key.get_secret_value(), settings.former_secrets)
        self.scored: Kept[Any] = Kept(SCORINGS_KEPT)
        self.stories: Kept[Any] = Kept(STORIES_KEPT)
        self.prompts: Kept[Any] = Kept(STORIES_KEPT)
        self.pace = Pace(settings.pace)
        self._schema_is_current = False
        self.bell = threading.Event()
        """Rung where there is work for those who work behind the pages."""
        unknown = {role for given in settings.group_roles.values() for role in given.roles} - set(BY_KEY)
        if unknown:
            raise Invalid({"CAREPROFILE_OIDC_ROLES": f"There is no role {', '.join(sorted(unknown))}."})

    @cached_property
    def provider(self) -> "Provider | None":
        """The sign-on provider, where the settings name one."""
        from workflow.services.provider import Provider  # noqa: PLC0415  # most practices never ask one

        return Provider(self.settings, self.clock.now) if self.settings.oidc_issuer else None

    @classmethod
    def from_settings(cls, settings: Settings, origin: Origin = NOWHERE) -> "Practice":
        """The practice as the settings in force describe it. `origin` is where its deeds come from that do not say so themselves."""
        library = Library(paths.questionnaires(), settings.questionnaires)
        return cls(
            settings,
            Database(settings.database_url, secret=settings.secret_key.get_secret_value()),
            Clock(),
            Ids(),
            library,
            origin=origin,
        )

    @contextmanager
    def open(
        self,
        token: str | None,
        permission: Permission | None = None,
        origin: Origin | None = None,
        *,
        setting_up: bool = False,
    ) -> Iterator[Desk]:
        """A desk for the browser with this token, at `origin`. Raises SignedOut; Refused where the permission is not held; Unavailable.

        Where everybody needs a second step, a sign-in without one opens a desk only for `setting_up` one; else SecondStepNeeded is raised.
        """
        with self._open(origin) as desk:
            signed_in = self._signed_in(desk, token, setting_up=setting_up)
            if permission is not None:
                with self._refusals(signed_in):
                    signed_in.require(permission)
            with self._refusals(signed_in):
                yield signed_in

    @contextmanager
    def open_for(self, person_id: str) -> Iterator[Desk]:
        """A desk for a person known by id, for commands and the demonstration. Raises SignedOut where the account is no more."""
        with self._open() as desk:
            actor = people.actor(desk.session, person_id, desk.now)
            if actor is None:
                raise SignedOut
            restrictions.reads(desk.session, actor.person_id)
            with self._refusals(Desk(desk.session, self, actor, desk.now)) as person:
                yield person

    @contextmanager
    def open_to_all(self, origin: Origin | None = None) -> Iterator[Desk]:
        """A desk at which nobody is signed in yet."""
        with self._open(origin) as desk:
            yield desk

    @contextmanager
    def _open(self, origin: Origin | None = None) -> Iterator[Desk]:
        self.check_schema()
        origin = origin or self.origin
        refused: list[tuple[str | None, datetime, Refused]] = []
        try:
            with self.database.open(origin) as session:
                yield Desk(session, self, None, self.clock.now())
        except _Turned as turned:
            refused.append((turned.person_id, self.clock.now(), turned.refusal))
        for person_id, at, refusal in refused:
            self._write_refusal(person_id, at, refusal, origin)
            raise refusal

    @contextmanager
    def _refusals(self, desk: Desk) -> Iterator[Desk]:
        try:
            yield desk
        except Refused as refusal:
            raise _Turned(desk.actor.person_id if desk.actor else None, refusal) from None

    def _write_refusal(self, person_id: str | None, at: datetime, refusal: Refused, origin: Origin) -> None:
        event = Event("refused", refusal.family_id, refusal.subject_id, {"permission": str(refusal.permission)})
        with self.database.open(origin) as session:
            trail.write(session, event, at=at, person_id=person_id)

    def held_back(self, person_id: str, origin: Origin | None = None) -> None:
        """Write down that somebody asked for more at once than a person does by hand; nothing else of what they asked is kept."""
        with self.database.open(origin or self.origin) as session:
            trail.write(
                session, Event("person.held-back", subject_id=person_id), at=self.clock.now(), person_id=person_id
            )

    def _signed_in(self, desk: Desk, token: str | None, *, setting_up: bool) -> Desk:
        demo = self.settings.demo
        found = people.actor_signed_in(desk.session, token_hash(token), desk.now, demonstration=demo) if token else None
        if found is None:
            raise SignedOut
        actor, times = found
        if desk.now >= times.expires_at or desk.now - times.seen_at >= IDLE:
            raise SignedOut
        if self.settings.second_step_needed and not times.second and not setting_up:
            raise SecondStepNeeded
        if desk.now - times.seen_at >= SEEN_EVERY:
            people.seen(desk.session, times.id, desk.now)
        restrictions.reads(desk.session, actor.person_id)
        return Desk(desk.session, self, actor, desk.now)

    def check_schema(self) -> None:
        """Raise Unavailable unless the database is as new as the code; asked until it is, then never again."""
        if self._schema_is_current:
            return
        if not migrate.is_current(self.database):
            raise Unavailable(
                "The database is not the one this version of Care Profile needs. Ask your administrator to run: careprofile migrate"
            )
        self._schema_is_current = True


class _Turned(Exception):  # carries a refusal out of the transaction that it rolls back
    def __init__(self, person_id: str | None, refusal: Refused) -> None:
        self.person_id = person_id
        self.refusal = refusal
        super().__init__()


def token_hash(token: str) -> str:
    """SHA-256 of a sign-in's token, in hexadecimal: what the database keeps of it."""
    return hashlib.sha256(token.encode()).hexdigest()
