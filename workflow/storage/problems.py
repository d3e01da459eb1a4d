"""What a database error means to the person at the screen. What is not known here stays an error of ours."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from workflow.rules.errors import Blocked, Unavailable
from workflow.storage.locks import KEPT, LOCKED, MERGED

_READ_ONLY = "The database can only be read at the moment, so nothing was saved. Tell your administrator; what you typed is still here."
_IN_USE = "The database is busy with somebody else's work, so nothing was saved. Wait a moment, then try again."
_OLDER = "The database is older than this version of Care Profile. Ask your administrator to run: careprofile migrate"
NOT_GIVEN = "The database does not let Care Profile do this, so nothing was saved. Ask your administrator to run: careprofile grants"
_FULL = "The disk of the database is full, so nothing was saved. Tell your administrator."
_CLOSED = "The database cannot be opened. Tell your administrator."
_UNREACHABLE = "The database cannot be reached, so nothing was saved. Wait a moment, then try again."

BUSY = "The database is busy. Wait a moment, then try again."
"""Shown where no turn at the database came up in time."""

_BREACHES = {
    LOCKED: "This scoring is signed or withdrawn, so nothing in it can be changed and nothing was saved. Open it again to see how it stands.",
    MERGED: "This record has been put together with another meanwhile, so nothing was saved. Find the family in your list and try again there.",
    KEPT: "What is recorded here stays for ever as it was written, so nothing was changed.",
}
"""What the database's own locks refuse, by the mark of each."""

# A mark in "<the driver's class> <its message>", in lower case, and what it means. PostgreSQL's drivers name the class after the condition.
_MARKS = (
    ("readonly database", _READ_ONLY),
    ("read-only transaction", _READ_ONLY),
    ("database is locked", _IN_USE),
    ("lock timeout", _IN_USE),
    ("deadlockdetected", _IN_USE),
    ("serializationfailure", _IN_USE),
    ("no such table", _OLDER),
    ("no such column", _OLDER),
    ("has no column named", _OLDER),
    ("undefinedtable", _OLDER),
    ("undefinedcolumn", _OLDER),
    ("insufficientprivilege", NOT_GIVEN),
    ("disk is full", _FULL),
    ("diskfull", _FULL),
    ("unable to open database", _CLOSED),
    ("file is not a database", _CLOSED),
    ("database disk image is malformed", _CLOSED),
    ("disk i/o error", _CLOSED),
)


def sentence_for(problem: DBAPIError) -> str | None:
    """The sentence to show, or None where the error is a fault of the code and not of the database's state."""
    text = f"{type(problem.orig).__name__} {problem.orig}".lower()
    for mark, sentence in _MARKS:
        if mark in text:
            return sentence
    # An embedded database is never far away: what SQLite calls operational and is not known above is our own SQL.
    embedded = type(problem.orig).__module__.startswith("sqlite3")
    far = problem.connection_invalidated or isinstance(problem, InterfaceError | OperationalError)
    return _UNREACHABLE if far and not embedded else None


def breach_of(problem: DBAPIError) -> str | None:
    """The sentence to show where one of the database's own locks refused a write; None for any other error."""
    return next((sentence for mark, sentence in _BREACHES.items() if mark in str(problem.orig)), None)


@contextmanager
def in_words() -> Iterator[None]:
    """Turn the database's troubles inside the block into Unavailable, in words, and a breach of its locks into Blocked; faults of the code
    go through as they are.
    """
    try:
        yield
    except DBAPIError as problem:
        breach = breach_of(problem)
        if breach:
            raise Blocked(breach) from problem
        sentence = sentence_for(problem)
        if sentence is None:
            raise
        raise Unavailable(sentence) from problem
    except NoConnectionFree as problem:
        raise Unavailable(BUSY) from problem
