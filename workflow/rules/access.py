"""Who may see and do what to which family. Facts in, a decision out; the sentence for the screen is that of not found."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property

from workflow.rules.errors import Refused
from workflow.rules.roles import BY_KEY, Permission, permissions_of

IN_AN_EMERGENCY = frozenset(
    {
        *(Permission.FAMILY_READ, Permission.SCORING_READ),
        *(Permission.REPORT_PROGRESS, Permission.REPORT_CORE_GROUP, Permission.REPORT_PROFILE),
    }
)
"""What an emergency opens of a record: reading it, on the page and on paper. Whoever has to write asks to be involved."""


@dataclass(frozen=True)
class Emergency:
    """A record that somebody has opened in an emergency, until when."""

    id: str
    family_id: str
    ends_at: datetime


@dataclass(frozen=True)
class RoleGrant:
    """A role held now, in a team."""

    role: str
    team_id: str


@dataclass(frozen=True)
class Sight:
    """Which families somebody sees: those they have a part in (`own`), those of the teams they supervise, and `everything` that is real."""

    own: bool
    teams: frozenset[str]
    everything: bool


@dataclass(frozen=True)
class Actor:
    """The person who is asking, detached from any row.

    `emergencies` are the records that they have opened in an emergency and that are open now. `only` narrows what their roles allow.
    """

    person_id: str
    name: str
    team_id: str
    grants: tuple[RoleGrant, ...]
    sign_in_id: str = ""
    job: str = ""
    emergencies: tuple[Emergency, ...] = ()
    only: frozenset[Permission] | None = None

    @cached_property
    def permissions(self) -> frozenset[Permission]:
        """All that the person's roles allow, together."""
        held = permissions_of(grant.role for grant in self.grants)
        return held if self.only is None else held & self.only

    def sight(self, permission: Permission | None = None) -> Sight:
        """Which families the person sees; with a permission, those with which they may do that.

        With a family one has a part in, all that one's roles allow adds up. One that is seen only by a role, that role opens, and no further
        than it goes itself: somebody who may write in their own families and see all others does not write in those.
        """
        held = [(grant.team_id, BY_KEY[grant.role]) for grant in self.grants if grant.role in BY_KEY]
        fits = [(team_id, role) for team_id, role in held if permission is None or permission in role.permissions]
        return Sight(
            permission is None or self.may(permission),
            frozenset(team_id for team_id, role in fits if role.supervises),
            any(role.sees_all for _, role in fits),
        )

    def may(self, permission: Permission) -> bool:
        """Whether any role of the person's holds the permission."""
        return permission in self.permissions

    def at(self, network: "Network") -> "Actor":
        """The same person with no more than they may do with one family."""
        if self.person_id in network.people:
            return self
        return replace(self, only=frozenset(one for one in self.permissions if _reaches(self, one, network)))


@dataclass(frozen=True)
class Network:
    """The professionals involved with a family now: person ids, and the ids of their teams. `practice` says that the family is invented."""

    family_id: str
    people: frozenset[str]
    teams: frozenset[str] = field(default_factory=frozenset)
    practice: bool = False


def sees_family(actor: Actor, network: Network, permission: Permission | None = None) -> bool:
    """Whether the family exists for this person: involved now, supervisor of somebody involved, or a role that sees all.

    With a permission, whether it does for doing that. A practice family is only its maker's and their supervisor's: seeing all means all that
    is real.
    """
    sight = actor.sight(permission)
    mine = sight.own and actor.person_id in network.people
    return mine or bool(sight.teams & network.teams) or (sight.everything and not network.practice)


def emergency_for(actor: Actor, network: Network) -> Emergency | None:
    """The emergency that alone opens this family to this person; None where they see it anyway, or not at all."""
    if sees_family(actor, network):
        return None
    return next((one for one in actor.emergencies if one.family_id == network.family_id), None)


def require(
    actor: Actor, permission: Permission, network: Network | None = None, subject_id: str | None = None
) -> None:
    """Raise Refused unless the person holds the permission and, where a network is given, sees that family by a part or by a role that holds it.

    What is read may also be read in an emergency.
    """
    if actor.may(permission) and (network is None or _reaches(actor, permission, network)):
        return
    raise Refused(permission, subject_id, network.family_id if network else None)


def _reaches(actor: Actor, permission: Permission, network: Network) -> bool:
    in_emergency = permission in IN_AN_EMERGENCY and emergency_for(actor, network) is not None
    return sees_family(actor, network, permission) or in_emergency
