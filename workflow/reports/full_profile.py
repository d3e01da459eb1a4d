"""The full profile of one scoring: every item with its words, what it rests on, what is said beside it, and all that is recorded around the grades."""

from workflow.reports.base import Material, Report
from workflow.reports.cover import covered
from workflow.reports.language import later
from workflow.reports.whole import whole

KEY = "full-profile"
TITLE = later("Full profile")


def report(material: Material) -> Report:
    """The newest of the scorings that are given, whole."""
    newest = material.cares[0].scorings[-1]
    return covered(KEY, TITLE, material, whole(material.subject, newest), [newest])
