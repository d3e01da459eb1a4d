"""Putting two records together that turned out to be one: who can, what it would do, doing it, and who is told.

Whoever does it sees both records. What is kept for named people moves along and stays kept, also from those who come to see the record by the merge:
nobody, the one who does it included, sees more of such parts than before. How the rows move is in `storage.merge_rows`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from workflow.models import Involvement, Part, RecordMerge, ScoringStatus
from workflow.rules.access import sees_family
from workflow.rules.errors import Blocked, Invalid
from workflow.rules.events import Event
from workflow.rules.merging import Facts, Pairs, in_the_way, one_each
from workflow.rules.roles import ROLES, Permission
from workflow.rules.statuses import UNDER_WAY
from workflow.services import families as family_pages
from workflow.services import merge_views as views
from workflow.services.desk import Desk
from workflow.services.family_people import found
from workflow.services.family_views import InvolvementView
from workflow.services.involvements import added
from workflow.services.merge_views import PartLine, Question, Same, Side
from workflow.storage import families, merge_rows
from workflow.storage import merges as storage
from workflow.storage.families import ScoringLine
from workflow.storage.merge_rows import Step

REASON_LENGTH = 1000
CHANGED = "One of the records, or what you chose, is not as it was when you looked. Read the page again, then decide."
PUT_TOGETHER = "Two records were put together."
LED_BEFORE = "Led the record that was put together with this one."
_WHY = "Say why the two are one. It stays with the record."
_SUPERVISING = tuple(role.key for role in ROLES if role.supervises)
_SEE_ALL = tuple(role.key for role in ROLES if role.sees_all)


@dataclass(frozen=True)
class Preview:
    """What putting two records together would do. `within` where both are entries of one record; `stops` says what is in the way.

    `mark` is another one as soon as either record or a choice is.
    """

    kept: Side
    gone: Side
    within: bool
    questions: tuple[Question, ...]
    same: tuple[Same, ...]
    parts: tuple[PartLine, ...]
    stops: tuple[str, ...]
    mark: str


@dataclass(frozen=True)
class Wanted:
    """What a form asks for: who is whom, which values are taken from the entries that go, whose parts stay, why, and the mark of what was seen."""

    same: Sequence[str]
    take: Sequence[str]
    stay: Sequence[str]
    reason: str
    mark: str


def preview(
    desk: Desk, family_id: str, other_id: str, chosen: Sequence[str] | None = None, *, again: bool = False
) -> Preview:
    """What putting the other record under this one would do; the reading is recorded in both. Needs `record:merge` and sight of both.

    `chosen` says who is whom, None where that is to be guessed; looked at `again`, whoever is not there any more is left out. Raises NotFound;
    Invalid where somebody is chosen twice.
    """
    shown = _preview(desk, family_id, other_id, chosen, again=again)
    for one in dict.fromkeys((family_id, other_id)):
        desk.record(Event("record.merge-looked", one, one))
    return shown


def merge(desk: Desk, family_id: str, other_id: str, wanted: Wanted) -> RecordMerge:
    """Put the other record under this one, with a reason. Needs `record:merge` and sight of both.

    Raises Blocked for what is in the way; Invalid with a sentence a field, also where anything is not as it was when it was looked at.
    """
    for one in sorted({family_id, other_id}):
        found(families.hold(desk.session, one))
    desk.session.expire_all()
    shown = _preview(desk, family_id, other_id, wanted.same, again=True)
    if shown.mark != wanted.mark:
        raise Invalid({"": CHANGED})
    if shown.stops:
        raise Blocked(" ".join(shown.stops))
    _check(shown, wanted)
    me = desk.who.person_id
    row = RecordMerge(
        id=desk.new_id(), kept_id=family_id, gone_id=other_id, reason=wanted.reason.strip(), at=desk.now, by_id=me
    )
    pairs = _pairs(shown.same)
    parts, told = _parts(desk, shown, set(wanted.stay))
    # What is decided about single rows first, while each is where the page showed it.
    first = [*_values(desk, shown.same, set(wanted.take)), *parts, *_kept_parts(desk, shown)]
    away = {(step.of_table, step.row_key) for step in first if not step.of_column and step.became is None}
    planned = merge_rows.plan(desk.session, family_id, other_id, pairs.children, pairs.adults)
    steps = [*first, *(step for step in planned if (step.of_table, step.row_key) not in away)]
    details = {"merge": row.id, "kept": family_id, "gone": other_id, "steps": len(steps)}
    events = [Event("record.merged", one, row.id, details) for one in dict.fromkeys((other_id, family_id))]
    storage.make(desk.session, row, steps, desk.new_id, events=[*told, *events])
    return row


def _preview(
    desk: Desk, family_id: str, other_id: str, chosen: Sequence[str] | None, *, again: bool = False
) -> Preview:
    within = family_id == other_id
    kept = views.side(desk, family_pages.family_to_edit(desk, family_id, Permission.RECORD_MERGE))
    gone = kept if within else views.side(desk, family_pages.family_to_edit(desk, other_id, Permission.RECORD_MERGE))
    values = views.guessed(gone.entries, kept.entries, within=within) if chosen is None else chosen
    if again:
        values = [one for one in values if views.there(one, gone.entries, kept.entries)]
    pairs = views.pairs_of(values, gone.entries, kept.entries)
    one_each(pairs)
    same = views.same(pairs, gone.entries, kept.entries)
    asked = views.questions(pairs, gone.entries, kept.entries)
    parts = () if within else views.part_lines(kept, gone)
    stops = in_the_way(_facts(desk, kept, gone, pairs, same))
    return Preview(kept, gone, within, asked, same, parts, stops, views.mark(kept, gone, pairs.everybody, stops))


def _facts(desk: Desk, kept: Side, gone: Side, pairs: Pairs, same: Sequence[Same]) -> Facts:
    within, titles = kept.id == gone.id, {kept.id: kept.title, gone.id: gone.title}
    ids = list(titles)
    closed = kept.family.closed_on and not gone.family.closed_on
    named = {one.id: one.called for one in (*kept.entries, *gone.entries)}
    together = storage.graded_together(desk.session, list(pairs.adults.items()))
    return Facts(
        practice=kept.family.practice or gone.family.practice,
        closed_under_open=kept.title if closed else "",
        offered=() if within else _titles(storage.offered(desk.session, ids), titles),
        in_an_emergency=() if within else _titles(storage.in_an_emergency(desk.session, ids, desk.now), titles),
        being_made=_titles(storage.being_made(desk.session, ids), titles),
        graded_together=tuple(f"{named[one]} and {named[other]}" for one, other in sorted(together)),
        under_way_in_both=_under_way_in_both(kept, gone, pairs),
        nobody=within and not same,
    )


def _titles(ids: set[str], titles: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(titles[one] for one in sorted(ids))


def _under_way_in_both(kept: Side, gone: Side, pairs: Pairs) -> tuple[str, ...]:
    """The scorings that one person has begun of both entries of one child with one instrument."""

    def begun(side: Side) -> dict[tuple[str, str, str], ScoringLine]:
        going = [line for line in side.family.scorings if ScoringStatus(line.status) in UNDER_WAY]
        return {(line.child_id, line.scorer_id, line.instrument): line for line in going}

    here, there = begun(kept), begun(gone)
    twice = [line for (child, *rest), line in there.items() if (pairs.children.get(child, ""), *rest) in here]
    return tuple(f"{line.scorer}’s scoring of {line.called} with {line.instrument}" for line in twice)


def _pairs(same: Sequence[Same]) -> Pairs:
    return Pairs(
        {one.goes.id: one.stays.id for one in same if one.goes.child},
        {one.goes.id: one.stays.id for one in same if not one.goes.child},
    )


def _check(shown: Preview, wanted: Wanted) -> None:
    faults: dict[str, str] = {}
    offered = {difference.key for one in shown.same for difference in one.differences}
    if not set(wanted.take) <= offered:
        faults["take"] = "Choose from what is on the page."
    if not set(wanted.stay) <= {one.part.id for one in shown.parts if one.choosable}:
        faults["stay"] = "Choose from the people on the page."
    reason = wanted.reason.strip()
    if not any(c.isalnum() for c in reason):
        faults["reason"] = _WHY
    elif len(reason) > REASON_LENGTH:
        faults["reason"] = f"Use at most {REASON_LENGTH:,} characters; this has {len(reason):,}."
    dateless = [one.stays.called for one in shown.same if one.goes.child and not _dated(one, set(wanted.take))]
    if dateless:
        faults["take"] = f"{' and '.join(dateless)} would have neither a date of birth nor a date expected."
    if faults:
        raise Invalid(faults)


def _taken(one: Same, take: set[str]) -> dict[str, Any]:
    """The values that the entry that stays takes over from the one that goes."""
    chosen = [difference.key.rpartition(".")[2] for difference in one.differences if difference.key in take]
    return {name: one.goes.values[name] for name in chosen}


def _dated(one: Same, take: set[str]) -> bool:
    now = {**one.stays.values, **_taken(one, take)}
    return bool(now["born"] or now["expected"])


def _values(desk: Desk, same: Sequence[Same], take: set[str]) -> list[Step]:
    steps: list[Step] = []
    for one in same:
        name = "child" if one.goes.child else "adult"
        (row,) = merge_rows.rows_of(desk.session, name, merge_rows.table(name).c.id == one.stays.id)
        taken = merge_rows.moved(name, row, **_taken(one, take))
        steps += [*taken, merge_rows.counted(name, row)] if taken else []
    return steps


def _parts(desk: Desk, shown: Preview, stay: set[str]) -> tuple[list[Step], list[Event]]:
    """What becomes of everybody's part: one lead, nobody twice in the same part, and whoever is not to stay leaves."""
    steps: list[Step] = []
    events: list[Event] = []
    of = merge_rows.table("involvement")
    rows = {
        row["id"]: row
        for row in merge_rows.rows_of(desk.session, "involvement", of.c.id.in_([one.part.id for one in shown.parts]))
    }
    people = {one.part.person_id for one in shown.parts if one.part.id in stay or one.goes_on_leading}
    for one in shown.parts:
        row = rows[one.part.id]
        if one.goes_on_leading or (one.part.id in stay and one.choosable):
            continue
        steps += _ended(row, desk.today, stays=one.leads and one.part.person_id not in people)
        about = {"person_id": one.part.person_id, "part": one.part.part}
        days = {
            "until": (desk.today - timedelta(days=1)).isoformat(),
            "before": row["until"].isoformat() if row["until"] else "",
        }
        events.append(Event("involvement.ended", shown.kept.id, one.part.id, {**about, **days}))
        if one.leads and row["since"] < desk.today and one.part.person_id not in people:
            new = _goes_on(desk, shown.kept.id, one.part)
            steps.append(merge_rows.came("involvement", new))
            events.append(added(Involvement(**new)))
            people.add(one.part.person_id)
    return steps, events


def _ended(row: Mapping[str, Any], today: date, *, stays: bool) -> list[Step]:
    """How a part ends: with yesterday, so that today nobody leads beside the lead, and whoever leaves sees nothing more. One that begins today or later
    goes whole; that of a lead who stays, and has no other part, is a co-worker's instead.
    """
    if row["since"] < today:
        return merge_rows.moved("involvement", row, until=today - timedelta(days=1), end_reason=PUT_TOGETHER)
    if stays:
        return merge_rows.moved("involvement", row, part=Part.CO_WORKER.value)
    return [merge_rows.went("involvement", row)]


def _goes_on(desk: Desk, family_id: str, part: InvolvementView) -> dict[str, Any]:
    return {
        "id": desk.new_id(),
        "family_id": family_id,
        "person_id": part.person_id,
        "part": Part.CO_WORKER.value,
        "since": desk.today,
        "until": part.until,
        "reason": LED_BEFORE,
        "end_reason": "",
    }


def _kept_parts(desk: Desk, shown: Preview) -> list[Step]:
    """Whoever comes to see a record by the merge is kept from what is kept from named people in it."""
    if shown.within:
        return []
    steps: list[Step] = []
    sees_all = storage.holders(desk.session, _SEE_ALL)
    for one, other in ((shown.kept, shown.gone), (shown.gone, shown.kept)):
        come = _who_sees(desk, other) | {part.person_id for part in other.family.involved}
        steps += storage.kept_from_them(desk.session, one.id, come - _who_sees(desk, one) - sees_all)
    return steps


def _who_sees(desk: Desk, side: Side) -> set[str]:
    network = families.network(desk.session, side.id, desk.today)
    return {*network.people, *storage.holders(desk.session, _SUPERVISING, network.teams)}


def leads_to(desk: Desk, ids: Mapping[str, str]) -> dict[str, str] | None:
    """Where an old address leads: for the names in it, the ids that stand now; None where nothing was put together, or it is not theirs to see."""
    moved = storage.stands_for(desk.session, list(ids.values()))
    if not moved or desk.actor is None:
        return None
    now = {name: moved.get(one, one) for name, one in ids.items()}
    family_id = now.get("family_id") or next(
        (
            place
            for name in ("child_id", "adult_id")
            if name in now and (place := storage.place_of(desk.session, now[name]))
        ),
        "",
    )
    network = families.network(desk.session, family_id, desk.today)
    theirs = bool(family_id) and desk.who.may(Permission.FAMILY_READ) and sees_family(desk.who, network)
    # Who somebody of another record turned out to be is not theirs to know either.
    people = [now[name] for name in ("child_id", "adult_id") if name in now]
    return now if theirs and all(storage.place_of(desk.session, one) == family_id for one in people) else None
