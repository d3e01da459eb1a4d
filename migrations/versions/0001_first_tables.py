"""First tables: people and their sign-ins, families, instrument editions, scorings and their answers, the trail.

There is no way back: a downgrade would throw away what was written. The way back is the backup taken before the upgrade.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade():
    _people()
    _families()
    _editions_and_scorings()
    _answers()
    _trail()


def _id():
    return sa.Column("id", sa.String(20), nullable=False)


def _words(name, length=None, *, nullable=False):
    return sa.Column(name, sa.String(length), nullable=nullable)


def _day(name, *, nullable=False):
    return sa.Column(name, sa.Date(), nullable=nullable)


def _time(name, *, nullable=False):
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _flag(name):
    return sa.Column(name, sa.Boolean(), nullable=False)


def _number(name, *, nullable=False):
    return sa.Column(name, sa.Integer(), nullable=nullable)


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


def _people():
    op.create_table("agency", _id(), _words("name", 120), _key("agency"), _one("agency", "name"))
    op.create_table(
        "team",
        *(_id(), _words("agency_id"), _words("name", 120)),
        *(_key("team"), _refers("team", "agency_id", "agency"), _one("team", "agency_id", "name")),
    )
    _index("team", "agency_id")
    op.create_table(
        "person",
        *(_id(), _words("username", 80), _words("name", 120), _words("job", 120), _words("team_id")),
        *(
            _words("password_hash", 255),
            _flag("demonstration"),
            _time("created_at"),
            _time("disabled_at", nullable=True),
        ),
        *(_key("person"), _refers("person", "team_id", "team"), _one("person", "username")),
    )
    _index("person", "team_id")
    op.create_table(
        "role_held",
        *(_id(), _words("person_id"), _words("team_id"), _words("role", 40)),
        *(_time("since"), _time("until", nullable=True), _key("role_held")),
        *(_refers("role_held", "person_id", "person"), _refers("role_held", "team_id", "team")),
    )
    _index("role_held", "person_id", "team_id")
    op.create_table(
        "sign_in",
        *(_id(), _words("token_hash", 64), _words("person_id"), _time("started_at"), _time("seen_at")),
        *(_time("expires_at"), _time("ended_at", nullable=True)),
        *(_key("sign_in"), _refers("sign_in", "person_id", "person"), _one("sign_in", "token_hash")),
    )
    _index("sign_in", "person_id")


def _families():
    op.create_table("family", _id(), _words("name", 120), _time("created_at"), _key("family"))
    op.create_table(
        "household",
        *(_id(), _words("family_id"), _words("name", 120)),
        *(_key("household"), _refers("household", "family_id", "family")),
    )
    _index("household", "family_id")
    op.create_table(
        "child",
        *(_id(), _words("family_id"), _words("called", 80), _words("surname", 80)),
        *(_day("born", nullable=True), _day("expected", nullable=True), _words("nhs_number", 10, nullable=True)),
        *(_key("child"), _refers("child", "family_id", "family")),
        _true("child", "born_or_expected", "born IS NOT NULL OR expected IS NOT NULL"),
    )
    _index("child", "family_id")
    op.create_table(
        "adult",
        *(_id(), _words("family_id"), _words("called", 80), _words("name", 120)),
        *(_key("adult"), _refers("adult", "family_id", "family")),
    )
    _index("adult", "family_id")
    op.create_table(
        "care",
        *(_id(), _words("adult_id"), _words("child_id"), _words("relationship", 80), _key("care")),
        *(
            _refers("care", "adult_id", "adult"),
            _refers("care", "child_id", "child"),
            _one("care", "adult_id", "child_id"),
        ),
    )
    _index("care", "adult_id", "child_id")
    op.create_table(
        "living",
        *(_id(), _words("household_id"), _words("child_id", nullable=True), _words("adult_id", nullable=True)),
        *(_words("note", 120), _key("living"), _refers("living", "household_id", "household")),
        *(_refers("living", "child_id", "child"), _refers("living", "adult_id", "adult")),
        _true("living", "one_person", "(child_id IS NULL) <> (adult_id IS NULL)"),
    )
    _index("living", "household_id", "child_id", "adult_id")
    op.create_table(
        "involvement",
        *(_id(), _words("family_id"), _words("person_id"), _words("part", 40)),
        *(_day("since"), _day("until", nullable=True), _words("reason", 200), _key("involvement")),
        *(_refers("involvement", "family_id", "family"), _refers("involvement", "person_id", "person")),
        _true("involvement", "part_known", "part IN ('lead practitioner', 'co-worker', 'core group member', 'chair')"),
    )
    _index("involvement", "family_id", "person_id")


def _editions_and_scorings():
    op.create_table(
        "instrument_edition",
        *(_id(), _words("key", 80), _words("edition", 40), _words("fingerprint", 64)),
        *(sa.Column("text", sa.Text(), nullable=False), _flag("descriptors_exportable"), _time("first_used_at")),
        *(_key("instrument_edition"), _one("instrument_edition", "key", "edition")),
    )
    op.create_table(
        "scoring",
        *(_id(), _words("family_id"), _words("child_id"), _words("edition_id"), _words("carer_names", 200)),
        *(_day("window_start"), _day("window_end")),
        *(_day("child_born", nullable=True), _day("child_expected", nullable=True)),
        *(_number("age_months", nullable=True), _words("age_band", 40)),
        *(sa.Column(name, sa.JSON(), nullable=False) for name in ("conditions", "exclusions", "missing_reasons")),
        *(_words("scorer_id"), _words("status", 20), _number("version")),
        *(_words("amends_id", nullable=True), _words("amendment_reason", 2000)),
        *(_time("started_at"), _time("sent_at", nullable=True), _time("signed_off_at", nullable=True)),
        *(_words("signed_off_by_id", nullable=True), _words("supervisor_comment", 2000)),
        *(_key("scoring"), _refers("scoring", "family_id", "family"), _refers("scoring", "child_id", "child")),
        *(_refers("scoring", "edition_id", "instrument_edition"), _refers("scoring", "scorer_id", "person")),
        *(_refers("scoring", "amends_id", "scoring"), _refers("scoring", "signed_off_by_id", "person")),
        _true(
            "scoring",
            "status_known",
            "status IN ('draft', 'with supervisor', 'returned', 'signed off', 'withdrawn', 'superseded')",
        ),
        _true("scoring", "window_runs_forward", "window_start <= window_end"),
        _true("scoring", "version_counts", "version >= 1"),
    )
    _index("scoring", "family_id", "child_id", "edition_id", "scorer_id", "amends_id")
    op.create_table(
        "scoring_carer",
        *(_words("scoring_id"), _words("adult_id"), _key("scoring_carer", "scoring_id", "adult_id")),
        *(_refers("scoring_carer", "scoring_id", "scoring"), _refers("scoring_carer", "adult_id", "adult")),
    )
    _index("scoring_carer", "adult_id")
    op.create_table(
        "visit",
        *(_id(), _words("scoring_id"), _day("on"), _flag("announced"), _words("place", 120), _words("seen", 200)),
        *(_flag("child_seen"), _flag("child_seen_alone")),
        *(_key("visit"), _refers("visit", "scoring_id", "scoring")),
    )
    _index("visit", "scoring_id")
    op.create_table(
        "scoring_move",
        *(_id(), _words("scoring_id"), _words("move", 40), _words("from_status", 20), _words("to_status", 20)),
        *(_words("words", 2000), _time("at"), _words("by_id"), _key("scoring_move")),
        *(_refers("scoring_move", "scoring_id", "scoring"), _refers("scoring_move", "by_id", "person")),
    )
    _index("scoring_move", "scoring_id")


def _answers():
    op.create_table(
        "answer",
        *(_id(), _words("scoring_id"), _words("item_id", 20), _number("grade", nullable=True), _words("state", 20)),
        *(sa.Column("note", sa.Text(), nullable=False), _number("version")),
        *(_time("changed_at"), _words("changed_by_id"), _key("answer"), _one("answer", "scoring_id", "item_id")),
        *(_refers("answer", "scoring_id", "scoring"), _refers("answer", "changed_by_id", "person")),
        _true("answer", "state_known", "state IN ('scored', 'not-observed', 'not-applicable', 'unanswered')"),
        _true("answer", "grade_where_scored", "(state = 'scored') = (grade IS NOT NULL)"),
        _true("answer", "version_counts", "version >= 1"),
    )
    op.create_table(
        "answer_change",
        *(_id(), _words("scoring_id"), _words("item_id", 20), _number("version")),
        *(_number("old_grade", nullable=True), _words("old_state", 20, nullable=True)),
        sa.Column("old_note", sa.Text(), nullable=False),
        *(_number("new_grade", nullable=True), _words("new_state", 20)),
        sa.Column("new_note", sa.Text(), nullable=False),
        *(_time("changed_at"), _words("changed_by_id"), _key("answer_change")),
        *(_refers("answer_change", "scoring_id", "scoring"), _refers("answer_change", "changed_by_id", "person")),
        _one("answer_change", "scoring_id", "item_id", "version"),
    )


def _trail():
    op.create_table(
        "audit_event",
        *(_number("number"), _time("at"), _words("kind", 60)),
        *(_words(name, 20, nullable=True) for name in ("person_id", "family_id", "subject_id")),
        sa.Column("details", sa.JSON(), nullable=False),
        _key("audit_event", "number"),
    )
    _index("audit_event", "at", "person_id", "family_id", "subject_id")
