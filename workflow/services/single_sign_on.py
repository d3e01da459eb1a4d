"""Letting in whom the provider vouches for: whose account it is, which roles the groups give, and whether the second step is done already.

An account belongs to a pair of issuer and subject. The first time, the pair is bound by a one-time link that an administrator handed over, or, where the
settings name the claim, by a username that is the account's. Never by an e-mail address, and no account comes about by itself.
"""

from workflow.models import Person, ProviderIdentity, RoleHeld
from workflow.rules.errors import Blocked, NotFound
from workflow.rules.events import Event
from workflow.services import links, places, signing_in
from workflow.services.callers import UNKNOWN, Caller
from workflow.services.desk import Desk
from workflow.services.provider import Identity
from workflow.services.signing_in import Entered, HalfWay, Turned
from workflow.settings import GroupRoles
from workflow.storage import identities, people, trail
from workflow.storage import links as link_rows
from workflow.storage import sign_ins as sign_in_rows

TAKEN = "This account belongs to another person of your organisation already. Ask your administrator to look at it, and for another link then."
_NO_ACCOUNT = "Your organisation knows you, but no open account here is yours. Ask your administrator for a link."


def enter(desk: Desk, identity: Identity, caller: Caller = UNKNOWN, *, link: str = "") -> Entered | HalfWay | Turned:
    """Sign in whom the provider vouches for. `link` is the token of a one-time link that binds the account, where one was opened for it."""
    person = _bound(desk, identity) or (_by_link(desk, identity, link) if link else _by_username(desk, identity))
    if person is None or not signing_in.may_come_in(desk, person):
        event = Event("person.sign-in-refused", subject_id=person.id if person else None)
        trail.write(desk.session, event, at=desk.now, person_id=None)
        return Turned(_NO_ACCOUNT)
    _take_roles(desk, person, identity.groups)
    return signing_in.first_step_done(desk, person, caller, "provider", "provider" if identity.second else "")


def _bound(desk: Desk, identity: Identity) -> Person | None:
    row = identities.find(desk.session, identity.issuer, identity.subject)
    return people.person(desk.session, row.person_id) if row else None


def _by_link(desk: Desk, identity: Identity, token: str) -> Person:
    """Raises NotFound where the link does not work, Blocked where the account belongs to somebody of the provider already."""
    row, person = links.standing(desk, token)
    if identities.linked(desk.session, person.id, identity.issuer):
        raise Blocked(TAKEN)
    used = Event("person.link-used", subject_id=person.id, details={"purpose": row.purpose})
    if not link_rows.use(desk.session, row.id, desk.now, event=used):
        raise NotFound(links.GONE)  # another was first, and with it came in as whoever the provider says that they are
    _bind(desk, identity, person)
    return person


def _by_username(desk: Desk, identity: Identity) -> Person | None:
    if not desk.practice.settings.oidc_username_claim or not identity.username:
        return None
    person = people.by_username(desk.session, identity.username)
    if person is None or person.disabled_at or identities.linked(desk.session, person.id, identity.issuer):
        return None  # somebody of the provider has it already; a name that changed hands opens nothing
    _bind(desk, identity, person)
    return person


def _bind(desk: Desk, identity: Identity, person: Person) -> None:
    row = ProviderIdentity(
        id=desk.new_id(),
        person_id=person.id,
        issuer=identity.issuer,
        subject=identity.subject,
        linked_at=desk.now,
    )
    identities.link(desk.session, row, event=Event("person.provider-linked", subject_id=person.id))


def _take_roles(desk: Desk, person: Person, groups: tuple[str, ...]) -> None:
    """The roles of the groups, from this sign-in on; those of groups that are gone end, and with any change every other sign-in."""
    table = desk.practice.settings.group_roles
    if not table:
        return
    wanted = {pair for group in groups if group in table for pair in _pairs(desk, table[group])}
    held = {(row.role, row.team_id): row.id for row in identities.roles_of_provider(desk.session, person.id)}
    if wanted == set(held):
        return
    new = [
        RoleHeld(id=desk.new_id(), person_id=person.id, team_id=team_id, role=role, since=desk.now, from_provider=True)
        for role, team_id in sorted(wanted - set(held))
    ]
    gone = [id_ for pair, id_ in held.items() if pair not in wanted]
    event = Event("person.roles-by-provider", subject_id=person.id, details={"roles": sorted(r for r, _ in wanted)})
    identities.change_roles(desk.session, person.id, gone, new, desk.now, event=event)
    ended = Event("person.sign-ins-ended", subject_id=person.id)
    sign_in_rows.ask_again(desk.session, person.id, desk.now, event=ended, by=person.id)


def _pairs(desk: Desk, given: GroupRoles) -> list[tuple[str, str]]:
    """The roles of a group, each with the id of its team; none where that is closed."""
    team = places.team_of_settings(desk, given.agency, given.team)
    return [(role, team.id) for role in given.roles] if team else []
