"""Values to the HTML of paper: an environment of its own, escaping on, a misspelt name an error, one self-contained document out.

The document holds its style sheet and asks for nothing but the fonts that `pdf` hands out, so nothing typed can make it fetch anything.
"""

from functools import lru_cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from workflow import paths
from workflow.reports import charts
from workflow.reports.base import Report
from workflow.reports.blank import TEMPLATE, Blank
from workflow.reports.language import for_templates, speaking
from workflow.reports.listing import BY_KEY
from workflow.reports.wording import count, lower_first, upper_first

_STYLE = "reports/paper.css"


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
    made.filters.update(counted=count, lower_first=lower_first, sentence=upper_first)
    made.globals.update(draw=charts.draw, colours=charts.colours)
    return made


@lru_cache(maxsize=1)
def _style() -> Markup:
    # Our own file, never anything typed, so it may stand in <style> as it is.
    return Markup((paths.templates() / _STYLE).read_text(encoding="utf-8"))  # noqa: S704


def html(report: Report) -> str:
    """The whole document of a report, ready for `pdf.make`."""
    template = environment().get_template(BY_KEY[report.key].template)
    with speaking(report.language):
        return template.render(report=report, body=report.body, style=_style())


def blank_html(blank: Blank) -> str:
    """The whole document of an instrument's blank, ready for `pdf.make`."""
    return environment().get_template(TEMPLATE).render(report=blank, style=_style())
