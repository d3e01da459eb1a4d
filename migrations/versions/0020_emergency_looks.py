"""Why somebody looked for a record in an emergency and opened none, and what is added to a review once it is closed."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "emergency_look",
        sa.Column("id", sa.String(20), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("found_by", sa.String(40), nullable=False),
        sa.Column("reason", sa.String(2000), nullable=False),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_emergency_look")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_emergency_look_person_id_person")),
    )
    op.create_index(op.f("ix_emergency_look_person_id"), "emergency_look", ["person_id"])
    op.create_table(
        "emergency_note",
        sa.Column("id", sa.String(20), nullable=False),
        sa.Column("emergency_id", sa.String(), nullable=False),
        sa.Column("words", sa.String(2000), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_emergency_note")),
        sa.ForeignKeyConstraint(
            ["emergency_id"], ["emergency_access.id"], name=op.f("fk_emergency_note_emergency_id_emergency_access")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_emergency_note_by_id_person")),
    )
    op.create_index(op.f("ix_emergency_note_emergency_id"), "emergency_note", ["emergency_id"])
