"""Two records that turned out to be one are put together, with all that was moved, so that it can be put back."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade():
    for table in ("family", "child", "adult"):
        with op.batch_alter_table(table) as batch:
            batch.add_column(sa.Column("merged_into_id", sa.String(), nullable=True))
            batch.create_foreign_key(op.f(f"fk_{table}_merged_into_id_{table}"), table, ["merged_into_id"], ["id"])
        op.create_index(op.f(f"ix_{table}_merged_into_id"), table, ["merged_into_id"])
    _merge("record_merge")
    _change("record_merge_change")


def _merge(table):
    op.create_table(
        table,
        sa.Column("id", sa.String(20), nullable=False),
        sa.Column("kept_id", sa.String(), nullable=False),
        sa.Column("gone_id", sa.String(), nullable=False),
        sa.Column("reason", sa.String(1000), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.String(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by_id", sa.String(), nullable=True),
        sa.Column("undo_reason", sa.String(1000), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.CheckConstraint("(undone_at IS NULL) = (undone_by_id IS NULL)", name=op.f(f"ck_{table}_undone_whole")),
        _refers(table, "kept_id", "family"),
        _refers(table, "gone_id", "family"),
        _refers(table, "by_id", "person"),
        _refers(table, "undone_by_id", "person"),
    )
    for column in ("kept_id", "gone_id"):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def _change(table):
    op.create_table(
        table,
        sa.Column("id", sa.String(20), nullable=False),
        sa.Column("merge_id", sa.String(), nullable=False),
        sa.Column("undoing", sa.Boolean(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("of_table", sa.String(40), nullable=False),
        sa.Column("row_key", sa.String(80), nullable=False),
        sa.Column("of_column", sa.String(40), nullable=False),
        sa.Column("was", sa.Text(), nullable=True),
        sa.Column("became", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.CheckConstraint("place >= 1", name=op.f(f"ck_{table}_place_counts")),
        _refers(table, "merge_id", "record_merge"),
    )
    for column in ("merge_id", "row_key"):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def _refers(table, column, to):
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}_{to}"))
