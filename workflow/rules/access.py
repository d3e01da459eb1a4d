"""Who may see and do what to which family. Facts in, a decision out; the sentence for the screen is that of not found."""

from dataclasses import dataclass, field
from functools import cached_property

from workflow.rules.errors import Refused
from workflow.rules.roles import BY_KEY, Permission, permissions_of


@dataclass(frozen=True)
class RoleGrant:
    """A role held now, in a team."""

    role: str
    team_id: str


@dataclass(frozen=True)
class Actor:
    """The person who is asking, detached from any row."""

    person_id: str
    name: str
    team_id: str
    grants: tuple[RoleGrant, ...]
    sign_in_id: str = ""
    job: str = ""

    @cached_property
    def permissions(self) -> frozenset[Permission]:
        """All that the person's roles allow, together."""
        return permissions_of(grant.role for grant in self.grants)

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


def require(
    actor: Actor, permission: Permission, network: Network | None = None, subject_id: str | None = None
) -> None:
    """Raise Refused unless the person holds the permission and, where a network is given, sees that family."""
    if actor.may(permission) and (network is None or sees_family(actor, network)):
        return
    raise Refused(permission, subject_id, network.family_id if network else None)
