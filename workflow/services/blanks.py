"""The instruments at hand, and a blank of one to fill in by hand. No family is looked at, so nothing is read that the trail must know of."""

from collections.abc import Sequence

from gcp.instrument import Instrument
from workflow.reports.blank import Blank, blank
from workflow.rules.errors import NotFound
from workflow.rules.roles import Permission
from workflow.services.desk import Desk
from workflow.services.instruments import retired
from workflow.storage.retirements import Retirement


def instruments(desk: Desk) -> Sequence[tuple[Instrument, Retirement | None]]:
    """Every edition at hand, in order of name, those that are retired last. Raises Refused.

    A retired edition has its blanks still: what was begun with it goes on.
    """
    desk.require(Permission.INSTRUMENT_READ)
    gone = retired(desk)
    found = [(one.instrument, gone.get(one.instrument.name)) for one in desk.library.editions()]
    return sorted(found, key=lambda pair: pair[1] is not None)


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
