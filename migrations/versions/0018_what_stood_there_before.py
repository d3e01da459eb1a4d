"""What stood in a record before it was corrected is kept, with the entry of the trail that tells of it. Of what was corrected before this, nothing is known."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade():
    table = "correction"
    of = "of IN ('family', 'child', 'adult', 'home', 'part', 'meeting')"
    op.create_table(
        table,
        sa.Column("id", sa.String(20), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("of", sa.String(20), nullable=False),
        sa.Column("subject_id", sa.String(20), nullable=False),
        sa.Column("field", sa.String(40), nullable=False),
        sa.Column("about_id", sa.String(20), nullable=True),
        sa.Column("was", sa.Text(), nullable=True),
        sa.Column("became", sa.Text(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.CheckConstraint(of, name=op.f(f"ck_{table}_of_known")),
        sa.CheckConstraint("place >= 1", name=op.f(f"ck_{table}_place_counts")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f(f"fk_{table}_by_id_person")),
    )
    op.create_index(op.f(f"ix_{table}_subject_id"), table, ["subject_id"])
