"""What the user of PostgreSQL that serves the pages may do, as SQL: read and write rows, and nothing to the tables, their locks or the trail.

The tables belong to another user, who migrates. What stands for ever can be added to and read, and no more: the triggers say so (`locks`), and here
the rights do too.
"""

import re
from collections.abc import Iterator

from workflow.models import metadata
from workflow.rules.errors import Invalid
from workflow.storage.locks import FOR_EVER, ONCE

_ROLE = re.compile(r"[a-z_][a-z0-9_]{0,62}")
_HEAD = "trail_head"
_ROWS = "SELECT, INSERT, UPDATE, DELETE"


def statements(role: str) -> Iterator[str]:
    """The SQL that gives a role what it needs, in order; run by the owner of the tables, again after every migration. Raises Invalid for no name of a role."""
    if not _ROLE.fullmatch(role):
        raise Invalid({"": f"{role!r} is no name of a user. Use small letters, digits and _."})
    yield "REVOKE CREATE ON SCHEMA public FROM PUBLIC"
    yield f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}"
    yield f"GRANT USAGE ON SCHEMA public TO {role}"
    yield f"GRANT SELECT ON alembic_version TO {role}"
    for table in sorted(metadata.tables):
        yield f"GRANT {_rights(table)} ON {table} TO {role}"


def _rights(table: str) -> str:
    if table in FOR_EVER:
        return "SELECT, INSERT"
    if table in ONCE:
        return f"SELECT, INSERT, UPDATE ({', '.join(ONCE[table])})"
    return "SELECT, UPDATE" if table == _HEAD else _ROWS
