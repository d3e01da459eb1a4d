"""The cookies there are, each for one thing and for the server alone, and what is known of a browser that knocks.

In production their names begin with `__Host-`, which binds them to this host and to HTTPS; a demonstration over plain HTTP cannot have that.
"""

import re
from dataclasses import dataclass

from fastapi import Response
from starlette.requests import HTTPConnection

from workflow.services.callers import Caller
from workflow.settings import Settings

_MINUTE = 60
_HOUR = 60 * _MINUTE
_DAY = 24 * _HOUR
_LONGEST_TOKEN = 200


@dataclass(frozen=True)
class Cookie:
    """One cookie: the end of its name, and how many seconds a browser keeps it."""

    end: str
    seconds: int
    longest: int = _LONGEST_TOKEN

    def name(self, settings: Settings) -> str:
        """Its name under these settings."""
        return f"careprofile{self.end}" if settings.demo else f"__Host-careprofile{self.end}"

    def of(self, connection: HTTPConnection, settings: Settings) -> str:
        """What the browser sent, "" for nothing."""
        found = connection.cookies.get(self.name(settings), "")
        return found if len(found) <= self.longest else ""

    def put(self, response: Response, settings: Settings, value: str) -> None:
        """Give it to the browser."""
        response.set_cookie(
            self.name(settings),
            value,
            max_age=self.seconds,
            path="/",
            httponly=True,
            samesite="lax",
            secure=not settings.demo,
        )

    def drop(self, response: Response, settings: Settings) -> None:
        """Take it back from the browser."""
        response.delete_cookie(self.name(settings), path="/", httponly=True, samesite="lax", secure=not settings.demo)


SIGN_IN = Cookie("", 12 * _HOUR)
"""The key of a sign-in; the service ends it by its own rules before the browser forgets it."""
STEP = Cookie("-step", 10 * _MINUTE)
"""The key of somebody who is half way in: good for the second step alone."""
KNOWN = Cookie("-known", 365 * _DAY)
"""By which a browser is known that somebody got in with before. It opens nothing."""
LINK = Cookie("-link", _HOUR)
"""The token of a one-time link, so that no address of a page holds it."""
CODES = Cookie("-codes", 10 * _MINUTE, longest=2_000)
"""New recovery codes, sealed, until their owner has written them down."""
PROVIDER = Cookie("-provider", 10 * _MINUTE, longest=3_000)
"""What somebody takes along, sealed, while they are at the sign-on provider."""


def forget(response: Response, settings: Settings) -> None:
    """Take the key of the sign-in back from the browser, and every page that it may still hold.

    Never its storage: there lie, encrypted, the unsent words of whoever else uses this browser; the page itself takes away its own.
    """
    SIGN_IN.drop(response, settings)
    response.headers["Clear-Site-Data"] = '"cache"'


# The first that is found: what calls itself many names is listed before what it pretends to be.
_BROWSERS = (
    ("Edge", "Edg"),
    ("Samsung Internet", "SamsungBrowser/"),
    ("Opera", "OPR/"),
    ("Firefox", "Firefox/"),
    ("Firefox", "FxiOS/"),
    ("Chrome", "Chrome/"),
    ("Chrome", "CriOS/"),
    ("Safari", "Safari/"),
)
_MACHINES = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Chromebook", "CrOS"),
    ("Mac", "Macintosh"),
    ("Linux", "Linux"),
)


def caller_of(connection: HTTPConnection, settings: Settings) -> Caller:
    """What is known of the browser behind a request."""
    return Caller(
        address=connection.client.host if connection.client else "",
        browser=browser_in_words(connection.headers.get("user-agent", "")),
        known=KNOWN.of(connection, settings),
        standing=SIGN_IN.of(connection, settings),
    )


def browser_in_words(agent: str) -> str:
    """As in "Firefox on Windows", out of what a browser calls itself; never its own words, which can be anything."""
    browser = next((name for name, sign in _BROWSERS if sign in agent), "A browser")
    machine = next((name for name, sign in _MACHINES if re.search(rf"\b{sign}", agent)), "")
    return f"{browser} on {machine}" if machine else browser
