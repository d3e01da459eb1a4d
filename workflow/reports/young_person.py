"""The report for the young person: to them, short, and nothing that they have not been told.

What is in it was said by them, or agreed with the family: their own words, what is good, what the grown-ups said they would do and by when. No
grade, no count, no note, no thinking and nothing that a carer said is in it.
"""

from dataclasses import dataclass

from workflow.reports.base import Material, Report
from workflow.reports.cover import covered
from workflow.reports.language import _, day, later
from workflow.reports.plainly import Strength, aimed_at, told_to_child
from workflow.reports.reading import InstrumentWords, instrument_words
from workflow.reports.wording import span

KEY = "young-person"
TITLE = later("For the young person")


@dataclass(frozen=True)
class Promise:
    """Something that the grown-ups work on: what it is about, what they do, and by when."""

    about: str
    who: str
    by: str


@dataclass(frozen=True)
class ForYoungPerson:
    """The report as values; `good` are a few things that are going well, put as the child is asked about them."""

    called: str
    days: str
    by: str
    ask: str
    words: str
    good: tuple[Strength, ...]
    promises: tuple[Promise, ...]
    again_on: str
    version: str
    instrument: InstrumentWords


def report(material: Material) -> Report:
    """The newest scoring of one carer's care, for the child it is about."""
    (care,) = material.cares
    newest = care.scorings[-1]
    window = newest.profile.sheet.window
    body = ForYoungPerson(
        called=material.subject.called,
        days=span(window.start, window.end),
        by=newest.by,
        ask=newest.maker,
        words=newest.said.words,
        good=told_to_child(care.scorings),
        promises=tuple(Promise(one.child, one.helps, one.by) for one in aimed_at(care.scorings)),
        again_on=day(newest.follow_up_on) if newest.follow_up_on else "",
        version=_("This is a corrected copy.") if newest.amendment_reason else "",
        instrument=instrument_words(newest.profile),
    )
    return covered(KEY, TITLE, material, body, care.scorings[-2:])
