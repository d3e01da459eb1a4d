"""The lead of a family is offered and accepted; the work with a family is closed and opened again."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("family") as batch:
        batch.add_column(sa.Column("closed_on", sa.Date(), nullable=True))
    _lead_offer()
    _case_move()


def _lead_offer():
    table = "lead_offer"
    op.create_table(
        table,
        sa.Column("id", sa.String(20), nullable=False),
        sa.Column("family_id", sa.String(), nullable=False),
        sa.Column("to_id", sa.String(), nullable=False),
        sa.Column("by_id", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(200), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.CheckConstraint(
            "status IN ('offered', 'accepted', 'declined', 'withdrawn')", name=op.f(f"ck_{table}_status_known")
        ),
        _refers(table, "family_id", "family"),
        _refers(table, "to_id", "person"),
        _refers(table, "by_id", "person"),
    )
    for column in ("family_id", "to_id", "by_id"):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def _case_move():
    table = "case_move"
    op.create_table(
        table,
        sa.Column("id", sa.String(20), nullable=False),
        sa.Column("family_id", sa.String(), nullable=False),
        sa.Column("move", sa.String(20), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(1000), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        _refers(table, "family_id", "family"),
        _refers(table, "by_id", "person"),
    )
    op.create_index(op.f(f"ix_{table}_family_id"), table, ["family_id"])


def _refers(table, column, to):
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}_{to}"))
