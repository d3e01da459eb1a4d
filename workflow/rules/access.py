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

    @cached_property
    def supervised_teams(self) -> frozenset[str]:
        """The teams whose families the person sees as their supervisor."""
        return frozenset(g.team_id for g in self.grants if g.role in BY_KEY and BY_KEY[g.role].supervises)

    @cached_property
    def sees_all(self) -> bool:
        """Whether a role of the person's sees every family."""
        return any(BY_KEY[g.role].sees_all for g in self.grants if g.role in BY_KEY)

    def may(self, permission: Permission) -> bool:
        """Whether any role of the person's holds the permission."""
        return permission in self.permissions

    def in_an_emergency(self) -> "Actor":
        """The same person where they may only do what an emergency opens."""
        return replace(self, only=IN_AN_EMERGENCY)


@dataclass(frozen=True)
class Network:
    """The professionals involved with a family now: person ids, and the ids of their teams. `practice` says that the family is invented."""

    family_id: str
    people: frozenset[str]
    teams: frozenset[str] = field(default_factory=frozenset)
    practice: bool = False


def sees_family(actor: Actor, network: Network) -> bool:
    """Whether the family exists for this person: involved now, supervisor of somebody involved, or a role that sees all.

    A practice family is only its maker's and their supervisor's: seeing all means all that is real.
    """
    sees_all = actor.sees_all and not network.practice
    return sees_all or actor.person_id in network.people or bool(actor.supervised_teams & network.teams)


def emergency_for(actor: Actor, network: Network) -> Emergency | None:
    """The emergency that alone opens this family to this person; None where they see it anyway, or not at all."""
    if sees_family(actor, network):
        return None
    return next((one for one in actor.emergencies if one.family_id == network.family_id), None)


def require(
    actor: Actor, permission: Permission, network: Network | None = None, subject_id: str | None = None
) -> None:
    """Raise Refused unless the person holds the permission and, where a network is given, sees that family.

    What is read may also be read in an emergency.
    """
    if actor.may(permission) and (network is None or _reaches(actor, permission, network)):
        return
    raise Refused(permission, subject_id, network.family_id if network else None)


def _reaches(actor: Actor, permission: Permission, network: Network) -> bool:
    in_emergency = permission in IN_AN_EMERGENCY and emergency_for(actor, network) is not None
    return sees_family(actor, network) or in_emergency
