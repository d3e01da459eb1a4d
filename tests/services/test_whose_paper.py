"""Which reader a paper is for: one carer's words on no other's copy, and no paper for a child who is not born."""

from dataclasses import replace
from datetime import date

import pytest
from sqlmodel import select

from tests import build
from tests.page_checks import text_of
from tests.progress_ground import Told, stand
from tests.reports.stock import SEPTEMBER, answers
from tests.reports.test_render import parsed
from tests.web.visitors import browser_of, links_of
from tests.web.visitors import words_of as seen_by
from workflow.models import Entry, IssuedDocument
from workflow.reports import render
from workflow.rules.entry_kinds import STATEMENT
from workflow.rules.errors import Blocked, NotFound
from workflow.services import reporting
from workflow.services.desk import Practice
from workflow.services.reporting import Choice, Wanted

EXPECTED = date(2026, 9, 1)
MAREKS, JOS = "Jo drinks.", "Marek shouts."


@pytest.fixture
def told(embedded_practice: Practice) -> Told:
    """Hana with one more scoring, of Marek and Jo together, of which both have said something."""
    told = stand(embedded_practice, 1)
    both = (told.family.carer_id, told.jo_id)
    scoring_id = told.score(answers(A1a=3), SEPTEMBER, carers=both, carer_names="Marek and Jo")
    for adult_id, comments in zip(both, (MAREKS, JOS), strict=True):
        value = {"how": "on-paper", "comments": comments, "agrees": f"{comments} No."}
        key = f"{STATEMENT}.{adult_id}"
        facts = {"changed_at": build.LONG_AGO, "changed_by_id": told.lead.id}
        build.put(
            told.practice, Entry(id=told.practice.ids.new(), scoring_id=scoring_id, key=key, value=value, **facts)
        )
    return replace(told, scoring_ids=(*told.scoring_ids, scoring_id))


def choose(told: Told, reader: str = "") -> Choice:
    carers = ".".join(sorted((told.family.carer_id, told.jo_id)))
    with told.practice.open_for(told.lead.id) as desk:
        return reporting.choose(desk, "family", told.child_id, Wanted(carers, reader=reader))


def words_of(choice: Choice) -> str:
    assert choice.report is not None
    return text_of(next(parsed(render.html(choice.report)).iter("body")))


def test_one_carers_words_are_on_no_other_adults_copy(told: Told) -> None:
    together = words_of(choose(told))
    assert "For Marek and Jo" in together
    assert MAREKS not in together
    assert JOS not in together
    for reader, name, own, other in ((told.family.carer_id, "Marek", MAREKS, JOS), (told.jo_id, "Jo", JOS, MAREKS)):
        said = words_of(choose(told, reader))
        assert own in said
        assert other not in said
        assert f"For {name}" in said
        assert "Marek and Jo" not in said


def test_the_copies_are_offered_by_name_and_no_stranger_can_be_the_reader(told: Told) -> None:
    choice = choose(told, told.jo_id)
    assert [one.called for one in choice.readers] == ["Jo", "Marek"]
    assert choice.query["reader"] == told.jo_id
    assert [one.called for one in choice.readers if one.chosen] == ["Jo"]
    with pytest.raises(NotFound):
        choose(told, told.lead.id)


def test_a_carer_scored_alone_has_their_own_words_without_asking(told: Told) -> None:
    alone = told.score(answers(A1a=3), SEPTEMBER, carers=(told.jo_id,), carer_names="Jo")
    value = {"how": "on-paper", "comments": JOS}
    facts = {"changed_at": build.LONG_AGO, "changed_by_id": told.lead.id}
    entry = Entry(id=told.practice.ids.new(), scoring_id=alone, key=f"{STATEMENT}.{told.jo_id}", value=value, **facts)
    build.put(told.practice, entry)
    with told.practice.open_for(told.lead.id) as desk:
        choice = reporting.choose(desk, "family", told.child_id, Wanted(told.jo_id))
    assert choice.readers == ()
    assert JOS in words_of(choice)


def test_an_issued_copy_is_the_one_that_was_looked_at(told: Told) -> None:
    browser = browser_of(told.practice, "practitioner")
    carers = ".".join(sorted((told.family.carer_id, told.jo_id)))
    browser.get(f"/children/{told.child_id}/reports/family", params={"carers": carers, "reader": told.jo_id})
    browser.get(links_of(browser)["Issue this report"])
    assert "This copy is for Jo alone." in seen_by(browser)
    (form,) = [one for one in browser.page.iter("form") if (one.get("action") or "").endswith("/issue")]
    kept = {one.get("name") or "": one.get("value") or "" for one in form.iter("input") if one.get("type") == "hidden"}
    given = {**kept, "kind": "parent or carer", "recipient": "Jo", "why": "Their own copy."}
    assert browser.post(form.get("action") or "", data={**given, "why": ""}).status_code == 422
    assert "This copy is for Jo alone." in seen_by(browser)
    browser.post(form.get("action") or "", data=given)
    with told.practice.database.open() as session:
        document = session.exec(select(IssuedDocument)).one().html
    assert JOS in document
    assert MAREKS not in document


def test_a_child_who_is_not_born_has_no_paper_of_its_own(told: Told) -> None:
    unborn = build.sibling(told.practice, told.family, "Baby", told.family.carer_id, born=None, expected=EXPECTED)
    build.scoring(
        told.practice,
        replace(told.family, child_id=unborn),
        told.lead,
        told.edition_id,
        child_born=None,
        child_expected=EXPECTED,
        age_months=None,
        age_band="unborn",
        status="signed off",
        signed_off_at=build.LONG_AGO,
        signed_off_by_id=told.supervisor.id,
    )
    with told.practice.open_for(told.lead.id) as desk:
        keys = [one.key for one in reporting.offered(desk, unborn).reports]
        assert "family" in keys
        assert "young-person" not in keys
        choice = reporting.choose(desk, "young-person", unborn)
        assert choice.report is None
        assert choice.nothing.startswith("Baby is not born yet, so there is no paper for Baby.")
        with pytest.raises(Blocked, match="Baby is not born yet"):
            reporting.make(desk, "young-person", unborn)
