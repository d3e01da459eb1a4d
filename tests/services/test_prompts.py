"""Prompts through the service: which are raised, who sets one aside and why, that the reason stays, and that it comes back with its figures."""

from datetime import timedelta

import pytest
from sqlmodel import select

from tests import build
from tests.progress_ground import Told, stand
from tests.reports.stock import SEPTEMBER, Window, answers
from workflow.models import AuditEvent, Child, Person, PromptAside
from workflow.rules.errors import Conflict, Invalid, NotFound, Refused
from workflow.rules.prompts import TITLES
from workflow.services import demonstration, progress, prompts
from workflow.services.desk import Practice
from workflow.services.prompts import PromptView, Raised, Which
from workflow.settings import Settings
from workflow.storage import people


@pytest.fixture
def told(embedded_practice: Practice) -> Told:
    return stand(embedded_practice)


def raised(told: Told, who: Person | None = None) -> dict[str, Raised]:
    with told.practice.open_for((who or told.lead).id) as desk:
        return {one.prompt.key: one for one in progress.look(desk, told.child_id).prompts}


def view(told: Told, key: str, who: Person | None = None) -> PromptView:
    with told.practice.open_for((who or told.lead).id) as desk:
        return prompts.open_prompt(desk, told.child_id, key)


def aside(
    told: Told, key: str, reason: str = "It was talked about.", who: Person | None = None, mark: str = ""
) -> None:
    which = Which(key, told.family.carer_id, mark or raised(told)[key].prompt.mark)
    with told.practice.open_for((who or told.lead).id) as desk:
        prompts.set_aside(desk, told.child_id, which, reason)


def trail(told: Told, kind: str) -> list[AuditEvent]:
    with told.practice.database.open() as session:
        return list(session.exec(select(AuditEvent).where(AuditEvent.kind == kind)))


def newer(told: Told) -> str:
    """One scoring more, some weeks after the last."""
    after = Window(SEPTEMBER.end + timedelta(days=30), SEPTEMBER.end + timedelta(days=40))
    return told.score(answers(A3c=4, A5b=4), after, by=told.other)


def test_a_prompt_set_aside_stays_readable_with_its_reason_on_both_databases(practice: Practice) -> None:
    told = stand(practice)
    assert raised(told)["no-improvement"].aside is None
    aside(told, "no-improvement", "  The dentist was on strike.  ")
    told_of = raised(told)["no-improvement"]
    assert told_of.aside is not None
    assert (told_of.aside.reason, told_of.aside.by) == ("The dentist was on strike.", told.lead.name)
    (event,) = trail(told, "prompt.set-aside")
    assert (event.person_id, event.subject_id, event.details) == (
        told.lead.id,
        told.child_id,
        {"prompt": "no-improvement"},
    )
    assert list(raised(told))[-1] == "no-improvement"


def test_it_comes_back_by_itself_when_its_figures_change_and_the_reason_is_kept(told: Told) -> None:
    aside(told, "no-improvement")
    newer(told)
    assert raised(told)["no-improvement"].aside is None
    (kept,) = view(told, "no-improvement").history
    assert kept.reason == "It was talked about."


def test_it_can_be_brought_back_and_set_aside_again(told: Told) -> None:
    aside(told, "no-improvement")
    which = Which("no-improvement", told.family.carer_id, raised(told)["no-improvement"].prompt.mark)
    for _ in range(2):  # the second finds it done
        with told.practice.open_for(told.supervisor.id) as desk:
            prompts.bring_back(desk, told.child_id, which)
    assert raised(told)["no-improvement"].aside is None
    assert len(trail(told, "prompt.brought-back")) == 1
    aside(told, "no-improvement", "Now for good.")
    newest, first = view(told, "no-improvement").history
    assert (newest.reason, newest.back_at) == ("Now for good.", None)
    assert first.back_by == told.supervisor.name


def test_one_that_is_aside_already_stays_as_it_is(told: Told) -> None:
    aside(told, "no-improvement", "First.")
    aside(told, "no-improvement", "Second.", told.other)
    with told.practice.database.open() as session:
        (row,) = session.exec(select(PromptAside))
    assert row.reason == "First."


def test_figures_that_the_page_did_not_show_are_not_set_aside(told: Told) -> None:
    with pytest.raises(Conflict):
        aside(told, "no-improvement", mark="0" * 32)
    mark = raised(told)["no-improvement"].prompt.mark
    newer(told)
    with pytest.raises(Conflict):
        aside(told, "no-improvement", mark=mark)
    assert not trail(told, "prompt.set-aside")


@pytest.mark.parametrize("reason", ["", "  \n ", "x" * 2001, "a\x00b"])
def test_a_reason_is_asked_for(told: Told, reason: str) -> None:
    with pytest.raises(Invalid) as refused:
        aside(told, "no-improvement", reason)
    assert list(refused.value.fields) == ["reason"]


def test_who_may_only_read_sets_nothing_aside_and_a_stranger_finds_nothing(told: Told) -> None:
    member = build.person(told.practice, "member", roles=("member",))
    stranger = build.person(told.practice, "stranger", team="Elsewhere", agency="Example School")
    for who in (member, stranger):
        with pytest.raises(Refused):
            aside(told, "no-improvement", who=who)
    with pytest.raises(Refused):
        view(told, "no-improvement", stranger)
    with pytest.raises(NotFound):
        view(told, "nothing-of-the-kind")


def test_the_limits_are_those_of_the_settings(told: Told) -> None:
    assert "3 scorings" in raised(told)["no-improvement"].prompt.rule
    told.practice.settings = Settings.model_construct(prompt_scorings=4)
    assert "no-improvement" not in raised(told)


def test_the_demonstration_raises_every_prompt_there_is_and_one_is_aside(embedded_practice: Practice) -> None:
    demonstration.load_if_empty(embedded_practice)
    found: dict[str, bool] = {}
    with embedded_practice.open_to_all() as desk:
        supervisor = people.by_username(desk.session, "supervisor")
        children = list(desk.session.exec(select(Child.id)))
    assert supervisor
    for child_id in children:
        with embedded_practice.open_for(supervisor.id) as desk:
            try:
                view = progress.look(desk, child_id)
            except NotFound:  # the family for practising is its practitioner's own
                continue
            for one in view.sets:
                for prompt in progress.look(desk, child_id, one.key).prompts:
                    found[prompt.prompt.key] = found.get(prompt.prompt.key, False) or prompt.aside is not None
    assert set(found) == set(TITLES)
    assert sum(found.values()) == 1
