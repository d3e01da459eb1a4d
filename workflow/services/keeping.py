"""Until when records are kept, and which are past that day, for whoever decides what becomes of them. Nothing is destroyed here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from workflow.models import Child, Family
from workflow.rules import keeping as rules
from workflow.rules.events import Event
from workflow.rules.keeping import Facts, Kept, Terms
from workflow.rules.roles import Permission
from workflow.services.desk import Desk
from workflow.services.family_views import title_of
from workflow.settings import Settings
from workflow.storage import keeping as storage

MOST = 200
"""Records that the list names at once: those that were closed longest ago."""


@dataclass(frozen=True)
class Past:
    """A record that is past its day: its family, when the work was closed, and until when it was to be kept, with the sentence."""

    family_id: str
    family: str
    closed_on: date
    until: date
    sentence: str


@dataclass(frozen=True)
class PastPage:
    """What the settings say, and the records that are past their day by it; `more` that there are others."""

    said: bool
    terms: str
    records: tuple[Past, ...]
    more: bool


def terms_of(settings: Settings) -> Terms:
    """What the authority has said of how long records are kept."""
    return Terms(settings.keep_after_closing, settings.keep_after_birth, settings.keep_source)


def kept(desk: Desk, family: Family, children: Iterable[Child]) -> Kept:
    """Until when this record is kept."""
    births = [one for child in children if (one := child.born or child.expected)]
    return rules.kept(Facts(family.closed_on, max(births, default=None)), terms_of(desk.practice.settings))


def past_their_day(desk: Desk) -> PastPage:
    """The records that are past the day until which they are kept, of those that whoever asks sees; the reading is recorded. Needs `record:keeping`."""
    desk.require(Permission.RECORD_KEEPING)
    terms = terms_of(desk.practice.settings)
    if not terms.said:
        return PastPage(False, terms.sentence, (), False)
    closed = rules.years_after(desk.today, -terms.closing) if terms.closing else desk.today + timedelta(days=1)
    born = rules.years_after(desk.today, -terms.birth) if terms.birth else None
    rows = storage.closed_before(desk.session, desk.who, desk.today, closed=closed, born=born, limit=MOST + 1)
    found = []
    for row in rows[:MOST]:
        one = rules.kept(Facts(row.closed_on, row.youngest), terms)
        if one.until and one.past(desk.today):
            found.append(Past(row.family_id, title_of(row.name), row.closed_on, one.until, one.sentence))
    if found:
        desk.record(Event("families.listed", details={"families": sorted(one.family_id for one in found)}))
    return PastPage(True, terms.sentence, tuple(found), len(rows) > MOST)
