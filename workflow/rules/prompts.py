"""Prompts: what a series of scorings asks its readers to think about. A prompt never says what the care is worth, nor what should happen.

Each is a named function that answers with its sentence, the rule that fired and the figures that fired it, or with None. A reader can check every one
against the table beside it. The limits are settings, and stand in the rule's own words.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from gcp.changes import Comparison, ItemChange
from gcp.grades import Change, ItemState, Scale
from gcp.worded import row, worded, worded_n
from gcp.words import counted, lasting, listed, short_day
from workflow.rules import prompt_words as words
from workflow.rules.basis import only_announced
from workflow.rules.evidence import NO_EVIDENCE, BasisKind
from workflow.rules.prompt_words import Course
from workflow.rules.targets import Aim, here
from workflow.rules.told import Told

Found = Mapping[str, tuple[str, str]]
"""By item id: the figure in words, and the same as a fact that no wording changes."""

TITLES = {
    "no-improvement": worded("No improvement"),
    "relapse": worded("Better, then worse again"),
    "no-target": worded("No target yet"),
    "rolled-over": worded("Target set again"),
    "announced-only": worded("Better, seen at announced visits only"),
    "nothing-seen": worded("Better, not yet seen on a visit"),
    "other-scorer": worded("One grade, another scorer"),
    "not-again": worded("Not graded again"),
    "overdue": worded("Re-scoring is overdue"),
}
"""How each prompt is called, by its key."""
OF_WHAT_CAN_BE_KEPT = frozenset({"announced-only", "nothing-seen", "no-target", "rolled-over"})
"""Those that speak of what grades rest on or of targets, which can be kept from a reader."""


@dataclass(frozen=True)
class Prompt:
    """Something to think about. `rule` says when it is raised, `figures` what raised it this time, `ask` what a group could talk about.

    `facts` are the same figures without words: a prompt that somebody set aside stays aside as long as its `mark` is the same.
    """

    key: str
    title: str
    sentence: str
    rule: str
    figures: tuple[str, ...]
    ask: str
    items: tuple[str, ...]
    facts: tuple[str, ...]

    @property
    def mark(self) -> str:
        """A short fingerprint of the rule and its figures; another as soon as any of them changes."""
        text = json.dumps([self.key, self.rule, self.facts], ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()[:32]


def no_improvement(told: Told) -> Prompt | None:
    """Items at the two worst grades that got no better over as many scorings as the limit says, or more."""
    least = told.limits.scorings
    worst = [key for key, grade in told.newest.grades.items() if grade in told.scale.worst_two]
    runs = {
        key: run for key in worst if len(run := _without_improvement(told.scale, told.series.courses[key])) >= least
    }
    return _prompt(
        "no-improvement",
        {key: (words.figure(told, key, words.grades(run)), _course(run)) for key, run in runs.items()},
        worded(
            "{which} got no better over {scorings} or more: {items}.",
            which=words.of(runs, worst, words.at_worst(told)),
            scorings=counted(least, "scoring"),
            items=told.names(runs),
        ),
        rule=worded(
            "Raised for an item at {worst} now that got no better from one scoring to the next over the last {scorings} that graded it.",
            worst=told.worst,
            scorings=counted(least, "scoring"),
        ),
        ask=worded("What has been tried, and what would have to be different for this to move?"),
    )


def relapse(told: Told) -> Prompt | None:
    """Items that got better and are now worse again."""
    counts = told.newest.grades
    turns = {one.id: (one.worst_before, one.best_between, one.now) for one in told.series.relapses if one.id in counts}
    return _prompt(
        "relapse",
        {
            key: (
                words.figure(
                    told, key, listed(worded("{grade} on {day}", grade=g, day=short_day(on)) for on, g in turn)
                ),
                _course(turn),
            )
            for key, turn in turns.items()
        },
        worded_n(
            "{number} item got better and is worse again now: {items}.",
            "{number} items got better and are worse again now: {items}.",
            len(turns),
            items=told.names(turns),
        ),
        rule=worded(
            "Raised for an item that got better and then worse again, and has not been back at its best since."
        ),
        ask=worded("What was in place when it was better, and what of that has gone since?"),
    )


def no_target(told: Told) -> Prompt | None:
    """Items at the two worst grades that no target asks to be better, set now or before and not met."""
    grades, instrument = told.newest.grades, told.newest.instrument
    worst = {key: grade for key, grade in grades.items() if grade in told.scale.worst_two}
    aims = [aim for behind in told.behind for aim in behind.targets if aim.aim in told.scale]
    aimed = {key for aim in aims if (key := here(instrument, aim)) in worst and _short_of(told.scale, worst[key], aim)}
    found = {key: grade for key, grade in worst.items() if key not in aimed}
    return _prompt(
        "no-target",
        {key: (words.figure(told, key, grade), str(grade)) for key, grade in found.items()},
        worded_n(
            "{which} has no target: {items}.",
            "{which} have no target: {items}.",
            len(worst),
            which=words.of(found, worst, words.at_worst(told)),
            items=told.names(found),
        ),
        rule=worded(
            "Raised for an item at {worst} now for which no target is set that asks for a better grade.",
            worst=told.worst,
        ),
        ask=worded("Which of these comes first, who helps, and by when?"),
    )


def rolled_over(told: Told) -> Prompt | None:
    """Items aimed at the same grade again and again, and not there."""
    grades = told.newest.grades
    runs = {
        key: run
        for key in grades
        if len(run := _rolled(told, key)) >= told.limits.targets and _short_of(told.scale, grades[key], run[-1])
    }
    return _prompt(
        "rolled-over",
        {
            key: (
                words.figure(told, key, worded("{aims}; now {grade}", aims=words.aims(run), grade=grades[key])),
                f"{grades[key]} " + " ".join(f"{aim.aim}:{aim.by}" for aim in run),
            )
            for key, run in runs.items()
        },
        worded_n(
            "The target for {number} item was set again before it was met: {items}.",
            "The target for {number} items was set again before it was met: {items}.",
            len(runs),
            items=told.names(runs),
        ),
        rule=worded(
            "Raised for an item whose target was set {times} or more running, each time before the last one was met, and that is not met now.",
            times=counted(told.limits.targets, "time"),
        ),
        ask=worded("Is it still the right next step, and was the help that goes with it there?"),
    )


def announced_only(told: Told) -> Prompt | None:
    """Items that got better, where all that was seen this time was seen at announced visits."""
    behind, better = told.behind[-1], told.moved(Change.BETTER)
    visits = {visit.id: visit for visit in behind.visits}
    found = [one for one in better if only_announced(behind.evidence.get(one.id, NO_EVIDENCE), visits)]
    return _prompt(
        "announced-only",
        {one.id: (words.figure(told, one.id, words.step(one)), f"{words.step(one)} {told.days}") for one in found},
        worded(
            "{which} rested on announced visits only: {items}.",
            which=words.of(found, better, worded("that got better")),
            items=told.names(one.id for one in found),
        ),
        rule=worded(
            "Raised for an item that got better since the scoring before and now rests on announced visits, with nothing beside them but what "
            "the carer said."
        ),
        ask=worded("Can somebody see this on a day when nobody is expected?"),
    )


def nothing_seen(told: Told) -> Prompt | None:
    """Items that got better from one of the two worst grades, although nothing that was seen is written down for them.

    Only those: a grade of 3 or better asks nobody for what it rests on, and a list of every such item would be read by nobody.
    """
    better = [one for one in told.moved(Change.BETTER) if one.before in told.scale.worst_two]
    rests = {one.id: told.behind[-1].evidence.get(one.id, NO_EVIDENCE) for one in better}
    found = [one for one in better if not rests[one.id].of(BasisKind.SEEN)]
    return _prompt(
        "nothing-seen",
        {
            one.id: (
                words.figure(told, one.id, row([words.step(one), words.rests(rests[one.id])], "; ")),
                f"{words.step(one)} {told.days}",
            )
            for one in found
        },
        worded(
            "{which} had nothing seen written down: {items}.",
            which=words.of(found, better, worded("that got better from {worst}", worst=told.worst)),
            items=told.names(one.id for one in found),
        ),
        rule=worded(
            "Raised for an item that was at {worst} at the scoring before, got better, and whose grade is not said to rest on anything "
            "seen at a visit.",
            worst=told.worst,
        ),
        ask=worded("Who could see this on a visit, so that the change can be written down?"),
    )


def other_scorer(told: Told) -> Prompt | None:
    """Items that moved by one grade while not the same people scored."""
    if told.step is None or not _two_scorers(told.step):
        return None
    moved = told.moved(Change.BETTER, Change.WORSE)
    found = [one for one in moved if _apart(told.scale, one) == 1]
    return _prompt(
        "other-scorer",
        {one.id: (words.figure(told, one.id, words.step(one)), f"{words.step(one)} {told.days}") for one in found},
        worded(
            "{which} did so by one grade, and not the same people scored this time. That may be two people reading the same care differently.",
            which=words.of(found, moved, worded("that moved")),
        ),
        rule=worded(
            "Raised where not the same people scored this time and an item moved by one grade. Two trained people can be a grade apart on the same "
            "care: in the 1997 field trial of the original Graded Care Profile, two raters of 54 children agreed with a weighted kappa of "
            "0.79 to 0.90 by area, where 1 is complete. Those figures are of that instrument; none are claimed for this one."
        ),
        ask=worded(
            "Would both scorers give the same grade to what is seen now? Read the words of the two grades together."
        ),
    )


def not_again(told: Told) -> Prompt | None:
    """Items that had a grade once and were not graded again since, although they apply."""
    days = [profile.on for profile in told.series.profiles]
    found: dict[str, tuple[date, int, int]] = {}
    for item in told.newest.counted:
        course = told.series.courses[item.id]
        if item.grade is None and item.state is not ItemState.NOT_APPLICABLE and course:
            last, grade = course[-1]
            if (missed := sum(on > last for on in days)) >= told.limits.missed:
                found[item.id] = (last, grade, missed)
    return _prompt(
        "not-again",
        {
            key: (words.figure(told, key, words.last_graded(last, grade, missed)), f"{last}:{grade} {missed}")
            for key, (last, grade, missed) in found.items()
        },
        worded_n(
            "{number} item had a grade before and has none now: {items}.",
            "{number} items had a grade before and have none now: {items}.",
            len(found),
            items=told.names(found),
        ),
        rule=worded(
            "Raised for an item that applies, had a grade before, and was not graded at the last {scorings} or more.",
            scorings=counted(told.limits.missed, "scoring"),
        ),
        ask=worded("Why could it not be graded, and who can look?"),
    )


def overdue(told: Told) -> Prompt | None:
    """A scoring that should have been followed by another by now."""
    newest, period = told.newest.on, timedelta(weeks=told.limits.weeks)
    agreed = told.behind[-1].follow_up_on
    due = agreed or newest + period
    if told.today <= due:
        return None
    late, weeks = told.today - due, counted(told.limits.weeks, "week")
    why = worded("the day set on signing off") if agreed else worded("{weeks} after that", weeks=weeks)
    figure = worded("Last scored up to {day}; due by {due}, {why}", day=short_day(newest), due=short_day(due), why=why)
    facts = {"due": short_day(due), "time": lasting(late.days)}
    return _prompt(
        "overdue",
        # Set aside, it comes back once another such period has passed.
        {"": (figure, f"{newest} {due} {late // period}")},
        worded("The next scoring was due by {due}, {time} ago, and is under way.", **facts)
        if told.under_way
        else worded("The next scoring was due by {due}, {time} ago.", **facts),
        rule=worded(
            "Raised once the follow-up day that was set on signing off has passed without a newer scoring; where none was set, {weeks} after "
            "the last day scored.",
            weeks=weeks,
        ),
        ask=worded("Who scores again, and by when?"),
    )


RULES: tuple[Callable[[Told], Prompt | None], ...] = (
    no_improvement,
    relapse,
    no_target,
    rolled_over,
    announced_only,
    nothing_seen,
    other_scorer,
    not_again,
    overdue,
)
"""In the order in which a group would want them."""


def raised(told: Told) -> tuple[Prompt, ...]:
    """Every prompt that these scorings raise."""
    return tuple(prompt for rule in RULES if (prompt := rule(told)))


def _prompt(key: str, found: Found, sentence: str, *, rule: str, ask: str) -> Prompt | None:
    """None where there is no figure: a prompt without one would be an opinion."""
    if not found:
        return None
    figures = tuple(words for words, _ in found.values())
    facts = tuple(f"{item_id} {fact}" for item_id, (_, fact) in found.items())
    return Prompt(key, TITLES[key], sentence, rule, figures, ask, tuple(item_id for item_id in found if item_id), facts)


def _without_improvement(scale: Scale, course: Course) -> Course:
    """The newest stretch of a course in which no grade is better than the one before it."""
    start = max(len(course) - 1, 0)
    while start and scale.rank(course[start - 1][1]) <= scale.rank(course[start][1]):
        start -= 1
    return course[start:]


def _rolled(told: Told, item_id: str) -> list[Aim]:
    """The newest targets of an item that followed each other, each set before the one before it was met."""
    run: list[Aim] = []
    for profile, behind in zip(told.series.profiles, told.behind, strict=True):
        for aim in (one for one in behind.targets if here(told.newest.instrument, one) == item_id):
            grade = profile.grades.get(aim.item_id)
            met = bool(run) and grade is not None and grade in told.scale and not _short_of(told.scale, grade, run[-1])
            run = [] if aim.aim not in told.scale else [aim] if met else [*run, aim]
    return run


def _short_of(scale: Scale, grade: int, aim: Aim) -> bool:
    return scale.rank(grade) > scale.rank(aim.aim)


def _two_scorers(step: Comparison) -> bool:
    one, other = step.earlier.sheet.scorer, step.later.sheet.scorer
    return bool(one and other and one != other)


def _apart(scale: Scale, item: ItemChange) -> int:
    return abs(scale.rank(item.before or 0) - scale.rank(item.after or 0))


def _course(run: Iterable[tuple[date, int]]) -> str:
    return " ".join(f"{on}:{grade}" for on, grade in run)
