"""In the room: what a grade rests on, what is recorded around the grades, visits that several scorings share, second raters, training, practice.

A visit moves from its one scoring to the family; whether the child was seen stays with each scoring that rests on it. Nothing is lost.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

STATES = "'scored', 'not-observed', 'not-applicable', 'refused', 'not-safe-to-ask', 'noted', 'unanswered'"


def upgrade():
    _scorings()
    _visits()
    _answers()
    _around()
    _people()


def _words(name, length=None, *, nullable=False):
    return sa.Column(name, sa.String(length), nullable=nullable)


def _text(name):
    return sa.Column(name, sa.Text(), nullable=False)


def _object(name):
    return sa.Column(name, sa.JSON(), nullable=False)


def _number(name, *, nullable=False):
    return sa.Column(name, sa.Integer(), nullable=nullable)


def _time(name):
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False)


def _day(name):
    return sa.Column(name, sa.Date(), nullable=False)


def _key(table, *columns):
    return sa.PrimaryKeyConstraint(*(columns or ("id",)), name=op.f(f"pk_{table}"))


def _one(table, *columns):
    return sa.UniqueConstraint(*columns, name=op.f(f"uq_{table}_{'_'.join(columns)}"))


def _true(table, name, rule):
    return sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}"))


def _refers(table, column, to):
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}_{to}"))


def _index(table, *columns):
    for column in columns:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def _filled(table, *columns):
    """Add columns that must not be empty: with a value for the rows that are there, and none for those to come."""
    with op.batch_alter_table(table) as batch:
        for column, value in columns:
            batch.add_column(sa.Column(column.name, column.type, nullable=False, server_default=sa.text(value)))
    with op.batch_alter_table(table) as batch:
        for column, _ in columns:
            batch.alter_column(column.name, existing_type=column.type, nullable=False, server_default=None)


def _scorings():
    _filled("family", (sa.Column("practice", sa.Boolean()), "false"))
    _filled("instrument_edition", (sa.Column("kind", sa.String(20)), "'graded'"))
    _filled("scoring", (sa.Column("blind", sa.Boolean()), "false"))
    with op.batch_alter_table("scoring") as batch:
        batch.add_column(_words("second_of_id", nullable=True))
        batch.create_foreign_key(op.f("fk_scoring_second_of_id_scoring"), "scoring", ["second_of_id"], ["id"])
    _index("scoring", "second_of_id")
    _filled("scoring_move", *((sa.Column(name, sa.String(2000)), "''") for name in ("direction", "no_follow_up")))
    with op.batch_alter_table("scoring_move") as batch:
        batch.add_column(sa.Column("follow_up_on", sa.Date(), nullable=True))
    op.create_table(
        "co_scorer",
        *(_words("scoring_id"), _words("person_id"), _time("added_at"), _words("added_by_id")),
        *(_key("co_scorer", "scoring_id", "person_id"), _refers("co_scorer", "scoring_id", "scoring")),
        *(_refers("co_scorer", "person_id", "person"), _refers("co_scorer", "added_by_id", "person")),
    )
    _index("co_scorer", "person_id")
    op.create_table(
        "item_comment",
        *(_words("id", 20), _words("scoring_id"), _words("move_id"), _words("item_id", 20), _words("words", 2000)),
        *(_time("at"), _words("by_id"), _key("item_comment"), _refers("item_comment", "scoring_id", "scoring")),
        *(_refers("item_comment", "move_id", "scoring_move"), _refers("item_comment", "by_id", "person")),
    )
    _index("item_comment", "scoring_id", "move_id")
    op.create_table(
        "reconciled",
        *(_words("id", 20), _words("second_id"), _words("item_id", 20), _number("grade", nullable=True)),
        *(_words("words", 2000), _number("version"), _time("changed_at"), _words("changed_by_id")),
        *(_key("reconciled"), _one("reconciled", "second_id", "item_id")),
        *(_refers("reconciled", "second_id", "scoring"), _refers("reconciled", "changed_by_id", "person")),
        _true("reconciled", "version_counts", "version >= 1"),
    )


def _visits():
    op.create_table(
        "scoring_visit",
        *(_words("scoring_id"), _words("visit_id")),
        *(sa.Column(name, sa.Boolean(), nullable=False) for name in ("child_seen", "child_seen_alone")),
        *(_key("scoring_visit", "scoring_id", "visit_id"), _refers("scoring_visit", "scoring_id", "scoring")),
        _refers("scoring_visit", "visit_id", "visit"),
    )
    _index("scoring_visit", "visit_id")
    op.execute(
        "INSERT INTO scoring_visit (scoring_id, visit_id, child_seen, child_seen_alone) "
        "SELECT scoring_id, id, child_seen, child_seen_alone FROM visit"
    )
    with op.batch_alter_table("visit") as batch:
        batch.add_column(_words("family_id", nullable=True))
    op.execute(
        "UPDATE visit SET family_id = (SELECT scoring.family_id FROM scoring WHERE scoring.id = visit.scoring_id)"
    )
    op.drop_index(op.f("ix_visit_scoring_id"), "visit")
    with op.batch_alter_table("visit") as batch:
        batch.alter_column("family_id", existing_type=sa.String(), nullable=False)
        batch.create_foreign_key(op.f("fk_visit_family_id_family"), "family", ["family_id"], ["id"])
        batch.drop_constraint(op.f("fk_visit_scoring_id_scoring"), type_="foreignkey")
        for column in ("scoring_id", "child_seen", "child_seen_alone"):
            batch.drop_column(column)
    _index("visit", "family_id")


def _answers():
    _filled("answer", (sa.Column("evidence", sa.JSON()), "'{}'"))
    with op.batch_alter_table("answer") as batch:
        batch.drop_constraint(op.f("ck_answer_state_known"), type_="check")
        batch.create_check_constraint(op.f("ck_answer_state_known"), f"state IN ({STATES})")
    _filled(
        "answer_change",
        *((sa.Column(name, sa.JSON()), "'{}'") for name in ("old_evidence", "new_evidence")),
    )
    with op.batch_alter_table("answer_change") as batch:
        batch.add_column(_words("client_key", 40, nullable=True))
        batch.create_unique_constraint(op.f("uq_answer_change_scoring_id_client_key"), ["scoring_id", "client_key"])


def _around():
    op.create_table(
        "entry",
        *(_words("id", 20), _words("scoring_id"), _words("key", 80), _object("value"), _number("version")),
        *(_time("changed_at"), _words("changed_by_id"), _key("entry"), _one("entry", "scoring_id", "key")),
        *(_refers("entry", "scoring_id", "scoring"), _refers("entry", "changed_by_id", "person")),
        _true("entry", "version_counts", "version >= 1"),
    )
    op.create_table(
        "entry_change",
        *(_words("id", 20), _words("scoring_id"), _words("key", 80), _number("version")),
        *(_object("old_value"), _object("new_value"), _words("client_key", 40, nullable=True)),
        *(_time("changed_at"), _words("changed_by_id"), _key("entry_change")),
        *(_refers("entry_change", "scoring_id", "scoring"), _refers("entry_change", "changed_by_id", "person")),
        *(_one("entry_change", "scoring_id", "key", "version"), _one("entry_change", "scoring_id", "client_key")),
    )
    op.create_table(
        "target",
        *(_words("id", 20), _words("scoring_id"), _words("item_id", 20), _number("now"), _number("aim"), _day("by")),
        *(_text("helps"), _number("version"), _time("changed_at"), _words("changed_by_id"), _key("target")),
        *(_refers("target", "scoring_id", "scoring"), _refers("target", "changed_by_id", "person")),
        _one("target", "scoring_id", "item_id"),
    )
    op.create_table(
        "scaling_mark",
        *(_words("id", 20), _words("scoring_id"), _words("mark_id", 20), _number("version"), _words("edition_id")),
        *(_words("item_id", 20), _words("who", 120), _words("part", 20), _number("number", nullable=True)),
        *(_text("words"), _day("on"), _time("changed_at"), _words("changed_by_id"), _key("scaling_mark")),
        *(_refers("scaling_mark", "scoring_id", "scoring"), _refers("scaling_mark", "changed_by_id", "person")),
        _refers("scaling_mark", "edition_id", "instrument_edition"),
        _one("scaling_mark", "scoring_id", "mark_id", "version"),
        _true("scaling_mark", "number_on_scale", "number BETWEEN 0 AND 10"),
        _true("scaling_mark", "version_counts", "version >= 1"),
        _true("scaling_mark", "part_known", "part IN ('child', 'carer', 'family', 'professional')"),
    )


def _people():
    op.create_table(
        "training",
        *(_words("id", 20), _words("person_id"), _words("instrument_key", 80), _day("on"), _time("recorded_at")),
        *(_words("recorded_by_id", nullable=True), _key("training")),
        *(_refers("training", "person_id", "person"), _refers("training", "recorded_by_id", "person")),
        _one("training", "person_id", "instrument_key", "on"),
    )
    _index("training", "person_id")
    op.create_table(
        "drafts_key",
        *(_words("id", 40), _words("person_id"), _words("sign_in_id"), _words("secret", 64), _time("given_at")),
        *(_key("drafts_key"), _refers("drafts_key", "person_id", "person")),
        _refers("drafts_key", "sign_in_id", "sign_in"),
    )
    _index("drafts_key", "person_id", "sign_in_id")
