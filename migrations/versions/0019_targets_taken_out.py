"""A target that is taken out stays, with who took it out and when; of an item one stands at a time."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("target") as batch:
        batch.add_column(sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("removed_by_id", sa.String(), nullable=True))
        batch.create_foreign_key(op.f("fk_target_removed_by_id_person"), "person", ["removed_by_id"], ["id"])
        batch.drop_constraint(op.f("uq_target_scoring_id_item_id"), type_="unique")
    standing = sa.text("removed_at IS NULL")
    where = {"sqlite_where": standing, "postgresql_where": standing}
    op.create_index("uq_target_standing", "target", ["scoring_id", "item_id"], unique=True, **where)
