"""The careprofile command: its documents on standard output, its faults in words on standard error, exit status 2 for bad input."""

import io
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from workflow import cli

Run = Callable[..., tuple[int, str, str]]
SHEET: dict[str, Any] = {
    "instrument": "care-profile@2026.1",
    "child": {"born": "2019-05-14"},
    "carer": "Mum",
    "observed": {"from": "2026-03-02", "to": "2026-03-20"},
    "conditions": ["disability"],
    "answers": {"A1a": 2, "A1b": "not-observed", "A5d": "not-applicable", "C1a": 2, "C1b": 2, "C1c": 2, "C2a": 4},
    "exclude": {"C2": "child's own behaviour"},
}


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """Runs the command with arguments; gives exit status, standard output and standard error."""
    monkeypatch.setenv("CAREPROFILE_DATABASE_URL", f"sqlite:///{tmp_path / 'var' / 'care.db'}")

    def call(*words: str, stdin: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["careprofile", *words])
        monkeypatch.setattr("sys.stdin", io.StringIO(stdin))
        with pytest.raises(SystemExit) as exit_:
            cli.main()
        out = capsys.readouterr()
        return int(exit_.value.code or 0), out.out, out.err

    return call


@pytest.fixture
def sheet(tmp_path: Path) -> Callable[..., str]:
    """Writes a sheet like SHEET with changes; gives its path."""

    def write(name: str = "sheet", **changes: Any) -> str:
        path = tmp_path / f"{name}.json"
        path.write_text(json.dumps({**SHEET, **changes}))
        return str(path)

    return write


def test_score_prints_the_profile(run: Run, sheet: Callable[..., str]) -> None:
    status, out, err = run("score", sheet())
    profile = json.loads(out)
    assert (status, err) == (0, "")
    assert profile["instrument"] == "care-profile@2026.1"
    assert (profile["rule"], profile["age_months"]) == ("mode-override", 82)
    area = {area["id"]: area for area in profile["areas"]}
    assert area["B"]["grade"] is None
    assert area["B"]["state"] == "not-scored"
    assert area["C"]["grade"] == 2
    items = {item["id"]: item for item in area["A"]["sub_areas"][0]["items"]}
    assert items["A1b"] == {"id": "A1b", "name": "Quantity", "grade": None, "state": "not-observed"}


def test_score_reads_standard_input(run: Run) -> None:
    status, out, _ = run("score", "-", stdin=json.dumps(SHEET))
    assert status == 0
    assert json.loads(out)["areas"]


def test_another_rule_may_be_named(run: Run, sheet: Callable[..., str]) -> None:
    file = sheet(answers={"A1a": 1, "A1b": 1, "A1c": 3})
    grade = {rule: json.loads(run("score", file, "--rule", rule)[1])["areas"][0]["grade"] for rule in ("mode", "worst")}
    assert grade == {"mode": 1, "worst": 3}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"answers": {"Z9z": 2}}, "Z9z"),
        ({"answers": {"A1a": 6}}, "A1a"),
        ({"answers": {"A1a": "two"}}, "A1a"),
        ({"answers": {"A1a": 2.5}}, "A1a"),
        ({"answers": {"A1a": True}}, "A1a"),
        ({"child": {"born": "1990-01-01"}}, "age"),
        ({"child": {"expected": "2026-09-01"}}, "born"),
        ({"observed": {"from": "2026-03-20", "to": "2026-03-02"}}, "window"),
        ({"observed": {"from": "2026-03-20", "to": "2999-04-02"}}, "come"),
        ({"child": {"born": "2026-03-30"}}, "born"),
        ({"exclude": {"A1": "no reason allowed"}}, "A1"),
        ({"exclude": {"C2": ""}}, "C2"),
        ({"instrument": "no-such@1"}, "no-such@1"),
        ({"observed": {"from": "yesterday", "to": "today"}}, "observed"),
        ({"unknown": 1}, "unknown"),
        ({"instrument": "a" * 5000 + ".yaml"}, "There is no instrument 'aaaa"),
        ({"instrument": "no-such.yaml"}, "no-such.yaml"),
        ({"exclude": {"C2": "half of \ud83d"}}, "not UTF-8 text"),
        ({"carer": "Mum\0"}, "hidden character (U+0000)"),
    ],
)
def test_bad_sheets_are_answered_in_words(
    run: Run, sheet: Callable[..., str], changes: dict[str, Any], words: str
) -> None:
    status, out, err = run("score", sheet(**changes))
    assert status == 2
    assert out == ""
    assert words in err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Standard input is not JSON. Line 1, column 1:"),
        ("{", "Standard input is not JSON. Line 1, column 2:"),
        ("[1, 2]", "must be an object"),
        ('"sheet"', "must be an object"),
        ("null", "must be an object"),
        ("[" * 100_000, "too deep"),
        ('{"answers": {"A1a": 1' + "0" * 5000 + "}}", "thousands of digits"),
        ('{"answers": {"A1a": 2, "A1a": 4}}', "'A1a' is given more than once. Keep one."),
    ],
    ids=range(8),
)
def test_what_is_no_sheet_is_answered_in_words(run: Run, text: str, words: str) -> None:
    status, out, err = run("score", "-", stdin=text)
    assert (status, out) == (2, "")
    assert words in err
    assert "Traceback" not in err


def test_a_sheet_saved_with_a_byte_order_mark_is_read(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "marked.json"
    path.write_text(json.dumps(SHEET), encoding="utf-8-sig")
    assert run("score", str(path))[0] == 0


def test_a_sheet_in_another_encoding_is_said(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "latin.json"
    path.write_bytes('{"carer": "Ren\u00e9"}'.encode("latin-1"))
    assert run("score", str(path)) == (2, "", f"{path} is not UTF-8 text. Save it as UTF-8.\n")


def test_every_fault_of_a_sheet_is_said_at_once(run: Run, sheet: Callable[..., str]) -> None:
    _, _, shape = run("score", sheet(answers={"A1a": 2.5, "A1c": "maybe"}, carer=7))
    assert all(item in shape for item in ("A1a", "A1c", "carer"))
    _, _, content = run("score", sheet(answers={"A1a": 9, "Q": 1}, exclude={"A2": "why not"}))
    assert all(item in content for item in ("A1a", "Q", "A2"))


def test_a_missing_file_is_said(run: Run) -> None:
    status, _, err = run("score", "no-such-file.json")
    assert status == 2
    assert "no-such-file.json cannot be read: No such file or directory." in err


def test_of_several_sheets_every_fault_names_its_file(run: Run, sheet: Callable[..., str]) -> None:
    files = sheet("first"), sheet("second", answers={"A1a": 9}), sheet("third", carer=7)
    status, out, err = run("compare", *files)
    assert (status, out) == (2, "")
    assert [line.split(": ")[0] for line in err.splitlines()] == [files[1], files[2]]
    assert run("agree", *files[:2])[2].startswith(f"{files[1]}: A1a is answered with 9.")


def test_compare_prints_progress(run: Run, sheet: Callable[..., str]) -> None:
    first = sheet("first", answers={"A1a": 4, "A1b": 3})
    second = sheet("second", answers={"A1a": 3, "A1b": 3}, observed={"from": "2026-09-01", "to": "2026-09-18"})
    status, out, _ = run("compare", second, first)
    comparison = json.loads(out)["comparisons"][0]
    assert status == 0
    assert (comparison["from"], comparison["to"]) == ("2026-03-20", "2026-09-18")
    assert comparison["worst_two"] == {"from": 1, "to": 0}
    area = comparison["areas"][0]
    assert (area["from"], area["to"], area["change"]) == (4, 3, "better")
    assert area["items"] == {"better": 1, "same": 1, "worse": 0, "not_comparable": 0}


def test_compare_asks_for_two(run: Run, sheet: Callable[..., str]) -> None:
    status, _, err = run("compare", sheet())
    assert status == 2
    assert "two or more" in err


def test_agree_prints_agreement(run: Run, sheet: Callable[..., str]) -> None:
    first = sheet("first", answers={"A1a": 2, "A1b": 3, "A1c": 1})
    second = sheet("second", answers={"A1a": 4, "A1b": 3, "A1c": 1})
    status, out, _ = run("agree", first, second)
    agreement = json.loads(out)
    assert status == 0
    assert (agreement["items"]["n"], agreement["items"]["exact"]) == (3, 2)
    assert agreement["differences"] == [{"id": "A1a", "first": 2, "second": 4}]
    assert "A" in agreement["areas"]


DEFINITIONS = Path(__file__).parent / "gcp" / "definitions"


def of_kind(kind: str, answers: dict[str, Any]) -> dict[str, Any]:
    """The changes that make SHEET one for an instrument of another kind."""
    return {"instrument": str(DEFINITIONS / f"{kind}.yaml"), "answers": answers, "conditions": [], "exclude": {}}


def test_a_counted_sheet_prints_its_counts(run: Run, sheet: Callable[..., str]) -> None:
    status, out, err = run("score", sheet(**of_kind("counted", {"H1a": 0})))
    assert (status, err) == (0, "")
    found = json.loads(out)
    assert (found["kind"], found["yes"], found["no"], found["asked"]) == ("counted", 0, 1, 1)


def test_an_open_sheet_prints_what_is_noted(run: Run, sheet: Callable[..., str]) -> None:
    status, out, err = run("score", sheet(**of_kind("open", {"V1": "noted"})))
    assert (status, err) == (0, "")
    (area,) = json.loads(out)["areas"]
    assert (area["noted"], area["expected"], area["unanswered"]) == (1, 1, [])
    status, _, err = run("score", sheet(**of_kind("open", {"V1": 3})))
    assert (status, "V1 is answered with 3. Give noted" in err) == (2, True)


def test_a_scaled_sheet_is_refused(run: Run, sheet: Callable[..., str]) -> None:
    status, out, err = run("score", sheet(**of_kind("scaled", {"S1": 3})))
    assert (status, out) == (2, "")
    assert err == (
        "scaled@1 is answered from 0 to 10 by each person: those answers are never put together, "
        "so there is nothing to score.\n"
    )


@pytest.mark.parametrize("kind", ["counted", "scaled", "open"])
def test_no_rule_where_nothing_is_rolled_up(run: Run, sheet: Callable[..., str], kind: str) -> None:
    status, _, err = run("score", sheet(**of_kind(kind, {})), "--rule", "worst")
    assert (status, err) == (2, f"{kind}@1 is {kind}: nothing in it is rolled up. Leave --rule out.\n")


def test_instruments_are_listed_with_their_kinds(run: Run) -> None:
    status, out, _ = run("instruments", "list")
    assert status == 0
    assert {tuple(line.split("\t")[:1] + line.split("\t")[2:3]) for line in out.splitlines()} >= {
        ("care-profile@2026.1", "graded")
    }


def test_a_faulty_definition_is_told_with_its_places(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text("key: x\nedition: 1\nscale: {better: sideways}\nareas: []\nkey: y\n")
    status, _, err = run("instruments", "check", str(path))
    assert status == 2
    assert "line" in err
    assert str(path) in err


def test_faults_and_warnings_are_counted(run: Run, tmp_path: Path) -> None:
    assert run("instruments", "check", str(tmp_path)) == (
        2,
        f"{tmp_path}: 1 fault, 0 warnings\n",
        f"{tmp_path}: This is a folder. Name a file in it.\n",
    )


def test_a_local_instrument_is_found_and_marked(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = Path(__file__).parent.parent / "questionnaires" / "care-profile-2026.1.yaml"
    local = tmp_path / "local"
    local.mkdir()
    (local / "ours.yaml").write_text(source.read_text().replace("key: care-profile\n", "key: our-own\n", 1))
    monkeypatch.setenv("CAREPROFILE_QUESTIONNAIRES", str(local))
    status, out, _ = run("instruments", "list")
    assert status == 0
    assert "our-own@2026.1" in out
    assert "local, not for export" in out


def test_a_faulty_local_instrument_is_left_out_and_told(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "broken.yaml").write_text("key: broken\n")
    (tmp_path / "bytes.yaml").write_bytes(b"\xff\xfe\x00")
    monkeypatch.setenv("CAREPROFILE_QUESTIONNAIRES", str(tmp_path))
    status, out, err = run("instruments", "list")
    assert status == 2
    assert "care-profile@2026.1" in out
    assert err.splitlines() == [
        "Left out: broken.yaml has 4 faults. See them with 'careprofile instruments check'.",
        "Left out: bytes.yaml: The file is UTF-16 text. Save it as UTF-8.",
    ]


def test_a_folder_of_instruments_that_is_not_there_is_said(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CAREPROFILE_QUESTIONNAIRES", str(tmp_path / "nowhere"))
    status, out, err = run("instruments", "list")
    assert (status, out) == (2, "")
    assert err.startswith(f"CAREPROFILE_QUESTIONNAIRES: There is no folder {tmp_path / 'nowhere'}.")


def test_a_folder_of_instruments_set_to_nothing_is_none(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here.yaml").write_text("key: here\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CAREPROFILE_QUESTIONNAIRES", "")
    assert (run("instruments", "list")[0], run("instruments", "list")[2]) == (0, "")


def test_migrate_demo_and_people(run: Run) -> None:
    assert run("migrate")[0] == 0
    status, out, _ = run("demo")
    assert status == 0
    assert all(
        name in out
        for name in ("practitioner", "practitioner2", "supervisor", "chair", "member", "quality", "administrator")
    )
    again, _, err = run("demo")
    assert again == 2
    assert "not empty" in err
    assert run("demo", "--if-empty")[0] == 0
    words = ("people", "add", "--username", "new.person", "--name", "New Person", "--role", "practitioner")
    status, out, _ = run(*words, "--agency", "A", "--team", "T", "--password-stdin", stdin="a long enough password\n")
    assert status == 0
    status, _, err = run(*words, "--agency", "A", "--team", "T", "--password-stdin", stdin="a long enough password\n")
    assert status == 2
    assert "taken" in err
    renewed = ("people", "password", "--username", "new.person", "--password-stdin")
    assert run(*renewed, stdin="another long password\n")[0] == 0
    assert run(*renewed, stdin="short\n")[0] == 2
    trained = ("people", "trained", "--username", "new.person")
    assert run(*trained) == (0, "", "")
    assert run(*trained, "--instrument", "care-profile", "--on", "2025-05-02") == (0, "care-profile\t2025-05-02\n", "")
    assert run(*trained, "--instrument", "care-profile", "--on", "yesterday")[::2] == (
        2,
        "'yesterday' is no date. Write it as 2026-03-20.\n",
    )
    assert run(*trained, "--instrument", "nothing", "--on", "2025-05-02")[0] == 2
    assert run(*trained) == (0, "care-profile\t2025-05-02\n", "")
    assert run("people", "disable", "--username", "new.person")[0] == 0
    status, _, err = run("people", "disable", "--username", "new.person")
    assert status == 2
    assert "no open account" in err


def test_an_old_database_is_said_in_words(run: Run) -> None:
    status, _, err = run("demo")
    assert status == 2
    assert "careprofile migrate" in err


def test_production_is_strict(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAREPROFILE_ENVIRONMENT", "production")
    status, _, err = run("settings")
    assert status == 2
    assert "CAREPROFILE_SECRET_KEY" in err
    monkeypatch.setenv("CAREPROFILE_SECRET_KEY", "x" * 40)
    assert run("settings")[0] == 0
    assert run("migrate")[0] == 0
    status, _, err = run("demo")
    assert status == 2
    assert "demo environment" in err


def test_settings_hide_secrets(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAREPROFILE_SECRET_KEY", "not-to-be-seen-by-anybody-at-all-ever")
    monkeypatch.setenv("CAREPROFILE_DATABASE_URL", "postgresql+psycopg://care:hush@localhost/care")
    _, out, _ = run("settings")
    assert "not-to-be-seen" not in out
    assert "hush" not in out
    assert "CAREPROFILE_ENVIRONMENT=demo" in out


def test_processes_are_printed(run: Run) -> None:
    status, out, _ = run("processes")
    assert status == 0
    assert "stateDiagram-v2" in out
    assert "with supervisor" in out


# --- the trail


def test_the_trail_is_checked_and_its_head_can_be_noted(run: Run, tmp_path: Path) -> None:
    run("migrate")
    add = ("people", "add", "--username", "ada", "--name", "Ada Example", "--role", "administrator")
    assert run(*add, "--agency", "A", "--team", "T", "--password-stdin", stdin="long enough it is\n")[0] == 0
    status, out, err = run("audit", "verify")
    assert (status, err) == (0, "")
    assert out.startswith("The trail is whole, from its first entry to entry 1.\nHead: 1:")
    head = out.splitlines()[1].removeprefix("Head: ")
    assert run("audit", "verify", "--noted", head)[0] == 0
    assert run("audit", "verify", "--noted", "nonsense")[0] == 2
    with closing(sqlite3.connect(tmp_path / "var" / "care.db", isolation_level=None)) as connection:
        assert connection.execute("SELECT address FROM audit_event").fetchall() == [("command line",)]
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("UPDATE audit_event SET kind = 'family.read'")
    status, out, err = run("audit", "verify")
    assert status == 1
    assert err == "Entry 1 was altered: what it says is not what was sealed.\n"
    assert out == "The trail is broken at entry 1 (altered). It holds up to entry 0.\n"


def test_after_another_secret_what_was_sealed_is_sealed_anew(run: Run) -> None:
    run("migrate")
    assert run("reseal") == (0, "Sealed anew: 0.\n", "")


def test_a_list_of_people_is_rehearsed_and_then_added_whole(run: Run, tmp_path: Path):
    run("migrate")
    table = tmp_path / "people.csv"
    table.write_text(
        "username,name,job,agency,team,roles\nnia,Nia New,,Example Trust,North,practitioner\n", encoding="utf-8-sig"
    )
    assert run("people", "import", str(table), "--dry-run") == (0, "nia\twould be added\n", "")
    assert run("people", "import", str(table)) == (0, "nia\tadded\n", "")
    assert run("people", "import", str(table)) == (0, "nia\tis here already\n", "")
    table.write_text("username,name,job,agency,team,roles\nx,,,A,T,king\n", encoding="utf-8")
    status, _, faults = run("people", "import", str(table))
    assert status == 2
    assert "Line 2: " in faults
    table.write_bytes("username,name\nJosé".encode("utf-16"))
    status, _, faults = run("people", "import", str(table))
    assert (status, "is not in UTF-8" in faults) == (2, True)
