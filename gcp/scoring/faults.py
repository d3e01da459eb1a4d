"""Why a sheet cannot be scored: every sentence at once, each saying what to do."""

import json
from collections.abc import Iterator, Sequence
from datetime import date
from difflib import get_close_matches

from gcp.answers import Answer, AnswerSheet
from gcp.grades import NO_GRADE_REASONS, ItemState
from gcp.instrument import Instrument, Kind
from gcp.words import age, asked_ages, day, listed

SHOWN = 40
"""Characters of a mistaken value that a sentence repeats."""

STATES_TO_GIVE = tuple(
    state.value for state in ItemState if state is ItemState.NOT_APPLICABLE or state in NO_GRADE_REASONS
)
"""What may be answered in place of a grade."""

NOT_SCORED = {
    Kind.COUNTED: "by counting: it has no grades to score.",
    Kind.SCALED: "from 0 to 10 by each person: those answers are never put together, so there is nothing to score.",
    Kind.OPEN: "in words: it has no grades to score.",
}
"""How instruments are answered that are not scored, and what that means."""

LONGEST_OVERDUE, LONGEST_WAIT = 60, 300
"""Days before and after the window's end within which an unborn child may be expected, with room for a date counted wrongly."""


def sheet_faults(instrument: Instrument, sheet: AnswerSheet, today: date | None = None) -> tuple[str, ...]:
    """Every reason why the sheet cannot be scored with the instrument; none where it can.

    `today`, where given, also refuses days that a new sheet cannot mean: a window or a birth still to come, an unborn child
    expected long before or after. Sheets already on record are read without it.
    """
    if instrument.kind is not Kind.GRADED:
        return (f"{instrument.name} is answered {NOT_SCORED[instrument.kind]}",)
    return fitting_faults(instrument, sheet, today)


def fitting_faults(instrument: Instrument, sheet: AnswerSheet, today: date | None = None) -> tuple[str, ...]:
    """Every reason why the sheet does not fit the instrument, of whatever kind it is; none where it does."""
    return (
        *_day_faults(sheet, today),
        *_age_faults(instrument, sheet),
        *_condition_faults(instrument, sheet),
        *_answer_faults(instrument, sheet),
        *_exclusion_faults(instrument, sheet),
    )


def _day_faults(sheet: AnswerSheet, today: date | None) -> Iterator[str]:
    start, end = sheet.window.start, sheet.window.end
    if end < start:
        yield f"The observation window ends on {day(end)}, before it starts on {day(start)}. Correct one of the two days."
    if today is not None and end > today:
        yield f"The observation window ends on {day(end)}, which is still to come. Give the last day care was observed."
    if today is not None and sheet.child.born is not None and sheet.child.born > today:
        yield f"The child's birth on {day(sheet.child.born)} is still to come. Give that day as expected instead."
    due = sheet.child.expected if sheet.child.born is None else None
    if today is not None and due is not None and not -LONGEST_OVERDUE <= (due - end).days <= LONGEST_WAIT:
        yield (
            f"A child not yet born on {day(end)}, the last day of the observation window, cannot be expected on {day(due)}. "
            "Correct one of the two days, or give the day of birth."
        )


def _age_faults(instrument: Instrument, sheet: AnswerSheet) -> Iterator[str]:
    born, end = sheet.child.born, sheet.window.end
    if born is None and sheet.child.expected is None:
        yield "The child's date of birth is missing. Give it, or the day the child is expected."
    elif instrument.band(sheet.age_months) is None:
        made_for = listed((band.name for band in instrument.age_bands), "or")
        child = f"is {age(sheet.age_months)}" + (f" (born {day(born)})" if born else "")
        yield (
            f"{instrument.name} is made for these ages: {made_for}. On {day(end)}, the last day of the observation window, "
            f"the child {child}. Check the dates, or choose an instrument for that age."
        )


def _condition_faults(instrument: Instrument, sheet: AnswerSheet) -> Iterator[str]:
    known = [condition.key for condition in instrument.conditions]
    for condition in sorted(sheet.conditions - set(known)):
        yield f"{instrument.name} has no condition {shown(condition)}. {did_you_mean(condition, known)}"


def _answer_faults(instrument: Instrument, sheet: AnswerSheet) -> Iterator[str]:
    known = {item.id for item in instrument.items}
    asked = {item.id for item in instrument.items_for(sheet.age_months)}
    for item_id, answer in sheet.answers.items():
        if item_id not in known:
            yield _unknown(instrument, item_id)
        elif fault := _answer_fault(instrument, sheet, item_id, answer, asked=item_id in asked):
            yield fault


def _answer_fault(
    instrument: Instrument, sheet: AnswerSheet, item_id: str, answer: Answer, *, asked: bool
) -> str | None:
    """What is wrong with one answer to a known item. Saying that it does not apply, or nothing, is never wrong."""
    item = instrument.item(item_id)
    if answer is ItemState.NOT_APPLICABLE or answer is ItemState.UNANSWERED:
        return None
    reason = isinstance(answer, ItemState) and answer.without_grade
    noted = answer is ItemState.NOTED and instrument.kind is Kind.OPEN
    if not reason and not noted and answer not in instrument.scale:
        return f"{item_id} is answered with {shown(answer)}. Give {listed(_to_give(instrument), 'or')}."
    if not asked and instrument.band(sheet.age_months) is not None:
        at = asked_ages(instrument, item)
        return f"{item_id} is asked only {at}; this child is {age(sheet.age_months)}. Remove the answer."
    if not reason and not item.fits_conditions(sheet.conditions):
        names = [c.name for c in instrument.conditions if c.key in item.conditions]
        how, what = ("graded", "grade") if instrument.kind is Kind.GRADED else ("asked", "answer")
        return f"{item_id} is {how} only where this holds: {listed(names)}. Record that, or remove the {what}."
    return None


def _to_give(instrument: Instrument) -> tuple[str, ...]:
    """What an item of this instrument may be answered with."""
    numbers = {
        Kind.GRADED: (f"a grade ({listed(sorted(instrument.scale.values), 'or')})",),
        Kind.COUNTED: ("1 for yes", "0 for no"),
        Kind.SCALED: ("a number from 0 to 10",),
        Kind.OPEN: (ItemState.NOTED.value,),
    }
    return (*numbers[instrument.kind], *STATES_TO_GIVE)


def _exclusion_faults(instrument: Instrument, sheet: AnswerSheet) -> Iterator[str]:
    sub_areas = {sub_area.id: sub_area for sub_area in instrument.sub_areas}
    allowed = [sub_area.id for sub_area in instrument.sub_areas if sub_area.may_exclude]
    for sub_area_id, reason in sheet.exclude.items():
        if sub_area_id not in sub_areas:
            yield f"{instrument.name} has no sub-area {shown(sub_area_id)} to leave out. {did_you_mean(sub_area_id, allowed)}"
        elif sub_area_id not in allowed:
            name = sub_areas[sub_area_id].name
            yield f"{sub_area_id} ({name}) may not be left out of its area. Mark what was not seen as not-observed."
        elif not reason.strip():
            yield f"{sub_area_id} is left out of its area without a reason. Say why."


def _unknown(instrument: Instrument, item_id: str) -> str:
    """An id that is no item: a sub-area's own, or a slip of the pen."""
    for sub_area in instrument.sub_areas:
        if sub_area.id == item_id:
            return (
                f"{item_id} is graded through its items. Answer {listed(item.id for item in sub_area.items)} instead."
            )
    return f"{instrument.name} has no item {shown(item_id)}. {did_you_mean(item_id, [item.id for item in instrument.items])}"


def did_you_mean(given: str, known: Sequence[str]) -> str:
    """What to do about an unknown name: take the nearest known one, where there is one near."""
    by_lower = {name.casefold(): name for name in known}
    near = get_close_matches(given.casefold(), list(by_lower), 1, 0.5)
    return f"Did you mean {by_lower[near[0]]}?" if near else "Remove it."


def shown(value: object) -> str:
    """A mistaken value as a sentence repeats it: quoted where it is text, and cut where it is long."""
    text = repr(str(value)) if isinstance(value, str) else json.dumps(value, default=str)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
