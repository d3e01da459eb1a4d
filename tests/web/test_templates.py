"""Every template parses, is used, and every template that somebody names is there."""

import re
from pathlib import Path

from workflow import paths
from workflow.reports import render
from workflow.web import rendering

FOLDER = paths.templates()
ROOT = Path(__file__).parent.parent.parent
_FOLDER_NAMED = re.compile(r"""f["']([a-z_]+)/{""")
"""A page module that draws one of several templates of its folder by the name of what is done."""
_NAMED = re.compile(r"""["']([a-z_]+/[a-z_]+\.(?:html|css))["']""")


def every_template() -> set[str]:
    return {path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*") if path.is_file()}


def named() -> set[str]:
    """Every template that code or another template names; component macros are named by `rendering.COMPONENTS`."""
    sources = [*(ROOT / "workflow").rglob("*.py"), *FOLDER.rglob("*.html")]
    texts = [path.read_text(encoding="utf-8") for path in sources]
    written = {name for text in texts for name in _NAMED.findall(text)}
    folders = {folder for text in texts for folder in _FOLDER_NAMED.findall(text)}
    of_folders = {name for name in every_template() if name.split("/")[0] in folders}
    return written | of_folders | {f"components/{name}.html" for name in rendering.COMPONENTS}


def test_every_template_parses() -> None:
    templates = [name for name in every_template() if name.endswith(".html")]
    assert len(templates) > 40
    for name in templates:
        source = (FOLDER / name).read_text(encoding="utf-8")
        environment = render.environment() if name.startswith("reports/") else rendering.environment()
        environment.parse(source, name)


def test_every_template_is_used() -> None:
    assert not every_template() - named()


def test_every_template_that_is_named_is_there() -> None:
    assert not {name for name in named() if name.endswith(".html")} - every_template()
