"""The wheel holds templates, instruments and migrations, and works where there is no checkout."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def run(*words: str | Path, cwd: Path, **environment: str) -> str:
    done = subprocess.run(
        [str(word) for word in words],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": "", **environment},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", out, ROOT, cwd=out)
    return next(out.glob("*.whl"))


@pytest.mark.slow
def test_every_template_definition_and_migration_travels(wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    for folder in ("templates", "questionnaires", "migrations"):
        files = [f for f in (ROOT / folder).rglob("*") if f.is_file() and "__pycache__" not in f.parts]
        assert files, folder
        missing = [f for f in files if f"workflow/_shipped/{f.relative_to(ROOT)}" not in inside]
        assert not missing
    static = [f for f in (ROOT / "workflow" / "web" / "static").rglob("*") if f.is_file()]
    assert static
    assert not [f for f in static if str(f.relative_to(ROOT)) not in inside]


@pytest.mark.slow
def test_it_works_installed_far_from_the_checkout(wheel: Path, tmp_path: Path) -> None:
    # The installed copy goes first on the path of a Python that has only our dependencies besides: no network, no second environment.
    site = tmp_path / "site"
    run(
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--no-index",
        "--target",
        site,
        wheel,
        cwd=tmp_path,
    )
    database = f"sqlite:///{tmp_path / 'care.db'}"
    environment = {"PYTHONPATH": str(site), "CAREPROFILE_DATABASE_URL": database}
    command = (sys.executable, "-c", "import workflow.cli; workflow.cli.main()")
    assert "_shipped" in run(
        sys.executable, "-c", "from workflow import paths; print(paths.templates())", cwd=tmp_path, **environment
    )
    assert "care-profile@" in run(*command, "instruments", "list", cwd=tmp_path, **environment)
    run(*command, "migrate", cwd=tmp_path, **environment)
    run(*command, "demo", cwd=tmp_path, **environment)
    sheet = tmp_path / "sheet.json"
    sheet.write_text(
        json.dumps(
            {
                "instrument": "care-profile@2026.1",
                "child": {"born": "2019-05-14"},
                "carer": "Mum",
                "observed": {"from": "2026-03-02", "to": "2026-03-20"},
                "answers": {"A1a": 2},
            }
        )
    )
    assert json.loads(run(*command, "score", sheet, cwd=tmp_path, **environment))["age_months"] == 82
