"""The grid of a family: each child with each carer by area, the newest grades or the last ten, side by side. Nothing in it is averaged.

Every grade in it is the grade of one area in one signed-off scoring. There is no figure for a child, for a carer or for the family.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from gcp.profile import Profile
from workflow.rules.errors import NotFound
from workflow.rules.events import Event
from workflow.rules.roles import Permission
from workflow.rules.statuses import COUNTS_IN_PROGRESS
from workflow.services.blindness import hidden
from workflow.services.desk import Desk
from workflow.services.family_views import title_of
from workflow.services.grid_tables import ChildRows, GridTable, child_rows, rows_of, tables_of, unscored, with_unscored
from workflow.services.latest_grades import scored_or_none
from workflow.storage import answers, families
from workflow.storage.families import ScoringLine

MOST = 10
"""Scorings of one child and carer that the grid over time shows."""


@dataclass(frozen=True)
class FamilyGrid:
    """The grid of a family as it stands today. `nothing` are the children, all unscored, where nothing is scored at all.

    `earlier` says whether there are older scorings than those shown; `hidden` whether one is left out that this person may not see yet.
    """

    family_id: str
    title: str
    today: date
    tables: tuple[GridTable, ...]
    nothing: tuple[ChildRows, ...]
    earlier: bool
    hidden: bool = False


def look(desk: Desk, family_id: str, *, most: int = 1) -> FamilyGrid:
    """The grid of a family with the `most` newest scorings of each child and carer. Reading it is an event.

    The number of queries is the same however many scorings it shows. Raises NotFound or Refused.
    """
    session = desk.session
    family = families.family(session, family_id)
    if family is None:
        raise NotFound
    desk.require(Permission.SCORING_READ, families.network(session, family_id, desk.today), family_id)
    away = hidden(desk, family_id)
    lines = [
        line
        for line in families.scoring_lines(session, [family_id])
        if line.status in COUNTS_IN_PROGRESS and line.in_series
    ]
    children = families.children(session, family_id)
    people = families.adults(session, family_id)
    care = families.care(session, family_id)
    seen = [line for line in lines if line.id not in away]
    scored = _scored(desk, _wanted(seen, most + 1))
    desk.record(Event("family.read", family_id, family_id))
    tables = tables_of(children, scored, seen, most)
    rest = unscored(children, people, care, lines)
    return FamilyGrid(
        family_id,
        title_of(family.name),
        desk.today,
        tables=with_unscored(tables, children, rest),
        nothing=() if tables else tuple(child_rows(child, (), rest[child.id]) for child in children),
        earlier=any(pair.more for table in tables for child in table.children for pair in child.pairs),
        hidden=len(seen) < len(lines),
    )


def _wanted(lines: Sequence[ScoringLine], most: int) -> list[ScoringLine]:
    return [line for own in rows_of(lines).values() for line in own[:most]]


def _scored(desk: Desk, lines: Sequence[ScoringLine]) -> dict[str, Profile]:
    ids = [line.id for line in lines]
    rows, marks = families.scorings(desk.session, ids), answers.marks(desk.session, ids)
    profiles = {key: scored_or_none(desk, row, marks.get(key, [])) for key, row in rows.items()}
    return {key: profile for key, profile in profiles.items() if profile is not None}
