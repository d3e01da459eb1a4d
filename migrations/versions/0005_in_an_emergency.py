"""Emergency access to a record, with its review; and the unique pupil number of a child, by which schools know a record."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("child") as batch:
        batch.add_column(sa.Column("upn", sa.String(13), nullable=True))
    op.create_index(op.f("ix_child_upn"), "child", ["upn"])
    op.create_index(op.f("ix_child_nhs_number"), "child", ["nhs_number"])
    op.create_table(
        "emergency_access",
        sa.Column("id", sa.String(20), nullable=False),
        sa.Column("family_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("found_by", sa.String(40), nullable=False),
        sa.Column("reason", sa.String(2000), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reviewed_by_id", sa.String(), nullable=True),
        sa.Column("review_words", sa.String(2000), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_emergency_access")),
        sa.CheckConstraint(
            "(reviewed_at IS NULL) = (reviewed_by_id IS NULL)", name=op.f("ck_emergency_access_review_whole")
        ),
        sa.ForeignKeyConstraint(["family_id"], ["family.id"], name=op.f("fk_emergency_access_family_id_family")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_emergency_access_person_id_person")),
        sa.ForeignKeyConstraint(
            ["reviewed_by_id"], ["person.id"], name=op.f("fk_emergency_access_reviewed_by_id_person")
        ),
    )
    op.create_index(op.f("ix_emergency_access_family_id"), "emergency_access", ["family_id"])
    op.create_index(op.f("ix_emergency_access_person_id"), "emergency_access", ["person_id"])
