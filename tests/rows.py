"""Rows as they were at each revision of the schema, for the tests that upgrade over them and for those that break a rule of one."""

from datetime import UTC, date, datetime
from typing import Any

from alembic.script import ScriptDirectory
from sqlalchemy import MetaData

from workflow import paths
from workflow.storage import migrate
from workflow.storage.engine import Database

AT = datetime(2026, 1, 5, 9, tzinfo=UTC)
DAY = date(2026, 1, 5)

# One row for every table that a revision brings, in the order in which they may be written. A new revision says here what it brings.
# A table of None is filled by the revision itself, out of the rows of those before.
ROWS: dict[str, dict[str, dict[str, Any] | None]] = {
    "0001": {
        "agency": {"id": "a", "name": "Example Council"},
        "team": {"id": "t", "agency_id": "a", "name": "Example Team"},
        "person": {
            "id": "p",
            "username": "example",
            "name": "Example",
            "job": "",
            "team_id": "t",
            "password_hash": "x",
            "demonstration": False,
            "created_at": AT,
        },
        "role_held": {"id": "r", "person_id": "p", "team_id": "t", "role": "practitioner", "since": AT},
        "sign_in": {
            "id": "s",
            "token_hash": "x",
            "person_id": "p",
            "started_at": AT,
            "seen_at": AT,
            "expires_at": AT,
        },
        "family": {"id": "f", "name": "Example", "created_at": AT},
        "household": {"id": "h", "family_id": "f", "name": "Home"},
        "child": {"id": "c", "family_id": "f", "called": "Robin", "surname": "Example", "born": DAY},
        "adult": {"id": "m", "family_id": "f", "called": "Mum", "name": "Example"},
        "care": {"id": "k", "adult_id": "m", "child_id": "c", "relationship": "mother"},
        "living": {"id": "l", "household_id": "h", "child_id": "c", "note": ""},
        "involvement": {
            "id": "i",
            "family_id": "f",
            "person_id": "p",
            "part": "lead practitioner",
            "since": DAY,
            "reason": "",
        },
        "instrument_edition": {
            "id": "e",
            "key": "example",
            "edition": "1",
            "fingerprint": "x",
            "text": "x",
            "descriptors_exportable": True,
            "first_used_at": AT,
        },
        "scoring": {
            "id": "g",
            "family_id": "f",
            "child_id": "c",
            "edition_id": "e",
            "carer_names": "Mum",
            "window_start": DAY,
            "window_end": DAY,
            "age_band": "under-2",
            "scorer_id": "p",
            "status": "draft",
            "conditions": [],
            "exclusions": {},
            "missing_reasons": {},
            "version": 1,
            "started_at": AT,
            "amendment_reason": "",
            "supervisor_comment": "",
        },
        "scoring_carer": {"scoring_id": "g", "adult_id": "m"},
        "visit": {
            "id": "v",
            "scoring_id": "g",
            "on": DAY,
            "announced": True,
            "place": "",
            "seen": "",
            "child_seen": True,
            "child_seen_alone": False,
        },
        "scoring_move": {
            "id": "o",
            "scoring_id": "g",
            "move": "send",
            "from_status": "draft",
            "to_status": "with supervisor",
            "words": "",
            "at": AT,
            "by_id": "p",
        },
        "answer": {
            "id": "w",
            "scoring_id": "g",
            "item_id": "A1a",
            "grade": 2,
            "state": "scored",
            "note": "",
            "version": 1,
            "changed_at": AT,
            "changed_by_id": "p",
        },
        "answer_change": {
            "id": "x",
            "scoring_id": "g",
            "item_id": "A1a",
            "version": 1,
            "old_note": "",
            "new_grade": 2,
            "new_state": "scored",
            "new_note": "",
            "changed_at": AT,
            "changed_by_id": "p",
        },
        "audit_event": {"number": 1, "at": AT, "kind": "family.read", "details": {}},
    },
    "0002": {
        "scoring_visit": None,
        "co_scorer": {"scoring_id": "g", "person_id": "p", "added_at": AT, "added_by_id": "p"},
        "item_comment": {
            "id": "ic",
            "scoring_id": "g",
            "move_id": "o",
            "item_id": "A1a",
            "words": "x",
            "at": AT,
            "by_id": "p",
        },
        "reconciled": {
            "id": "rc",
            "second_id": "g",
            "item_id": "A1a",
            "grade": 2,
            "words": "",
            "version": 1,
            "changed_at": AT,
            "changed_by_id": "p",
        },
        "entry": {
            "id": "en",
            "scoring_id": "g",
            "key": "child-voice",
            "value": {},
            "version": 1,
            "changed_at": AT,
            "changed_by_id": "p",
        },
        "entry_change": {
            "id": "ec",
            "scoring_id": "g",
            "key": "child-voice",
            "version": 1,
            "old_value": {},
            "new_value": {},
            "client_key": "k",
            "changed_at": AT,
            "changed_by_id": "p",
        },
        "target": {
            "id": "ta",
            "scoring_id": "g",
            "item_id": "A1a",
            "now": 4,
            "aim": 3,
            "by": DAY,
            "helps": "",
            "version": 1,
            "changed_at": AT,
            "changed_by_id": "p",
        },
        "scaling_mark": {
            "id": "sm",
            "scoring_id": "g",
            "mark_id": "m1",
            "version": 1,
            "edition_id": "e",
            "item_id": "S1",
            "who": "Mum",
            "part": "carer",
            "number": 4,
            "words": "",
            "on": DAY,
            "changed_at": AT,
            "changed_by_id": "p",
        },
        "training": {"id": "tr", "person_id": "p", "instrument_key": "example", "on": DAY, "recorded_at": AT},
        "drafts_key": {"id": "dk", "person_id": "p", "sign_in_id": "s", "secret": "x", "given_at": AT},
    },
    "0003": {"trail_head": None},
    "0004": {},
    "0005": {
        "emergency_access": {
            "id": "ea",
            "family_id": "f",
            "person_id": "p",
            "found_by": "NHS number",
            "reason": "x",
            "opened_at": AT,
            "ends_at": AT,
            "review_words": "",
        },
    },
    "0006": {
        "lead_offer": {
            "id": "lo",
            "family_id": "f",
            "to_id": "p",
            "by_id": "p",
            "since": DAY,
            "reason": "x",
            "status": "offered",
            "offered_at": AT,
            "answer": "",
        },
        "case_move": {
            "id": "cm",
            "family_id": "f",
            "move": "close",
            "on": DAY,
            "reason": "x",
            "at": AT,
            "by_id": "p",
        },
    },
    "0007": {
        "record_question": {
            "id": "rq",
            "family_id": "f",
            "about_family_id": "f",
            "about_child_id": "c",
            "asks": True,
            "words": "x",
            "at": AT,
            "by_id": "p",
            "answer": "",
        },
    },
    "0008": {
        "meeting": {
            "id": "me",
            "family_id": "f",
            "kind": "core group",
            "on": DAY,
            "chaired_by": "",
            "version": 1,
            "changed_at": AT,
            "changed_by_id": "p",
            "cancel_reason": "",
        },
        "meeting_child": {"meeting_id": "me", "child_id": "c"},
        "report_issue": {
            "id": "ri",
            "year": 2026,
            "serial": 1,
            "number": "CP-2026-000001",
            "family_id": "f",
            "child_id": "c",
            "meeting_id": "me",
            "report": "progress",
            "title": "x",
            "carers": "Mum",
            "dates": "x",
            "recipient": "x",
            "recipient_kind": "chair",
            "why": "x",
            "language": "en-GB",
            "large_print": False,
            "rests_on": [],
            "made_with": "x",
            "fingerprint": "x",
            "replaces_id": "ri",
            "issued_at": AT,
            "issued_by_id": "p",
        },
        "issued_document": {"issue_id": "ri", "html": "x"},
        "issued_paper": {"issue_id": "ri", "sha256": "x", "content": b"x", "made_at": AT},
        "batch": {"id": "ba", "started_by_id": "p", "started_at": AT, "until": DAY, "why": "x"},
        "job": {
            "id": "jo",
            "batch_id": "ba",
            "place": 1,
            "meeting_id": "me",
            "family_id": "f",
            "child_id": "c",
            "report": "progress",
            "carers": "m",
            "state": "waiting",
            "attempts": 0,
            "owner": "",
            "problem": "",
            "changed_at": AT,
        },
    },
    "0009": {
        "one_time_link": {
            "id": "ol",
            "token_hash": "x",
            "person_id": "p",
            "purpose": "set-up",
            "made_at": AT,
            "expires_at": AT,
        },
        "first_step": {
            "id": "fs",
            "token_hash": "x",
            "person_id": "p",
            "method": "password",
            "started_at": AT,
            "expires_at": AT,
            "tries": 0,
        },
        "authenticator_app": {"id": "aa", "person_id": "p", "sealed_secret": "x", "made_at": AT, "last_step": 0},
        "recovery_code": {"id": "re", "person_id": "p", "mark": "a", "code_hash": "x", "made_at": AT},
        "passkey": {
            "id": "pk",
            "person_id": "p",
            "credential_id": "x",
            "public_key": "x",
            "sign_count": 0,
            "name": "Phone",
            "made_at": AT,
        },
        "known_browser": {"id": "kb", "token_hash": "x", "person_id": "p", "made_at": AT, "seen_at": AT},
        "failed_tries": {"key": "x", "failures": 1, "last_at": AT},
        "provider_identity": {"id": "pi", "person_id": "p", "issuer": "x", "subject": "x", "linked_at": AT},
    },
    "0010": {
        "restriction": {
            "id": "rs",
            "family_id": "f",
            "kind": "home",
            "key": "h",
            "mode": "only the people named see it",
            "category": "safe address",
            "reason": "x",
            "decided_by_id": "p",
            "decided_at": AT,
            "review_on": DAY,
            "lift_reason": "",
        },
        "restriction_person": {"restriction_id": "rs", "person_id": "p"},
    },
    "0011": {
        "prompt_aside": {
            "id": "pa",
            "family_id": "f",
            "child_id": "c",
            "carers": "m",
            "prompt": "overdue",
            "mark": "x",
            "reason": "Agreed",
            "at": AT,
            "by_id": "p",
            "brought_back_at": AT,
            "brought_back_by_id": "p",
        },
    },
    "0012": {
        "edition_retirement": {
            "id": "er",
            "key": "example",
            "edition": "1",
            "reason": "Replaced",
            "at": AT,
            "by_id": "p",
            "brought_back_at": AT,
            "brought_back_by_id": "p",
            "back_reason": "Needed",
        },
    },
    "0013": {
        "place_change": {
            "id": "pc",
            "agency_id": None,
            "team_id": "t",
            "deed": "renamed",
            "name_before": "Team",
            "name_after": "Example Team",
            "reason": "x",
            "at": AT,
            "by_id": "p",
        },
    },
    "0014": {},
    "0015": {
        "record_merge": {
            "id": "rm",
            "kept_id": "f",
            "gone_id": "f",
            "reason": "x",
            "at": AT,
            "by_id": "p",
            "undo_reason": "",
        },
        "record_merge_change": {
            "id": "mc",
            "merge_id": "rm",
            "undoing": False,
            "place": 1,
            "of_table": "child",
            "row_key": "c",
            "of_column": "called",
        },
    },
    "0016": {},
    "0017": {},
    "0018": {
        "correction": {
            "id": "1.1",
            "entry": 1,
            "place": 1,
            "of": "child",
            "subject_id": "c",
            "field": "called",
            "about_id": None,
            "was": "Robyn",
            "became": "Robin",
            "at": AT,
            "by_id": "p",
        },
    },
    "0019": {},
    "0020": {
        "emergency_look": {
            "id": "el",
            "person_id": "p",
            "found_by": "NHS number",
            "reason": "x",
            "records": 0,
            "at": AT,
        },
        "emergency_note": {"id": "en", "emergency_id": "ea", "words": "x", "at": AT, "by_id": "p"},
    },
    "0021": {},
    "0022": {},
}

GONE = object()
# What a revision changes in the rows of those before: columns with their value, or GONE.
CHANGED: dict[str, dict[str, dict[str, Any]]] = {
    "0002": {
        "instrument_edition": {"kind": "graded"},
        "family": {"practice": False},
        "scoring": {"blind": False},
        "scoring_move": {"direction": "", "no_follow_up": ""},
        "visit": {"scoring_id": GONE, "child_seen": GONE, "child_seen_alone": GONE, "family_id": "f"},
        "answer": {"evidence": {}},
        "answer_change": {"old_evidence": {}, "new_evidence": {}, "client_key": "k"},
    },
    "0003": {"audit_event": {"address": "", "request_id": "", "previous": "0" * 64, "hash": "0" * 64}},
    "0009": {
        "role_held": {"from_provider": False},
        "sign_in": {"address": "", "browser": "", "method": "password", "second": ""},
    },
    "0014": {
        "household": {"version": 1},
        "adult": {"version": 1},
        "child": {"version": 1, "care_version": 1},
    },
    "0021": {"involvement": {"end_reason": ""}, "restriction": {"taken_over_reason": ""}},
}


def revisions() -> list[str]:
    """Every revision of the product, oldest first."""
    script = ScriptDirectory(str(paths.migrations()))
    return [one.revision for one in reversed(list(script.walk_revisions()))]


def write_rows(database: Database, revision: str) -> None:
    tables = MetaData()
    with database.open() as session:
        connection = session.connection()
        tables.reflect(connection)
        for table, row in ROWS.get(revision, {}).items():
            if row is not None:
                connection.execute(tables.tables[table].insert(), row)


def write_newest(database: Database) -> None:
    """The rows of every revision's tables as they are at the newest one, into a database at the newest one."""
    tables = MetaData()
    with database.open() as session:
        connection = session.connection()
        tables.reflect(connection)
        for rows in ROWS.values():
            for table, row in rows.items():
                changes = {name: value for one in CHANGED.values() for name, value in one.get(table, {}).items()}
                now = {name: value for name, value in {**(row or {}), **changes}.items() if value is not GONE}
                if row is not None:
                    connection.execute(tables.tables[table].insert(), now)


def step_by_step(database: Database) -> None:
    """Bring an empty database to the newest revision, leaving the rows of each revision behind on the way."""
    for revision in revisions():
        migrate.upgrade(database, to=revision)
        write_rows(database, revision)
