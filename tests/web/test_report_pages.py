"""Choosing what a report rests on, and downloading it: a PDF whose name gives nobody away."""

import io
import re

import pytest
from pypdf import PdfReader
from sqlmodel import select

from tests import build
from tests.page_checks import Browser, text_of
from tests.progress_ground import Told, stand
from tests.reports.stock import SEPTEMBER, answers
from tests.web.visitors import browser_of, links_of, words_of
from workflow.models import AuditEvent
from workflow.services.desk import Practice


@pytest.fixture
def told(embedded_practice: Practice) -> Told:
    return stand(embedded_practice)


@pytest.fixture
def browser(told: Told) -> Browser:
    return browser_of(told.practice, "practitioner")


def choose(told: Told) -> str:
    return f"/children/{told.child_id}/reports/progress"


def chosen(browser: Browser) -> list[str]:
    return [one.get("value") or "" for one in browser.page.iter("input") if one.get("checked") is not None]


def test_the_way_leads_from_progress_to_the_paper(told: Told, browser: Browser) -> None:
    browser.get(f"/children/{told.child_id}/progress")
    browser.get(links_of(browser)["Make the progress report (PDF)"])
    assert browser.h1 == "Progress report on Hana"
    assert "improved in 3 of 13 parts and got worse in none" in words_of(browser)
    assert chosen(browser) == [told.scoring_ids[-1]]
    answer = browser.get(links_of(browser)["Download the report (PDF)"])
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/pdf"
    assert "no-store" in answer.headers["cache-control"]
    name = re.fullmatch(
        r'attachment; filename="(progress-report-[0-9a-f]{12}\.pdf)"', answer.headers["content-disposition"]
    )
    assert name
    paper = PdfReader(io.BytesIO(answer.content))
    said = " ".join(paper.pages[0].extract_text().split())
    assert "Hana Example" in said
    assert "improved in 3 of 13 parts" in said
    with told.practice.database.open() as session:
        made = session.exec(select(AuditEvent).where(AuditEvent.kind == "report.made")).one()
    assert made.details["fingerprint"][:12] in name[1]


def test_another_scoring_can_be_the_last_one(told: Told, browser: Browser) -> None:
    browser.get(choose(told), params={"carers": told.family.carer_id, "upto": told.scoring_ids[1]})
    assert chosen(browser) == [told.scoring_ids[1]]
    assert "Between January and March 2026" in words_of(browser)
    assert f"upto={told.scoring_ids[1]}" in links_of(browser)["Download the report (PDF)"]


def test_a_draft_is_offered_as_a_draft_and_printed_as_one(told: Told, browser: Browser) -> None:
    under_way = told.draft()
    browser.get(choose(told))
    assert "with a supervisor, printed as a draft" in words_of(browser)
    assert under_way not in chosen(browser)
    assert "One scoring is not signed off yet. It is not in this report." in words_of(browser)
    browser.get(choose(told), params={"upto": under_way})
    assert "It is not in this report" not in words_of(browser)
    assert "Every page of this report will say so." in words_of(browser)
    paper = PdfReader(io.BytesIO(browser.get(links_of(browser)["Download the report (PDF)"]).content))
    assert all("Draft, not signed off" in page.extract_text() for page in paper.pages)


def test_a_report_is_of_one_set_of_carers(told: Told, browser: Browser) -> None:
    told.score(answers(A1a=5), SEPTEMBER, carers=(told.jo_id,), carer_names="Jo")
    browser.get(choose(told))
    browser.get(links_of(browser)["Care by Jo"])
    assert "care by Jo was scored for the first time" in words_of(browser)


def test_without_a_signed_scoring_the_page_says_so_and_the_paper_is_not_made(embedded_practice: Practice) -> None:
    told = stand(embedded_practice, 0)
    browser = browser_of(told.practice, "practitioner")
    assert browser.get(choose(told)).status_code == 200
    assert "No scoring of this child is signed off yet" in words_of(browser)
    answer = browser.get(f"{choose(told)}.pdf")
    assert answer.status_code == 409
    assert "No scoring of this child is signed off yet" in text_of(browser.page)


@pytest.mark.parametrize("role", ["practitioner", "chair", "administrator"])
def test_whoever_may_not_see_the_family_gets_neither_page_nor_paper(told: Told, role: str) -> None:
    build.person(told.practice, "stranger", roles=(role,), team="Elsewhere", agency="Example School")
    browser = browser_of(told.practice, "stranger")
    for address in (choose(told), f"{choose(told)}.pdf"):
        answer = browser.get(address)
        assert answer.status_code == 404
        assert "Hana" not in answer.text
