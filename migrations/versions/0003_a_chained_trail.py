"""The trail is chained: every entry says where it came from and why, and is sealed together with the one before it; a head says where it ends.

The entries that are there are chained as they stand, in their order. Where a rolled-back write left a gap in the numbers, those behind it
move up: from now on a gap means that something was removed.
"""

import hmac
import json
from datetime import UTC

import sqlalchemy as sa
from alembic import context, op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

START = "0" * 64
A_STRETCH = 2_000


def upgrade():
    with op.batch_alter_table("audit_event") as batch:
        for name, length, value in (
            ("address", 45, ""),
            ("request_id", 20, ""),
            ("previous", 64, START),
            ("hash", 64, START),
        ):
            batch.add_column(sa.Column(name, sa.String(length), nullable=False, server_default=value))
        batch.add_column(sa.Column("reason_id", sa.String(20), nullable=True))
    with op.batch_alter_table("audit_event") as batch:
        for name, length in (("address", 45), ("request_id", 20), ("previous", 64), ("hash", 64)):
            batch.alter_column(name, existing_type=sa.String(length), nullable=False, server_default=None)
    op.create_table(
        "trail_head",
        sa.Column("id", sa.String(10), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trail_head")),
        sa.CheckConstraint("id = 'trail'", name=op.f("ck_trail_head_one_row")),
        sa.CheckConstraint("number >= 0", name=op.f("ck_trail_head_number_counts")),
    )
    number, last = _chain(op.get_bind(), context.config.attributes["trail_key"])
    head = sa.table("trail_head", sa.column("id"), sa.column("number"), sa.column("hash"))
    op.get_bind().execute(head.insert().values(id="trail", number=number, hash=last))


def _chain(connection, key):
    """Seal every entry; the number and the hash of the last."""
    events = sa.Table("audit_event", sa.MetaData(), autoload_with=connection)
    put = (
        events.update()
        .where(events.c.number == sa.bindparam("was"))
        .values(number=sa.bindparam("now"), previous=sa.bindparam("before"), hash=sa.bindparam("sealed"))
    )
    number, last, after = 0, START, None
    while True:
        asked = events.select().order_by(events.c.number).limit(A_STRETCH)
        rows = connection.execute(asked if after is None else asked.where(events.c.number > after)).all()
        if not rows:
            return number, last
        changes = []
        for row in rows:
            number += 1
            before, last = last, _seal(key, last, row)
            changes.append({"was": row.number, "now": number, "before": before, "sealed": last})
        connection.execute(put, changes)
        after = rows[-1].number


def _seal(key, previous, row):
    at = row.at.replace(tzinfo=UTC) if row.at.tzinfo is None else row.at.astimezone(UTC)
    what = [row.kind, row.person_id, row.family_id, row.subject_id, row.address, row.request_id, row.reason_id]
    said = [previous, f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond:06d}", *what, row.details]
    return hmac.digest(key, json.dumps(said, sort_keys=True, separators=(",", ":")).encode(), "sha256").hex()
