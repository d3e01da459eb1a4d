"""Prompts of a child's progress that somebody set aside, and why."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "prompt_aside",
        sa.Column("id", sa.String(20), nullable=False),
        sa.Column("family_id", sa.String(), nullable=False),
        sa.Column("child_id", sa.String(), nullable=False),
        sa.Column("carers", sa.Text(), nullable=False),
        sa.Column("prompt", sa.String(40), nullable=False),
        sa.Column("mark", sa.String(40), nullable=False),
        sa.Column("reason", sa.String(2000), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.String(), nullable=False),
        sa.Column("brought_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("brought_back_by_id", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prompt_aside")),
        sa.ForeignKeyConstraint(["family_id"], ["family.id"], name=op.f("fk_prompt_aside_family_id_family")),
        sa.ForeignKeyConstraint(["child_id"], ["child.id"], name=op.f("fk_prompt_aside_child_id_child")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_prompt_aside_by_id_person")),
        sa.ForeignKeyConstraint(
            ["brought_back_by_id"], ["person.id"], name=op.f("fk_prompt_aside_brought_back_by_id_person")
        ),
    )
    op.create_index(op.f("ix_prompt_aside_family_id"), "prompt_aside", ["family_id"])
    op.create_index(op.f("ix_prompt_aside_child_id"), "prompt_aside", ["child_id"])
