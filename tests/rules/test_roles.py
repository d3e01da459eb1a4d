"""Who may do what, written out whole. A change of a role is a change of this table, read by somebody."""

from hypothesis import given
from hypothesis import strategies as st

from workflow.rules.roles import BY_KEY, ROLES, Permission, permissions_of

ORDER = ["practitioner", "supervisor", "chair", "member", "quality", "administrator"]
TABLE = """
                    practitioner  supervisor  chair  member  quality  administrator
family:list         yes           yes         yes    yes     yes      -
family:read         yes           yes         yes    yes     yes      -
family:create       yes           -           -      -       -        -
family:edit         yes           yes         -      -       -        -
involvement:edit    yes           yes         -      -       -        -
lead:take           yes           -           -      -       -        -
family:close        yes           yes         -      -       -        -
restriction:edit    yes           yes         -      -       -        -
restriction:look-after yes        yes         -      -       yes      -
record:merge        -             yes         -      -       yes      -
record:keeping      -             yes         -      -       yes      -
emergency:open      yes           yes         -      -       -        -
emergency:close     -             yes         -      -       yes      -
scoring:read        yes           yes         yes    yes     yes      -
scoring:start       yes           -           -      -       -        -
scoring:answer      yes           -           -      -       -        -
scoring:send        yes           -           -      -       -        -
scoring:review      -             yes         -      -       -        -
scoring:withdraw    yes           yes         -      -       -        -
scoring:amend       yes           -           -      -       -        -
scoring:second      yes           yes         -      -       -        -
prompt:set-aside    yes           yes         yes    -       -        -
report:progress     yes           yes         yes    yes     yes      -
report:core-group   yes           yes         yes    yes     yes      -
report:conference   yes           yes         yes    -       -        -
report:full-profile yes           yes         yes    yes     yes      -
report:family       yes           yes         yes    -       -        -
report:young-person yes           yes         yes    -       -        -
report:court        yes           yes         -      -       -        -
report:issue        yes           yes         yes    -       -        -
issued:read         yes           yes         yes    -       yes      -
meeting:edit        yes           yes         yes    -       -        -
instrument:read     yes           yes         yes    yes     yes      yes
instrument:administer -           -           -      -       -        yes
people:administer   -             -           -      -       -        yes
settings:read       -             -           -      -       -        yes
trail:read          -             -           -      -       yes      -
trail:family        -             yes         -      -       yes      -
"""

KEYS = st.sampled_from([*ORDER, "director", ""])


def test_every_role_holds_exactly_what_the_table_says() -> None:
    head, *lines = [line.split() for line in TABLE.strip().splitlines()]
    assert head == ORDER
    written = {(line[0], role) for line in lines for role, may in zip(ORDER, line[1:], strict=True) if may == "yes"}
    held = {(str(permission), role.key) for role in ROLES for permission in role.permissions}
    assert held == written
    assert [line[0] for line in lines] == [str(permission) for permission in Permission]
    assert [role.key for role in ROLES] == ORDER


def test_only_a_supervisor_supervises_and_only_the_quality_lead_sees_all() -> None:
    assert [role.key for role in ROLES if role.supervises] == ["supervisor"]
    assert [role.key for role in ROLES if role.sees_all] == ["quality"]


def test_nobody_both_scores_and_signs_off_by_one_role() -> None:
    for role in ROLES:
        assert not {Permission.SCORING_SEND, Permission.SCORING_REVIEW} <= role.permissions, role.key


def test_whoever_sees_every_family_changes_none() -> None:
    changing = {"create", "edit", "start", "answer", "send", "review", "withdraw", "amend", "issue", "administer"}
    for role in ROLES:
        if role.sees_all:
            assert not {permission for permission in role.permissions if permission.split(":")[1] in changing}


def test_every_role_says_who_may_hold_it() -> None:
    for role in ROLES:
        assert role.name
        assert role.held_by.endswith(".")
        assert BY_KEY[role.key] is role


@given(st.lists(KEYS), st.lists(KEYS))
def test_roles_add_up(some: list[str], more: list[str]) -> None:
    assert permissions_of([*some, *more]) == permissions_of(some) | permissions_of(more)
    assert permissions_of(some) == permissions_of(reversed(some))


def test_a_role_that_nobody_knows_allows_nothing() -> None:
    assert permissions_of(["director", "", "Practitioner"]) == frozenset()
    assert permissions_of([]) == frozenset()
