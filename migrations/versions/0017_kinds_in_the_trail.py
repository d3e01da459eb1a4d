"""What was done to somebody is found as quickly as what they did: the few kinds of entry that name somebody are found by an index."""

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade():
    op.create_index("ix_audit_event_kind", "audit_event", ["kind"])
