"""The instruments at hand, and a blank of one to fill in by hand. No family is looked at, so nothing is read that the trail must know of."""

from collections.abc import Sequence

from gcp.instrument import Instrument
from workflow.reports.blank import Blank, blank
from workflow.rules.errors import NotFound
from workflow.rules.roles import Permission
from workflow.services.desk import Desk


def instruments(desk: Desk) -> Sequence[Instrument]:
    """Every edition at hand, in order of name. Raises Refused."""
    desk.require(Permission.INSTRUMENT_READ)
    return [one.instrument for one in desk.library.editions()]


def make_blank(desk: Desk, name: str, band_key: str) -> Blank:
    """The blank of the edition `key@edition` for the band of that key. Raises Refused; NotFound where there is no such edition or band."""
    desk.require(Permission.INSTRUMENT_READ)
    shelved = desk.library.find(name)
    if shelved is None:
        raise NotFound
    band = next((one for one in shelved.instrument.age_bands if one.key == band_key), None)
    if band is None:
        raise NotFound
    return blank(shelved.instrument, band)
