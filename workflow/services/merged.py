"""What was put together with a record: the list, what may still have to be, taking two records apart again, and who is told."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from workflow.models import RecordMerge
from workflow.rules.access import sees_family
from workflow.rules.errors import Blocked, Invalid, NotFound
from workflow.rules.events import Event
from workflow.rules.matching import births_near, match
from workflow.rules.merging import Facts, in_the_way
from workflow.rules.roles import Permission
from workflow.services import families as family_pages
from workflow.services import merge_views as views
from workflow.services import trails
from workflow.services.desk import Desk
from workflow.services.duplicates import known
from workflow.services.family_people import found
from workflow.services.family_views import title_of
from workflow.services.merging import CHANGED, REASON_LENGTH
from workflow.storage import families, merge_rows
from workflow.storage import merges as storage
from workflow.storage.merges import Merged

MOST_TOLD = 100
"""Deeds since a merge that the page of its undoing names."""
TOLD_FOR = timedelta(days=14)
LATER = "This record was put together with another later. Take the later one apart first."
UNDONE = "These two were taken apart already."
_WHY = "Say why the two are taken apart. It stays with both records."


@dataclass(frozen=True)
class MergeView:
    """A merge as pages show it: `within` one record, of what, why and by whom; `stops` says why it cannot be undone now, "" where it can.

    What the two are called, and why, is "" for whoever does not see both.
    """

    row: RecordMerge
    within: bool
    kept: str
    gone: str
    by: str
    undone_by: str
    reason: str
    undo_reason: str
    stops: str


@dataclass(frozen=True)
class Alike:
    """Another record, or this one, with somebody who may be the same: how pages speak of it, and who that is."""

    family_id: str
    family: str
    who: str


@dataclass(frozen=True)
class MergesPage:
    """What was put together with a record, and what may still have to be. `asked` is the record of the address that was typed, None for none."""

    family_id: str
    family: str
    merges: tuple[MergeView, ...]
    alike: tuple[Alike, ...]
    within: tuple[Alike, ...]
    asked: Alike | None


@dataclass(frozen=True)
class UndoPage:
    """What taking two records apart does: who goes back, how much else, and what was done since. `more` says that there was more than is named."""

    merge: MergeView
    family: str
    people: tuple[str, ...]
    others: tuple[str, ...]
    since: tuple[trails.Line, ...]
    more: bool
    mark: str


@dataclass(frozen=True)
class Told:
    """That a record in which somebody has a part was put together with another, or taken apart again.

    `left` says that their part ended with it, so that they see neither: they are told of their own record, and not of the other one.
    """

    family_id: str
    family: str
    other: str
    undone: bool
    by: str
    reason: str
    left: bool = False


def page_of(desk: Desk, family_id: str, address: str = "") -> MergesPage:
    """What was put together with a record, and what may have to be; the reading is recorded. Needs `record:merge`.

    `address` is that of another record's page, or its id, as somebody found it; what they do not see is not there.
    """
    family = family_pages.family_to_edit(desk, family_id, Permission.RECORD_MERGE)
    desk.record(Event("record.merges-read", family_id, family_id))
    merges = storage.of_family(desk.session, family_id)
    standing = next((one.row.id for one in merges if one.row.undone_at is None), "")
    both = _of_both(desk, merges)
    lines = tuple(_view(one, standing, seen=one.row.id in both) for one in merges)
    here = views.side(desk, family)
    pairs = views.pairs_of(views.guessed(here.entries, here.entries, within=True), here.entries, here.entries)
    within = views.same(pairs, here.entries, here.entries)
    inside = tuple(Alike(family_id, family.title, f"{one.goes.words}, and {one.stays.words}") for one in within)
    return MergesPage(family_id, family.title, lines, _alike(desk, family_id), inside, _asked(desk, family_id, address))


def undo_page(desk: Desk, family_id: str, merge_id: str, *, again: bool = False) -> UndoPage:
    """What taking two records apart would do; the reading is recorded. Needs `record:merge`.

    Raises NotFound, also once they are apart (Blocked where it is looked at `again`, for a form that was sent): what it names may then be of a record that whoever asks does not see.
    """
    shown = _undo_page(desk, family_id, merge_id)
    if shown.merge.row.undone_at:
        raise Blocked(UNDONE) if again else NotFound
    desk.record(Event("record.unmerge-looked", family_id, merge_id))
    return shown


def undo(desk: Desk, family_id: str, merge_id: str, reason: str, mark: str) -> RecordMerge:
    """Take two records apart again, with a reason. Needs `record:merge`.

    Raises NotFound; Blocked where it is undone or was built upon, and while somebody has the record open in an emergency or a report on it is being
    made; Invalid without a reason, and where something was done since it was looked at.
    """
    found(families.hold(desk.session, family_id))
    desk.session.expire_all()
    shown = _undo_page(desk, family_id, merge_id)
    if shown.merge.stops:
        raise Blocked(shown.merge.stops)
    if shown.mark != mark:
        raise Invalid({"": CHANGED})
    words = reason.strip()
    if not any(c.isalnum() for c in words):
        raise Invalid({"reason": _WHY})
    if len(words) > REASON_LENGTH:
        raise Invalid({"reason": f"Use at most {REASON_LENGTH:,} characters; this has {len(words):,}."})
    row, me = shown.merge.row, desk.who.person_id
    row.undone_at, row.undone_by_id, row.undo_reason = desk.now, me, words
    details = {"merge": row.id, "kept": row.kept_id, "gone": row.gone_id}
    events = [Event("record.unmerged", one, row.id, details) for one in dict.fromkeys((row.gone_id, row.kept_id))]
    storage.undo(desk.session, row, desk.new_id, events=events, at=desk.now, by=me)
    return row


def told(desk: Desk) -> tuple[Told, ...]:
    """What was put together or taken apart in the last days, of the records in which whoever asks has a part, or had one that ended with it; no name of
    one that they do not see.
    """
    rows = storage.told_since(desk.session, desk.who.person_id, desk.now - TOLD_FOR, desk.today)
    ids = {key for one in rows for key in (one.row.kept_id, one.row.gone_id)}
    seen = families.those_seen(desk.session, desk.who, desk.today, ids, Permission.FAMILY_READ) if ids else set()
    away = [one.row.id for one in rows if not one.row.undone_at and one.row.kept_id not in seen]
    left = storage.left(desk.session, desk.who.person_id, away) if away else {}
    return tuple(line for one in rows for line in _told(one, seen, left.get(one.row.id)))


def _told(one: Merged, seen: set[str], left: str | None) -> Sequence[Told]:
    row = one.row
    if row.undone_at is None and row.kept_id not in seen:
        if left is None:
            return []
        return [
            Told(
                left or row.kept_id,
                title_of(one.gone if left == row.gone_id else one.kept),
                "",
                False,
                one.by,
                "",
                True,
            )
        ]
    if row.undone_at is None:
        within = row.kept_id == row.gone_id
        return [Told(row.kept_id, title_of(one.kept), "" if within else title_of(one.gone), False, one.by, row.reason)]
    apart = {row.kept_id: one.kept, row.gone_id: one.gone}
    return [
        Told(key, title_of(name), "", True, one.undone_by, row.undo_reason)
        for key, name in apart.items()
        if key in seen
    ]


def _undo_page(desk: Desk, family_id: str, merge_id: str) -> UndoPage:
    family = found(families.family(desk.session, family_id))
    desk.require(Permission.RECORD_MERGE, families.network(desk.session, family_id, desk.today))
    merges = storage.of_family(desk.session, family_id)
    one = found(next((one for one in merges if one.row.id == merge_id and one.row.kept_id == family_id), None))
    standing = next((other.row.id for other in merges if other.row.undone_at is None), "")
    title = title_of(family.name)
    people, others = _goes_back(desk, merge_id)
    lines, more = trails.done_since(desk, family_id, family.name, ("record.merged", merge_id), MOST_TOLD)
    seen = [(line.at, line.sentence, line.about) for line in lines]
    view = _view(one, standing, seen=True)
    view = view if view.stops else replace(view, stops=_in_the_way(desk, view, title))
    return UndoPage(view, title, people, others, lines, more, views.mark(seen, more, people, others))


def _view(one: Merged, standing: str, *, seen: bool) -> MergeView:
    row = one.row
    stops = UNDONE if row.undone_at else LATER if row.id != standing else ""
    words = (title_of(one.kept), title_of(one.gone), row.reason, row.undo_reason) if seen else ("", "", "", "")
    kept, gone, reason, undo_reason = words
    return MergeView(row, row.kept_id == row.gone_id, kept, gone, one.by, one.undone_by, reason, undo_reason, stops)


def _in_the_way(desk: Desk, view: MergeView, title: str) -> str:
    """What keeps two records together for now, as it would keep them apart: nobody is shut out of what they have open in an emergency."""
    ids = (view.row.kept_id, view.row.gone_id)
    opened = not view.within and storage.in_an_emergency(desk.session, ids, desk.now)
    made = storage.being_made(desk.session, ids)
    return " ".join(in_the_way(Facts(in_an_emergency=(title,) if opened else (), being_made=(title,) if made else ())))


def _of_both(desk: Desk, merges: Sequence[Merged]) -> set[str]:
    """The ids of those merges of which whoever asks sees both records: what is put together still is one, and seen already."""
    apart = [one.row for one in merges if one.row.undone_at]
    ids = {key for row in apart for key in (row.kept_id, row.gone_id)}
    seen = families.those_seen(desk.session, desk.who, desk.today, ids, Permission.FAMILY_READ)
    return {one.row.id for one in merges if not one.row.undone_at} | {
        row.id for row in apart if {row.kept_id, row.gone_id} <= seen
    }


_COUNTED = {
    "scoring": ("1 scoring", "{} scorings"),
    "meeting": ("1 meeting", "{} meetings"),
    "involvement": ("1 professional’s part", "{} professionals’ parts"),
}


def _goes_back(desk: Desk, merge_id: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Who stands by themselves or in the other record again, and how much else goes back."""
    steps = merge_rows.kept_steps(desk.session, merge_id)
    pointed = {
        name: {
            step.row_key
            for step in steps
            if step.of_table == name and step.of_column in ("family_id", "merged_into_id") and step.became
        }
        for name in ("child", "adult")
    }
    called = [
        str(row["called"])
        for name, keys in pointed.items()
        for row in merge_rows.rows_of(desk.session, name, merge_rows.table(name).c.id.in_(keys))
    ]
    counts = {
        name: len({step.row_key for step in steps if step.of_table == name and step.of_column.endswith("_id")})
        for name in _COUNTED
    }
    others = [
        (one if number == 1 else many.format(number))
        for name, (one, many) in _COUNTED.items()
        if (number := counts[name])
    ]
    return tuple(called), tuple(others)


def _alike(desk: Desk, family_id: str) -> tuple[Alike, ...]:
    """Other records that whoever asks sees, with a child who may be one of this record's."""
    children = families.children(desk.session, family_id)
    births = {near for child in children if child.born for near in births_near(child.born)}
    numbers = {number for child in children for number in (child.nhs_number, child.upn) if number}
    rows = storage.others(desk.session, desk.who, desk.today, family_id, births=births, numbers=numbers)
    facts = [known(child, ()) for child in children]
    found = [
        Alike(row.family_id, title_of(name), f"{row.called} {row.surname}".strip())
        for row, name in rows
        if any(match(one, known(row, ())) for one in facts)
    ]
    return tuple(dict.fromkeys(found))


def _asked(desk: Desk, family_id: str, address: str) -> Alike | None:
    """The record whose page's address, or whose id, was typed, where whoever asks sees it."""
    typed = address.strip()
    key = typed.partition("?")[0].rstrip("/").partition("/families/")[2].partition("/")[0] or typed
    row = families.family(desk.session, key) if key.isalnum() and key != family_id else None
    if row is None or not sees_family(
        desk.who, families.network(desk.session, row.id, desk.today), Permission.RECORD_MERGE
    ):
        return None
    return Alike(row.id, title_of(row.name), "")
