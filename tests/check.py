"""`make check`: runs every checker, then fails if any failed. Each is a name and a command, or a function that returns complaints."""

import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from tests import supply

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent


def command(*words: str) -> Callable[[], Sequence[str]]:
    """A checker that is a command of the environment; its output is the complaint."""

    def run() -> Sequence[str]:
        done = subprocess.run([BIN / words[0], *words[1:]], cwd=ROOT, capture_output=True, text=True, check=False)
        return () if done.returncode == 0 else (done.stdout + done.stderr).splitlines()

    return run


def processes_page() -> Sequence[str]:
    """The generated page of processes says what the tables say."""
    from workflow.rules import diagrams, statuses

    fresh = "\n".join(diagrams.page(statuses.PROCESSES)) + "\n"
    page = ROOT / "docs" / "processes.md"
    return () if page.exists() and page.read_text() == fresh else ("docs/processes.md is stale: run make docs",)


def roles_page() -> Sequence[str]:
    """The generated page of who may do what says what the table of roles says."""
    from workflow.rules import role_table

    fresh = "\n".join(role_table.page()) + "\n"
    page = ROOT / "docs" / "who-may-do-what.md"
    return () if page.exists() and page.read_text() == fresh else ("docs/who-may-do-what.md is stale: run make docs",)


def reports_catalogue() -> Sequence[str]:
    """The catalogue for translators holds every text of the reports as it stands now."""
    from tests import catalogue

    there = catalogue.POT.exists() and catalogue.POT.read_text(encoding="utf-8") == catalogue.fresh()
    return () if there else (f"{catalogue.POT.relative_to(ROOT)} is stale: run make docs",)


def definition_schema() -> Sequence[str]:
    """The schema for editors is the one the model gives."""
    from gcp import definition

    page = ROOT / "questionnaires" / "schema.json"
    fresh = definition.schema()
    return (
        () if page.exists() and page.read_text() == fresh else ("questionnaires/schema.json is stale: run make docs",)
    )


def locks_name_no_host() -> Sequence[str]:
    """Lock files hold versions and hashes, never where they were fetched."""
    locks = [
        ROOT / "requirements.lock",
        ROOT / "tests" / "requirements.lock",
        *ROOT.glob("workflow/web/assets/*lock.json"),
        *ROOT.glob("tests/oidc/*lock.json"),
    ]
    return [
        f"{lock.relative_to(ROOT)}:{number}: {line.strip()}"
        for lock in locks
        for number, line in enumerate(lock.read_text().splitlines(), 1)
        if "index-url" in line or "resolved" in line or (lock.suffix == ".lock" and "://" in line)
    ]


CHECKERS: dict[str, Callable[[], Sequence[str]]] = {
    "style": command("ruff", "check", "."),
    "format": command("ruff", "format", "--check", "."),
    "types": command("mypy"),
    "who may import whom": command("lint-imports"),
    "templates": command("djlint", "--lint", "templates"),
    "the page of processes": processes_page,
    "the page of who may do what": roles_page,
    "the schema of definitions": definition_schema,
    "the catalogue of the reports": reports_catalogue,
    "lock files": locks_name_no_host,
    "pins and hashes": supply.everything_is_pinned,
    "licences": supply.licences_are_known,
    "the bill of materials": supply.bill_is_fresh,
    "nothing known to be unsafe": supply.nothing_known_to_be_unsafe,
    "secrets": supply.no_secret_is_kept,
    "every branch of gcp": command(
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "-n",
        "2",
        "tests/gcp",
        "--cov=gcp",
        "--cov-branch",
        "--cov-fail-under=100",
    ),
    "structure and sizes": command("pytest", "-q", "-p", "no:cacheprovider", "tests/test_structure.py"),
}


def main() -> int:
    """Run them all; 1 if any complained."""
    failed = []
    for name, checker in CHECKERS.items():
        complaints = checker()
        print(f"{'FAIL' if complaints else 'ok  '} {name}", flush=True)  # noqa: T201
        if complaints:
            failed.append(name)
            print("\n".join(f"     {line}" for line in complaints[-60:]), flush=True)  # noqa: T201
    print(f"{len(CHECKERS) - len(failed)} checks passed, {len(failed)} failed")  # noqa: T201
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
