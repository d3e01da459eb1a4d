"""Parts of a record are kept for named people, with a reason, a decider and a day of review."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade():
    table = "restriction"
    op.create_table(
        table,
        sa.Column("id", sa.String(20), nullable=False),
        sa.Column("family_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("scoring_id", sa.String(), nullable=True),
        sa.Column("key", sa.String(80), nullable=False),
        sa.Column("mode", sa.String(40), nullable=False),
        sa.Column("category", sa.String(40), nullable=False),
        sa.Column("reason", sa.String(1000), nullable=False),
        sa.Column("decided_by_id", sa.String(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=False),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_by_id", sa.String(), nullable=True),
        sa.Column("lift_reason", sa.String(1000), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        _refers(table, "family_id", "family"),
        _refers(table, "scoring_id", "scoring"),
        _refers(table, "decided_by_id", "person"),
        _refers(table, "lifted_by_id", "person"),
    )
    for column in ("family_id", "scoring_id", "decided_by_id"):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])
    _people("restriction_person")


def _people(table):
    op.create_table(
        table,
        sa.Column("restriction_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("restriction_id", "person_id", name=op.f(f"pk_{table}")),
        _refers(table, "restriction_id", "restriction"),
        _refers(table, "person_id", "person"),
    )
    op.create_index(op.f(f"ix_{table}_person_id"), table, ["person_id"])


def _refers(table, column, to):
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}_{to}"))
