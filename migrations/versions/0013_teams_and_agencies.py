"""Teams and agencies can be closed; what became of them is kept, with the reason."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade():
    for table in ("agency", "team"):
        with op.batch_alter_table(table) as batch:
            batch.add_column(sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True))
    table = "place_change"
    op.create_table(
        table,
        sa.Column("id", sa.String(20), nullable=False),
        sa.Column("agency_id", sa.String(), nullable=True),
        sa.Column("team_id", sa.String(), nullable=True),
        sa.Column("deed", sa.String(20), nullable=False),
        sa.Column("name_before", sa.String(120), nullable=False),
        sa.Column("name_after", sa.String(120), nullable=False),
        sa.Column("reason", sa.String(2000), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.CheckConstraint("deed IN ('renamed', 'closed', 'opened again')", name=op.f(f"ck_{table}_deed_known")),
        sa.CheckConstraint("(agency_id IS NULL) <> (team_id IS NULL)", name=op.f(f"ck_{table}_one_place")),
        _refers(table, "agency_id", "agency"),
        _refers(table, "team_id", "team"),
        _refers(table, "by_id", "person"),
    )
    for column in ("agency_id", "team_id"):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def _refers(table, column, to):
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}_{to}"))
