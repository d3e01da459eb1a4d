"""Locks in the database itself: what a signed scoring holds cannot be changed by any way in, and what is recorded for ever is never rewritten.

The services refuse first, with better sentences. These hold where code is wrong, where two people are faster than a check, and for whoever
writes SQL by hand. They are taken away while the schema changes (on SQLite a table made anew loses its own anyway) and put back afterwards,
in the same transaction, by `storage.migrate`; so they always fit the tables as they are, and no revision has to remember them.
"""

from collections.abc import Iterator

from sqlalchemy import Connection, Inspector, inspect, text

from workflow.models import ScoringStatus

WITH_ITS_SCORING = (
    *("answer", "answer_change", "entry", "entry_change", "target", "scaling_mark"),
    *("scoring_visit", "scoring_carer", "co_scorer"),
)
"""Tables whose rows are written, changed and taken away only while their scoring is a draft or returned."""
FOR_EVER = (
    *("answer_change", "entry_change", "scoring_move", "item_comment", "audit_event", "case_move"),
    "place_change",
    *("report_issue", "issued_document", "issued_paper", "record_merge_change", "correction"),
)
"""Tables whose rows are added and then never changed and never taken away, one by one or all at once."""
ONCE = {
    "record_merge": ("undone_at", "undone_by_id", "undo_reason"),
    "edition_retirement": ("brought_back_at", "brought_back_by_id", "back_reason"),
}
"""Tables whose rows are kept for ever too, but that what they say can be taken back: these columns, empty until then, are written once."""
OF_ITS_OWN = {"reconciled": "two raters settle it once both of their scorings are in"}
"""Tables that hang on a scoring and are locked by neither, with the reason."""
PROCESS = frozenset({"status", "version", "sent_at", "signed_off_at", "signed_off_by_id", "supervisor_comment"})
"""The columns of a scoring that its moves change; the others are its facts, which stand once it is sent."""

ALONG_A_MERGE = ("family_id", "child_id")
"""The columns of a scoring, and of a visit, that follow a merge of two records and its undoing: only from and to what is written down there."""
OF_A_PERSON = {"family_id": "family", "child_id": "child", "adult_id": "adult"}
"""Columns that take nothing of what was put together with another, and the table that says so."""
STAYS_AS_WRITTEN = {"audit_event", "scoring_carer"}
"""Tables to which that does not apply: the trail, and whose care was graded, which an amendment takes over as it was written."""

LOCKED, KEPT, MERGED = "careprofile-locked", "careprofile-kept", "careprofile-merged"
"""The marks by which `problems` knows a breach, and finds its sentence."""

_OPEN = "'draft', 'returned'"
_CLOSED = "'signed off', 'withdrawn', 'superseded'"
_ENDS = f"'{ScoringStatus.SIGNED_OFF}'", f"'{ScoringStatus.SUPERSEDED}'"
_FUNCTIONS = (
    "lock_with_scoring",
    "lock_for_ever",
    "lock_scoring",
    "lock_visit",
    "lock_forward",
    "lock_merged",
    "lock_once",
)
_FORWARD = ("trail_head",)
"""The head of the trail: one row, whose number grows and which is never taken away."""


def put(connection: Connection) -> None:
    """Put every lock on the tables that are there, in place of those that were."""
    remove(connection)
    seen = inspect(connection)
    statements = _sqlite(seen) if connection.dialect.name == "sqlite" else _postgresql(seen)
    for statement in statements:
        connection.exec_driver_sql(statement)


def remove(connection: Connection) -> None:
    """Take every lock away: for a change of the schema, and for tests of what the tables refuse by themselves."""
    if connection.dialect.name == "sqlite":
        names = connection.execute(
            text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'lock!_%' ESCAPE '!'")
        )
        for (name,) in names.all():
            connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
    else:
        for function in _FUNCTIONS:
            connection.exec_driver_sql(f"DROP FUNCTION IF EXISTS {function}() CASCADE")


def _there(seen: Inspector, names: tuple[str, ...]) -> list[str]:
    tables = set(seen.get_table_names())
    return [name for name in names if name in tables]


def _sqlite(seen: Inspector) -> Iterator[str]:
    locked, kept = (f"BEGIN SELECT RAISE(ABORT, '{mark}'); END" for mark in (LOCKED, KEPT))
    for table in _there(seen, WITH_ITS_SCORING):
        closed = " OR ".join(
            f"(SELECT status FROM scoring WHERE id = {row}.scoring_id) NOT IN ({_OPEN})" for row in ("OLD", "NEW")
        )
        for verb, when in (
            ("INSERT", closed.partition(" OR ")[2]),
            ("UPDATE", closed),
            ("DELETE", closed.partition(" OR ")[0]),
        ):
            yield f"CREATE TRIGGER lock_{table}_{verb.lower()} BEFORE {verb} ON {table} WHEN {when} {locked}"
    for table in _there(seen, FOR_EVER):
        for verb in ("UPDATE", "DELETE"):
            yield f"CREATE TRIGGER lock_{table}_kept_{verb.lower()} BEFORE {verb} ON {table} {kept}"
        yield _sqlite_anew(seen, table, kept)
    for table in _there(seen, tuple(ONCE)):
        facts = _any_changed(column["name"] for column in seen.get_columns(table) if column["name"] not in ONCE[table])
        at = ONCE[table][0]
        again = f"OLD.{at} IS NOT NULL OR NEW.{at} IS NULL OR {facts}"
        yield f"CREATE TRIGGER lock_{table}_once_update BEFORE UPDATE ON {table} WHEN {again} {kept}"
        yield f"CREATE TRIGGER lock_{table}_once_delete BEFORE DELETE ON {table} {kept}"
        yield _sqlite_anew(seen, table, kept)
    for table in _there(seen, _FORWARD):
        yield f"CREATE TRIGGER lock_{table}_update BEFORE UPDATE ON {table} WHEN NEW.number <= OLD.number {kept}"
        yield f"CREATE TRIGGER lock_{table}_delete BEFORE DELETE ON {table} {kept}"
        yield f"CREATE TRIGGER lock_{table}_insert BEFORE INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table}) {kept}"
    merges = bool(_there(seen, ("record_merge_change",)))
    for table in _there(seen, ("scoring",)):
        names = [column["name"] for column in seen.get_columns(table)]
        facts = _any_changed(name for name in names if name not in {*PROCESS, *(ALONG_A_MERGE if merges else ())})
        facts += _astray(table, ALONG_A_MERGE) if merges else ""
        end, after = _ENDS
        moved = _any_changed(name for name in names if name in PROCESS - {"status", "version"})
        stands = f"OLD.status = NEW.status AND OLD.version = NEW.version AND ({_any_changed(iter(ALONG_A_MERGE))})"
        ends = f"(OLD.status = {end} AND NEW.status = {after})" + (f" OR ({stands})" if merges else "")
        over = f"OLD.status IN ({_CLOSED}) AND ({moved} OR NOT ({ends}))"
        yield f"CREATE TRIGGER lock_scoring_update BEFORE UPDATE ON scoring WHEN (OLD.status NOT IN ({_OPEN}) AND ({facts})) OR ({over}) {locked}"
        yield f"CREATE TRIGGER lock_scoring_delete BEFORE DELETE ON scoring WHEN OLD.status NOT IN ({_OPEN}) {locked}"
    if _there(seen, ("scoring_visit",)):
        rests = (
            "EXISTS (SELECT 1 FROM scoring_visit JOIN scoring ON scoring.id = scoring_visit.scoring_id "
            f"WHERE scoring_visit.visit_id = OLD.id AND scoring.status NOT IN ({_OPEN}))"
        )
        facts = _any_changed(column["name"] for column in seen.get_columns("visit") if column["name"] != "family_id")
        along = f"NOT (NOT ({facts}) AND OLD.family_id <> NEW.family_id{_astray('visit', ('family_id',), ' AND NOT ')})"
        yield f"CREATE TRIGGER lock_visit_update BEFORE UPDATE ON visit WHEN {rests}{f' AND {along}' if merges else ''} {locked}"
        yield f"CREATE TRIGGER lock_visit_delete BEFORE DELETE ON visit WHEN {rests} {locked}"
    yield from _sqlite_merged(seen)


def _sqlite_anew(seen: Inspector, table: str, kept: str) -> str:
    """INSERT OR REPLACE takes a row away without asking the trigger on DELETE."""
    (key,) = seen.get_pk_constraint(table)["constrained_columns"]
    there = f"EXISTS (SELECT 1 FROM {table} WHERE {key} = NEW.{key})"
    return f"CREATE TRIGGER lock_{table}_kept_insert BEFORE INSERT ON {table} WHEN {there} {kept}"


def _astray(table: str, columns: tuple[str, ...], joined: str = " OR ") -> str:
    """That one of these columns of a row is changed otherwise than a merge that is written down says."""
    return "".join(
        f"{joined}(OLD.{name} <> NEW.{name} AND NOT EXISTS (SELECT 1 FROM record_merge_change WHERE of_table = '{table}' "
        f"AND row_key = OLD.id AND of_column = '{name}' AND was = OLD.{name} AND became = NEW.{name}))"
        for name in columns
    )


def taking(seen: Inspector) -> Iterator[tuple[str, list[str]]]:
    """Every table that refers to a family, a child or an adult, with the columns that do; none before records can be put together."""
    if not _there(seen, ("record_merge",)):
        return
    for table in sorted(set(seen.get_table_names()) - STAYS_AS_WRITTEN):
        columns = [column["name"] for column in seen.get_columns(table) if column["name"] in OF_A_PERSON]
        if columns:
            yield table, columns


def _sqlite_merged(seen: Inspector) -> Iterator[str]:
    for table, columns in taking(seen):
        gone = " OR ".join(
            f"EXISTS (SELECT 1 FROM {OF_A_PERSON[name]} WHERE id = NEW.{name} AND merged_into_id IS NOT NULL)"
            for name in columns
        )
        refused = f"BEGIN SELECT RAISE(ABORT, '{MERGED}'); END"
        yield f"CREATE TRIGGER lock_{table}_merged_insert BEFORE INSERT ON {table} WHEN {gone} {refused}"
        yield f"CREATE TRIGGER lock_{table}_merged_update BEFORE UPDATE OF {', '.join(columns)} ON {table} WHEN {gone} {refused}"


def _any_changed(names: Iterator[str]) -> str:
    return " OR ".join(f'OLD."{name}" IS NOT NEW."{name}"' for name in names)


def _postgresql(seen: Inspector) -> Iterator[str]:
    yield from _functions(merges=bool(_there(seen, ("record_merge_change",))))
    for names, function, verbs in (
        (WITH_ITS_SCORING, "lock_with_scoring", "INSERT OR UPDATE OR DELETE"),
        (FOR_EVER, "lock_for_ever", "UPDATE OR DELETE"),
        (("scoring",), "lock_scoring", "UPDATE OR DELETE"),
        (_FORWARD, "lock_forward", "UPDATE OR DELETE"),
    ):
        for table in _there(seen, names):
            yield f"CREATE TRIGGER {function} BEFORE {verbs} ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()"
    for table in _there(seen, tuple(ONCE)):
        written = ", ".join(f"'{name}'" for name in ONCE[table])
        yield f"CREATE TRIGGER lock_once BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION lock_once({written})"
    for table in _there(seen, (*FOR_EVER, *_FORWARD, *ONCE)):
        yield f"CREATE TRIGGER lock_for_ever_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION lock_for_ever()"
    if _there(seen, ("scoring_visit",)):
        yield "CREATE TRIGGER lock_visit BEFORE UPDATE OR DELETE ON visit FOR EACH ROW EXECUTE FUNCTION lock_visit()"
    for table, columns in taking(seen):
        yield (
            f"CREATE TRIGGER lock_merged BEFORE INSERT OR UPDATE OF {', '.join(columns)} ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION lock_merged()"
        )


def _functions(*, merges: bool) -> Iterator[str]:
    """Sharing the scoring's row makes a write wait for a move that is being made, and then see what came of it."""
    locked, kept = (f"RAISE EXCEPTION '{mark}' USING ERRCODE = 'check_violation';" for mark in (LOCKED, KEPT))
    end, after = _ENDS
    facts = " - ".join(["to_jsonb({row})", *(f"'{name}'" for name in sorted(PROCESS))])
    moved = "to_jsonb({row}) - 'status' - 'version'"
    astray, aside, stands = "", "", ""
    if merges:
        aside = "".join(f" - '{name}'" for name in ALONG_A_MERGE)
        facts, moved = facts + aside, moved + aside
        astray = f"IF {_astray('scoring', ALONG_A_MERGE).removeprefix(' OR ')} THEN {locked} END IF; "
        changed = " OR ".join(f"OLD.{name} <> NEW.{name}" for name in ALONG_A_MERGE)
        stands = f" OR (OLD.status = NEW.status AND OLD.version = NEW.version AND ({changed}))"
    # The row is found by its id alone: with its status among what is asked for, an open one would be passed over and not be shared.
    look = (
        "SELECT status INTO stands FROM scoring WHERE id = {row}.scoring_id FOR SHARE; "
        f"IF stands NOT IN ({_OPEN}) THEN {locked} END IF;"
    )
    back = "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW;"
    yield _function(
        "lock_with_scoring",
        f"IF TG_OP <> 'DELETE' THEN {look.format(row='NEW')} END IF; "
        f"IF TG_OP = 'DELETE' OR (TG_OP = 'UPDATE' AND OLD.scoring_id <> NEW.scoring_id) THEN {look.format(row='OLD')} END IF; {back}",
        "DECLARE stands text;",
    )
    yield _function("lock_for_ever", kept)
    yield _once(kept)
    yield _function(
        "lock_forward",
        f"IF TG_OP = 'DELETE' THEN {kept} END IF; IF NEW.number <= OLD.number THEN {kept} END IF; {back}",
    )
    yield _function(
        "lock_scoring",
        f"IF OLD.status NOT IN ({_OPEN}) THEN IF TG_OP = 'DELETE' THEN {locked} END IF; "
        f"IF {facts.format(row='OLD')} IS DISTINCT FROM {facts.format(row='NEW')} THEN {locked} END IF; {astray}"
        f"IF OLD.status IN ({_CLOSED}) AND ({moved.format(row='OLD')} IS DISTINCT FROM {moved.format(row='NEW')} "
        f"OR NOT ((OLD.status = {end} AND NEW.status = {after}){stands})) THEN {locked} END IF; END IF; {back}",
    )
    along = (
        "IF TG_OP = 'UPDATE' THEN IF to_jsonb(OLD) - 'family_id' = to_jsonb(NEW) - 'family_id' AND OLD.family_id <> NEW.family_id"
        f"{_astray('visit', ('family_id',), ' AND NOT ')} THEN RETURN NEW; END IF; END IF; "
    )
    yield _function(
        "lock_visit",
        f"{along if merges else ''}IF EXISTS (SELECT 1 FROM scoring_visit JOIN scoring ON scoring.id = scoring_visit.scoring_id "
        f"WHERE scoring_visit.visit_id = OLD.id AND scoring.status NOT IN ({_OPEN})) THEN {locked} END IF; {back}",
    )
    # Sharing the rows makes a write wait for a merge that is being made, and then see what came of it.
    gone = "".join(
        f"PERFORM 1 FROM {table} WHERE id = to_jsonb(NEW) ->> '{name}' FOR KEY SHARE; "
        f"IF (SELECT merged_into_id FROM {table} WHERE id = to_jsonb(NEW) ->> '{name}') IS NOT NULL "
        f"THEN RAISE EXCEPTION '{MERGED}' USING ERRCODE = 'check_violation'; END IF; "
        for name, table in OF_A_PERSON.items()
    )
    if merges:
        yield _function("lock_merged", f"{gone}RETURN NEW;")


def _once(kept: str) -> str:
    again = "to_jsonb(OLD) ->> TG_ARGV[0] IS NOT NULL OR to_jsonb(NEW) ->> TG_ARGV[0] IS NULL"
    others = "to_jsonb(OLD) - TG_ARGV::text[] IS DISTINCT FROM to_jsonb(NEW) - TG_ARGV::text[]"
    return _function(
        "lock_once",
        f"IF TG_OP = 'DELETE' THEN {kept} END IF; IF {again} OR {others} THEN {kept} END IF; RETURN NEW;",
    )


def _function(name: str, body: str, names: str = "") -> str:
    return f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ {names} BEGIN {body} END $$"
