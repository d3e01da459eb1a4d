"""The core group's progress sheet: two pages. What matters for this child item by item, from baseline to target, what they and their carers say,
and what there is to decide; on the second page everything else, what has no grade, and how to read it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from gcp.grades import Change
from gcp.progress import Series, series
from gcp.targets import TargetOutcome
from workflow.clock import BRITISH
from workflow.reports.around import Prompted, Said, TargetRow, still_open
from workflow.reports.base import Care, Material, Report, Scored
from workflow.reports.cover import covered
from workflow.reports.language import _, _n, day, later, translated
from workflow.reports.progress import Gap, Progress, build
from workflow.reports.reading import Reading
from workflow.reports.rows import AreaRow, Cell, ItemRow, area_rows
from workflow.reports.wording import lower_first, short_day, shortened
from workflow.rules.prompts import Prompt

KEY = "core-group"
TITLE = later("Core group progress sheet")
LINES = 33
"""Lines of the table on the first page; what does not fit stands first on the second, and is counted."""
_NAME, _WHO, _ACROSS = 26, 17, 130
_WORDS, _COMMENTS, _HELPS, _ASKED, _PROMPTS, _GAPS, _ASIDE, _WHY = 330, 280, 76, 220, 4, 8, 3, 110


@dataclass(frozen=True)
class Matter:
    """One item that matters: how it stood at the baseline (None where there was none), last time and now, what it is aimed at, by when and who helps.

    `missed` says in a word that the day has passed without it; `why` in a few words why it is here; `worst` that it stands at one of the two worst grades.
    """

    id: str
    name: str
    baseline: Cell | None
    last: Cell | None
    now: Cell
    change: str
    why: str
    worst: bool
    aim: int | None = None
    by: str = ""
    missed: str = ""
    helps: str = ""

    @property
    def lines(self) -> int:
        """About how many lines of the table it takes."""
        name = -(-len(self.name) // _NAME) + -(-len(self.why) // (_NAME + 6))
        return max(2, name, -(-len(self.helps) // _WHO), 3 if self.missed else 2)


@dataclass(frozen=True)
class Ask:
    """Something for the group to decide: what was found, and the question."""

    title: str
    found: str
    ask: str


@dataclass(frozen=True)
class Aside:
    """A prompt that the group need not decide: its title, who set it aside and when, and why, as long as a sheet can bear."""

    title: str
    said: str
    why: str


@dataclass(frozen=True)
class Words:
    """What somebody said, as long as a sheet can bear."""

    who: str
    words: str
    how: str = ""


@dataclass(frozen=True)
class CoreGroup:
    """The sheet as values. `rest` are all areas with every part and item, `matters` the items of the first page, `more` those that did not fit there."""

    called: str
    child: str
    age: str
    carers: str
    introduced: str
    window: str
    baseline_on: str
    last_on: str
    now_on: str
    headline: str
    figure: str
    sentences: tuple[str, ...]
    matters: tuple[Matter, ...]
    more: tuple[Matter, ...]
    child_words: Words
    carer_words: tuple[Words, ...]
    decide: tuple[Ask, ...]
    not_shown: int
    aside: tuple[Aside, ...]
    aside_not_shown: int
    next: str
    next_by: str
    next_on: str
    rest: tuple[AreaRow, ...]
    gaps: tuple[Gap, ...]
    gaps_not_shown: int
    cautions: tuple[str, ...]
    reading: Reading
    worst_two: str
    scorings: int

    @property
    def every_matter(self) -> tuple[Matter, ...]:
        """All items that matter, on whichever page."""
        return (*self.matters, *self.more)


def report(material: Material) -> Report:
    """The sheet of one carer's care."""
    (care,) = material.cares
    return covered(KEY, TITLE, material, _sheet(material, care))


def _sheet(material: Material, care: Care) -> CoreGroup:
    ordered = care.scorings
    story = build(material.subject, ordered)
    found, newest = series([one.profile for one in ordered]), ordered[-1]
    matters = _matters(ordered, story, found)
    asks, aside = [one.prompt for one in care.prompts if not one.aside], tuple(_aside(care.prompts))
    here = _that_fit(matters, aside[:_ASIDE])
    return CoreGroup(
        called=story.called,
        child=story.child,
        age=story.age,
        carers=story.carers,
        introduced=translated(newest.introduced or newest.carers),
        window=story.window,
        baseline_on=short_day(ordered[0].profile.on) if len(ordered) > 2 else "",  # noqa: PLR2004
        last_on=short_day(ordered[-2].profile.on) if len(ordered) > 1 else "",
        now_on=short_day(newest.profile.on),
        headline=story.headline,
        figure=story.figure,
        sentences=story.sentences[:3],
        matters=tuple(here),
        more=tuple(matters[len(here) :]),
        child_words=_child(story.said, story.called),
        carer_words=tuple(_carers(story.said)),
        decide=tuple(_ask(one) for one in asks[:_PROMPTS]),
        not_shown=len(asks[_PROMPTS:]),
        aside=aside[:_ASIDE],
        aside_not_shown=len(aside[_ASIDE:]),
        next=_next(newest),
        next_by=newest.signed_off_by,
        next_on=day(newest.signed_off_on) if newest.signed_off_on else "",
        rest=story.areas,
        gaps=story.gaps[:_GAPS],
        gaps_not_shown=len(story.gaps[_GAPS:]),
        cautions=tuple(shortened(one, _ASKED) for one in story.cautions[:3]),
        reading=story.reading,
        worst_two=story.worst_two,
        scorings=story.scorings,
    )


def _matters(ordered: Sequence[Scored], story: Progress, found: Series) -> list[Matter]:
    """Every item with a target, at the two worst grades, or that moved; those at the worst first, then what got worse, then what is aimed at, then by the
    instrument.
    """
    newest = ordered[-1]
    first = area_rows(newest, ordered[0], found.first_to_last) if len(ordered) > 2 else ()  # noqa: PLR2004
    baseline = {item.id: item.before for area in first for item in area.items}
    targets = {item_id: one.row for item_id, one in still_open(ordered).items()}
    standing = {one.id: one for one in story.standing}
    rows = [item for area in story.areas for item in area.items]
    told = []
    for row in rows:
        target, stands = targets.get(row.id), standing.get(row.id)
        unseen = bool(stands and stands.unseen)
        since = _("{worst} since {day}", worst=story.worst_two, day=stands.since) if stands else ""
        if not (target or row.at_worst or unseen or row.change in _MOVED):
            continue
        told.append(_matter(row, baseline.get(row.id), target, since))
    aimed = {one.id for one in told if one.aim is not None}
    order = {Change.WORSE.value: 1, Change.NO_LONGER_SCORED.value: 2}
    worst = {row.id for row in rows if row.at_worst} | {one.id for one in story.standing}
    return sorted(told, key=lambda one: 0 if one.id in worst else order.get(one.change, 2 if one.id in aimed else 3))


_MOVED = {Change.BETTER.value, Change.WORSE.value, Change.NEWLY_SCORED.value, Change.NO_LONGER_SCORED.value}


def _matter(row: ItemRow, baseline: Cell | None, target: TargetRow | None, since: str) -> Matter:
    why = ", ".join(filter(None, (row.change_words if row.change != Change.SAME.value else "", since)))
    return Matter(
        id=row.id,
        name=row.full_name,
        baseline=baseline,
        last=row.before,
        now=row.now,
        change=row.change,
        why=why,
        worst=row.at_worst or bool(since),
        aim=target.aim if target else None,
        by=target.by if target else "",
        missed=lower_first(target.outcome) if target and target.state == TargetOutcome.NOT_MET else "",
        helps=shortened(target.helps, _HELPS) if target else "",
    )


def _that_fit(matters: Sequence[Matter], aside: Sequence[Aside]) -> list[Matter]:
    """As many of them as the first page has lines for, beside what was set aside."""
    here: list[Matter] = []
    lines = -(-sum(len(one.title + one.said + one.why) for one in aside) // _ACROSS)
    for one in matters:
        lines += one.lines
        if lines > LINES:
            break
        here.append(one)
    return here


def _ask(prompt: Prompt) -> Ask:
    """With its figures where there is room for all of them; the table above has them too."""
    sentence = translated(prompt.sentence)
    whole = f"{sentence} {'; '.join(map(translated, prompt.figures))}."
    return Ask(
        translated(prompt.title), whole if len(whole) <= _ASKED else shortened(sentence, _ASKED), translated(prompt.ask)
    )


def _aside(prompts: Iterable[Prompted]) -> Iterator[Aside]:
    """What the group need not decide, with who said so, when and why."""
    for one in prompts:
        if one.aside:
            on = day(one.aside.at.astimezone(BRITISH).date())
            said = _("by {name} on {day}:", name=one.aside.by, day=on)
            why = shortened(one.aside.why, _WHY)
            yield Aside(translated(one.prompt.title), said, why if why.endswith((".", "!", "?", "]")) else f"{why}.")


def _child(said: Said, called: str) -> Words:
    words = said.words or said.why_not
    if not said.words:
        why = _("There are no words of {name} in this scoring.", name=called)
        return Words(called, f"{why} {shortened(words, _WORDS)}".strip())
    how = f"{said.how}." if said.how else ""
    by = _("Written down by {name}.", name=said.by) if said.by else ""
    return Words(called, shortened(said.words, _WORDS), f"{how} {by}".strip())


def _carers(said: Said) -> Iterator[Words]:
    several = max(len(said.carers), 1)
    for one in said.carers:
        seen = f"{one.seen} {_('Why not: {why}', why=shortened(one.why_not, _WHY))}" if one.why_not else one.seen
        yield Words(one.name, shortened(one.comments or one.agrees, _COMMENTS // several), seen)


def _next(newest: Scored) -> str:
    """What was asked for on signing off, and the day set then; said so that it is right before that day and after it."""
    said = [shortened(newest.direction, _ASKED)] if newest.direction else []
    if newest.follow_up_on:
        said.append(_("The day set for looking again: {day}.", day=day(newest.follow_up_on)))
    elif newest.no_follow_up:
        said.append(_("No day is set for looking again: {why}", why=shortened(newest.no_follow_up, _ASKED)))
    return " ".join(said)


def counted_more(number: int) -> str:
    """How many items that matter stand on the second page."""
    return _n(
        "1 more item that matters stands at the top of page 2.",
        "{number} more items that matter stand at the top of page 2.",
        number,
    )
