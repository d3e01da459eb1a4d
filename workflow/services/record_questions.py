"""What is asked about a record before a child is added or corrected elsewhere: on whose start page it stands, and the answer that goes back."""

from collections.abc import Sequence
from datetime import timedelta

from workflow.rules.errors import NotFound
from workflow.rules.events import Event
from workflow.rules.roles import Permission
from workflow.services.desk import Desk
from workflow.services.duplicates import typed_words
from workflow.storage import duplicates as storage
from workflow.storage.duplicates import Question

TOLD_FOR = timedelta(days=14)
_ANSWER = "Write an answer. Whoever asked reads it."


def asked_of_me(desk: Desk) -> tuple[Question, ...]:
    """What is asked about the records that whoever asks answers for (`rules.answering`); the reading is recorded. Needs `family:read`."""
    desk.require(Permission.FAMILY_READ)
    questions = waiting(desk)
    for one in questions:
        desk.record(Event("record.question-read", one.row.about_family_id, one.row.id))
    return questions


def may_involve(desk: Desk, questions: Sequence[Question]) -> frozenset[str]:
    """The families among those asked about in which whoever asks may involve others, by id."""
    ids = {one.row.about_family_id for one in questions}
    return storage.open_to(desk.session, desk.who, desk.today, Permission.INVOLVEMENT_EDIT, ids)


def waiting(desk: Desk) -> tuple[Question, ...]:
    """What is asked about the records that whoever asks answers for, and not answered; for the start page."""
    return tuple(storage.questions_to(desk.session, desk.who, desk.today))


def answered(desk: Desk) -> tuple[Question, ...]:
    """The answers of the last days to what whoever asks has asked. Of the record they hold only what the answer says."""
    return tuple(storage.answers_to(desk.session, desk.who.person_id, desk.now - TOLD_FOR))


def answer(desk: Desk, question_id: str, words: str) -> None:
    """Answer a question about a record that one answers for. Needs `family:read`. Raises NotFound for any other, Invalid without words."""
    desk.require(Permission.FAMILY_READ)
    found = next((one for one in waiting(desk) if one.row.id == question_id), None)
    if found is None:
        raise NotFound
    row = found.row
    row.answer, row.answered_at = typed_words(words, "words", _ANSWER), desk.now
    row.answered_by_id = desk.who.person_id
    event = Event("record.answered", row.about_family_id, row.id)
    storage.answer(desk.session, row, event=event, at=desk.now, by=desk.who.person_id)
