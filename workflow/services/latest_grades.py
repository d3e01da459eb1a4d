"""The grades of each area as a family stands now: from the newest signed-off scoring of a child with each carer, beside the one before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gcp.changes import AreaChange
from gcp.errors import GcpError, NotComparable
from gcp.grades import Change, Scale
from gcp.profile import Profile, State
from gcp.progress import compare
from workflow.models import Answer, Scoring
from workflow.rules.statuses import COUNTS_IN_PROGRESS
from workflow.services.desk import Desk
from workflow.services.instruments import instrument_of
from workflow.services.sheets import profile_of
from workflow.storage import answers, families
from workflow.storage.families import ScoringLine


@dataclass(frozen=True)
class AreaNow:
    """One area: its grade (None where there is none), its state, and how it moved since the scoring before (None for the first)."""

    name: str
    grade: int | None
    state: State
    change: Change | None
    why: str


@dataclass(frozen=True)
class GradesNow:
    """The areas of one scoring, on its instrument's scale. `before` is the scoring they are compared with, if there is one."""

    scale: Scale
    areas: tuple[AreaNow, ...]
    before: ScoringLine | None


def newest(lines: Sequence[ScoringLine]) -> list[tuple[ScoringLine, ScoringLine | None]]:
    """The newest signed-off scoring of each child with each carer, and the one before it. `lines` come newest first."""
    by_pair: dict[tuple[str, str], list[ScoringLine]] = {}
    for line in lines:
        if line.status in COUNTS_IN_PROGRESS:
            by_pair.setdefault((line.child_id, line.carer_names), []).append(line)
    return [(found[0], found[1] if len(found) > 1 else None) for found in by_pair.values()]


def grades_now(desk: Desk, lines: Sequence[ScoringLine]) -> Mapping[str, GradesNow]:
    """The grades of each newest scoring, by its id; one that cannot be scored with its edition's text is left out."""
    pairs = newest(lines)
    wanted = [line.id for pair in pairs for line in pair if line]
    rows = families.scorings(desk.session, wanted) if wanted else {}
    given = answers.of_scorings(desk.session, wanted) if wanted else {}
    profiles = {key: _profile(desk, row, given.get(key, [])) for key, row in rows.items()}
    found = {}
    for line, before in pairs:
        profile = profiles[line.id]
        if profile is not None:
            found[line.id] = _grades(profile, before, profiles[before.id] if before else None)
    return found


def _profile(desk: Desk, row: Scoring, given: Sequence[Answer]) -> Profile | None:
    try:
        return profile_of(row, instrument_of(desk, row.edition_id), given, row.scorer_id)
    except GcpError:
        return None


def _grades(profile: Profile, before: ScoringLine | None, earlier: Profile | None) -> GradesNow:
    moved = _moved(earlier, profile)
    areas = []
    for area in profile.areas:
        change = moved.get(area.id)
        areas.append(
            AreaNow(area.name, area.grade, area.state, change.change if change else None, change.why if change else "")
        )
    return GradesNow(profile.instrument.scale, tuple(areas), before if moved else None)


def _moved(earlier: Profile | None, later: Profile) -> Mapping[str, AreaChange]:
    if earlier is None:
        return {}
    try:
        return {area.id: area for area in compare(earlier, later).areas}
    except NotComparable:
        return {}
