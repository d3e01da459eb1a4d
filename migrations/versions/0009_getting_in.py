"""Getting in: one-time links, second steps, browsers that are known, tries that failed, sign-on providers, and where somebody is signed in."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade():
    _signed_in()
    _ways_in()
    _second_steps()
    op.create_table(
        "known_browser",
        *(_words("id", 20), _words("token_hash", 64), _words("person_id"), _time("made_at"), _time("seen_at")),
        *(_key("known_browser"), _refers("known_browser", "person_id", "person")),
        _one("known_browser", "token_hash", "person_id"),
    )
    _index("known_browser", "person_id")
    op.create_table(
        "failed_tries",
        *(_words("key", 64), sa.Column("failures", sa.Integer(), nullable=False), _time("last_at")),
        _key("failed_tries", "key"),
    )
    _index("failed_tries", "last_at")
    op.create_table(
        "provider_identity",
        *(_words("id", 20), _words("person_id"), _words("issuer", 500), _words("subject", 255), _time("linked_at")),
        *(_words("linked_by_id", nullable=True), _key("provider_identity")),
        *(_refers("provider_identity", column, "person") for column in ("person_id", "linked_by_id")),
        _one("provider_identity", "issuer", "subject"),
    )
    _index("provider_identity", "person_id")


def _words(name, length=None, *, nullable=False):
    return sa.Column(name, sa.String(length), nullable=nullable)


def _time(name, *, nullable=False):
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _key(table, *columns):
    return sa.PrimaryKeyConstraint(*(columns or ("id",)), name=op.f(f"pk_{table}"))


def _one(table, *columns):
    return sa.UniqueConstraint(*columns, name=op.f(f"uq_{table}_{'_'.join(columns)}"))


def _refers(table, column, to):
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}_{to}"))


def _index(table, column):
    op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def _filled(table, *columns):
    """Add columns that must not be empty: with a value for the rows that are there, and none for those to come."""
    with op.batch_alter_table(table) as batch:
        for column, value in columns:
            batch.add_column(sa.Column(column.name, column.type, nullable=False, server_default=sa.text(value)))
    with op.batch_alter_table(table) as batch:
        for column, _ in columns:
            batch.alter_column(column.name, existing_type=column.type, nullable=False, server_default=None)


def _signed_in():
    _filled("role_held", (sa.Column("from_provider", sa.Boolean()), "false"))
    _filled(
        "sign_in",
        (_words("address", 45), "''"),
        (_words("browser", 80), "''"),
        (_words("method", 20), "'password'"),
        (_words("second", 20), "''"),
    )


def _ways_in():
    op.create_table(
        "one_time_link",
        *(_words("id", 20), _words("token_hash", 64), _words("person_id"), _words("purpose", 20), _time("made_at")),
        *(_words("made_by_id", nullable=True), _time("expires_at"), _time("used_at", nullable=True)),
        *(_time("voided_at", nullable=True), _key("one_time_link"), _one("one_time_link", "token_hash")),
        *(_refers("one_time_link", column, "person") for column in ("person_id", "made_by_id")),
    )
    _index("one_time_link", "person_id")
    op.create_table(
        "first_step",
        *(_words("id", 20), _words("token_hash", 64), _words("person_id"), _words("method", 20)),
        *(_time("started_at"), _time("expires_at"), sa.Column("tries", sa.Integer(), nullable=False)),
        *(_key("first_step"), _one("first_step", "token_hash"), _refers("first_step", "person_id", "person")),
    )
    _index("first_step", "person_id")


def _second_steps():
    op.create_table(
        "authenticator_app",
        *(_words("id", 20), _words("person_id"), _words("sealed_secret", 500), _time("made_at")),
        *(_time("confirmed_at", nullable=True), sa.Column("last_step", sa.Integer(), nullable=False)),
        *(_key("authenticator_app"), _refers("authenticator_app", "person_id", "person")),
    )
    _index("authenticator_app", "person_id")
    op.create_table(
        "recovery_code",
        *(_words("id", 20), _words("person_id"), _words("mark", 1), _words("code_hash", 255), _time("made_at")),
        *(_time("used_at", nullable=True), _key("recovery_code"), _refers("recovery_code", "person_id", "person")),
        _one("recovery_code", "person_id", "mark"),
    )
    _index("recovery_code", "person_id")
    op.create_table(
        "passkey",
        *(_words("id", 20), _words("person_id"), _words("credential_id", 1400), _words("name", 80)),
        *(sa.Column("public_key", sa.Text(), nullable=False), sa.Column("sign_count", sa.BigInteger(), nullable=False)),
        *(_time("made_at"), _time("used_at", nullable=True), _key("passkey"), _one("passkey", "credential_id")),
        _refers("passkey", "person_id", "person"),
    )
    _index("passkey", "person_id")
