"""What a child's bundle holds besides the series of grades: what was counted, scaled or answered in words, and second ratings with what was settled.

The same few queries however many of them there are. What is kept from the reader is left out by the storage; a rating that is hidden from one of two raters
is refused, as the series is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gcp.grades import ItemState
from gcp.instrument import Instrument
from workflow.clock import BRITISH
from workflow.models import Reconciled, ScalingMark, Scoring, Voice
from workflow.reports.base import Scored, signed
from workflow.reports.beside import NOTHING_BESIDE, Answered, BesideGrades, OtherRecord, SecondRating, SettledItem
from workflow.reports.language import _, day, translated
from workflow.reports.reading import visited
from workflow.reports.wording import ITEM_STATES, listed, span, upper_first
from workflow.rules.errors import Blocked
from workflow.rules.marks import marks_of
from workflow.rules.scaling import SPOKEN
from workflow.rules.second_ratings import HIDDEN, hidden_from
from workflow.rules.statuses import COUNTS_IN_PROGRESS
from workflow.services.asked import asked
from workflow.services.desk import Desk
from workflow.services.gathering import Case, Group, scored_in_groups, visited_of
from workflow.services.instruments import instrument_of
from workflow.services.scaling_questions import items_for
from workflow.services.sheets import results_of
from workflow.services.telling import Told, tell
from workflow.storage import people, scaling, second_ratings, series
from workflow.storage.series import Given, Hanging, Head


@dataclass(frozen=True)
class Beside:
    """The rows of what stands beside a series, second ratings apart from what has no grades."""

    seconds: Sequence[Head]
    others: Sequence[Head]

    @property
    def scorings(self) -> list[Scoring]:
        """All of them."""
        return [head.scoring for head in (*self.seconds, *self.others)]


def rows_beside(desk: Desk, case: Case) -> Beside:
    """What is signed off of a child and stands in no series. Raises Blocked where one of them is hidden from whoever rates apart."""
    heads = series.beside(desk.session, case.child.id, COUNTS_IN_PROGRESS)
    if {head.scoring.id for head in heads} & hidden_from(desk.who.person_id, case.pairs):
        raise Blocked(HIDDEN)
    seconds = [head for head in heads if head.scoring.second_of_id]
    return Beside(seconds, [head for head in heads if not head.scoring.second_of_id])


def told_beside(
    desk: Desk, case: Case, beside: Beside, told: Sequence[Scored], graded: Sequence[Scoring]
) -> BesideGrades:
    """All of that in words for paper. `told` are the scorings of the series, `graded` their rows: scaling questions may have been asked beside their grades."""
    rows = [*beside.scorings, *graded]
    marks: dict[str, list[ScalingMark]] = {}
    for mark in scaling.of_scorings(desk.session, [row.id for row in rows]):
        marks.setdefault(mark.scoring_id, []).append(mark)
    if not (beside.scorings or marks):
        return NOTHING_BESIDE
    beside_grades = [row for row in (*graded, *(head.scoring for head in beside.seconds)) if row.id in marks]
    return BesideGrades(
        seconds=_seconds(desk, case, beside.seconds, told) if beside.seconds else (),
        records=_records(desk, case, [head.scoring for head in beside.others], marks) if beside.others else (),
        asked=tuple(_asked_beside(desk, row, marks[row.id]) for row in beside_grades),
    )


def _records(
    desk: Desk, case: Case, rows: Sequence[Scoring], marks: Mapping[str, Sequence[ScalingMark]]
) -> tuple[OtherRecord, ...]:
    found = series.hanging(desk.session, rows, series.signers(desk.session, rows))
    around = tell(desk, rows, {case.child.id: case.child.called})
    together = series.co_scorers(desk.session, [row.id for row in rows])
    by = {
        row.id: listed(signed(one.name, one.agency) for one in (found.people[row.scorer_id], *together.get(row.id, ())))
        for row in rows
    }
    return tuple(_record(desk, row, by[row.id], found, around[row.id], marks.get(row.id, ())) for row in rows)


def _record(  # noqa: PLR0917  # one record and each thing that hangs on it
    desk: Desk, row: Scoring, by: str, found: Hanging, around: Told, marks: Sequence[ScalingMark]
) -> OtherRecord:
    instrument, given = instrument_of(desk, row.edition_id), found.answers[row.id]
    changed = (*(one.changed_at for one in given), *(one.changed_at for one in marks))
    when = (row.started_at, row.signed_off_at, around.at, *changed)
    return OtherRecord(
        scoring_id=row.id,
        title=titled(instrument, row),
        about=_about(row, by, found),
        as_of=max(filter(None, when)),
        visits=tuple(visited(visited_of(one), unborn=row.age_months is None) for one in found.visits[row.id]),
        counts=_counts(row, instrument, given),
        answers=_answers(instrument, row, given, marks),
        noted=around.noted,
        words=around.said.words,
        statement=instrument.statement,
    )


def titled(instrument: Instrument, row: Scoring) -> str:
    """Home Conditions 2026.1, 2 to 20 March 2026."""
    return f"{instrument.title} {instrument.edition}, {span(row.window_start, row.window_end)}"


def _about(row: Scoring, by: str, found: Hanging) -> str:
    """Whose care, who made it, who signed it off and when."""
    said = [_("Care by {names}.", names=row.carer_names)] if row.carer_names else []
    said.append(_("Answered by {name}.", name=by))
    if row.signed_off_at:
        signer, on = found.people[row.signed_off_by_id or ""].name, day(row.signed_off_at.astimezone(BRITISH).date())
        said.append(_("Signed off by {name} on {day}.", name=signer, day=on))
    if row.amends_id:
        said.append(_("This is the amended version; it corrects an earlier one. Why: {why}", why=row.amendment_reason))
    return " ".join(said)


def _counts(row: Scoring, instrument: Instrument, given: Sequence[Given]) -> tuple[str, ...]:
    counts = results_of(row, instrument, given, "").counts
    if counts is None:
        return ()
    told = [(area.area.name, area.count) for area in counts.areas if area.count.asked]
    return tuple(
        _(
            "{name}: yes to {yes} of {seen} seen, out of {asked} asked.",
            name=name,
            yes=one.yes,
            seen=one.seen,
            asked=one.asked,
        )
        for name, one in told
    )


def _answers(
    instrument: Instrument, row: Scoring, given: Sequence[Given], marks: Sequence[ScalingMark]
) -> tuple[Answered, ...]:
    """Every item that is asked, with its answer; a question with numbers once for each of them."""
    by_item = {one.item_id: one for one in given}
    means = {mark.answer: translated(mark.meaning) for mark in marks_of(instrument)}
    lines: list[Answered] = []
    for item in asked(instrument, row):
        what, numbers = f"{item.id} {item.name}", _numbers(item.id, marks)
        lines += [Answered(what, said, words) for said, words in numbers]
        one = by_item.get(item.id)
        answer = ItemState.UNANSWERED if one is None else one.grade if one.grade is not None else ItemState(one.state)
        if not numbers:
            said = "" if answer is ItemState.NOTED else means.get(answer, _(ITEM_STATES[ItemState.UNANSWERED]))
            lines.append(Answered(what, upper_first(said), one.note if one else ""))
    return tuple(lines)


def _numbers(item_id: str, marks: Sequence[ScalingMark]) -> list[tuple[str, str]]:
    """Each person's number on a question, with their reason."""
    standing = {mark.mark_id: mark for mark in marks if mark.item_id == item_id}
    return [
        (
            f"{one.who} ({_(SPOKEN[Voice(one.part)])}): {one.number}, {day(one.on)}",
            one.words,
        )
        for one in standing.values()
        if one.number is not None
    ]


def _asked_beside(desk: Desk, row: Scoring, marks: Sequence[ScalingMark]) -> OtherRecord:
    """The scaling questions that were asked beside the grades of a scoring."""
    own, lines = instrument_of(desk, row.edition_id), []
    used = {mark.edition_id: instrument_of(desk, mark.edition_id) for mark in marks}
    for edition_id, instrument in used.items():
        here = [mark for mark in marks if mark.edition_id == edition_id]
        for item in items_for(instrument, row, own):
            lines += [Answered(item.name, said, words) for said, words in _numbers(item.id, here)]
    days = span(row.window_start, row.window_end)
    title = _("Scaling questions beside the scoring of {days}, care by {names}", days=days, names=row.carer_names)
    return OtherRecord(row.id, title, "", max(mark.changed_at for mark in marks), answers=tuple(lines))


def _seconds(desk: Desk, case: Case, heads: Sequence[Head], told: Sequence[Scored]) -> tuple[SecondRating, ...]:
    groups = [Group(case.child, head.scoring.carer_names, (head,)) for head in heads]
    made = [one for (one,) in scored_in_groups(desk, groups)]
    sides = {key: pair for pair in case.pairs for key in pair.second.ids}
    roots = {side.root.id for one in made for side in (sides[one.id].first, sides[one.id].second)}
    given = series.answers_of(desk.session, sorted(roots))
    settled = second_ratings.reconciled_of(desk.session, roots)
    by = people.named(desk.session, sorted({row.changed_by_id for row in settled}))
    seconds = []
    for one in made:
        pair = sides[one.id]
        rows = [row for row in settled if row.second_id == pair.second.root.id] if pair.both_in else []
        pairwise = [{answer.item_id: answer for answer in given[side.root.id]} for side in (pair.first, pair.second)]
        lines = tuple(_settled(row, pairwise, one.profile.instrument, by[row.changed_by_id].name) for row in rows)
        first = next((other for other in told if other.id in pair.first.ids), None)
        seconds.append(SecondRating(one, _of(first), lines))
    return tuple(seconds)


def _of(first: Scored | None) -> str:
    """Which scoring was rated again; "" where it is in no series, as one that was withdrawn."""
    if first is None:
        return ""
    window = first.profile.sheet.window
    return _("the scoring of {days} by {name}", days=span(window.start, window.end), name=first.by)


def _settled(row: Reconciled, pairwise: Sequence[Mapping[str, Given]], instrument: Instrument, by: str) -> SettledItem:
    """What was settled on an item, beside what each had given before they compared."""
    item = instrument.item(row.item_id)
    first, second = (_given(answers.get(row.item_id)) for answers in pairwise)
    return SettledItem(
        item=f"{item.id} {item.name}",
        first=first,
        second=second,
        grade=str(row.grade) if row.grade is not None else "",
        why=row.words,
        by=f"{by}, {day(row.changed_at.astimezone(BRITISH).date())}",
    )


def _given(one: Given | None) -> str:
    if one is None:
        return _(ITEM_STATES[ItemState.UNANSWERED])
    return str(one.grade) if one.grade is not None else _(ITEM_STATES[ItemState(one.state)])
