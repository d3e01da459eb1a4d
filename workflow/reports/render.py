"""Values to the HTML of paper: an environment of its own, escaping on, a misspelt name an error, one self-contained document out.

The document holds its style sheet and asks for nothing but the fonts that `pdf` hands out, so nothing typed can make it fetch anything.
"""

import hashlib
import re
from functools import lru_cache
from importlib.metadata import version
from itertools import count as count_from

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from workflow import paths
from workflow.reports import charts
from workflow.reports.base import Report
from workflow.reports.blank import TEMPLATE, Blank
from workflow.reports.core_group import counted_more
from workflow.reports.court import numbered
from workflow.reports.language import ENGLISH, _, _n, for_templates, page_words, speaking
from workflow.reports.listing import BY_KEY
from workflow.reports.text import plain
from workflow.reports.wording import items, listed, lower_first, scorings, shortened, upper_first

_STYLE = "reports/paper.css"
MANY = 10
"""More things than that are no sentence any more, and stand one under the other in columns."""
# Only our own templates write tags: what was typed is escaped, and holds none.
_HEADING = re.compile(r"<(/?)h([1-5])\b")
_CHIP = re.compile(r"chip grade-(-?\d+)")
_TABLE = re.compile(r"<table.*?</table>", re.DOTALL)
_NAME = re.compile(r'<table[^>]* aria-label="([^"]*)"|<caption[^>]*>(.*?)</caption>', re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The one environment of reports in this process."""
    made = Environment(
        loader=FileSystemLoader(paths.templates()),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=["jinja2.ext.i18n"],
    )
    said = for_templates()
    made.install_gettext_callables(said["gettext"], said["ngettext"], newstyle=True)  # type: ignore[attr-defined]  # the extension brings it
    made.filters.update(
        items=items,
        scorings=scorings,
        lower_first=lower_first,
        sentence=upper_first,
        shortened=shortened,
        numbered=numbered,
    )
    made.globals.update(
        draw=charts.draw,
        colours=charts.colours,
        _=_,
        _n=_n,
        page_words=page_words,
        english=ENGLISH,
        many=MANY,
        counted_more=counted_more,
        listed=listed,
    )
    return made


@lru_cache(maxsize=1)
def _style() -> Markup:
    # Our own file, never anything typed, so it may stand in <style> as it is.
    return Markup((paths.templates() / _STYLE).read_text(encoding="utf-8"))  # noqa: S704


@lru_cache(maxsize=1)
def edition() -> str:
    """What reports are made with: the version of the software, and the first of the SHA-256 of the templates and the style."""
    found = hashlib.sha256()
    for file in sorted((paths.templates() / "reports").iterdir()):
        found.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return f"{version('careprofile')}, templates {found.hexdigest()[:16]}"


def html(report: Report) -> str:
    """The whole document of a report, ready for `pdf.make`."""
    template = environment().get_template(BY_KEY[report.key].template)
    with speaking(report.language):
        return template.render(report=report, body=report.body, style=_style())


def part(report: Report) -> Markup:
    """What a report says, to stand in a page of ours under the page's own heading: its headings one level down, its tables in regions that
    scroll, its grades in the colours of pages.
    """
    template = environment().get_template(BY_KEY[report.key].template)
    context = template.new_context({"report": report, "body": report.body, "style": ""})
    with speaking(report.language):
        bare = "".join(template.blocks["body"](context))
    ranks = {str(level.value): f"{at}-of-{len(report.levels)}" for at, level in enumerate(report.levels, start=1)}
    told = _HEADING.sub(lambda tag: f"<{tag[1]}h{int(tag[2]) + 1}", bare)
    told = _CHIP.sub(lambda chip: f"chip grade-chip grade-{ranks[chip[1]]}" if chip[1] in ranks else "chip", told)
    number = count_from(1)
    told = _TABLE.sub(lambda table: _region(table[0], next(number)), told)
    # Rendered a line ago by an environment that escapes; what was put in is ours.
    return Markup(told)  # noqa: S704


def _region(table: str, number: int) -> str:
    """A table in a region that can be scrolled by keyboard and is named after it."""
    named = _NAME.search(table)
    name = _TAG.sub("", named[1] or named[2] or "") if named else ""
    label = f"Table {number}: {' '.join(name.split())}" if name else f"Table {number}"
    return f'<div class="table-scroll" role="region" tabindex="0" aria-label="{label}">{table}</div>'


def text(report: Report) -> str:
    """What a report says as plain text, for pasting into another system."""
    return plain(html(report))


def blank_html(blank: Blank) -> str:
    """The whole document of an instrument's blank, ready for `pdf.make`."""
    with speaking(blank.language):
        return environment().get_template(TEMPLATE).render(report=blank, style=_style())
