"""Before a child is added or corrected: whether another record may be of it. Whoever asks is told which team to ask, and nothing of the record itself.

What this gives away is rated in `docs/decisions`: that a child of this name and date of birth may be known to a team. So every look is recorded,
also in the trail of the family that was found, and nobody is told of more than so many records a day. What becomes of a question is in
`record_questions`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from workflow.models import Child, RecordQuestion
from workflow.rules.access import sees_family
from workflow.rules.answering import READS, Answers
from workflow.rules.errors import Invalid, NotFound
from workflow.rules.events import Event
from workflow.rules.identifiers import nhs_number, pupil_number
from workflow.rules.matching import BORN_BEFORE_DUE, DUE_WITHIN, Facts, Match, births_near, match
from workflow.rules.roles import Permission
from workflow.services.desk import Desk
from workflow.services.family_people import NewChild, family_to_change
from workflow.services.family_views import title_of
from workflow.storage import duplicates as storage
from workflow.storage import families

MOST_A_DAY = 20
"""How many records somebody is told of within a day: far more than anybody adds, far fewer than it takes to leaf through families."""
WORDS_LENGTH = 1000
TOO_MANY = (
    "A record of this child may exist, but you have been told of many records today, so this stops here. "
    "Ask your supervisor, or the team you think of, directly."
)
_WHY = "Say why you go on, or what you ask. It stays with the record."


@dataclass(frozen=True)
class Hint:
    """That a record may exist: `ask` is the team and agency to ask, `reads` a sentence on who of them reads it. `family` and `family_id` are there only
    where whoever asks sees it anyway.
    """

    ask: str
    reads: str = ""
    family: str = ""
    family_id: str = ""


@dataclass(frozen=True)
class Looked:
    """What came of a look: one hint a team; or that nothing more is told today (`too_many`), although something was found."""

    hints: tuple[Hint, ...] = ()
    too_many: bool = False


@dataclass(frozen=True)
class _Found:
    child_id: str
    family_id: str
    by: Match


def look(desk: Desk, family_id: str, new: NewChild, child_id: str = "") -> Looked:
    """What is told of records that may be of the child about to be added to a family; of `child_id`, of those that what is about to be corrected
    points to and what stands does not. Needs `family:edit` of that family.

    The look is recorded, also where nothing more is told today: a record counts once a day, and a look that finds nothing not at all.
    """
    found = _looked(desk, family_id, new, child_id)
    if found is None:
        return Looked()
    desk.record(Event("record.checked", family_id, details={"found": len(found)}))
    of_families = {one.family_id for one in found}
    told = storage.told_since(desk.session, desk.who.person_id, desk.now - timedelta(days=1)) if found else set()
    if of_families - told and len(of_families | told) > MOST_A_DAY:
        return Looked(too_many=True)
    for one in found:
        desk.record(Event("record.matched", one.family_id, one.child_id, {"by": str(one.by)}))
    keepers = storage.keepers(desk.session, of_families, desk.today)
    answers = storage.answerers(desk.session, of_families, desk.today) if found else {}
    hints = []
    for one in found:
        keeper = keepers.get(one.family_id)
        ask = f"{keeper.team}, {keeper.agency}" if keeper else "your quality lead"
        hints.append(_hint(desk, one.family_id, Hint(ask, READS[answers[one.family_id]])))
    return Looked(tuple(dict.fromkeys(hints)))


def go_on(desk: Desk, family_id: str, new: NewChild, words: str, child_id: str = "") -> None:
    """Keep why a child is added, or corrected (`child_id`), although another record may be of it. Needs `family:edit`. Raises Invalid without words."""
    _keep(desk, family_id, new, words, child_id, asks=False)


def ask(desk: Desk, family_id: str, new: NewChild, words: str, child_id: str = "") -> Sequence[Answers]:
    """Ask about the records that may be of the child; who is asked, of each record once. Needs `family:edit`. Raises Invalid without words."""
    of_families = [one.family_id for one in _keep(desk, family_id, new, words, child_id, asks=True)]
    return sorted(set(storage.answerers(desk.session, of_families, desk.today).values()))


def _looked(desk: Desk, family_id: str, new: NewChild, child_id: str) -> list[_Found] | None:
    """What is found; None where there is nothing to look for: an invented family, or a correction by which nobody is known."""
    family_to_change(desk, family_id, Permission.FAMILY_EDIT)
    if families.network(desk.session, family_id, desk.today).practice:
        return None
    stands = _as_it_stands(desk, family_id, child_id) if child_id else None
    if stands is None:
        return _matches(desk, family_id, _facts(desk, family_id, new))
    facts = _facts(desk, family_id, new)
    before = _facts(desk, family_id, stands)
    if facts == before:
        return None
    known_of = {(one.child_id, one.by) for one in _matches(desk, family_id, before)}
    return [one for one in _matches(desk, family_id, facts) if (one.child_id, one.by) not in known_of]


def _as_it_stands(desk: Desk, family_id: str, child_id: str) -> NewChild:
    row = families.child(desk.session, child_id)
    if row is None or row.family_id != family_id:
        raise NotFound
    expected = None if row.born else row.expected
    return NewChild(row.called, row.surname, row.born, expected, row.nhs_number or "", row.upn or "")


def _matches(desk: Desk, family_id: str, facts: Facts) -> list[_Found]:
    due = facts.expected or facts.born
    rows = storage.candidates(
        desk.session,
        family_id,
        numbers=[number for number in (facts.nhs_number, facts.upn) if number],
        births=births_near(facts.born) if facts.born else (),
        due=(due - BORN_BEFORE_DUE, due + BORN_BEFORE_DUE + DUE_WITHIN) if due else None,
    )
    named = storage.carers(desk.session, [one.child_id for one in rows])
    looked = [(one, match(facts, known(one.row, named.get(one.child_id, [])))) for one in rows]
    found = {one.child_id: _Found(one.child_id, one.family_id, by) for one, by in looked if by}
    return list(found.values())


def _facts(desk: Desk, family_id: str, new: NewChild) -> Facts:
    adults = families.adults(desk.session, family_id)
    chosen = [adult.name for adult in adults if adult.id in (new.carers or {})] or [adult.name for adult in adults]
    return Facts(
        f"{new.called} {new.surname}",
        new.born,
        new.expected,
        nhs_number(new.nhs_number) or "",
        pupil_number(new.upn) or "",
        tuple(chosen),
    )


def known(row: Child, adults: Sequence[str]) -> Facts:
    """What a record knows of a child, as names and dates are compared."""
    born: date | None = row.born
    expected = None if born else row.expected
    return Facts(f"{row.called} {row.surname}", born, expected, row.nhs_number or "", row.upn or "", tuple(adults))


def _hint(desk: Desk, family_id: str, hint: Hint) -> Hint:
    if not sees_family(desk.who, families.network(desk.session, family_id, desk.today)):
        return hint
    family = families.family(desk.session, family_id)
    return replace(hint, family=title_of(family.name) if family else "", family_id=family_id)


def _keep(desk: Desk, family_id: str, new: NewChild, words: str, child_id: str, *, asks: bool) -> Sequence[_Found]:
    found = _looked(desk, family_id, new, child_id) or []
    said = typed_words(words, "about", _WHY)
    me = desk.who.person_id
    rows = [
        RecordQuestion(
            id=desk.new_id(),
            family_id=family_id,
            about_family_id=one.family_id,
            about_child_id=one.child_id,
            asks=asks,
            words=said,
            at=desk.now,
            by_id=me,
        )
        for one in found
    ]
    kind = "record.asked" if asks else "record.gone-on"
    event = Event(kind, family_id, family_id, {"records": len(rows)})
    storage.add(desk.session, rows, event=event, at=desk.now, by=me)
    return found


def typed_words(typed: str, field: str, missing: str) -> str:
    """Words that have to be given, without the space around them. Raises Invalid where there are none, or too many."""
    words = typed.strip()
    if not any(c.isalnum() for c in words):
        raise Invalid({field: missing})
    if len(words) > WORDS_LENGTH:
        raise Invalid({field: f"Use at most {WORDS_LENGTH:,} characters; this has {len(words):,}."})
    return words
