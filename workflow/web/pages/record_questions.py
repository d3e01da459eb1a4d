"""What others ask about the records that somebody answers for, before they add or correct a child."""

from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import Field

from workflow.rules.errors import Blocked
from workflow.rules.roles import Permission
from workflow.services import record_questions as asking
from workflow.services.duplicates import WORDS_LENGTH
from workflow.web.dependencies import Requires, Visiting
from workflow.web.fields import Fields, plain_text
from workflow.web.forms import Form
from workflow.web.posted import PostedForm
from workflow.web.rendering import page, path_for, see_other

router = APIRouter(prefix="/record-questions", dependencies=[Requires(Permission.FAMILY_READ)])


class AnswerForm(Fields):
    """Which question is answered, and how."""

    question: str = ""
    words: Annotated[str, plain_text(WORDS_LENGTH)] = Field("", title="the answer")


@router.get("", name="record_questions")
def record_questions(request: Request, visit: Visiting) -> Response:
    """Every question that waits for an answer."""
    return _page(request, visit, Form(AnswerForm))


@router.post("", name="answer_record_question")
def answer_record_question(request: Request, visit: Visiting, posted: PostedForm) -> Response:
    """Answer one question."""
    form = Form(AnswerForm, posted)
    with form, visit.open() as desk:
        asking.answer(desk, form.value.question, form.value.words)
    if form.errors:
        return _page(request, visit, form)
    return see_other(request, path_for("home"))


def _page(request: Request, visit: Visiting, form: Form[AnswerForm]) -> Response:
    with visit.open() as desk:
        questions = asking.asked_of_me(desk)
        involves = asking.may_involve(desk, questions)
    if form.errors and not questions:  # the page has no form then
        raise Blocked("Nobody is waiting for an answer any more.")
    typed = form.typed("question")
    chosen = typed if typed in {one.row.id for one in questions} else next((one.row.id for one in questions), "")
    context = {"questions": questions, "involves": involves, "form": form, "chosen": chosen}
    return page(request, "record_questions/questions.html", context)
