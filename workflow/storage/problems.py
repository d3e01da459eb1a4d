"""What a database error means to the person at the screen. What is not known here stays an error of ours."""

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

_SENTENCES = (
    (
        "readonly database",
        "The database can only be read at the moment, so nothing was saved. Tell your administrator; what you typed is still here.",
    ),
    (
        "read-only transaction",
        "The database can only be read at the moment, so nothing was saved. Tell your administrator; what you typed is still here.",
    ),
    (
        "database is locked",
        "The database is busy with somebody else's work, so nothing was saved. Wait a moment, then try again.",
    ),
    (
        "lock timeout",
        "The database is busy with somebody else's work, so nothing was saved. Wait a moment, then try again.",
    ),
    (
        "no such table",
        "The database is older than this version of Care Profile. Ask your administrator to run: careprofile migrate",
    ),
    (
        "no such column",
        "The database is older than this version of Care Profile. Ask your administrator to run: careprofile migrate",
    ),
    (
        "undefinedtable",
        "The database is older than this version of Care Profile. Ask your administrator to run: careprofile migrate",
    ),
    (
        "undefinedcolumn",
        "The database is older than this version of Care Profile. Ask your administrator to run: careprofile migrate",
    ),
    ("disk is full", "The disk of the database is full, so nothing was saved. Tell your administrator."),
    ("unable to open database", "The database cannot be opened. Tell your administrator."),
)
_UNREACHABLE = "The database cannot be reached, so nothing was saved. Wait a moment, then try again."


def sentence_for(problem: DBAPIError) -> str | None:
    """The sentence to show, or None where the error is a fault of the code and not of the database's state."""
    text = f"{type(problem.orig).__name__} {problem.orig}".lower()
    for mark, sentence in _SENTENCES:
        if mark in text:
            return sentence
    if problem.connection_invalidated or isinstance(problem, InterfaceError | OperationalError):
        return _UNREACHABLE
    return None
