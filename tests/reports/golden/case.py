"""The case from 2019: Robin and a carer called Alex, scored three times with an edition that nobody uses any more."""

import re
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path

from gcp.answers import Answer, AnswerSheet, Child, Window
from gcp.definition import load
from gcp.grades import ItemState
from gcp.instrument import Instrument
from gcp.scoring import score
from tests.reports import stock
from workflow.reports import render
from workflow.reports.around import CarerSaid, Said
from workflow.reports.base import Asked, Care, Material, Reader, Scored, Subject, Visited
from workflow.reports.listing import BY_KEY, REPORTS
from workflow.rules.targets import Aim

FOLDER = Path(__file__).parent
ROBIN = Subject("Robin", "Sample", date(2013, 4, 2))
NOT_OBSERVED = ItemState.NOT_OBSERVED


def keys() -> list[str]:
    """Every report."""
    return [one.key for one in REPORTS]


def golden(key: str) -> str:
    """What a report of the case says, its fingerprints left out: those follow every field there is, and a new field changes no figure."""
    said = render.text(BY_KEY[key].build(material()))
    return re.sub(r"[0-9a-f]{16,64}", "FINGERPRINT", said)


def material() -> Material:
    """What the reports are made of."""
    first = _scored(
        1, (date(2019, 1, 7), date(2019, 1, 18)), {"A1a": 4, "A1b": 3, "A1c": 2, "A2": 4, "B1a": 2, "B1b": NOT_OBSERVED}
    )
    second = _scored(
        2, (date(2019, 5, 6), date(2019, 5, 17)), {"A1a": 4, "A1b": 2, "A1c": 2, "A2": 3, "B1a": 2, "B1b": 3}
    )
    third = _scored(
        3, (date(2019, 9, 2), date(2019, 9, 13)), {"A1a": 3, "A1b": 2, "A1c": NOT_OBSERVED, "A2": 4, "B1a": 1, "B1b": 2}
    )
    told = (first, second, third)
    return Material(ROBIN, (Care("Alex", told, stock.raised_by(told)),), Asked(reader=Reader("alex", "Alex")))


@lru_cache(maxsize=1)
def _instrument() -> Instrument:
    return load(FOLDER / "old-profile-2019.1.yaml")


def _scored(number: int, window: tuple[date, date], given: dict[str, Answer]) -> Scored:
    instrument, end = _instrument(), window[1]
    sheet = AnswerSheet(
        instrument.name, Child(ROBIN.born), "Alex", Window(*window), answers=given, scorer="Kim Sample, Sample Council"
    )
    carer = CarerSaid("Alex", "Alex has seen the scores on paper.", "The heating is mended now.", id="alex")
    return Scored(
        id=f"old{number}",
        profile=score(instrument, sheet),
        carers="Alex",
        scorer="Kim Sample",
        agency="Sample Council",
        as_of=datetime(2019, end.month, end.day, 12, tzinfo=UTC),
        notes={"A2": "The meter was empty."},
        visits=(
            Visited(end, announced=False, place="at home", seen="Robin and Alex", child_seen=True, id=f"v{number}"),
        ),
        signed_off_on=end,
        signed_off_by="Lou Sample",
        said=Said("I like the park.", "Talking", "Kim", carers=(carer,)),
        targets=(Aim("A2", 4, 3, date(2019, end.month + 3, 1), "Alex and housing", end, instrument.name),),
    )
