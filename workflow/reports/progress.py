"""The progress report: a child's care by one set of carers over all their scorings, as values. The page of a child's progress shows the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gcp.grades import Change, ItemState
from gcp.profile import Profile, State, SubAreaResult
from gcp.progress import Relapse, Series, series
from workflow.reports.around import NOTHING_SAID, Said, TargetRow, target_rows
from workflow.reports.base import DRAFT, Material, Report, Scored, Subject, in_order
from workflow.reports.cover import covered
from workflow.reports.crossings import Crossings, crossings
from workflow.reports.language import _, day, later, translated
from workflow.reports.reading import Reading, reading
from workflow.reports.rows import AreaRow, ItemRow, area_rows, figure, moved
from workflow.reports.sentence import headline, sentences
from workflow.reports.timeline import Timeline, timeline
from workflow.reports.wording import STATES, lasting, listed, scorings, short_day, span, worst_two

KEY = "progress"
TITLE = later("Progress report")
_LONGEST_REASON = 240


@dataclass(frozen=True)
class StandingRow:
    """An item at the two worst grades now: since when, how long, over how many scorings; `unseen` where the newest did not grade it."""

    id: str
    name: str
    grade: int
    since: str
    lasting: str
    scorings: str
    unseen: str
    row: ItemRow | None


@dataclass(frozen=True)
class RelapseRow:
    """Something that got better and then worse again: its grades at the three turns, the days of those, and both as one text."""

    name: str
    grades: str
    days: str
    words: str


@dataclass(frozen=True)
class Gap:
    """Something without a grade: what, how it stands, and the reason given."""

    what: str
    state: str
    why: str


@dataclass(frozen=True)
class Changes:
    """What moved since the scoring before, item by item, each kind apart."""

    better: tuple[ItemRow, ...] = ()
    worse: tuple[ItemRow, ...] = ()
    newly: tuple[ItemRow, ...] = ()
    no_longer: tuple[ItemRow, ...] = ()
    not_comparable: tuple[ItemRow, ...] = ()
    same: int = 0
    compared: int = 0


@dataclass(frozen=True)
class Progress:
    """Everything there is to say of a child's care by one set of carers, in plain values. `before` is empty for a first scoring."""

    child: str
    called: str
    age: str
    carers: str
    window: str
    before: str
    scorings: int
    headline: str
    sentences: tuple[str, ...]
    figure: str
    worst_two: str
    areas: tuple[AreaRow, ...]
    changes: Changes
    standing: tuple[StandingRow, ...]
    crossings: Crossings
    relapses: tuple[RelapseRow, ...]
    gaps: tuple[Gap, ...]
    cautions: tuple[str, ...]
    timeline: Timeline
    reading: Reading
    draft: str
    words_shown: bool
    said: Said = NOTHING_SAID
    targets: tuple[TargetRow, ...] = ()


def build(child: Subject, scored: Sequence[Scored], found: Series | None = None) -> Progress:
    """The progress of a child over one or more scorings by the same carers, in any order; `found` is their series where it is at hand.

    ValueError for none.
    """
    ordered = in_order(scored)
    found = found or series([one.profile for one in ordered])
    newest, profile = ordered[-1], ordered[-1].profile
    before = ordered[-2] if len(ordered) > 1 else None
    step = found.steps[-1] if found.steps else None
    areas = area_rows(newest, before, step)
    pair = worst_two(profile.instrument.scale)
    return Progress(
        child=child.name,
        called=child.called,
        age=child.age(profile.on),
        carers=newest.carers,
        window=span(profile.sheet.window.start, profile.sheet.window.end),
        before=span(before.profile.sheet.window.start, before.profile.sheet.window.end) if before else "",
        scorings=len(ordered),
        headline=headline(child, ordered, found),
        sentences=sentences(found),
        figure=figure(step, profile),
        worst_two=pair,
        areas=areas,
        changes=_changes(areas) if step else Changes(),
        standing=_standing(found, areas),
        crossings=crossings(found),
        relapses=_relapses(found),
        gaps=_gaps(newest),
        cautions=tuple(map(translated, step.cautions)) if step else (),
        timeline=timeline(child.called, ordered, found, pair),
        reading=reading(ordered),
        draft=_(DRAFT) if any(one.draft for one in ordered) else "",
        words_shown=all(one.profile.instrument.descriptors_exportable for one in (newest, before) if one),
        said=newest.said.translated(),
        targets=target_rows(ordered),
    )


def report(material: Material) -> Report:
    """The progress report as values, with the fingerprint of all that it prints."""
    (care,) = material.cares
    return covered(KEY, TITLE, material, build(material.subject, care.scorings))


def _changes(areas: Sequence[AreaRow]) -> Changes:
    rows = [item for area in areas for item in area.items]
    same = sum(row.change == Change.SAME for row in rows)
    better, worse = moved(areas, Change.BETTER), moved(areas, Change.WORSE)
    return Changes(
        better,
        worse,
        moved(areas, Change.NEWLY_SCORED),
        moved(areas, Change.NO_LONGER_SCORED),
        moved(areas, Change.NOT_COMPARABLE),
        same,
        same + len(better) + len(worse),
    )


def _standing(found: Series, areas: Sequence[AreaRow]) -> tuple[StandingRow, ...]:
    """Longest first within the worst grade first: what a chair would ask about first."""
    rows = {item.id: item for area in areas for item in area.items}
    scale = found.profiles[-1].instrument.scale
    ordered = sorted(found.standing, key=lambda one: (-scale.rank(one.grade), one.since))
    return tuple(
        StandingRow(
            one.id,
            rows[one.id].full_name if one.id in rows else one.name,
            one.grade,
            short_day(one.since),
            lasting(one.days) if one.days else _("new this time"),
            _("{some} of {scorings}", some=one.scorings, scorings=scorings(len(found.profiles))),
            _("Last graded on {day}; not graded since", day=day(one.last_graded)) if one.last_graded else "",
            rows.get(one.id),
        )
        for one in ordered
    )


def _relapses(found: Series) -> tuple[RelapseRow, ...]:
    """Each told once, where it happened: an area or part whose own part or item relapsed only repeats that."""
    newest = found.profiles[-1]
    ids = {one.id for one in found.relapses}
    beneath = {area.id: {sub.id for sub in area.sub_areas} | {i.id for i in area.area.items} for area in newest.areas}
    beneath |= {sub.id: {item.id for item in sub.items} - {sub.id} for sub in newest.sub_areas}
    told = [one for one in found.relapses if not beneath.get(one.id, set()) & ids]
    return tuple(_relapse_row(newest, one) for one in told)


def _name(profile: Profile, relapse: Relapse) -> str:
    """Look (Clothing); areas and parts by their own name."""
    if relapse.id in {a.id for a in profile.areas} | {s.id for s in profile.sub_areas}:
        return relapse.name
    return f"{relapse.name} ({profile.instrument.parents(relapse.id)[1].name})"


def _relapse_row(newest: Profile, one: Relapse) -> RelapseRow:
    turns = (one.worst_before, one.best_between, one.now)
    (first_on, first), (best_on, best), (now_on, now) = turns
    words = {"first": first, "first_day": day(first_on), "best": best, "best_day": day(best_on), "now": now}
    return RelapseRow(
        _name(newest, one),
        ", ".join(str(grade) for _, grade in turns),
        listed(short_day(on) for on, _ in turns),
        _("{first} on {first_day}, {best} by {best_day}, {now} again on {day}", day=day(now_on), **words)
        if first == now
        else _("{first} on {first_day}, {best} by {best_day}, {now} on {day}", day=day(now_on), **words),
    )


def _gaps(newest: Scored) -> tuple[Gap, ...]:
    """What has no grade and why: areas with the reason given, parts left out, and single items with their notes."""
    gaps: list[Gap] = []
    for area in newest.profile.areas:
        reason = newest.gaps.get(area.id, "")
        if area.state is State.NOT_SCORED:
            gaps.append(Gap(area.name, _("nothing graded"), reason or _("No reason was given.")))
            continue
        for sub in area.sub_areas:
            gaps += _part_gaps(sub, newest.notes, reason)
    return tuple(gaps)


def _short(note: str) -> str:
    """A note as long as a list can bear; the whole of it stands with its item, and this says so."""
    if len(note) <= _LONGEST_REASON:
        return note
    cut = note[:_LONGEST_REASON].rsplit(None, 1)[0][:_LONGEST_REASON]
    return f"{cut} … {_('(the whole note stands with the item)')}"


def _part_gaps(sub: SubAreaResult, notes: Mapping[str, str], reason: str) -> list[Gap]:
    if sub.state is State.EXCLUDED:
        return [Gap(sub.name, _("left out of its area"), sub.reason)]
    missing = [item for item in sub.items if item.grade is None and item.state is not ItemState.NOT_APPLICABLE]
    if sub.state is State.NOT_SCORED and len(missing) > 1:
        said = [f"{item.name}: {_short(notes[item.id])}" for item in missing if notes.get(item.id)]
        words = listed(dict.fromkeys(_(STATES[item.state]) for item in missing))
        both = len(missing) == 2  # noqa: PLR2004
        how = (
            _("both items {states}", states=words)
            if both
            else _("all {number} items {states}", number=len(missing), states=words)
        )
        return [Gap(sub.name, how, " ".join(said) or reason or _("No reason was given."))]
    return [
        Gap(
            item.name if item.name == sub.name else f"{item.name} ({sub.name})",
            _(STATES[item.state]),
            _short(notes.get(item.id, "")) or reason or _("No reason was given."),
        )
        for item in missing
    ]


__all__ = [
    "KEY",
    "TITLE",
    "Changes",
    "Gap",
    "Progress",
    "RelapseRow",
    "StandingRow",
    "build",
    "report",
]
