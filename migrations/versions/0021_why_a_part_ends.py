"""A part in a family says why it ends, and what is kept for named people is taken over where nobody looks after it any more."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("involvement") as table:
        table.add_column(sa.Column("end_reason", sa.String(200), nullable=False, server_default=""))
    with op.batch_alter_table("restriction") as table:
        table.add_column(sa.Column("taken_over_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("taken_over_by_id", sa.String(), nullable=True))
        table.add_column(sa.Column("taken_over_reason", sa.String(1000), nullable=False, server_default=""))
        table.create_foreign_key(op.f("fk_restriction_taken_over_by_id_person"), "person", ["taken_over_by_id"], ["id"])
        table.create_index(op.f("ix_restriction_taken_over_by_id"), ["taken_over_by_id"])
    for name, column, length in (("involvement", "end_reason", 200), ("restriction", "taken_over_reason", 1000)):
        with op.batch_alter_table(name) as table:
            table.alter_column(column, existing_type=sa.String(length), nullable=False, server_default=None)
