"""What a report needs before it can be issued, and how an issued one is named. Facts in, sentences out."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from gcp.words import day
from workflow.clock import BRITISH
from workflow.models import RecipientKind
from workflow.rules.processes import Gap, Move, Process
from workflow.rules.roles import Permission

SHORTEST_MARK = 6
"""Characters of a fingerprint that have to be given to have a printed report confirmed."""

RECIPIENTS: Mapping[RecipientKind, str] = {
    RecipientKind.CHAIR: "Who chairs the conference or the core group",
    RecipientKind.CORE_GROUP: "A professional of the core group",
    RecipientKind.PARENT: "A parent, or somebody who cares for the child",
    RecipientKind.YOUNG_PERSON: "The child or young person themselves",
    RecipientKind.SOLICITOR: "A solicitor, of the family or of the authority",
    RecipientKind.COURT: "The court, or a guardian whom it appointed",
    RecipientKind.AGENCY: "Another agency, with whom information is shared by agreement or by law",
}
"""What each kind of recipient is, for whoever chooses."""

DRAFT = (
    "This rests on a scoring that nobody has signed off, so it can be read and printed as a draft, and not be issued. "
    "It can be issued once the scoring is signed off."
)
PRACTICE = "This is an invented family for trying things out. Its reports can be made, and nothing of it is issued."
SUPERSEDED = "A newer version of what this rests on exists. Issue the report again; the new one says which it replaces."
REPLACED = "This was replaced by {number}."

_NUMBER = re.compile(r"CP-(\d{4})-(\d{6,})")
_LETTERS = re.compile(r"[^0-9a-z]+")


@dataclass(frozen=True)
class Issuable:
    """What decides whether a report can be issued: whether it is a draft, and whether its family is invented."""

    draft: bool
    practice: bool


class IssueStatus(StrEnum):
    """Where a report stands: made to be read, given out under a number, or replaced by another that was."""

    MADE = "made"
    ISSUED = "issued"
    REPLACED = "replaced"


def the_family_is_no_invented_one(facts: Issuable) -> tuple[Gap, ...]:
    """Nothing of a family for trying things out is given to anybody."""
    return (Gap(PRACTICE),) if facts.practice else ()


def nothing_in_it_is_a_draft(facts: Issuable) -> tuple[Gap, ...]:
    """Everything that it rests on is signed off."""
    return (Gap(DRAFT),) if facts.draft else ()


ISSUE = Process(
    key="issue",
    title="A report",
    statuses=tuple(IssueStatus),
    whose_turn={IssueStatus.MADE: "whoever gives it out", IssueStatus.ISSUED: "", IssueStatus.REPLACED: ""},
    moves=(
        Move(
            "issue",
            "Issue this report",
            "issued",
            (IssueStatus.MADE,),
            IssueStatus.ISSUED,
            Permission.REPORT_ISSUE,
            (the_family_is_no_invented_one, nothing_in_it_is_a_draft),
            asks_for_words=True,
        ),
        Move(
            "replace",
            "Replaced by a newer issue",
            "replaced by a newer issue",
            (IssueStatus.ISSUED,),
            IssueStatus.REPLACED,
            Permission.REPORT_ISSUE,
        ),
    ),
)
"""What is issued is never changed (`storage.locks`). Replacing is never a button: it happens when another issue says that it replaces this one."""


def why_not(facts: Issuable) -> str:
    """The sentence that says why a report cannot be issued; "" where it can."""
    return next((gap.sentence for gap in ISSUE.move("issue").gaps(facts)), "")


def replaceable(replaced_by: str) -> bool:
    """Whether an issue can still be replaced: `replaced_by` is the number of the one that replaced it, "" for none."""
    status = IssueStatus.REPLACED if replaced_by else IssueStatus.ISSUED
    return status in ISSUE.move("replace").from_


def number(year: int, serial: int) -> str:
    """CP-2026-000123: readable over the telephone, without a gap through a year, and giving nobody away."""
    return f"CP-{year}-{serial:06}"


def as_number(typed: str) -> str:
    """A number as it is kept, out of what somebody typed from paper: blank space and small letters are let through. "" where it is none."""
    found = _NUMBER.fullmatch("".join(typed.split()).upper())
    return number(int(found[1]), int(found[2])) if found and len(found[2]) < len("1000000000") else ""


def mark_fits(fingerprint: str, typed: str) -> bool:
    """Whether what was typed is the beginning of a fingerprint, long enough to tell one report from another."""
    given = _LETTERS.sub("", typed.lower())
    return len(given) >= SHORTEST_MARK and fingerprint.startswith(given)


def overtaken(issued_at: datetime, rests_on: Sequence[str], signed: Mapping[str, datetime]) -> str:
    """That a scoring of the child was signed off after a report was issued and is not among those it rests on; "" where none was.

    `signed` are the child's scorings that count, by id, with when they were signed off.
    """
    since = [at for scoring, at in signed.items() if at > issued_at and scoring not in rests_on]
    if not since:
        return ""
    return f"A scoring of this child was signed off since, on {day(max(since).astimezone(BRITISH).date())}. It is not in this report."


def outdated(rests_on: Sequence[str], superseded: frozenset[str]) -> bool:
    """Whether something a report rests on has been corrected since: one of its scorings gave way to an amendment."""
    return bool(superseded & set(rests_on))
