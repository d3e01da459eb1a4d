"""Editions of instruments with which no new scoring starts, by whom and why."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade():
    table = "edition_retirement"
    op.create_table(
        table,
        sa.Column("id", sa.String(20), nullable=False),
        sa.Column("key", sa.String(80), nullable=False),
        sa.Column("edition", sa.String(40), nullable=False),
        sa.Column("reason", sa.String(2000), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.String(), nullable=False),
        sa.Column("brought_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("brought_back_by_id", sa.String(), nullable=True),
        sa.Column("back_reason", sa.String(2000), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f(f"fk_{table}_by_id_person")),
        sa.ForeignKeyConstraint(
            ["brought_back_by_id"], ["person.id"], name=op.f(f"fk_{table}_brought_back_by_id_person")
        ),
    )
