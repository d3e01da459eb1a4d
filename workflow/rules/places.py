"""What may become of a team or an agency: another name, its closing, and its opening again. Nothing of it is ever lost."""

from collections.abc import Iterable

from workflow.rules.wording import LONGEST_REASON, words_fault

LONGEST_NAME = 120
NO_REASON = "Say why. Whoever wonders later reads it here."
NO_NAME = "Enter the new name."
STALE = "This was changed after you opened it. Look at it as it stands now, then change it again."
CLOSED_ALREADY = "This is closed already. Look at it as it stands now."
OPEN_ALREADY = "This is open. Look at it as it stands now."
AGENCY_CLOSED = "The agency of this team is closed. Open the agency again first."
TEAM_CLOSED = "The team of this account is closed. Open the team again first, or give the account another team."


def reason_fault(reason: str) -> str | None:
    """Why these words are no reason that can be kept; None where they are."""
    return words_fault(reason, LONGEST_REASON) if reason.strip() else NO_REASON


def name_fault(name: str, now: str, others: Iterable[str], once: str = "") -> str | None:
    """Why something cannot be called so; None where it can. `others` are the names beside it, of closed ones too; `once` how the one beside it is
    called now that had this name before, by which settings may still find it.
    """
    if not any(letter.isalnum() for letter in name):
        return NO_NAME
    if fault := words_fault(name, LONGEST_NAME):
        return fault
    if name == now:
        return "This is its name already. Enter the new one."
    if name.casefold() in {other.casefold() for other in others}:
        return f"There is one called {name} already. Two of one name could not be told apart."
    if once:
        return f"{once} was called {name} before, and is still found by that name. Two of one name could not be told apart."
    return None


def stops_closing_team(people: int, roles: int, parts: int) -> tuple[str, ...]:
    """What stops a team from being closed, a sentence each: open accounts in it, roles that open accounts hold in it, and parts in families
    that its people still have though their accounts are closed.
    """
    still = f"{_are(parts, 'part')} in families still open for people whose account is closed."
    found = (
        (people, f"{_are(people, 'open account')} in it. Give {_it(people)} another team, or close {_it(people)}."),
        (roles, f"{_are(roles, 'role')} held in it. End {_it(roles)} where the account is looked after."),
        (parts, f"{still} Whoever supervises ends {_it(parts)} on the family's page."),
    )
    return tuple(sentence for number, sentence in found if number)


def stops_closing_agency(open_teams: int) -> tuple[str, ...]:
    """What stops an agency from being closed: its open teams."""
    return (f"{_are(open_teams, 'open team')} in it. Close {_it(open_teams)} first.",) if open_teams else ()


def _it(number: int) -> str:
    return "it" if number == 1 else "them"


def _are(number: int, thing: str) -> str:
    return f"There is 1 {thing}" if number == 1 else f"There are {number} {thing}s"


def closed_sentence(name: str, what: str) -> str:
    """What is said to whoever puts somebody into a closed team or agency."""
    return f"The {what} {name} is closed. Choose another, or open it again first."


def renamed_sentence(name: str, now: str) -> str:
    """What is said to whoever types a name that something had before."""
    return f"{name} is called {now} now. Use that name."
