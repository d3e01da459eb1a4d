"""The bundle for a court: everything of every carer's care of one child, each paragraph numbered, with all that was changed and what the trail says."""

import re
from dataclasses import dataclass, replace
from itertools import count

from markupsafe import Markup

from workflow.reports.base import Material, Report
from workflow.reports.beside import NOTHING_BESIDE, OtherRecord, SettledItem
from workflow.reports.cover import covered
from workflow.reports.language import later
from workflow.reports.progress import Progress, build
from workflow.reports.reading import Reading, reading
from workflow.reports.record import Record
from workflow.reports.whole import WholeScoring, whole

KEY = "court"
TITLE = later("Court bundle")
# Our own templates write every tag; what was typed is escaped and holds none.
_PARTS = re.compile(r"(<table.*?</table>)", re.DOTALL)
_PARAGRAPH = re.compile(r"(<p(?: [^>]*)?>|<li(?: [^>]*)?>)")
_ROW = re.compile(r"(<tbody.*?</tbody>)", re.DOTALL)
_FIRST_CELL = re.compile(r"(<tr(?: [^>]*)?>\s*<t[hd](?: [^>]*)?>)")


@dataclass(frozen=True)
class CourtCare:
    """One set of carers' care: the story over all scorings, and each scoring whole, the oldest first. `id` tells it from the others."""

    id: str
    story: Progress
    scorings: tuple[WholeScoring, ...]


@dataclass(frozen=True)
class CourtSecond:
    """A second rating whole, the scoring that it rates again, and what the two raters settled on."""

    whole: WholeScoring
    of: str
    settled: tuple[SettledItem, ...]


@dataclass(frozen=True)
class Court:
    """The bundle as values."""

    child: str
    called: str
    age: str
    cares: tuple[CourtCare, ...]
    seconds: tuple[CourtSecond, ...]
    asked: tuple[OtherRecord, ...]
    others: tuple[OtherRecord, ...]
    records: tuple[Record, ...]
    reading: Reading


def report(material: Material) -> Report:
    """Everything there is of one child, whoever else it was asked for."""
    material = replace(material, others=())
    subject = material.subject
    beside = material.beside or NOTHING_BESIDE
    seconds = [one.scored for one in beside.seconds]
    every = sorted((*seconds, *material.scorings), key=lambda one: one.profile.on)
    body = Court(
        child=subject.name,
        called=subject.called,
        age=subject.age(every[-1].profile.on),
        cares=tuple(
            CourtCare(
                f"care-{number}",
                build(subject, care.scorings),
                tuple(whole(subject, one) for one in care.scorings),
            )
            for number, care in enumerate(material.cares, start=1)
        ),
        seconds=tuple(CourtSecond(whole(subject, one.scored), one.of, one.settled) for one in beside.seconds),
        asked=beside.asked,
        others=tuple(replace(one, noted=tuple(note.translated() for note in one.noted)) for one in beside.records),
        records=material.records,
        reading=reading(every),
    )
    return covered(KEY, TITLE, material, body)


def numbered(html: str) -> Markup:
    """The same with a number before every paragraph, every point of a list and every row of a table, running through the whole."""
    numbers = count(1)

    def put(found: re.Match[str]) -> str:
        return f'{found[1]}<span class="para">{next(numbers)}</span> '

    def rows(found: re.Match[str]) -> str:
        return _FIRST_CELL.sub(put, found[1])

    parts = [
        _ROW.sub(rows, part) if part.startswith("<table") else _PARAGRAPH.sub(put, part) for part in _PARTS.split(html)
    ]
    return Markup("".join(parts))  # noqa: S704  # rendered by an environment that escapes; what was put in is ours
