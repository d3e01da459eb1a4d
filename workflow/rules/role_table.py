"""Who may do what as a page of Markdown, for `docs/who-may-do-what.md`: the table of roles, and what makes a family visible."""

from collections.abc import Iterator

from workflow.rules.access import IN_AN_EMERGENCY
from workflow.rules.emergency import HOURS
from workflow.rules.roles import ROLES, Permission, Role

_WIDER = {
    (False, False): "the families they are involved with today",
    (True, False): "those, and every family that somebody of a team they supervise is involved with",
    (False, True): "every real family, and no practice family of others",
    (True, True): "every real family, and the practice families of the teams they supervise",
}


def page() -> Iterator[str]:
    """The lines of the page."""
    yield "# Who may do what"
    yield ""
    yield "Made by `make docs` from `workflow/rules/roles.py` and `workflow/rules/access.py`; `make check` fails where it is stale. The same table is"
    yield "written out by hand in `tests/rules/test_roles.py`, so that a change of a role is read by somebody."
    yield ""
    yield "A permission says **what** may be done. Being involved says **with which family**. Both are asked for, in the service; whoever lacks either"
    yield "gets the page of an address that does not exist, and the trail keeps that they asked."
    yield from ("", "## Roles", "", *_roles())
    yield from ("", "## Permissions", "", *_permissions())
    yield from ("", "## Which families", "", *_families())


def _roles() -> Iterator[str]:
    yield "A role is held in a team, and a person may hold several. What they allow adds up with the families in which the person has a part; a family"
    yield "that is seen only by a role, that role opens, and no further than it goes itself."
    yield ""
    yield "| Role | Held by | Sees |"
    yield "|---|---|---|"
    for role in ROLES:
        yield f"| {role.name} | {role.held_by} | {_sees(role)} |"


def _sees(role: Role) -> str:
    listed = Permission.FAMILY_READ in role.permissions
    return _WIDER[role.supervises, role.sees_all] if listed else "no family"


def _permissions() -> Iterator[str]:
    yield f"| Permission | What it allows | {' | '.join(role.name for role in ROLES)} |"
    yield f"|---|---|{'---|' * len(ROLES)}"
    for permission in Permission:
        held = " | ".join("yes" if permission in role.permissions else "–" for role in ROLES)
        yield f"| `{permission}` | {permission.said} | {held} |"


def _families() -> Iterator[str]:
    yield "- A part in a family (lead practitioner, co-worker, core group member, chair) makes it visible **from its first day to the end of its last**. A part"
    yield "  that begins later, or is over, opens nothing."
    yield "- The part does not widen what a role allows: a chair with a part as co-worker reads, and scores nothing."
    yield "- Supervisors see the families of everybody in the teams in which they hold the role of supervisor, and lose sight of a family when nobody of"
    yield "  those teams is involved any more."
    yield "- Colleagues of one team do not see one another's families."
    yield f"- In an emergency, whoever holds `{Permission.EMERGENCY_OPEN}` may open a family that they do not see, found by an exact identifier, for {HOURS} hours."
    yield f"  That opens {_listed(IN_AN_EMERGENCY)}, and nothing that writes."


def _listed(permissions: frozenset[Permission]) -> str:
    return ", ".join(f"`{one}`" for one in Permission if one in permissions)
