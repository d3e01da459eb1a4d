"""Meetings, reports as they were issued, and the batches that issue many of them."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

KINDS = "'core group', 'initial conference', 'review conference', 'other meeting'"
RECIPIENTS = "'chair', 'core group member', 'parent or carer', 'child or young person', 'solicitor', 'court', 'agency'"
STATES = "'waiting', 'working', 'done', 'failed', 'cancelled'"


def upgrade():
    _meetings()
    _issues()
    _batches()


def _words(name, length=None, *, nullable=False):
    return sa.Column(name, sa.String(length), nullable=nullable)


def _text(name):
    return sa.Column(name, sa.Text(), nullable=False)


def _number(name):
    return sa.Column(name, sa.Integer(), nullable=False)


def _time(name, *, nullable=False):
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _day(name):
    return sa.Column(name, sa.Date(), nullable=False)


def _key(table, *columns):
    return sa.PrimaryKeyConstraint(*(columns or ("id",)), name=op.f(f"pk_{table}"))


def _one(table, *columns):
    return sa.UniqueConstraint(*columns, name=op.f(f"uq_{table}_{'_'.join(columns)}"))


def _true(table, name, rule):
    return sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}"))


def _refers(table, **to):
    return [
        sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"))
        for column, other in to.items()
    ]


def _index(table, *columns):
    for column in columns:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def _meetings():
    op.create_table(
        "meeting",
        *(_words("id", 20), _words("family_id"), _words("kind", 40), _day("on"), _words("chaired_by", 120)),
        *(_number("version"), _time("changed_at"), _words("changed_by_id"), _time("cancelled_at", nullable=True)),
        *(_words("cancel_reason", 2000), _key("meeting"), _true("meeting", "kind_known", f"kind IN ({KINDS})")),
        _true("meeting", "version_counts", "version >= 1"),
        *_refers("meeting", family_id="family", changed_by_id="person"),
    )
    _index("meeting", "family_id", "on")
    op.create_table(
        "meeting_child",
        *(_words("meeting_id"), _words("child_id"), _key("meeting_child", "meeting_id", "child_id")),
        *_refers("meeting_child", meeting_id="meeting", child_id="child"),
    )
    _index("meeting_child", "child_id")


def _issues():
    op.create_table(
        "report_issue",
        *(_words("id", 20), _number("year"), _number("serial"), _words("number", 20)),
        *(_words("family_id"), _words("child_id"), _words("meeting_id", nullable=True)),
        *(_words("report", 40), _words("title", 200), _words("carers", 400), _words("dates", 200)),
        *(_words("recipient", 200), _words("recipient_kind", 40), _text("why"), _words("language", 20)),
        *(sa.Column("large_print", sa.Boolean(), nullable=False), sa.Column("rests_on", sa.JSON(), nullable=False)),
        *(_words("made_with", 80), _words("fingerprint", 64), _words("replaces_id", nullable=True)),
        *(_time("issued_at"), _words("issued_by_id"), _key("report_issue"), _one("report_issue", "number")),
        *(_one("report_issue", "year", "serial"), _one("report_issue", "replaces_id")),
        _true("report_issue", "recipient_kind_known", f"recipient_kind IN ({RECIPIENTS})"),
        *_refers("report_issue", family_id="family", child_id="child", meeting_id="meeting"),
        *_refers("report_issue", replaces_id="report_issue", issued_by_id="person"),
    )
    _index("report_issue", "family_id", "child_id", "meeting_id")
    op.create_table(
        "issued_document",
        *(_words("issue_id"), _text("html"), _key("issued_document", "issue_id")),
        *_refers("issued_document", issue_id="report_issue"),
    )
    op.create_table(
        "issued_paper",
        *(_words("issue_id"), _words("sha256", 64), sa.Column("content", sa.LargeBinary(), nullable=False)),
        *(_time("made_at"), _key("issued_paper", "issue_id"), *_refers("issued_paper", issue_id="report_issue")),
    )


def _batches():
    op.create_table(
        "batch",
        *(_words("id", 20), _words("started_by_id"), _time("started_at"), _day("until"), _text("why")),
        *(_time("cancelled_at", nullable=True), _key("batch"), *_refers("batch", started_by_id="person")),
    )
    _index("batch", "started_by_id")
    op.create_table(
        "job",
        *(_words("id", 20), _words("batch_id"), _number("place"), _words("meeting_id"), _words("family_id")),
        *(_words("child_id"), _words("report", 40), _words("carers", 400), _words("state", 20), _number("attempts")),
        *(_words("owner", 60), _time("leased_until", nullable=True), _words("problem", 500)),
        *(_words("issue_id", nullable=True), _time("changed_at"), _key("job"), _one("job", "batch_id", "place")),
        *(_true("job", "state_known", f"state IN ({STATES})"), _true("job", "attempts_count", "attempts >= 0")),
        *_refers("job", batch_id="batch", meeting_id="meeting", family_id="family", child_id="child"),
        *_refers("job", issue_id="report_issue"),
    )
    op.create_index(op.f("ix_job_state_leased_until"), "job", ["state", "leased_until"])
