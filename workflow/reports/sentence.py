"""The one sentence that a chair could read out, and the few that stand under it. Every figure carries its denominator."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from gcp.grades import Change
from gcp.profile import Profile, State, SubAreaResult
from gcp.progress import Comparison, Series, SubAreaChange
from workflow.reports.base import Scored, Subject
from workflow.reports.language import _, _n, translated
from workflow.reports.rows import full_name, others, tally
from workflow.reports.wording import (
    between,
    either,
    items,
    listed,
    lower_first,
    month,
    named,
    possessive,
    since,
    span,
    worst_two,
)

_NAMED_AT_MOST = 3
_WHERE = re.compile(r"(in|at|on|with|without|away|outside) ", re.IGNORECASE)
_WHO = re.compile(r"carers?$", re.IGNORECASE)
_COMPARED = (Change.BETTER, Change.WORSE, Change.SAME)


@dataclass(frozen=True)
class _Run:
    """How long a part stood at the two worst grades up to a scoring: from when, over how many scorings, at which grades."""

    start: date
    scorings: int
    grades: frozenset[int]


def headline(child: Subject, scored: Sequence[Scored], series: Series) -> str:
    """What changed from the last scoring but one to the last; for a single scoring, what it found."""
    newest, carers = series.profiles[-1], scored[-1].carers
    if not series.steps:
        window = newest.sheet.window
        at_worst = _at_worst_now(newest)
        return _(
            "{child} care by {carers} was scored for the first time, over {days}: {found}.",
            child=possessive(child.called),
            carers=carers,
            days=span(window.start, window.end),
            found=at_worst,
        )
    step = series.steps[-1]
    when = between(step.earlier.on, step.later.on)
    if step.why:
        return _(
            "{when} {child} care was scored twice, and the two scorings cannot be compared.",
            when=when,
            child=possessive(child.called),
        )
    return _(
        "{when} {child} care by {carers} {movement}{crossings}.",
        when=when,
        child=possessive(child.called),
        carers=carers,
        movement=_movement(step),
        crossings=_crossings(series),
    )


def found(child: Subject, scored: Scored) -> str:
    """What one scoring found, whatever came before it."""
    window = scored.profile.sheet.window
    days, at_worst = span(window.start, window.end), _at_worst_now(scored.profile)
    return _(
        "{child} care by {carers} over {days}: {found}.",
        child=possessive(child.called),
        carers=scored.carers,
        days=days,
        found=at_worst,
    )


def sentences(series: Series) -> tuple[str, ...]:
    """What the one sentence has no room for: what still stands, what happened since the first, what could not be said."""
    newest = series.profiles[-1]
    said = []
    if not series.steps:
        said.append(_("There is no earlier scoring of this child with this carer to compare with yet."))
    else:
        said += [_items(series.steps[-1]), *_still(series), _relapsed(series)]
        if len(series.profiles) > 2 and series.first_to_last is not None and not series.first_to_last.why:  # noqa: PLR2004
            first = series.profiles[0].on
            said.append(
                _(
                    "Since the first of {number} scorings, in {month}, it {movement}.",
                    number=len(series.profiles),
                    month=month(first),
                    movement=_movement(series.first_to_last),
                )
            )
    said += _gaps(newest)
    return tuple(sentence for sentence in said if sentence)


def spoken_parts(profile: Profile) -> dict[str, str]:
    """What each part is called inside a sentence: hygiene; one that only says where or who takes its area: safety in the carer's presence,
    emotional care by the carer.
    """
    return {
        sub.id: lower_first(
            f"{area.name} {lower_first(sub.name)}"
            if _WHERE.match(sub.name)
            else _("{area} by the {who}", area=area.name, who=lower_first(sub.name))
            if _WHO.match(sub.name)
            else sub.name
        )
        for area in profile.areas
        for sub in area.sub_areas
    }


def _parts(step: Comparison, *changes: Change) -> list[str]:
    return [s.id for area in step.areas for s in area.sub_areas if s.change in changes]


def _better(step: Comparison) -> list[SubAreaChange]:
    return [sub for area in step.areas for sub in area.sub_areas if sub.change is Change.BETTER]


def _unseen(step: Comparison) -> dict[str, SubAreaChange]:
    """The parts that read better although an item that held them at their grade has none now: not seen is not improved."""
    found = {}
    for sub in _better(step):
        before = step.earlier.by_id.get(sub.id)
        drivers = before.drivers if isinstance(before, SubAreaResult) else ()
        if any(item.id in drivers and item.change is Change.NO_LONGER_SCORED for item in sub.items):
            found[sub.id] = sub
    return found


def _movement(step: Comparison) -> str:
    """Say it as: improved in 3 of 13 parts and got worse in none."""
    unseen = _unseen(step)
    better = [sub for sub in _better(step) if sub.id not in unseen]
    worse = _parts(step, Change.WORSE)
    compared = len(_parts(step, *_COMPARED)) - len(unseen)
    asked = sum(sub.state is not State.NOT_APPLICABLE for sub in step.later.sub_areas)
    if not compared:
        return _("could not be compared in any part")
    if compared == asked:
        parts = _n("{number} part", "{number} parts", compared)
        kept = _("kept the same grade in all {parts}", parts=parts)
    else:
        parts = _n(
            "the {number} part (of {all}) that can be compared",
            "the {number} parts (of {all}) that can be compared",
            compared,
            all=asked,
        )
        kept = _("kept the same grade in {parts}", parts=parts)
    if better or worse:
        return _(
            "improved in {better} of {parts} and got worse in {worse}",
            better=_or_none(len(better)),
            parts=parts,
            worse=_or_none(len(worse)),
        )
    moved, down = step.counts.better, step.counts.worse
    if not moved and not down:
        return kept
    # Under a rule where one bad item decides, this is where real change hides (domain page, 4.3).
    if moved:
        return _(
            "{kept}, while {items} got better and {none} worse", kept=kept, items=items(moved), none=_or_none(down)
        )
    return _("{kept}, while {items} got worse", kept=kept, items=items(down))


def _or_none(number: int) -> int | str:
    return number or _("none")


def _crossings(series: Series) -> str:
    """; nutrition and hygiene, at 4 since January, are now at 3; clothing is now at 4 (it was 3)."""
    step = series.steps[-1]
    worst = step.later.instrument.scale.worst_two
    unseen, spoken = _unseen(step), spoken_parts(step.later)
    left: dict[tuple[str, int], list[str]] = {}
    entered: dict[tuple[int, int], list[str]] = {}
    for sub in (s for area in step.areas for s in area.sub_areas):
        if sub.change not in (Change.BETTER, Change.WORSE) or sub.before is None or sub.after is None:
            continue
        if sub.id in unseen:
            continue
        if sub.before in worst and sub.after not in worst:
            left.setdefault((_stood(series, sub.id), sub.after), []).append(spoken[sub.id])
        elif sub.after in worst and sub.before not in worst:
            entered.setdefault((sub.before, sub.after), []).append(spoken[sub.id])
    said = [
        _n(
            "; {names}, {stood}, is now at {now}",
            "; {names}, {stood}, are now at {now}",
            len(names),
            names=named(names, _NAMED_AT_MOST),
            stood=stood,
            now=now,
        )
        for (stood, now), names in left.items()
    ]
    said += [
        _n(
            "; {names} has gone from {before} to {now}",
            "; {names} have gone from {before} to {now}",
            len(names),
            names=named(names, _NAMED_AT_MOST),
            before=before,
            now=now,
        )
        for (before, now), names in entered.items()
    ]
    said += [
        _(
            "; {name} reads {now} and not {before} any more, but what held it at {before} was not graded",
            name=spoken[sub.id],
            now=sub.after,
            before=sub.before,
        )
        for sub in unseen.values()
    ]
    return "".join(said)


def _stood(series: Series, part_id: str) -> str:
    """At 4 since January: how a part stood before the newest scoring."""
    run = _run(series.profiles[:-1], part_id)
    newest = series.profiles[-1].on
    if run is None:
        return _("before")
    scale = series.profiles[-1].instrument.scale
    at = either(value for value in scale.values if value in run.grades)
    if run.scorings == 1:
        return _("at {grades} in {month}", grades=at, month=month(run.start, year=run.start.year != newest.year))
    return _("at {grades} {since}", grades=at, since=since(run.start, newest))


def _run(profiles: Sequence[Profile], part_id: str) -> _Run | None:
    """The unbroken run of scorings that have a part at the two worst grades, up to the last of them; a gap neither breaks nor counts."""
    grades: list[int] = []
    start: date | None = None
    for profile in reversed(profiles):
        result = profile.by_id.get(part_id)
        grade = result.grade if isinstance(result, SubAreaResult) else None
        if grade is None:
            continue
        if grade not in profile.instrument.scale.worst_two:
            break
        grades.append(grade)
        start = profile.on
    return _Run(start, len(grades), frozenset(grades)) if start else None


def _still(series: Series) -> list[str]:
    """2 parts still stand at 4 or 5: clothing and health at 4 since January: parts at the two worst grades in more than one scoring running."""
    newest, scale = series.profiles[-1], series.profiles[-1].instrument.scale
    still: dict[tuple[int, date], list[str]] = {}
    spoken = spoken_parts(newest)
    for sub in newest.sub_areas:
        run = _run(series.profiles, sub.id)
        if sub.grade is not None and sub.grade in scale.worst_two and run and run.scorings > 1:
            still.setdefault((sub.grade, run.start), []).append(spoken[sub.id])
    number = sum(map(len, still.values()))
    if not number:
        return []
    said = [
        _("{names} at {grade} {since}", names=listed(names), grade=grade, since=since(start, newest.on))
        for (grade, start), names in still.items()
    ]
    return [
        _n(
            "{number} part still stands at {worst}: {list}.",
            "{number} parts still stand at {worst}: {list}.",
            number,
            worst=worst_two(scale),
            list="; ".join(said),
        )
    ]


def _relapsed(series: Series) -> str:
    """2 items had got better and are worse again."""
    here = {i.id: full_name(sub, i) for area in series.profiles[-1].areas for sub in area.sub_areas for i in sub.items}
    names = [here[one.id] for one in series.relapses if one.id in here]
    if not names:
        return ""
    shown = listed(names) if len(names) <= _NAMED_AT_MOST else _("{names} and others", names=", ".join(names[:2]))
    return _n(
        "{number} item had got better and is worse again: {names}.",
        "{number} items had got better and are worse again: {names}.",
        len(names),
        names=shown,
    )


def _items(step: Comparison) -> str:
    """Item by item: 6 better, 1 worse, of 39 compared; what cannot be compared is counted too."""
    if step.why:
        return translated(step.why)
    c = step.counts
    compared = c.better + c.worse + c.same
    said = _(
        "Item by item, {better} of {compared} got better and {worse} got worse",
        better=_or_none(c.better),
        compared=compared,
        worse=_or_none(c.worse),
    )
    rest = others(c)
    return f"{said}; {listed(rest)}." if rest else f"{said}."


def _at_worst_now(profile: Profile) -> str:
    """2 of 13 parts stand at 4 or 5, nutrition (4) and hygiene (4)."""
    scale, spoken = profile.instrument.scale, spoken_parts(profile)
    graded = [sub for sub in profile.sub_areas if sub.grade is not None]
    if not graded:
        return _("nothing could be graded")
    worst = [f"{spoken[sub.id]} ({sub.grade})" for sub in graded if sub.grade in scale.worst_two]
    here = tally(profile)
    at = worst_two(scale)
    if worst:
        return _n(
            "{number} of the {all} parts graded stands at {worst}, {names}",
            "{number} of the {all} parts graded stand at {worst}, {names}",
            len(worst),
            all=len(graded),
            worst=at,
            names=named(worst),
        )
    if here.count:
        return _("no part stands at {worst}, but {some} of {all} items do", worst=at, some=here.count, all=here.graded)
    return _("none of the {number} parts graded stands at {worst}", number=len(graded), worst=at)


def _gaps(profile: Profile) -> list[str]:
    """What the newest scoring leaves open, by name."""
    spoken = spoken_parts(profile)
    none = [spoken[sub.id] for sub in profile.sub_areas if sub.state is State.NOT_SCORED]
    partly = [spoken[sub.id] for sub in profile.sub_areas if sub.state is State.PROVISIONAL]
    said = []
    if none:
        said.append(_("Without any grade: {names}. That is neither a good sign nor a bad one.", names=named(none)))
    if partly:
        said.append(_("Provisional, because not every item was graded: {names}.", names=named(partly)))
    return said
