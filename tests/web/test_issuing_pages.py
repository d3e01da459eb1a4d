"""Issuing a report by hand, from the report to the paper and to the page that confirms it."""

import hashlib
import io

import pytest
from pypdf import PdfReader
from sqlmodel import select

from tests.page_checks import Browser
from tests.progress_ground import Told, stand
from tests.web.visitors import browser_of, links_of, words_of
from workflow.models import IssuedDocument, ReportIssue
from workflow.reports import pdf
from workflow.services.desk import Practice


@pytest.fixture
def told(embedded_practice: Practice) -> Told:
    return stand(embedded_practice)


@pytest.fixture
def browser(told: Told) -> Browser:
    return browser_of(told.practice, "practitioner")


def test_from_the_report_to_the_paper_and_back_to_its_confirmation(told: Told, browser: Browser) -> None:
    browser.get(f"/children/{told.child_id}/reports/progress")
    browser.get(links_of(browser)["Issue this report"])
    assert browser.h1.endswith("Issue this report")
    given = {"kind": "chair", "recipient": "Chris Example", "why": "For the review conference."}
    address = f"/children/{told.child_id}/reports/progress/issue"
    assert browser.post(address, data={**given, "recipient": ""}).status_code == 422
    browser.post(address, data=given)
    assert browser.h1.endswith("CP-2026-000001")
    assert "The report is issued." in words_of(browser)
    paper = browser.get(links_of(browser)["Download it as it was issued (PDF)"])
    assert paper.headers["content-disposition"] == 'attachment; filename="CP-2026-000001.pdf"'
    with told.practice.database.open() as session:
        issue = session.exec(select(ReportIssue)).one()
        document = session.exec(select(IssuedDocument)).one().html
    assert pdf.write(document) == paper.content, "the same document gives the same bytes, whenever it is made"
    for page in PdfReader(io.BytesIO(paper.content)).pages:
        foot = " ".join(page.extract_text().split())
        assert "number CP-2026-000001" in foot
        assert issue.fingerprint[:16] in foot
    browser.get("/check", params={"number": "cp-2026-000001", "mark": issue.fingerprint[:8]})
    assert "This report is one of ours" in words_of(browser)
    browser.get(f"/issued/{issue.id}")
    assert hashlib.sha256(paper.content).hexdigest() in words_of(browser)


def test_what_cannot_be_issued_says_why_and_has_no_form(told: Told, browser: Browser) -> None:
    under_way = told.draft()
    address = f"/children/{told.child_id}/reports/progress/issue"
    browser.get(address, params={"upto": under_way})
    assert "nobody has signed off" in words_of(browser)
    assert not [one for one in browser.page.iter("form") if one.get("action") == address]
    given = {"kind": "chair", "recipient": "Chris", "why": "x", "upto": under_way}
    assert browser.post(address, data=given).status_code == 409
