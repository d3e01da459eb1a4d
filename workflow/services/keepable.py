"""What of a family can be kept for named people: everything that holds something and that whoever asks sees, each in words of its own.

Whoever chooses from the list hides what they chose, so no two parts of it are called the same: a scoring is told apart from one of the same child,
carers and window by who graded it, and an item has its name beside its code.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby

from gcp.errors import GcpError
from gcp.words import day, listed
from workflow.rules.entries import EntryKind, Of
from workflow.rules.entry_kinds import kind_of
from workflow.rules.restrictions import Kind, Place
from workflow.services.blindness import hidden
from workflow.services.desk import Desk
from workflow.services.instruments import instrument_of
from workflow.storage import entries, families, scaling, targets, visits
from workflow.storage import restrictions as storage
from workflow.storage.families import ScoringLine

_APART: tuple[Callable[[ScoringLine], str], ...] = (
    lambda line: f"graded by {listed([line.scorer, *line.together])}",
    lambda line: f"with {line.instrument}",
    lambda line: f"from {day(line.window_start)}",
    lambda line: line.status,
)
"""What tells scorings of the same child, carers and last day apart, in this order."""


def parts_of(desk: Desk, family_id: str) -> list[tuple[str, str]]:
    """Each part as (text of its place, words). What one of two raters may not see yet is not among theirs."""
    away = hidden(desk, family_id)
    lines = [line for line in families.scoring_lines(desk.session, [family_id]) if line.id not in away]
    return _of_homes(desk, family_id) + _of_visits(desk, lines) + _of_scorings(desk, family_id, lines)


def _of_homes(desk: Desk, family_id: str) -> list[tuple[str, str]]:
    homes = families.households(desk.session, family_id)
    return [(Place(Kind.HOME, "", home.id).text, f"Home: {home.name}, and who lives there") for home in homes]


def _of_visits(desk: Desk, lines: Iterable[ScoringLine]) -> list[tuple[str, str]]:
    of = visits.of_scorings(desk.session, [line.id for line in lines])
    there = {one.id: one for rows in of.values() for one in rows if one.place or one.seen}
    days = Counter(one.on for one in there.values())
    named = []
    for one in sorted(there.values(), key=lambda one: (one.on, one.id)):
        which = f", {one.place or one.seen}" if days[one.on] > 1 else ""
        words = f"Visit of {day(one.on)}{which}: where it was and who was there"
        named.append((Place(Kind.VISIT, "", one.id).text, words))
    return named


def _of_scorings(desk: Desk, family_id: str, lines: Sequence[ScoringLine]) -> list[tuple[str, str]]:
    ids = [line.id for line in lines]
    called = families.everybody_called(desk.session, family_id)
    recorded = entries.of_scorings(desk.session, ids)
    worded = storage.with_words(desk.session, ids)
    aimed = targets.of_scorings(desk.session, ids)
    numbers = {(row.scoring_id, row.mark_id): row for row in scaling.of_scorings(desk.session, ids)}  # the last version
    whose = told_apart(lines)
    found = []
    for line in lines:
        names = called | _names(desk, line)
        kinds = {key: kind_of(key) for key, row in recorded[line.id].items() if row.value}
        here = [(Kind.ENTRY, key, _title(kind, key, line, names)) for key, kind in kinds.items() if kind]
        here += [(Kind.NOTE, one, f"words and basis at {names.get(one, one)}") for one in worded.get(line.id, [])]
        here += [
            (Kind.TARGET, one.item_id, f"target for {names.get(one.item_id, one.item_id)}") for one in aimed[line.id]
        ]
        here += [
            (Kind.NUMBER, row.mark_id, f"number of {row.who} on {names.get(row.item_id, row.item_id)}")
            for row in numbers.values()
            if row.scoring_id == line.id and row.number is not None
        ]
        found += [(Place(kind, line.id, key).text, f"{whose[line.id]}: {words}") for kind, key, words in here]
    return found


def told_apart(lines: Sequence[ScoringLine]) -> dict[str, str]:
    """How each scoring is called, by id; those that would be called the same say in what they differ, and else which of them they are."""
    words = {
        line.id: f"{line.called}{f' with {line.carer_names}' if line.carer_names else ''}, to {day(line.window_end)}"
        for line in lines
    }
    for say in _APART:
        for alike in _alike(lines, words):
            if len({say(line) for line in alike}) > 1:
                words |= {line.id: f"{words[line.id]}, {say(line)}" for line in alike}
    for alike in _alike(lines, words):
        words |= {line.id: f"{words[line.id]} ({number} of {len(alike)})" for number, line in enumerate(alike, 1)}
    return words


def _alike(lines: Iterable[ScoringLine], words: Mapping[str, str]) -> list[list[ScoringLine]]:
    """The scorings that are called the same, those of one name together."""
    in_order = sorted(lines, key=lambda line: words[line.id])
    groups = [list(group) for _, group in groupby(in_order, key=lambda line: words[line.id])]
    return [group for group in groups if len(group) > 1]


def _names(desk: Desk, line: ScoringLine) -> dict[str, str]:
    """The names of the instrument's areas, and those of its items beside their codes; none where its text cannot be read any more."""
    try:
        instrument = instrument_of(desk, line.edition_id)
    except GcpError:
        return {}
    areas = {area.id: area.name for area in instrument.areas}
    return areas | {item.id: f"{item.id} {item.name}" for item in instrument.items}


def _title(kind: EntryKind, key: str, line: ScoringLine, names: Mapping[str, str]) -> str:
    """How an entry is called, the names in it."""
    subject = key.removeprefix(f"{kind.key}.")
    name = names.get(subject, subject)
    if kind.of is Of.CARER_ON_ITEM:
        carer, _, item = subject.rpartition(".")
        name = f"{names.get(carer, carer)} on {names.get(item, item)}"
    return kind.title.format(child=line.called, carers=line.carer_names, name=name)
