"""The report for the family: what is going well first, at most three things to work on, by when, who helps, and how to say you disagree.

What a carer said of the scores is on their own copy alone: carers who were scored together may be afraid of one another.
"""

from dataclasses import dataclass

from workflow.reports.around import CarerSaid
from workflow.reports.base import Material, Report
from workflow.reports.cover import covered
from workflow.reports.language import _, later
from workflow.reports.plainly import Plainly, plainly
from workflow.reports.reading import InstrumentWords, instrument_words
from workflow.reports.wording import span

KEY = "family"
TITLE = later("For the family")


@dataclass(frozen=True)
class ForFamily:
    """The report as values. `said` is what the one carer whom this copy is for said of the scores; no other adult's words, and none of the child's, are
    given by this report.
    """

    called: str
    carers: str
    days: str
    visits: int
    by: str
    ask: str
    plain: Plainly
    going_well: str
    said: tuple[CarerSaid, ...]
    instrument: InstrumentWords
    version: str


def report(material: Material) -> Report:
    """The newest scoring of one carer's care, in plain words."""
    (care,) = material.cares
    newest = care.scorings[-1]
    window = newest.profile.sheet.window
    reader = material.asked.reader
    body = ForFamily(
        called=material.subject.called,
        carers=reader.called if reader else care.carers,
        days=span(window.start, window.end),
        visits=len(newest.visits),
        by=newest.by,
        ask=newest.maker,
        plain=plainly(care.scorings),
        going_well=newest.words("going-well"),
        said=tuple(
            one for one in newest.said.carers if reader and one.id == reader.id and (one.comments or one.agrees)
        ),
        instrument=instrument_words(newest.profile),
        version=_("This is a corrected copy.") if newest.amendment_reason else "",
    )
    return covered(KEY, TITLE, material, body, care.scorings[-2:])
