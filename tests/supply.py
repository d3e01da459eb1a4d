"""What the product is made of: the software bill of materials, its licences, its pins, what a scanner says of our own code, and secrets.

`python -m tests.supply` prints the bill (docs/sbom.json). Everything here works without a network.
"""

import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from tests.licences import ASSETS, LET_IN, PACKAGES

ROOT = Path(__file__).parent.parent
BILL = ROOT / "docs" / "sbom.json"
LOCKS = (ROOT / "requirements.lock", ROOT / "tests" / "requirements.lock")
_NOT_READ = {".woff2", ".ttf", ".png", ".ico", ".pdf", ".jpg", ".lock"}


def locked(lock: Path) -> dict[str, str]:
    """The packages of a lock file and their exact versions."""
    return dict(re.findall(r"(?m)^([A-Za-z0-9._-]+)==([^\s;\\]+)", lock.read_text(encoding="utf-8")))


def assets() -> dict[str, str]:
    """What browsers get that was made elsewhere, and its exact version."""
    packages = json.loads((ROOT / "workflow/web/assets/package-lock.json").read_text(encoding="utf-8"))["packages"]
    return {name: packages[f"node_modules/{name}"]["version"] for name in ASSETS}


# --- the bill


def bill() -> str:
    """The bill of materials in CycloneDX 1.6: every package of requirements.lock and every asset of browsers. The same every time."""
    from cyclonedx.contrib.license.factories import LicenseFactory
    from cyclonedx.model.bom import Bom
    from cyclonedx.model.component import Component, ComponentType
    from cyclonedx.output.json import JsonV1Dot6
    from packageurl import PackageURL

    def component(kind: str, name: str, version: str, licence: str) -> Component:
        space, _, plain = name.rpartition("/")
        url = PackageURL(kind, space or None, plain, version)
        return Component(
            type=ComponentType.LIBRARY,
            name=plain,
            group=space or None,
            version=version,
            bom_ref=str(url),
            purl=url,
            licenses=[LicenseFactory().make_from_string(licence)],
        )

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    python = {
        name: component("pypi", name, version, PACKAGES[name])
        for name, version in locked(ROOT / "requirements.lock").items()
    }
    browser = [component("npm", name, version, ASSETS[name]) for name, version in assets().items()]
    made = Bom(components=[*python.values(), *browser])
    made.metadata.component = Component(
        type=ComponentType.APPLICATION,
        name=project["name"],
        version=project["version"],
        bom_ref=project["name"],
        licenses=[LicenseFactory().make_from_string("MIT")],
    )
    direct = {_name(one) for one in project["dependencies"]}
    made.register_dependency(made.metadata.component, [*(python[name] for name in sorted(direct)), *browser])
    for name, one in python.items():
        made.register_dependency(one, [python[other] for other in sorted(_asks_for(name) & set(python))])
    return _plain(JsonV1Dot6(made).output_as_string())


def _plain(text: str) -> str:
    """The bill without what changes with the hour, and without the address of its schema, which nothing reads."""
    document = json.loads(text)
    for key in ("$schema", "serialNumber"):
        document.pop(key, None)
    for key in ("timestamp", "tools"):
        document["metadata"].pop(key, None)
    return json.dumps(document, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def _asks_for(name: str) -> set[str]:
    """The packages that a package says it needs, whatever the machine; none where it is for another kind of machine."""
    try:
        wanted = distribution(name).requires or []
    except PackageNotFoundError:
        return set()
    return {_name(one) for one in wanted if "extra ==" not in one}


def _name(requirement: str) -> str:
    found = re.match(r"[A-Za-z0-9._-]+", requirement)
    return re.sub(r"[-_.]+", "-", found[0]).lower() if found else ""


def bill_is_fresh() -> Sequence[str]:
    """The bill in docs says what the lock files say."""
    stale = ("docs/sbom.json is stale: run make sbom",)
    return () if BILL.exists() and BILL.read_text(encoding="utf-8") == bill() else stale


# --- licences and pins


def licences_are_known() -> Sequence[str]:
    """Everything shipped has its licence entered by hand, one that is let in, and not another than the package itself says."""
    packages = locked(ROOT / "requirements.lock")
    faults = [f"{name}: enter its licence in tests/licences.py" for name in packages if name not in PACKAGES]
    faults += [
        f"{name}: is not shipped any more; take it out of tests/licences.py"
        for name in PACKAGES
        if name not in packages
    ]
    for name, licence in {**PACKAGES, **ASSETS}.items():
        if not set(licence.split(" OR ")) & LET_IN:
            faults.append(f"{name}: {licence} is not let in")
    return faults + [f"{name}: says {says}" for name, says in _said_otherwise(packages)]


def _said_otherwise(packages: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Packages that state a licence expression other than the one entered."""
    for name in packages:
        try:
            says = distribution(name).metadata.get("License-Expression")
        except PackageNotFoundError:
            continue
        if says and set(says.split(" OR ")) != set(PACKAGES.get(name, "").split(" OR ")):
            yield name, says


def everything_is_pinned() -> Sequence[str]:
    """Every package has one exact version and a SHA-256 of each of its files; so has everything that builds the assets of browsers."""
    faults = []
    for lock in LOCKS:
        entries = re.split(r"(?m)^(?=[A-Za-z0-9])", lock.read_text(encoding="utf-8"))[1:]
        faults += [
            f"{lock.relative_to(ROOT)}: {entry.split()[0]}"
            for entry in entries
            if not re.match(r"[A-Za-z0-9._-]+==\S+", entry) or not re.search(r"--hash=sha256:[0-9a-f]{64}", entry)
        ]
    packages = json.loads((ROOT / "workflow/web/assets/package-lock.json").read_text(encoding="utf-8"))["packages"]
    return faults + [f"{name}: no integrity" for name, one in packages.items() if name and "integrity" not in one]


# --- our own code

LET_GO: Mapping[tuple[str, str], str] = {
    ("B608", "workflow/storage/locks.py"): "triggers are text, and every name in them is ours",
    ("B704", "workflow/reports/render.py"): "our own style sheet",
    ("B404", "workflow/storage/backup.py"): "PostgreSQL's own programs make and read its backups",
    ("B603", "workflow/storage/backup.py"): "a program of the system, found by name, and arguments that no shell reads",
    ("B105", "workflow/web/pages/account.py"): "a sentence about passwords, and none of them",
    ("B704", "workflow/reports/court.py"): "rendered by an environment that escapes; what is put in is ours",
    ("B704", "workflow/web/choices.py"): "rendered by our own template, which escapes",
    ("B105", "workflow/services/demonstration/colleagues.py"): "printed on purpose, refused outside the demonstration",
}
"""What bandit says and is let go, by rule and file, and why."""


def nothing_known_to_be_unsafe() -> Sequence[str]:
    """Bandit over the code that is shipped; what is let go has its reason, and is let go no longer once it is gone."""
    command = [
        Path(sys.executable).parent / "bandit",
        "-q",
        "-c",
        "pyproject.toml",
        "-f",
        "json",
        "-r",
        "gcp",
        "workflow",
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    found = json.loads(done.stdout)
    seen = {(one["test_id"], one["filename"].removeprefix("./")): one for one in found["results"]}
    faults = [
        f"{file}:{one['line_number']}: {rule} {one['issue_text']}"
        for (rule, file), one in seen.items()
        if (rule, file) not in LET_GO
    ]
    faults += [f"{file}: {rule} is not said any more; take it out of LET_GO" for rule, file in set(LET_GO) - set(seen)]
    return faults + [f"bandit could not read {one['filename']}" for one in found["errors"]]


# --- secrets

SECRETS: Mapping[str, str] = {
    "a private key": r"-----BEGIN [A-Z ]*PRIVATE KEY",
    "a key of a cloud": r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b|\bAIza[0-9A-Za-z_-]{35}\b",
    "a token of a code host": r"\b(?:gh[pousr]_[0-9A-Za-z]{30,}|github_pat_\w{30,}|glpat-[\w-]{20,})",
    "a token of a chat": r"\bxox[abprs]-[0-9A-Za-z-]{10,}",
    "a token of a package index": r"\b(?:pypi-[A-Za-z0-9_-]{40,}|npm_[A-Za-z0-9]{36})\b",
    "a signed token": r"\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}",
    "a password in an address": r"\b[a-z][a-z0-9+]*://[^\s/:@'\"{}$…]+:(?!\.{3}|…|\*{3}|\{)[^\s/:@'\"]{3,}@",
    "an index of packages": r"(?i)\bpy(?:pi|thonhosted)\.org\b|\bregistry\.[a-z]+js\b",
}
"""What no file of ours holds, by what it looks like."""
TAKEN_FOR_ONE: Mapping[str, str] = {
    "tests/test_supply.py": "plants one of each to see that it is found",
    "tests/test_cli.py": "an invented password that must not be printed",
}
"""Files with something that only looks like a secret, and why."""


def secrets_in(text: str) -> list[str]:
    """The kinds of secret that a text seems to hold."""
    return [kind for kind, pattern in SECRETS.items() if re.search(pattern, text)]


def no_secret_is_kept() -> Sequence[str]:
    """No file in git holds what looks like a key, a token, a password in an address, or the address of an index of packages."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split(
        "\n"
    )
    files = [ROOT / one for one in listed if one and one not in TAKEN_FOR_ONE and Path(one).suffix not in _NOT_READ]
    return [
        f"{file.relative_to(ROOT)}: {kind}"
        for file in files
        if file.is_file()
        for kind in secrets_in(file.read_text(encoding="utf-8"))
    ]


if __name__ == "__main__":
    print(bill(), end="")  # noqa: T201
