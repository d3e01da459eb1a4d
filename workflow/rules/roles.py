"""Every permission, and which role holds which. Pages and services name permissions, never roles."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Self


class Permission(StrEnum):
    """What can be allowed, and `said`, the same as a sentence. Most also need the family to be visible (`rules.access`)."""

    said: str

    def __new__(cls, key: str, said: str) -> Self:
        """The permission of a key, with its sentence."""
        one = str.__new__(cls, key)
        one._value_, one.said = key, said
        return one

    FAMILY_LIST = "family:list", "See the list of the families one is involved with."
    FAMILY_READ = "family:read", "Open a family: its people, its scorings, who is involved."
    FAMILY_CREATE = "family:create", "Add a family, and be its lead practitioner."
    FAMILY_EDIT = "family:edit", "Add and correct the family's people, households and who cares for whom."
    INVOLVEMENT_EDIT = "involvement:edit", "Say which professionals are involved with the family, from and until when."
    LEAD_TAKE = "lead:take", "Take the lead of a family that one is asked to lead, or decline it."
    FAMILY_CLOSE = "family:close", "Close the work with a family, and open it again."
    RESTRICTION_EDIT = "restriction:edit", "Keep a part of a record for named people, and open it to all again."
    RESTRICTION_LOOK_AFTER = (
        "restriction:look-after",
        "Look after what one keeps for named people or has taken over, because nobody looked after it any more.",
    )
    RECORD_MERGE = (
        "record:merge",
        "Put two records that are of one family, or two entries of one child or adult, together, and take them apart again.",
    )
    RECORD_KEEPING = "record:keeping", "See until when records are kept, and which of those one sees are past that day."
    EMERGENCY_OPEN = (
        "emergency:open",
        "Open for some hours, in an emergency, a record that one does not see: with a reason, and with a review afterwards.",
    )
    EMERGENCY_CLOSE = "emergency:close", "Look into an emergency opening afterwards, and close it with words."
    SCORING_READ = "scoring:read", "Open a scoring, its profile and its progress."
    SCORING_START = "scoring:start", "Start a scoring of a child with a carer."
    SCORING_ANSWER = "scoring:answer", "Grade items and write notes in one's own draft."
    SCORING_SEND = "scoring:send", "Sign one's own scoring and send it to the supervisor."
    SCORING_REVIEW = "scoring:review", "Sign off or return a scoring that somebody else made."
    SCORING_WITHDRAW = "scoring:withdraw", "Withdraw a scoring that is not signed off, with a reason."
    SCORING_AMEND = "scoring:amend", "Open an amendment of a signed-off scoring, with a reason."
    SCORING_SECOND = (
        "scoring:second",
        "Ask for a second rating of a scoring, and write down what its two raters settle on.",
    )
    PROMPT_SET_ASIDE = (
        "prompt:set-aside",
        "Set aside what a child's progress asks its readers to think about, with a reason that is kept, and bring it back.",
    )
    REPORT_PROGRESS = "report:progress", "Make the progress report of a child and carer."
    REPORT_CORE_GROUP = "report:core-group", "Make the core group's progress sheet."
    REPORT_CONFERENCE = "report:conference", "Make the report for a conference."
    REPORT_PROFILE = "report:full-profile", "Make the full profile of one scoring."
    REPORT_FAMILY = "report:family", "Make the report for the family."
    REPORT_YOUNG_PERSON = "report:young-person", "Make the report for the young person."
    REPORT_COURT = "report:court", "Make the bundle for a court, with all that was changed and by whom."
    REPORT_ISSUE = "report:issue", "Issue a report: give it a number and keep for ever to whom it was given, and why."
    ISSUED_READ = (
        "issued:read",
        "See which reports of a family were issued, to whom and why, and open one as it was issued.",
    )
    MEETING_EDIT = "meeting:edit", "Add, change and cancel the meetings of a family."
    INSTRUMENT_READ = "instrument:read", "Read the instruments and their descriptors."
    INSTRUMENT_ADMINISTER = (
        "instrument:administer",
        "See which editions are in use and how much, retire one so that no new scoring starts with it, and bring it back.",
    )
    PEOPLE_ADMINISTER = "people:administer", "Add people and say which roles they hold."
    SETTINGS_READ = (
        "settings:read",
        "See the settings in force and where each comes from; of a secret only whether it is set.",
    )
    TRAIL_READ = "trail:read", "Search the whole trail of who did and saw what, and take what is found away as a file."
    TRAIL_FAMILY = (
        "trail:family",
        "Read who has looked at a family and what was done with it, of the families one sees.",
    )


@dataclass(frozen=True)
class Role:
    """One row of the table: the key stored with people, the name shown, who may hold it, and what it allows.

    `supervises` widens what is visible to every family that somebody of the role's team is involved with;
    `sees_all` to every family there is.
    """

    key: str
    name: str
    held_by: str
    permissions: frozenset[Permission]
    supervises: bool = False
    sees_all: bool = False


P = Permission
_READ = {
    *(P.FAMILY_LIST, P.FAMILY_READ, P.SCORING_READ, P.INSTRUMENT_READ),
    *(P.REPORT_PROGRESS, P.REPORT_CORE_GROUP, P.REPORT_PROFILE),
}
_REPORT = {
    *(P.REPORT_CONFERENCE, P.REPORT_FAMILY, P.REPORT_YOUNG_PERSON),
    *(P.REPORT_ISSUE, P.ISSUED_READ, P.MEETING_EDIT),
}
_ASIDE = {P.PROMPT_SET_ASIDE}
_SCORE = {P.SCORING_START, P.SCORING_ANSWER, P.SCORING_SEND, P.SCORING_WITHDRAW, P.SCORING_AMEND, P.SCORING_SECOND}

_WORK = {P.FAMILY_EDIT, P.INVOLVEMENT_EDIT, P.FAMILY_CLOSE, P.RESTRICTION_EDIT, P.RESTRICTION_LOOK_AFTER}

ROLES: tuple[Role, ...] = (
    Role(
        "practitioner",
        "Practitioner",
        "Somebody trained to score with families: social worker, health visitor, school, family help.",
        frozenset(
            _READ | _SCORE | _REPORT | _ASIDE | _WORK | {P.REPORT_COURT, P.FAMILY_CREATE, P.LEAD_TAKE, P.EMERGENCY_OPEN}
        ),
    ),
    Role(
        "supervisor",
        "Supervisor",
        "A manager who signs off the scorings of a team and directs the work.",
        frozenset(
            _READ
            | _REPORT
            | _WORK
            | _ASIDE
            | {
                P.REPORT_COURT,
                P.RECORD_MERGE,
                P.RECORD_KEEPING,
                P.SCORING_REVIEW,
                P.SCORING_WITHDRAW,
                P.SCORING_SECOND,
                P.EMERGENCY_OPEN,
                P.EMERGENCY_CLOSE,
                P.TRAIL_FAMILY,
            }
        ),
        supervises=True,
    ),
    Role(
        "chair",
        "Chair",
        "Somebody who chairs conferences or core groups and has no line responsibility for the case.",
        frozenset(_READ | _REPORT | _ASIDE),
    ),
    Role(
        "member",
        "Core group member",
        "A professional of any agency who belongs to a child's core group.",
        frozenset(_READ),
    ),
    Role(
        "quality",
        "Quality lead",
        "Somebody answerable for the quality of scoring across the partnership; reads, puts records of one family together, and changes nothing that is written in them.",
        frozenset(
            _READ
            | {P.RECORD_MERGE, P.RECORD_KEEPING, P.ISSUED_READ, P.TRAIL_READ, P.TRAIL_FAMILY, P.EMERGENCY_CLOSE}
            | {P.RESTRICTION_LOOK_AFTER}
        ),
        sees_all=True,
    ),
    Role(
        "administrator",
        "Administrator",
        "Somebody who looks after accounts and instruments, and sees no family.",
        frozenset({P.PEOPLE_ADMINISTER, P.INSTRUMENT_READ, P.INSTRUMENT_ADMINISTER, P.SETTINGS_READ}),
    ),
)

BY_KEY = {role.key: role for role in ROLES}


def permissions_of(role_keys: Iterable[str]) -> frozenset[Permission]:
    """Everything that the roles of these keys allow together; an unknown key allows nothing."""
    return frozenset().union(*(BY_KEY[key].permissions for key in role_keys if key in BY_KEY))
