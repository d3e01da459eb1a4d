"""First light, in a real browser: score a child, have it signed off, open an earlier scoring beside it, hand the chair a PDF."""

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path

import page as pdf_validator
import pytest
from playwright.sync_api import Page
from pypdf import PdfReader

from tests.browser.conftest import WIDTHS, overflow, serving, sign_in
from tests.browser.journeys import (
    Answer,
    card,
    check,
    choose,
    direct,
    fill_day,
    note,
    open_family,
    rest_on,
    say_around,
    says,
    start_scoring,
    write,
)
from workflow.services import demonstration
from workflow.services.desk import Practice

pytestmark = pytest.mark.browser

Look = Callable[[Page], None]
NOT_SEEN, NOT_ASKED = "Not observed", "Does not apply"
HANA: dict[str, dict[str, Answer]] = {
    "Nutrition": {"A1a": 2, "A1b": 3, "A1c": 2, "A1d": 3, "A1e": NOT_ASKED},
    "Housing": {"A2a": 3, "A2b": 3, "A2c": 2},
    "Clothing": {"A3a": 2, "A3b": 2, "A3c": 3},
    "Hygiene": {"A4": 2},
    "Health": {"A5a": 2, "A5b": 2, "A5c": 2},
    "In the carer's presence": {"B1a": 2, "B1b": 2, "B1c": 2, "B1d": 2, "B1e": NOT_SEEN},
    "In the carer's absence": {"B2": 4},
    "Carer": {"C1a": 2, "C1b": 2, "C1c": 2},
    "Mutual engagement": {"C2a": 2, "C2b": NOT_SEEN},
    "Stimulation": {"D1e": 2, "D1f": 2, "D1g": 2, "D1h": 2},
    "Approval": {"D2": 1},
    "Disapproval": {"D3": 2},
    "Acceptance": {"D4": 2},
}
"""Everything asked of a child of six years and ten months, part after part: better in A1a and A4, worse in B2 and C1c than in January."""
NOTES = {
    "A1a": "Soup on the stove both times. Hana laid the table and told me what was in it.",
    "B1e": "No tablet or phone was in use on any visit, and Hana would not say.",
    "B2": "Hana was alone from four until her father's shift ended at nine, twice in the week.",
    "C2b": "Hana was asleep on the first visit and at school on the second.",
}
RESTS_ON = {"B2": "Hana said"}
"""What the grade that asks for it rests on."""
LATER = "D4"
"""Left out at first, so that the page can say what is missing."""
RETURNED = "B2 stands at 4. Say how often, and whether Hana knew whom to ring."
SENTENCE = (
    "Between January and March 2026 Hana’s care by Marek improved in 1 of 13 parts and got worse in 1; "
    "safety in the carer's absence has gone from 2 to 4."
)
MENDED = "Twice in the week until nine. Hana knew nobody's number; the neighbour was out."


def test_first_light(practice: Practice, open_page: Callable[..., Page], tmp_path: Path) -> None:
    demonstration.load_if_empty(practice)
    # The pages are the same on both kinds of database, and looking closely takes its time: one is looked at closely, the other is gone through on a phone.
    embedded = practice.database.embedded
    look: Look = check if embedded else fits
    width = WIDTHS["desktop" if embedded else "phone"]
    with serving(practice) as url:
        pat, sam = open_page(url, width), open_page(url, width)
        sign_in(pat, "practitioner")
        look(pat)
        overview = score_the_whole_instrument(pat, look)
        close_what_blocks_signing(pat, overview, look)
        sign_and_send(pat, look)
        sign_in(sam, "supervisor")
        decide(sam, look, "Return to the scorer", RETURNED)
        mend_and_send_again(pat, look)
        decide(sam, look, "Sign off", "Read, and talked over on Friday.")
        read_the_profile(pat, overview, look)
        see_what_changed(pat, look)
        read_the_paper(download_the_report(pat, look, tmp_path))


def fits(page: Page) -> None:
    assert overflow(page) == 0, page.url


def score_the_whole_instrument(pat: Page, look: Look) -> str:
    open_family(pat, "Example")
    look(pat)
    overview = start_scoring(pat, "Marek", date(2026, 3, 2), date(2026, 3, 20))
    says(pat, "0 of 33 graded · 33 to do")
    look(pat)
    pat.get_by_role("button", name="Start with Nutrition").click()
    for name, answers in HANA.items():
        pat.get_by_role("heading", level=1, name=name).wait_for()
        assert {one.split()[0] for one in pat.locator(".item > legend").all_inner_texts()} == set(answers)
        for item_id, answer in answers.items():
            if item_id == LATER:
                continue
            choose(pat, item_id, answer)
            if item_id in NOTES:
                write(pat, item_id, NOTES[item_id])
            if item_id in RESTS_ON:
                rest_on(pat, item_id, RESTS_ON[item_id])
        look(pat)
        pat.get_by_role("button", name="Save and continue").click()
    pat.wait_for_url(overview)
    says(pat, "29 of 32 graded; 2 not observed · 1 to do")
    look(pat)
    return overview


def close_what_blocks_signing(pat: Page, overview: str, look: Look) -> None:
    assert pat.get_by_role("button", name="Sign and send to your supervisor").is_disabled()
    pat.get_by_role("link", name="1 item in Developmental care has no answer.").click()
    assert pat.url.endswith(f"/parts/{LATER}#item-{LATER}")
    choose(pat, LATER, HANA["Acceptance"][LATER])
    says(pat, "30 of 32 graded")
    pat.get_by_role("button", name="Save and continue").click()
    pat.wait_for_url(overview)
    pat.get_by_role("link", name="No visit is recorded.").click()
    look(pat)
    fill_day(pat, "Day of the visit", date(2026, 3, 6))
    pat.get_by_label("No, it was unannounced").check()
    pat.get_by_label("Where").fill("At home")
    pat.get_by_label("Who was seen").fill("Hana and Marek")
    pat.get_by_label("Hana was seen", exact=True).check()
    pat.get_by_role("button", name="Add the visit").click()
    says(pat, "The visit is added.")
    look(pat)
    pat.get_by_role("link", name="Back to overview").click()
    say_around(pat, overview, "Hana")
    look(pat)


def sign_and_send(pat: Page, look: Look) -> None:
    pat.get_by_role("button", name="Sign and send to your supervisor").click()
    says(pat, "By signing you say")
    look(pat)
    pat.get_by_label("Anything your supervisor should know").fill("B2 is new since January.")
    pat.get_by_role("button", name="Sign and send to your supervisor").click()
    says(pat, "The scoring is signed by you and with your supervisor.")
    look(pat)


def decide(sam: Page, look: Look, button: str, words: str) -> None:
    sam.goto("/")
    look(sam)
    sam.get_by_role("link", name="Hana’s scoring with Marek").click()
    sam.get_by_role("button", name="Review: sign off or return").click()
    says(sam, "Scored by Pat Practitioner")
    look(sam)
    sam.get_by_label("Your words to the scorer").fill(words)
    if button == "Sign off":
        direct(sam)
    sam.get_by_role("button", name=button).click()
    says(sam, "The scoring is returned" if button.startswith("Return") else "The scoring is signed off.")
    look(sam)


def mend_and_send_again(pat: Page, look: Look) -> None:
    pat.goto("/")
    pat.get_by_role("link", name="Hana’s scoring with Marek").click()
    says(pat, RETURNED)
    look(pat)
    pat.get_by_role("link", name="In the carer's absence", exact=True).click()
    assert note(pat, "B2").input_value() == NOTES["B2"]
    assert card(pat, "B2", 4).is_checked()
    write(pat, "B2", MENDED)
    pat.get_by_role("link", name="Back to overview").click()
    pat.get_by_role("button", name="Sign and send to your supervisor").click()
    pat.get_by_role("button", name="Sign and send to your supervisor").click()
    says(pat, "The scoring is signed by you and with your supervisor.")


def read_the_profile(pat: Page, overview: str, look: Look) -> None:
    pat.goto(overview)
    says(pat, "Signed off")
    look(pat)
    pat.get_by_role("link", name="The whole profile, with notes").click()
    look(pat)
    physical, safety, emotional = (area(pat, name) for name in ("Physical care", "Safety", "Emotional care"))
    assert physical.startswith("Physical care grade 2 Child first most of the time")
    assert safety.startswith("Safety grade 4 , provisional Child second")
    assert MENDED in safety
    assert "Changed 3 times" in safety
    assert emotional.startswith("Emotional care grade 2 , provisional")
    assert f"C2b Quality: not observed {NOTES['C2b']}" in emotional


def area(page: Page, name: str) -> str:
    """What the profile says of an area, its white space folded."""
    return " ".join(page.get_by_role("region", name=name).inner_text().split())


def see_what_changed(pat: Page, look: Look) -> None:
    open_family(pat, "Example")
    pat.get_by_role("link", name="Hana’s progress", exact=True).click()
    says(pat, SENTENCE)
    says(pat, "Items at 4 or 5: 1 of 30 (was 0 of 33; 2 not observed)")
    says(pat, "30 items compared: 2 worse, 2 better, 26 the same.")
    look(pat)
    pat.get_by_role("link", name="Beside the one before").first.click()
    told = " ".join(pat.get_by_role("article").filter(has_text="B2").inner_text().split())
    assert "Worse 31 December 2025 to 18 January 2026 grade 2" in told
    assert "2 to 20 March 2026 grade 4" in told
    assert MENDED in told
    look(pat)
    pat.get_by_role("link", name="Back to Hana’s progress").click()


def download_the_report(pat: Page, look: Look, folder: Path) -> bytes:
    pat.get_by_role("link", name="Make the progress report (PDF)").click()
    look(pat)
    with pat.expect_download() as download:
        pat.get_by_role("button", name="Download the report (PDF)").click()
    download.value.save_as(folder / "report.pdf")
    return (folder / "report.pdf").read_bytes()


def read_the_paper(paper: bytes) -> None:
    found = pdf_validator.validate_pdf_bytes(paper, profile=pdf_validator.ValidationProfile.PDF_UA_1)
    assert found.is_compliant, found.failures
    reader = PdfReader(io.BytesIO(paper))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert root["/Lang"] == "en-GB"
    assert 3 <= len(reader.pages) <= 9
    first, *rest = (" ".join(one.extract_text().split()) for one in reader.pages)
    for words in ("Hana Example", "care by Marek", SENTENCE, "Items at 4 or 5: 1 of 30", NOTES["B1e"]):
        assert words in first
    for area_now in ("A Physical care 2", "B Safety 4", "C Emotional care 2", "D Developmental care 2"):
        assert area_now in first
    told = " ".join(rest)
    assert MENDED in told
    assert "is not the NSPCC's Graded Care Profile 2 (GCP2) and it has not been validated" in told
    assert "6 Mar 2026, unannounced, At home; seen: Hana and Marek" in told
    assert "Signed off by Sam Supervisor on 20 March 2026" in told
