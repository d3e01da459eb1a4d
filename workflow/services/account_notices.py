"""What was done to accounts of late: told to whose account it is, and, as far as it opens the records of many, to those who search the trail.

One administrator alone can hand a password to anybody. That cannot be told apart from helping somebody who forgot theirs, but it is not done unseen.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from workflow.rules.roles import BY_KEY, ROLES, Permission
from workflow.services.desk import Desk
from workflow.services.links import RESET, SET_UP
from workflow.storage import account_notices as storage
from workflow.storage.account_notices import Done

TOLD_FOR = timedelta(days=14)
_TO_ONE = frozenset({"person.link-made", "person.second-factor-reset", "person.role-given", "person.provider-unlinked"})
_FAR = frozenset(role.key for role in ROLES if role.sees_all or Permission.PEOPLE_ADMINISTER in role.permissions)
_SAID = {
    "person.link-made": "{by} made a link to choose {whose} password anew.",
    "person.second-factor-reset": "{by} took {whose} second step away.",
    "person.role-given": "{by} gave {whom} the role “{role}”.",
    "person.provider-unlinked": "{by} took away that {whose} account is entered through the organisation.",
}
_GIVEN = "{whom} was given the role “{role}”."


@dataclass(frozen=True)
class Notice:
    """Something done to an account: when, and as a sentence."""

    at: datetime
    sentence: str


def mine(desk: Desk) -> tuple[Notice, ...]:
    """What others did to the account of whoever asks in the last days, the newest first."""
    since = desk.now - TOLD_FOR
    return tuple(map(_said, storage.to_one(desk.session, desk.who.person_id, _TO_ONE, since, first=SET_UP)))


def of_others(desk: Desk) -> tuple[Notice, ...]:
    """Whose password could be chosen anew, and who was given a role that sees or gives much; nothing for those who may not search the trail."""
    who, since = desk.who, desk.now - TOLD_FOR
    if not who.may(Permission.TRAIL_READ):
        return ()
    found = [
        *storage.links_made(desk.session, who.person_id, RESET, since),
        *storage.roles_given(desk.session, who.person_id, _FAR, since),
    ]
    return tuple(_said(one) for one in sorted(found, key=lambda one: one.at, reverse=True))


def _said(one: Done) -> Notice:
    sentence = _SAID[one.kind] if one.by or one.kind != "person.role-given" else _GIVEN
    role = BY_KEY[one.role].name if one.role in BY_KEY else one.role
    whose = f"{one.name}’s" if one.name else "your"
    words = sentence.format(by=one.by or "A command", whose=whose, whom=one.name or "you", role=role)
    return Notice(one.at, words[:1].upper() + words[1:])
