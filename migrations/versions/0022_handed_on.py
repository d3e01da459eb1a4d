"""Who scored a scoring before it was handed on to somebody else."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("scoring") as batch:
        batch.add_column(sa.Column("taken_over_from_id", sa.String(), nullable=True))
        batch.create_foreign_key(op.f("fk_scoring_taken_over_from_id_person"), "person", ["taken_over_from_id"], ["id"])
