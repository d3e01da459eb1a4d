"""What every report says of itself, made from what it rests on: whose care, which days, which instruments, whether it is a draft, and its fingerprint."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import reduce
from typing import Any

from workflow.reports.base import DRAFT, Level, Material, Report, Scored, fingerprint
from workflow.reports.language import _
from workflow.reports.timeline import levels
from workflow.reports.wording import listed, lower_first, span


def covered(key: str, title: str, material: Material, body: Any, scorings: Sequence[Scored] = ()) -> Report:
    """A report with its cover and the fingerprint of all that it prints. `scorings` are those that it rests on, where that is not all of them.

    ValueError where it would rest on nothing.
    """
    told = tuple(scorings) or tuple(one for child in material.children for one in child.scorings)
    profiles = {one.profile.instrument.name + one.profile.rule: one.profile for one in told}
    instruments = [profile.instrument for profile in profiles.values()]
    practice = material.subject.practice
    bare = Report(
        key=key,
        title=_("Practice: {title}", title=lower_first(_(title))) if practice else _(title),
        practice=practice,
        child=listed(child.subject.name for child in material.children),
        carers=carers(material, told),
        dates=span(*_days(material, told)),
        instruments=tuple(_("{title}, edition {edition}", title=one.title, edition=one.edition) for one in instruments),
        rules=tuple(profile.rule for profile in profiles.values()),
        statements=tuple(one.statement for one in instruments if one.statement),
        scorers=tuple(dict.fromkeys(one.by for one in told)),
        scorings=(*(one.id for one in told), *(material.beside.scoring_ids if material.beside else ())),
        draft=_(DRAFT) if any(one.draft for one in told) else "",
        as_of=max(
            (
                *(one.as_of for one in told),
                *_set_aside(material),
                *(material.beside.as_of if material.beside else ()),
            )
        ),
        language=material.asked.language,
        body=body,
        asked=material.asked,
        levels=levels_of(told),
    )
    return replace(bare, fingerprint=fingerprint(bare))


def _set_aside(material: Material) -> Iterator[datetime]:
    """When the prompts that are printed as set aside were."""
    for child in material.children:
        yield from (one.aside.at for care in child.cares for one in care.prompts if one.aside)


def carers(material: Material, told: Sequence[Scored]) -> str:
    """Whose care it is: Marek; "Marek and by Jo" where the care of each was scored apart."""
    ids = {one.id for one in told}
    named = dict.fromkeys(
        care.carers for child in material.children for care in child.cares if ids & {one.id for one in care.scorings}
    )
    return reduce(lambda so_far, name: _("{names} and by {name}", names=so_far, name=name), named) if named else ""


def levels_of(told: Sequence[Scored]) -> tuple[Level, ...]:
    """The grades of the scale that all of them use; none where they use several, for then a colour would say two things."""
    scales = {levels(one.profile.instrument.scale) for one in told}
    return next(iter(scales)) if len(scales) == 1 else ()


def _days(material: Material, told: Sequence[Scored]) -> tuple[date, date]:
    """The first and the last day of the newest scorings."""
    ids = {one.id for one in told}
    cares = [[one for one in care.scorings if one.id in ids] for child in material.children for care in child.cares]
    windows = [care[-1].profile.sheet.window for care in cares if care]
    return min(window.start for window in windows), max(window.end for window in windows)
