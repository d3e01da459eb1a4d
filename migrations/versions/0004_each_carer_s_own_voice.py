"""Each carer's own grade of an item has a key of its own; what carers scored together gave as one stays, under a name that says so

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_OLD, _TOGETHER = "voice.carer.", "voice.carers."


def upgrade():
    connection = op.get_bind()
    carers = {}
    for scoring_id, adult_id in connection.execute(sa.text("SELECT scoring_id, adult_id FROM scoring_carer")):
        carers.setdefault(scoring_id, []).append(adult_id)
    for table in ("entry", "entry_change"):
        found = connection.execute(
            sa.text(f"SELECT id, scoring_id, key FROM {table} WHERE key LIKE 'voice.carer.%'")  # noqa: S608  # two names of ours
        )
        for row_id, scoring_id, key in found.all():
            item_id = key.removeprefix(_OLD)
            of = carers.get(scoring_id, [])
            new = f"{_OLD}{of[0]}.{item_id}" if len(of) == 1 else f"{_TOGETHER}{item_id}"
            connection.execute(
                sa.text(f"UPDATE {table} SET key = :new WHERE id = :id"),  # noqa: S608
                {"new": new, "id": row_id},
            )
