"""Of an edition one retirement stands at a time. Where two were written at the same moment, the later ones end as they began."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade():
    op.execute(
        """
        UPDATE edition_retirement SET brought_back_at = at, brought_back_by_id = by_id,
            back_reason = 'Retired at the same moment by somebody else, whose retirement stands.'
        WHERE brought_back_at IS NULL AND EXISTS (
            SELECT 1 FROM edition_retirement AS earlier
            WHERE earlier.key = edition_retirement.key AND earlier.edition = edition_retirement.edition
            AND earlier.brought_back_at IS NULL
            AND (earlier.at < edition_retirement.at OR (earlier.at = edition_retirement.at AND earlier.id < edition_retirement.id))
        )
        """
    )
    op.create_index(
        "uq_edition_retirement_standing",
        "edition_retirement",
        ["key", "edition"],
        unique=True,
        sqlite_where=sa.text("brought_back_at IS NULL"),
        postgresql_where=sa.text("brought_back_at IS NULL"),
    )
