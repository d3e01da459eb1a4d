"""What handlers ask for: the visit (who has come, and the way to a desk), and the declaration of what a route demands.

Every route declares `Requires(permission)` or `Public()`. The declaration runs on the event loop and costs no thread; the check itself
is made when the handler opens the desk, in the handler's own transaction. A route that answers without having opened it answers 500:
`errors.Unexpected` refuses to send what nobody was asked about.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import Depends, Request
from starlette.requests import HTTPConnection

from workflow.rules.errors import SignedOut
from workflow.rules.events import Origin
from workflow.rules.roles import Permission
from workflow.services.desk import Desk, Practice
from workflow.web import cookies

if TYPE_CHECKING:
    from workflow.rules.access import Actor
    from workflow.rules.chain import Head

SHOWN_TO = "x-shown-to"
"""The header in which a page's script names the person to whom the page was shown."""
LONGEST_ADDRESS = 45
"""Characters of the longest address there is, an IPv4 one written as IPv6."""


class Visit:
    """One request's caller. `actor` is None until a desk was opened, and where nobody is signed in.

    `expected` is the id of the person to whom the page was shown, where its script says so: what they typed is never taken for
    somebody else's who has signed in at the same browser since. `practising` says that the request was about a practice family,
    `trail_ends` where the trail ended with what the request left in it.
    """

    def __init__(self, practice: Practice, token: str | None, expected: str = "", origin: Origin | None = None) -> None:
        self.practice = practice
        self.token = token
        self.origin = origin
        self.permissions: tuple[Permission, ...] = ()
        self.declared = False
        self.public = False
        self.setting_up = False
        self.turned_away = False
        self.counted = False
        self.actor: Actor | None = None
        self.expected = expected
        self.practising = False
        self.trail_ends: Head | None = None

    @property
    def settled(self) -> bool:
        """Whether the answer may be sent: the route is public, the caller was let in, or told that they are not."""
        return self.public or self.turned_away or self.actor is not None

    @contextmanager
    def open(self) -> Iterator[Desk]:
        """A desk for the caller; one transaction, committed at the end of the block.

        Raises SignedOut, Refused or TooMuch before the block runs. Public routes use `open_to_all`.
        """
        if not self.declared or self.public:
            raise RuntimeError("Declare Requires(permission) on this route, or use open_to_all().")
        first, *others = self.permissions or (None,)
        with self.practice.open(self.token, first, self.origin, setting_up=self.setting_up) as desk:
            for permission in others:
                desk.require(permission)
            if self.expected and self.expected != desk.who.person_id:
                raise SignedOut
            self.actor = desk.actor
            self._count(desk)
            try:
                yield desk
            finally:  # also where it is refused: the page of the refusal is about the same family
                self.practising = self.practising or desk.practising
        self.trail_ends = desk.trail_ends

    def _count(self, desk: Desk) -> None:
        """One request is one, however often it opens a desk."""
        if not self.counted:
            self.counted = True
            self.practice.pace.take(desk.who.person_id, desk.now)

    @contextmanager
    def open_to_all(self) -> Iterator[Desk]:
        """A desk at which nobody is signed in, for public routes only."""
        if not self.public:
            raise RuntimeError("Only a Public() route may open a desk to all.")
        with self.practice.open_to_all(self.origin) as desk:
            yield desk
        self.trail_ends = desk.trail_ends


class Access:
    """The declaration of one route; a dependency that tests find by walking the routes. `permission` is None for public ones.

    `setting_up` opens it to somebody who has yet to add the second step that everybody needs; no page about a family says so.
    """

    def __init__(self, permission: Permission | None, *, public: bool = False, setting_up: bool = False) -> None:
        self.permission = permission
        self.public = public
        self.setting_up = setting_up

    async def __call__(self, request: Request) -> None:
        """Add this declaration to those of the routers above: every permission of theirs is needed, and none of it is public."""
        visit = visit_of(request)
        visit.public = self.public and not (visit.declared and not visit.public)
        visit.setting_up = self.setting_up and not (visit.declared and not visit.setting_up)
        visit.declared = True
        if self.permission is not None:
            visit.permissions += (self.permission,)


def Requires(permission: Permission) -> Any:  # noqa: N802  # reads as a declaration, like Depends
    """Declare on a route or router: nobody comes in without this permission."""
    return Depends(Access(permission))


def SignedIn() -> Any:  # noqa: N802
    """Declare on a route: anybody signed in, whatever their roles. The service looks further."""
    return Depends(Access(None))


def SettingUp() -> Any:  # noqa: N802
    """Declare on a route: anybody signed in, also without the second step that everybody needs. For what sets one up alone."""
    return Depends(Access(None, setting_up=True))


def Public() -> Any:  # noqa: N802
    """Declare on a route: anybody, signed in or not."""
    return Depends(Access(None, public=True))


def visit_of(connection: HTTPConnection) -> Visit:
    """The visit of this request, made on first asking."""
    found = getattr(connection.state, "visit", None)
    if found is None:
        practice: Practice = connection.app.state.practice
        token = cookies.SIGN_IN.of(connection, practice.settings) or None
        found = Visit(practice, token, connection.headers.get(SHOWN_TO, ""), _origin(connection))
        connection.state.visit = found
    return found


def _origin(connection: HTTPConnection) -> Origin:
    """Where a request comes from, for the trail: the address that the server, or the proxy it trusts, saw."""
    host = connection.client.host if connection.client else ""
    return Origin(host[:LONGEST_ADDRESS], getattr(connection.state, "request_id", ""))


async def _visit(request: Request) -> Visit:
    return visit_of(request)


async def _practice(request: Request) -> Practice:
    practice: Practice = request.app.state.practice
    return practice


Visiting = Annotated[Visit, Depends(_visit)]
"""A handler's parameter: `with visit.open() as desk:`."""
ThePractice = Annotated[Practice, Depends(_practice)]
"""A handler's parameter, for pages that need the clock or the settings and no desk."""
