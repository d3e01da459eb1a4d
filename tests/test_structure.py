"""The shape of the house, enumerated: sizes, names, docstrings, who may import whom, and that every word of the vocabulary is in use.

Every test here counts what it looked at, so that none passes by looking at nothing.
"""

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from workflow.rules.events import KINDS
from workflow.rules.roles import ROLES, Permission

ROOT = Path(__file__).parent.parent
CODE = ("gcp", "workflow", "migrations")
# Kept as it came, or made by a tool: nobody reads it for its shape.
OTHERS = ("assets", "static", "vendor", "node_modules", "__pycache__", "_shipped")

Function = ast.FunctionDef | ast.AsyncFunctionDef


def files(*folders: str, endings: tuple[str, ...] = (".py",)) -> list[Path]:
    """Every file of our own in these folders."""
    found = [
        path
        for folder in folders
        for path in sorted((ROOT / folder).rglob("*"))
        if path.suffix in endings and not set(path.relative_to(ROOT).parts) & set(OTHERS)
    ]
    assert found, f"nothing in {folders}"
    return found


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def functions(path: Path) -> list[Function]:
    return [node for node in ast.walk(tree(path)) if isinstance(node, Function)]


def lines(node: Function) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def is_handler(node: Function) -> bool:
    """Whether a function answers a route: something called `…router.get(…)` or the like stands over it."""
    called = [mark.func for mark in node.decorator_list if isinstance(mark, ast.Call)]
    return any(isinstance(one, ast.Attribute) and one.attr in {"get", "post", "api_route"} for one in called)


def strings(path: Path) -> Iterator[str]:
    """Every text in a module that is not a docstring."""
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    parsed = tree(path)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(parsed)
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(parsed):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.value


# --- sizes


def too_long(measured: dict[str, int], never_over: int) -> list[str]:
    assert measured
    return [f"{what}: {size} lines, never over {never_over}" for what, size in measured.items() if size > never_over]


def ninth_in_ten(sizes: list[int]) -> int:
    return sorted(sizes)[int(len(sizes) * 0.9)]


def measured_modules(*folders: str) -> dict[str, int]:
    return {name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in files(*folders)}


def measured_functions(*folders: str, which: Callable[[Function], bool] = lambda _: True) -> dict[str, int]:
    return {
        f"{name(path)}:{node.lineno} {node.name}": lines(node)
        for path in files(*folders)
        for node in functions(path)
        if which(node)
    }


def test_no_module_is_longer_than_somebody_reads() -> None:
    assert not too_long(measured_modules(*CODE), 400)
    assert not too_long(measured_modules("tests"), 600)


def test_functions_are_short() -> None:
    measured = measured_functions(*CODE)
    assert not too_long(measured, 60)
    assert ninth_in_ten([*measured.values()]) < 30
    assert not too_long(measured_functions("tests"), 60)


def test_route_handlers_are_shorter() -> None:
    measured = measured_functions("workflow/web", which=is_handler)
    assert not too_long(measured, 40)
    assert ninth_in_ten([*measured.values()]) < 25


def test_templates_are_short() -> None:
    templates = files("templates", endings=(".html", ".css", ".svg", ".xml", ".txt"))
    measured = {name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in templates}
    assert not too_long(measured, 150)
    assert ninth_in_ten([*measured.values()]) < 80


# --- names and docstrings


def test_nothing_is_named_after_its_shelf() -> None:
    shelves = {"util", "utils", "helper", "helpers", "common", "misc", "shared", "base_utils", "tools"}
    named = [part for path in files(*CODE, "tests") for part in path.relative_to(ROOT).with_suffix("").parts]
    assert not set(named) & shelves


def test_every_module_says_what_it_is() -> None:
    silent = [
        name(path) for path in files(*CODE, "tests") if path.read_text().strip() and not ast.get_docstring(tree(path))
    ]
    assert not silent


def public(path: Path) -> Iterator[ast.ClassDef | Function]:
    """Classes and functions at the top of a module that others may use."""
    for node in tree(path).body:
        if isinstance(node, ast.ClassDef | Function) and not node.name.startswith("_"):
            yield node


@pytest.mark.parametrize(
    "folder", ["gcp", "workflow/rules", "workflow/services", "workflow/storage", "workflow/models"]
)
def test_every_public_name_says_what_it_is(folder: str) -> None:
    looked_at = [(path, node) for path in files(folder) for node in public(path)]
    assert looked_at
    assert not [f"{name(path)}: {node.name}" for path, node in looked_at if not ast.get_docstring(node)]


def test_every_public_method_of_gcp_says_what_it_is() -> None:
    methods = [
        (path, owner, node)
        for path in files("gcp")
        for owner in public(path)
        if isinstance(owner, ast.ClassDef)
        for node in owner.body
        if isinstance(node, Function) and not node.name.startswith("_")
        if node.name not in {"id", "name"}  # they say it themselves
    ]
    assert methods
    assert not [f"{name(path)}: {o.name}.{node.name}" for path, o, node in methods if not ast.get_docstring(node)]


def test_every_permission_says_what_it_allows() -> None:
    assert not [permission for permission in Permission if not permission.said.endswith(".")]
    assert len({permission.said for permission in Permission}) == len(Permission)


# --- the vocabulary is in use


def attributes_of(owner: str, *, without: str) -> set[str]:
    """Every `owner.X` that the practice's code mentions outside one module."""
    return {
        node.attr
        for path in files("workflow")
        if name(path) != without
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == owner
    }


def test_every_permission_is_held_by_some_role() -> None:
    assert {permission for role in ROLES for permission in role.permissions} == set(Permission)


def test_every_permission_is_asked_for_somewhere() -> None:
    asked = attributes_of("Permission", without="workflow/rules/roles.py")
    assert {permission.name for permission in Permission} <= asked


def test_every_kind_of_event_is_written_somewhere() -> None:
    written = {text for path in files("workflow") if name(path) != "workflow/rules/events.py" for text in strings(path)}
    assert KINDS
    assert not set(KINDS) - written


def test_pages_and_services_name_permissions_and_never_roles() -> None:
    keys = {role.key for role in ROLES}
    looked_at = [path for path in files("workflow/web", "workflow/services") if "demonstration" not in path.parts]
    named = [f"{name(path)}: {text!r}" for path in looked_at for text in strings(path) if text in keys]
    assert not named
    templates = files("templates", endings=(".html",))
    asking = re.compile(r"\{[{%][^}]*([\"'])(" + "|".join(keys) + r")\1[^}]*[}%]\}")
    assert not [name(path) for path in templates if asking.search(path.read_text(encoding="utf-8"))]


def test_no_code_and_no_template_names_an_instrument() -> None:
    keys = [re.search(r"(?m)^key: (.+)$", path.read_text()) for path in files("questionnaires", endings=(".yaml",))]
    named = re.compile("|".join(rf"\b{re.escape(key[1])}@" for key in keys if key))
    # The demonstration is a set of scorings with one instrument, and has to say with which.
    looked_at = [path for path in files("gcp", "workflow") if "demonstration" not in path.parts]
    assert not [name(path) for path in looked_at if any(named.search(text) for text in strings(path))]
    templates = files("templates", endings=(".html",))
    assert not [name(path) for path in templates if named.search(path.read_text(encoding="utf-8"))]


def test_every_question_and_write_of_storage_is_asked_for() -> None:
    """Counted by name, so that a name which stands elsewhere for something else lets one pass; none is refused wrongly."""
    offered = {node.name for path in files("workflow/storage") for node in public(path) if isinstance(node, Function)}
    mentioned = [
        named
        for path in files("workflow", "benchmarks")
        for node in ast.walk(tree(path))
        for named in (
            [node.attr] if isinstance(node, ast.Attribute) else [node.id] if isinstance(node, ast.Name) else []
        )
    ]
    assert len(offered) > 40
    assert not offered - set(mentioned) - {"draft"}  # the next revision is drafted by whoever changes a table


# --- no write without its event

WRITING_WORDS = {"insert", "update", "delete"}
WRITING_CALLS = {"add", "add_all", "delete", "merge", "bulk_save_objects"}
WITHOUT_EVENT = {
    "people.find_or_add_team": "the event is that of the person who is being added",
    "people.seen": "being there is not an act of the person's",
    "sign_ins.replace_standing": "the event is that of the sign-in that takes its place",
    "sign_ins.renew": "the event is that of the new password or second step",
    "sign_ins.finish": "the event is that of the sign-in",
    "second_factors.use_app": "the event is that of the sign-in",
    "second_factors.use_passkey": "the event is that of the sign-in",
    "second_factors.remove_all": "the event is that of the sign-ins that end with it",
    "tries.note": "the event is that of the refusal",
    "tries.forget": "the event is that of the sign-in",
    "answers.copy": "the event is that of the amendment",
    "entries.copy": "the event is that of the amendment",
    "targets.copy": "the event is that of the amendment",
    "scaling.copy": "the event is that of the amendment",
    "restrictions.copy": "the event is that of the amendment",
    "merge_rows.carry_out": "the event is that of the merge, or of its undoing",
    "batches.take": "who works on what is no act of anybody's; what comes of it is",
    "batches.renew": "who works on what is no act of anybody's; what comes of it is",
}


def statements(node: ast.AST) -> bool:
    """Whether an INSERT, UPDATE or DELETE is made inside."""
    called = [one.func for one in ast.walk(node) if isinstance(one, ast.Call)]
    plain = {one.id for one in called if isinstance(one, ast.Name)}
    of_dialects = {
        one.attr for one in called if isinstance(one, ast.Attribute) and _owner(one) in {"sqlite", "postgresql"}
    }
    return bool((plain | of_dialects) & WRITING_WORDS)


def _owner(node: ast.Attribute) -> str:
    return node.value.id if isinstance(node.value, ast.Name) else ""


def writing_constants(module: ast.Module) -> set[str]:
    """Statements kept ready at the top of a module that change rows."""
    return {
        target.id
        for node in module.body
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value and statements(node.value)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name)
    }


def session_calls(node: ast.AST) -> set[str]:
    """What is called of the session inside."""
    called = [one.func for one in ast.walk(node) if isinstance(one, ast.Call)]
    return {one.attr for one in called if isinstance(one, ast.Attribute) and _owner(one) == "session"}


def writing_functions() -> dict[str, ast.FunctionDef]:
    """The public functions of `storage` that change rows, by module and name."""
    found: dict[str, ast.FunctionDef] = {}
    for path in files("workflow/storage"):
        if path.stem in {"engine", "migrate", "problems"}:
            continue
        module = tree(path)
        constants = writing_constants(module)
        for node in module.body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                names = {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}
                if statements(node) or session_calls(node) & WRITING_CALLS or names & constants:
                    found[f"{path.stem}.{node.name}"] = node
    return found


def demands_event(node: ast.FunctionDef) -> bool:
    """Whether a function cannot be called without saying what is being done."""
    demanded = zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True)
    return any(
        argument.annotation is not None and "Event" in ast.unparse(argument.annotation) and default is None
        for argument, default in demanded
    )


def test_every_writing_function_of_storage_demands_its_event() -> None:
    found = writing_functions()
    assert len(found) > 10
    demanding = {key for key, node in found.items() if demands_event(node)}
    assert set(found) - demanding == set(WITHOUT_EVENT)


# --- the tests themselves


def test_no_test_sleeps_skips_or_stands_in_for_our_own_code() -> None:
    refused = {"sleep", "skip", "skipif", "xfail", "importorskip", "patch", "MagicMock", "Mock", "create_autospec"}
    found = [
        f"{name(path)}:{node.lineno} {node.attr}"
        for path in files("tests")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr in refused
    ]
    imported = [
        f"{name(path)}:{node.lineno}"
        for path in files("tests")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("unittest")
    ]
    assert not found
    assert not imported


# --- what the repository says of the world

HOSTS = {"127.0.0.1", "localhost", "testserver", "www.w3.org", "json-schema.org", "mozilla.org", "github.com"}
"""This machine, the tests' own, and the names by which standards and licences are called. Nothing is fetched from any of them."""


def texts() -> list[Path]:
    """Every file that is kept in git, is text, and is ours."""
    kept = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\n")
    paths = [ROOT / one for one in kept if one and not set(Path(one).parts) & set(OTHERS) and not one.endswith(".lock")]
    binary = {".woff2", ".ttf", ".png", ".ico", ".pdf", ".jpg"}
    assert len(paths) > 50
    return [path for path in paths if path.is_file() and path.suffix not in binary]


def test_no_host_is_named_that_is_not_an_example() -> None:
    address = re.compile(r"\bhttps?://([a-zA-Z0-9.-]+)")
    named = {
        f"{name(path)}: {host}"
        for path in texts()
        for host in address.findall(path.read_text(encoding="utf-8"))
        if host.lower().rstrip(".") not in HOSTS and not host.rstrip(".").endswith(".example")
    }
    assert not named


def test_no_path_of_somebodys_own_machine_is_named() -> None:
    homes = re.compile(r"(?<![\w.}/])/(home|root|Users|work|workspace|mnt)/\w")
    named = [name(path) for path in texts() if homes.search(path.read_text(encoding="utf-8"))]
    assert not named


MACHINERY = {
    "jinja2.compiler",
    "jinja2.nodes",
    "jinja2.runtime",
    "markupsafe._native",
    "sqlalchemy.engine.default",
    "sqlalchemy.sql.compiler",
    "sqlalchemy.util",
    "starlette.routing",
}
"""Modules of libraries that are theirs to change: docs/decisions/0039."""


def test_libraries_are_used_as_they_are_offered() -> None:
    taken = [
        (name(path), f"{found.module}.{one.name}")
        for path in files(*CODE)
        for found in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(found, ast.ImportFrom) and found.module and found.module.split(".")[0] not in CODE
        for one in found.names
    ]
    assert len(taken) > 500
    inside = [
        (where, what)
        for where, what in taken
        if any(part.startswith("_") and part != "__future__" for part in what.split("."))
        or what.rpartition(".")[0] in MACHINERY
    ]
    assert not inside, "see docs/decisions/0039"


def test_every_dependency_has_its_reason() -> None:
    written = (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines()
    declared = tomllib.loads("\n".join(written))["project"]
    wanted = [*declared["dependencies"], *declared["optional-dependencies"]["test"]]
    assert wanted
    for dependency in wanted:
        at = next(number for number, line in enumerate(written) if line.strip().startswith(f'"{dependency}"'))
        # A reason may stand over several that belong together.
        before = [line.strip() for line in written[:at]]
        while before and before[-1].startswith('"'):
            before.pop()
        assert before[-1].startswith("# "), dependency


# --- who may import whom

PLANTED = {
    "workflow is layered and every part is placed": {
        "workflow/rules/planted.py": "from workflow.services import desk\n"
    },
    "gcp knows nothing of practice or frameworks": {"gcp/planted.py": "import jinja2\n"},
    "gcp reads YAML and validates it in definition only": {"gcp/planted_too.py": "import yaml\n"},
    "one door to the database: only models and storage": {"workflow/services/planted.py": "import sqlmodel\n"},
    "one door to the database: only storage.migrate changes the schema": {
        "workflow/storage/planted.py": "from alembic import op\n"
    },
    "one door to the web framework: only web": {"workflow/services/planted_too.py": "import starlette\n"},
    "one door to paper: only reports.pdf": {"workflow/reports/planted.py": "import weasyprint\n"},
    "pages ask services": {"workflow/web/pages/planted.py": "from workflow.storage import people\n"},
    "pages do not import one another": {
        "workflow/web/pages/planted_one.py": "from workflow.web.pages import planted_two\n",
        "workflow/web/pages/planted_two.py": "",
    },
}


def contracts(folder: Path) -> dict[str, str]:
    """KEPT or BROKEN for every contract, as import-linter finds them in a folder."""
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return {found[1].strip(): found[2] for found in re.finditer(r"(?m)^(.+?) (KEPT|BROKEN)\b", done.stdout)}


def test_everybody_imports_only_whom_they_may() -> None:
    assert contracts(ROOT) == dict.fromkeys(PLANTED, "KEPT")


def test_every_contract_bites(tmp_path: Path) -> None:
    for folder in ("gcp", "workflow"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns(*OTHERS))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for planted in PLANTED.values():
        for path, text in planted.items():
            (tmp_path / path).write_text(text)
    assert contracts(tmp_path) == dict.fromkeys(PLANTED, "BROKEN")


def test_a_part_that_has_no_place_is_refused(tmp_path: Path) -> None:
    for folder in ("gcp", "workflow"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns(*OTHERS))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "workflow" / "attic").mkdir()
    (tmp_path / "workflow" / "attic" / "__init__.py").write_text("")
    found = contracts(tmp_path)
    assert found["workflow is layered and every part is placed"] == "BROKEN"
