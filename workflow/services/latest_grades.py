"""The grades of each area as a family stands now: from the newest signed-off scoring of a child with each carer, beside the one before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from gcp.answers import Child as ScoredChild
from gcp.changes import AreaChange
from gcp.errors import GcpError, NotComparable
from gcp.grades import Change, Scale
from gcp.profile import Profile, State
from gcp.progress import compare
from workflow.models import Child, Scoring
from workflow.rules.statuses import COUNTS_IN_PROGRESS
from workflow.services.desk import Desk
from workflow.services.instruments import instrument_of
from workflow.services.sheets import profile_of
from workflow.storage import answers, families
from workflow.storage.answers import Mark
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
    """The newest graded, signed-off scoring of each child with each set of carers, and the one before it. `lines` come newest first.

    A second rating is none of them, nor is one that whoever asks may not see yet. By who the carers are and not by what they were called: names are corrected, and another may take one over.
    """
    by_pair: dict[tuple[str, frozenset[str]], list[ScoringLine]] = {}
    for line in lines:
        if line.status in COUNTS_IN_PROGRESS and line.in_series and not line.hidden:
            by_pair.setdefault((line.child_id, line.carers), []).append(line)
    return [(found[0], found[1] if len(found) > 1 else None) for found in by_pair.values()]


def grades_now(desk: Desk, lines: Sequence[ScoringLine], children: Sequence[Child]) -> Mapping[str, GradesNow]:
    """The grades of each newest scoring, by its id; one that cannot be scored with its edition's text is left out.

    `children` are the family's as known now: as on the page of progress, a date of birth that was corrected makes nobody another child.
    """
    pairs = newest(lines)
    wanted = [line.id for pair in pairs for line in pair if line]
    rows = families.scorings(desk.session, wanted) if wanted else {}
    given = answers.marks(desk.session, wanted) if wanted else {}
    profiles = {key: scored_or_none(desk, row, given.get(key, [])) for key, row in rows.items()}
    found = {}
    for line, before in pairs:
        profile = profiles[line.id]
        if profile is not None:
            earlier = profiles[before.id] if before else None
            child = next(one for one in children if one.id == line.child_id)
            found[line.id] = _grades(profile, before, moved(earlier, profile, child, line.carer_names))
    return found


def _as_known(profile: Profile, child: Child, carer: str) -> Profile:
    sheet = replace(profile.sheet, child=ScoredChild(child.born, child.expected), carer=carer)
    return replace(profile, sheet=sheet)


def scored_or_none(desk: Desk, row: Scoring, given: Sequence[Mark]) -> Profile | None:
    """The profile of a scoring; None where its edition's text or its sheet cannot be used any more."""
    try:
        return profile_of(row, instrument_of(desk, row.edition_id), given, row.scorer_id)
    except GcpError:
        return None


def _grades(profile: Profile, before: ScoringLine | None, moved: Mapping[str, AreaChange]) -> GradesNow:
    areas = []
    for area in profile.areas:
        change = moved.get(area.id)
        areas.append(
            AreaNow(area.name, area.grade, area.state, change.change if change else None, change.why if change else "")
        )
    return GradesNow(profile.instrument.scale, tuple(areas), before if moved else None)


def moved(earlier: Profile | None, later: Profile, child: Child, carer: str) -> Mapping[str, AreaChange]:
    """How each area moved between two scorings of a child, by area id; nothing where they cannot be compared, or there is no earlier one."""
    if earlier is None:
        return {}
    try:
        both = compare(_as_known(earlier, child, carer), _as_known(later, child, carer))
        return {area.id: area for area in both.areas}
    except NotComparable:
        return {}
