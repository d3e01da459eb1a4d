"""Before a child is added, those who may have a record of it already are asked."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TABLE = "record_question"


def upgrade():
    op.create_table(
        TABLE,
        sa.Column("id", sa.String(20), nullable=False),
        sa.Column("family_id", sa.String(), nullable=False),
        sa.Column("about_family_id", sa.String(), nullable=False),
        sa.Column("about_child_id", sa.String(), nullable=False),
        sa.Column("asks", sa.Boolean(), nullable=False),
        sa.Column("words", sa.String(1000), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.String(), nullable=False),
        sa.Column("answer", sa.String(1000), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
        _refers("family_id", "family"),
        _refers("about_family_id", "family"),
        _refers("about_child_id", "child"),
        _refers("by_id", "person"),
        _refers("answered_by_id", "person"),
    )
    for column in ("family_id", "about_family_id", "by_id"):
        op.create_index(op.f(f"ix_{TABLE}_{column}"), TABLE, [column])


def _refers(column, to):
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{TABLE}_{column}_{to}"))
