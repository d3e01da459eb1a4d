"""Before a child is added: whether a record may exist already. Whoever asks is told which team to ask, and nothing of the record itself.

What this gives away is rated in `docs/decisions`: that a child of this name and date of birth may be known to a team. So every look is recorded,
also in the trail of the family that was found, and nobody is told of more than so many records a day.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from workflow.models import Child, RecordQuestion
from workflow.rules.access import sees_family
from workflow.rules.errors import Blocked, Invalid, NotFound
from workflow.rules.events import Event
from workflow.rules.identifiers import nhs_number, pupil_number
from workflow.rules.matching import BORN_BEFORE_DUE, DUE_WITHIN, Facts, Match, births_near, match
from workflow.rules.roles import Permission
from workflow.services.desk import Desk
from workflow.services.family_people import NewChild, family_to_change
from workflow.services.family_views import title_of
from workflow.storage import duplicates as storage
from workflow.storage import families
from workflow.storage.duplicates import Question

MOST_A_DAY = 20
"""How many records somebody is told of within a day: far more than anybody adds, far fewer than it takes to leaf through families."""
WORDS_LENGTH = 1000
TOLD_FOR = timedelta(days=14)
_TOO_MANY = "You have been told of many records today, so this stops here. Ask your supervisor, or the team you think of, directly."
_WHY = "Say why this is another child, or what you ask. It stays with the record."


@dataclass(frozen=True)
class Hint:
    """That a record may exist: `ask` is the team and agency to ask. `family` and `family_id` are there only where whoever asks sees it anyway."""

    ask: str
    family: str = ""
    family_id: str = ""


@dataclass(frozen=True)
class _Found:
    child_id: str
    family_id: str
    by: Match


def look(desk: Desk, family_id: str, new: NewChild) -> tuple[Hint, ...]:
    """What is told of records that may be of the child about to be added to a family, one hint a team. Needs `family:edit` of that family.

    The look is recorded. Raises Blocked where somebody was told of very many records today.
    """
    found = _look(desk, family_id, new)
    keepers = storage.keepers(desk.session, [one.family_id for one in found], desk.today)
    hints = []
    for one in found:
        keeper = keepers.get(one.family_id)
        ask = f"{keeper.team}, {keeper.agency}" if keeper else "your quality lead"
        hints.append(_hint(desk, one.family_id, ask))
    return tuple(dict.fromkeys(hints))


def go_on(desk: Desk, family_id: str, new: NewChild, words: str) -> None:
    """Keep why a child is added although a record may exist. Needs `family:edit`. Raises Invalid without words."""
    _keep(desk, family_id, new, words, asks=False)


def ask(desk: Desk, family_id: str, new: NewChild, words: str) -> int:
    """Ask the lead practitioners of the records that may be of the child; how many were asked. Needs `family:edit`. Raises Invalid without words."""
    return _keep(desk, family_id, new, words, asks=True)


def asked_of_me(desk: Desk) -> tuple[Question, ...]:
    """What is asked about the records that whoever asks leads; the reading is recorded. Needs `involvement:edit`."""
    desk.require(Permission.INVOLVEMENT_EDIT)
    questions = waiting(desk)
    for one in questions:
        desk.record(Event("record.question-read", one.row.about_family_id, one.row.id))
    return questions


def waiting(desk: Desk) -> tuple[Question, ...]:
    """What is asked about the records that whoever asks leads, and not answered; for the start page."""
    if not desk.who.may(Permission.INVOLVEMENT_EDIT):
        return ()
    return tuple(storage.questions_to(desk.session, desk.who.person_id, desk.today))


def answered(desk: Desk) -> tuple[Question, ...]:
    """The answers of the last days to what whoever asks has asked. Of the record they hold only what the answer says."""
    return tuple(storage.answers_to(desk.session, desk.who.person_id, desk.now - TOLD_FOR))


def answer(desk: Desk, question_id: str, words: str) -> None:
    """Answer a question about a record that one leads. Needs `involvement:edit`. Raises NotFound for any other, Invalid without words."""
    desk.require(Permission.INVOLVEMENT_EDIT)
    found = next((one for one in waiting(desk) if one.row.id == question_id), None)
    if found is None:
        raise NotFound
    row = found.row
    row.answer, row.answered_at, row.answered_by_id = _words(words, "words"), desk.now, desk.who.person_id
    event = Event("record.answered", row.about_family_id, row.id)
    storage.answer(desk.session, row, event=event, at=desk.now, by=desk.who.person_id)


def _look(desk: Desk, family_id: str, new: NewChild) -> list[_Found]:
    family_to_change(desk, family_id, Permission.FAMILY_EDIT)
    if families.network(desk.session, family_id, desk.today).practice:
        return []
    if storage.told_since(desk.session, desk.who.person_id, desk.now - timedelta(days=1)) >= MOST_A_DAY:
        raise Blocked(_TOO_MANY)
    found = _matches(desk, family_id, new)
    desk.record(Event("record.checked", family_id, details={"found": len(found)}))
    for one in found:
        desk.record(Event("record.matched", one.family_id, one.child_id, {"by": str(one.by)}))
    return found


def _matches(desk: Desk, family_id: str, new: NewChild) -> list[_Found]:
    facts = _facts(desk, family_id, new)
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


def _hint(desk: Desk, family_id: str, ask: str) -> Hint:
    if not sees_family(desk.who, families.network(desk.session, family_id, desk.today)):
        return Hint(ask)
    family = families.family(desk.session, family_id)
    return Hint(ask, title_of(family.name) if family else "", family_id)


def _keep(desk: Desk, family_id: str, new: NewChild, words: str, *, asks: bool) -> int:
    family_to_change(desk, family_id, Permission.FAMILY_EDIT)
    said = _words(words, "about")
    found = _matches(desk, family_id, new)
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
    return len(rows)


def _words(typed: str, field: str) -> str:
    words = typed.strip()
    if not any(c.isalnum() for c in words):
        raise Invalid({field: _WHY if field == "about" else "Write an answer. Whoever asked reads it."})
    if len(words) > WORDS_LENGTH:
        raise Invalid({field: f"Use at most {WORDS_LENGTH:,} characters; this has {len(words):,}."})
    return words
