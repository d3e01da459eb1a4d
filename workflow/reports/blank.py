"""A blank of an instrument for one age: its words and a score sheet, to be filled in by hand where there is no signal. Pure; nobody's name is on it.

Our own words on it are in the language of the instrument, as far as there is a catalogue of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from gcp.instrument import AgeBand, Instrument, Item, Kind, SubArea
from workflow.reports.base import fingerprint
from workflow.reports.language import _, speaking, translated
from workflow.rules.marks import Mark, marks_of

KEY = "blank"
TEMPLATE = "reports/blank.html"
_MOST_SIDE_BY_SIDE = 5


@dataclass(frozen=True)
class Cell:
    """One answer that can be ticked: what is written beside the box, its short name, and its descriptor ("" where it may not be printed)."""

    mark: str
    name: str
    words: str


@dataclass(frozen=True)
class BlankItem:
    """One item to fill in. `only_where` says under which condition it is asked at all ("" for always)."""

    id: str
    name: str
    plain: str
    look_for: tuple[str, ...]
    ask: tuple[str, ...]
    cells: tuple[Cell, ...]
    only_where: str = ""


@dataclass(frozen=True)
class BlankPart:
    """One sub-area with the items asked at this age. `area` is there on the first part of each area."""

    id: str
    name: str
    area: str
    items: tuple[BlankItem, ...]


@dataclass(frozen=True)
class Blank:
    """The blank of an edition for a band. `marks` are what may be written in the boxes of the score sheet, `states` those without a grade.

    `side_by_side` says that the answers stand in columns; `words_printed` is False where the wording is licensed and stays out of print.
    """

    title: str
    edition: str
    band: str
    about: str
    kind: str
    language: str
    statement: str
    copyright: str
    marks: tuple[Mark, ...]
    parts: tuple[BlankPart, ...]
    side_by_side: bool
    words_printed: bool
    unborn: bool = False
    fingerprint: str = ""

    @property
    def grades(self) -> tuple[Mark, ...]:
        """The marks that are a grade, or a yes or no."""
        return tuple(mark for mark in self.marks if not mark.state)

    @property
    def states(self) -> tuple[Mark, ...]:
        """The marks that say why there is none."""
        return tuple(mark for mark in self.marks if mark.state)

    @property
    def file_name(self) -> str:
        """A name for the file: what it is, and the first of its fingerprint."""
        return f"{KEY}-{self.fingerprint[:12]}.pdf"


def blank(instrument: Instrument, band: AgeBand) -> Blank:
    """The blank for a child of this band: every item that may be asked at some age of it, those with a condition marked as such."""
    with speaking(instrument.language):
        made = _made(instrument, band)
    return replace(made, fingerprint=fingerprint(made))


def _made(instrument: Instrument, band: AgeBand) -> Blank:
    parts = [part for area in instrument.areas for part in _parts(instrument, band, area.name, area.sub_areas)]
    return Blank(
        title=instrument.title,
        edition=instrument.edition,
        band=band.name,
        about=instrument.about,
        kind=instrument.kind,
        language=instrument.language,
        statement=instrument.statement,
        copyright=instrument.copyright,
        marks=tuple(replace(mark, meaning=translated(mark.meaning)) for mark in marks_of(instrument)),
        parts=tuple(parts),
        side_by_side=instrument.kind is Kind.GRADED and len(instrument.scale.values) <= _MOST_SIDE_BY_SIDE,
        words_printed=instrument.descriptors_exportable,
        unborn=band.unborn,
    )


def _parts(instrument: Instrument, band: AgeBand, area: str, sub_areas: Sequence[SubArea]) -> list[BlankPart]:
    found: list[BlankPart] = []
    for sub_area in sub_areas:
        items = tuple(
            _item(instrument, band, item) for item in sub_area.items if not item.ages or band.key in item.ages
        )
        if items:
            found.append(BlankPart(sub_area.id, sub_area.name, area if not found else "", items))
    return found


def _item(instrument: Instrument, band: AgeBand, item: Item) -> BlankItem:
    printed = instrument.descriptors_exportable
    cells = tuple(
        Cell(
            str(grade.value),
            translated(grade.name or grade.quality),
            item.descriptor(grade.value, band) if printed else "",
        )
        for grade in instrument.scale.grades
        if instrument.kind is not Kind.SCALED or item.descriptor(grade.value, band)
    )
    names = [condition.name for condition in instrument.conditions if condition.key in item.conditions]
    only = _("Only where recorded: {names}.", names=", ".join(names)) if names else ""
    return BlankItem(
        item.id,
        item.name,
        item.plain,
        item.look_for if printed else (),
        item.ask if printed else (),
        cells,
        only,
    )
