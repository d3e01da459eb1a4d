"""Children, adults and homes of a family have versions, so that nobody writes over what somebody else has just put right."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade():
    _counts("household", "version_counts", "version >= 1", "version")
    _counts("adult", "version_counts", "version >= 1", "version")
    _counts("child", "versions_count", "version >= 1 AND care_version >= 1", "version", "care_version")


def _counts(table, name, rule, *columns):
    """What stands is the first version."""
    with op.batch_alter_table(table) as batch:
        for column in columns:
            batch.add_column(sa.Column(column, sa.Integer(), nullable=False, server_default=sa.text("1")))
    with op.batch_alter_table(table) as batch:
        for column in columns:
            batch.alter_column(column, existing_type=sa.Integer(), nullable=False, server_default=None)
        batch.create_check_constraint(op.f(f"ck_{table}_{name}"), rule)
