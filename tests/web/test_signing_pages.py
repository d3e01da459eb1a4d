"""Signing, reviewing, withdrawing and amending, as the people who do it see it."""

from datetime import date, timedelta

import pytest

from tests.page_checks import Browser
from tests.scoring_ground import TOLD, Ground, colleague, stand
from tests.web.visitors import browser_of, links_of, summary_of, words_of
from workflow.rules.evidence import Basis, BasisKind, Evidence
from workflow.services import entries, targets
from workflow.services.desk import Practice
from workflow.services.signing import Decided


@pytest.fixture
def ground(embedded_practice: Practice) -> Ground:
    return stand(embedded_practice)


@pytest.fixture
def ready(ground: Ground) -> Ground:
    ground.fill({"A1a": 4})
    ground.visit()
    return ground


def signed_in(ground: Ground, username: str = "practitioner") -> Browser:
    return browser_of(ground.practice, username)


def url(ground: Ground, place: str = "") -> str:
    return f"/scorings/{ground.scoring_id}{place}"


def version(ground: Ground) -> dict[str, str]:
    return {"version": str(ground.view().scoring.version)}


def signed(ground: Ground) -> dict[str, str]:
    """What the form of the page sends that the scorer has open: the version, and the mark of what it shows."""
    browser = signed_in(ground)
    browser.get(url(ground, "/sign"))
    assert browser.page is not None
    (form,) = [one for one in browser.page.iter("form") if str(one.get("action")).endswith("/send")]
    return {one.get("name"): one.get("value") for one in form.iter("input") if one.get("type") == "hidden"}


def target(ground: Ground, on: int = 0, helps: str = "") -> None:
    with ground.practice.open_for(ground.scorer.id) as desk:
        targets.save(desk, ground.scoring_id, "A1a", targets.NewTarget(3, date(2026, 6, 1), helps, more_meant=True), on)


def status(ground: Ground) -> str:
    return ground.view().scoring.status


def test_what_blocks_signing_is_told_with_the_place_to_mend_it(ground: Ground):
    browser = signed_in(ground)
    ground.save("A1a", 4)
    browser.get(url(ground, "/sign"))
    words, links = words_of(browser), links_of(browser)
    assert "Before you can sign:" in words
    places = {
        "14 items in Physical care have no answer. Grade each, or say why there is no grade.": "/parts/A1#item-A1b",
        "Nothing in Safety is graded. Grade what you saw, or say why nothing could be graded.": "/parts/B1",
        "No visit is recorded. Add at least one: when, where and who was seen.": "/details#visits",
        "A2 Housing": "/parts/A2",
        "A1b Quantity": "/parts/A1#item-A1b",
        "say why": "/details#reasons",
    }
    assert {text: links[text] for text in places} == {text: url(ground, place) for text, place in places.items()}
    assert "By signing" not in words


def test_sending_in_spite_of_the_gaps_is_refused_with_every_sentence(ground: Ground):
    browser = signed_in(ground)
    answer = browser.post(url(ground, "/send"), data=version(ground))
    assert answer.status_code == 409
    assert "Nothing is graded yet." in words_of(browser)
    assert "No visit is recorded." in words_of(browser)
    assert status(ground) == "draft"


RESTS = Evidence(
    (Basis(BasisKind.CHILD), Basis(BasisKind.AGENCY, who="School nurse")), impact="Robin is hungry by ten."
)


@pytest.mark.parametrize(
    ("place", "who"), [("/review", "supervisor"), ("/profile", "supervisor"), ("/sign", "practitioner")]
)
def test_who_decides_reads_what_each_grade_rests_on_and_what_a_reader_will_ask(ground: Ground, place: str, who: str):
    ground.fill({"A1a": 4, "A1b": 2})
    ground.save("A1a", 4, on=1, evidence=RESTS)
    ground.visit(announced=True, place="At school")
    with ground.practice.open_for(ground.scorer.id) as desk:
        entries.save(
            desk,
            ground.scoring_id,
            f"voice.carer.{ground.family.carer_id}.A1b",
            {"grade": "5", "words": "We were short that week."},
            0,
        )
        targets.save(desk, ground.scoring_id, "A1a", targets.NewTarget(3, date(2026, 6, 1), "The school nurse"), 0)
    if who == "supervisor":
        ground.move("send")
    browser = signed_in(ground, who)
    browser.get(url(ground, place))
    words = words_of(browser)
    if place != "/sign":
        assert "Robin said; another agency: School nurse" in words
        assert "Robin is hungry by ten." in words
        assert "We were short that week." in words
    if place != "/profile":
        assert "6 March 2026, announced, At school." in words
        assert "1 grade is two or more away from what the carer or the child would give." in words
        assert "from 4 to 3 by 1 June 2026" in words


def test_signed_sent_reviewed_and_signed_off(ready: Ground):
    browser = signed_in(ready)
    browser.get(url(ready, "/sign"))
    assert "1 item of 33 graded at the two worst grades: A1a Quality (4)." in words_of(browser)
    browser.post(url(ready, "/send"), data={**signed(ready), "words": "Please look at nutrition."})
    assert "signed by you and with your supervisor" in words_of(browser)
    assert status(ready) == "with supervisor"
    supervisor = signed_in(ready, "supervisor")
    supervisor.get(url(ready))
    assert links_of(supervisor)["Review: sign off or return"] == url(ready, "/review")
    supervisor.get(url(ready, "/review"))
    assert "Please look at nutrition." in words_of(supervisor)
    supervisor.post(
        url(ready, "/review"),
        data={
            **version(ready),
            "words": "Agreed.",
            "direction": "Go on.",
            "follow_up": "none",
            "no_follow_up": "Fine.",
            "decision": "sign-off",
        },
    )
    assert "The scoring is signed off." in words_of(supervisor)
    assert "Agreed." in words_of(supervisor)
    assert status(ready) == "signed off"


def test_returning_needs_words_and_brings_it_back_with_them(ready: Ground):
    ready.move("send")
    supervisor = signed_in(ready, "supervisor")
    answer = supervisor.post(url(ready, "/review"), data={**version(ready), "words": "", "decision": "return"})
    assert answer.status_code == 422
    assert summary_of(supervisor) == ["Say why, in a sentence or two. It stays with the record."]
    supervisor.post(url(ready, "/review"), data={**version(ready), "words": "Say more on meals.", "decision": "return"})
    browser = signed_in(ready)
    browser.get(url(ready))
    assert "Returned: Say more on meals." in words_of(browser)
    assert "With you" in words_of(browser)


def test_words_of_a_book_come_back_as_typed(ready: Ground):
    ready.move("send")
    supervisor = signed_in(ready, "supervisor")
    sent = {**version(ready), "words": "w" * 2_001, "decision": "return"}
    answer = supervisor.post(url(ready, "/review"), data=sent)
    assert answer.status_code == 422
    assert "w" * 2_001 in answer.text
    assert status(ready) == "with supervisor"


def test_a_decision_nobody_offers_is_refused(ready: Ground):
    ready.move("send")
    supervisor = signed_in(ready, "supervisor")
    for decision in ("supersede", "withdraw", ""):
        sent = {**version(ready), "words": "Because.", "decision": decision}
        assert supervisor.post(url(ready, "/review"), data=sent).status_code == 422
    assert status(ready) == "with supervisor"


def test_an_older_page_decides_nothing(ready: Ground):
    ready.move("send")
    stale = {
        **version(ready),
        "words": "Fine.",
        "direction": "Go on.",
        "follow_up": "none",
        "no_follow_up": "Fine.",
        "decision": "sign-off",
    }
    ready.move("return", "Not yet.", who=ready.supervisor)
    ready.move("send")
    supervisor = signed_in(ready, "supervisor")
    assert supervisor.post(url(ready, "/review"), data=stale).status_code == 409
    assert status(ready) == "with supervisor"


def test_nobody_signs_what_the_page_did_not_show(ready: Ground):
    ready.record("going-well", {"words": "Reading together."})
    target(ready)
    browser = signed_in(ready)
    changes = (
        lambda: ready.save("A1a", 5, on=1, evidence=TOLD),
        lambda: ready.record("going-well", {"words": "Reading together every night."}, on=1),
        lambda: target(ready, on=1, helps="Nan"),
        lambda: ready.save("A1b", 2, "Seen again.", on=1),
    )
    for change in changes:
        sent = signed(ready)
        change()
        answer = browser.post(url(ready, "/send"), data=sent)
        assert answer.status_code == 409
        assert "Something in this scoring was changed after you opened the page" in answer.text
        assert status(ready) == "draft"
    assert browser.post(url(ready, "/send"), data=version(ready)).status_code == 409  # no page of ours sends that
    assert browser.post(url(ready, "/send"), data=signed(ready)).status_code == 200
    assert status(ready) == "with supervisor"


@pytest.mark.parametrize("version_sent", ["", "soon", "-1", "99999999999999999999"])
def test_a_version_that_no_page_shows_decides_nothing(ready: Ground, version_sent: str):
    browser = signed_in(ready)
    assert browser.post(url(ready, "/send"), data={"version": version_sent}).status_code == 409
    assert status(ready) == "draft"


def test_a_second_click_on_send_is_one_move(ready: Ground):
    browser = signed_in(ready)
    sent = signed(ready)
    for _ in range(2):
        assert browser.post(url(ready, "/send"), data=sent).status_code == 200
    assert [move.move for move in ready.view().moves] == ["send"]


@pytest.mark.parametrize(
    ("place", "sent"),
    [
        ("/send", {}),
        ("/review", {"direction": "Go on.", "follow_up": "none", "no_follow_up": "Fine.", "decision": "sign-off"}),
        ("/amend", {"words": "Why."}),
    ],
)
def test_moves_are_not_for_those_without_the_permission(ready: Ground, place: str, sent: dict[str, str]):
    reader = colleague(ready, "reader", roles=("member",))
    assert reader
    browser = signed_in(ready, "reader")
    assert browser.get(url(ready, place.replace("/send", "/sign"))).status_code == 404
    assert browser.post(url(ready, place), data={**version(ready), **sent}).status_code == 404
    assert status(ready) == "draft"


def test_withdrawn_with_a_reason_and_never_taken_up_again(ground: Ground):
    browser = signed_in(ground)
    browser.get(url(ground, "/withdraw"))
    assert browser.post(url(ground, "/withdraw"), data=version(ground)).status_code == 422
    browser.post(url(ground, "/withdraw"), data={**version(ground), "words": "Started for the wrong child."})
    words = words_of(browser)
    assert "The scoring is withdrawn." in words
    assert "Started for the wrong child." in words
    for place, said in (
        ("/withdraw", "cannot be withdrawn"),
        ("/sign", "nothing to sign"),
        ("/amend", "cannot be amended"),
    ):
        browser.get(url(ground, place))
        assert said in words_of(browser)


def test_an_amendment_is_opened_signed_off_and_takes_its_place(ready: Ground):
    ready.sign_off()
    browser = signed_in(ready)
    browser.get(url(ready))
    assert links_of(browser)["Open an amendment"] == url(ready, "/amend")
    assert browser.post(url(ready, "/amend"), data=version(ready)).status_code == 422
    opened = browser.post(url(ready, "/amend"), data={**version(ready), "words": "The wrong day was graded."})
    new = opened.url.path.removeprefix("/scorings/")
    assert "The wrong day was graded." in words_of(browser)
    assert links_of(browser)["the scoring that was signed off on 20 March 2026"] == url(ready)
    browser.get(url(ready))
    assert "An amendment of this scoring is already open." in words_of(browser)
    assert links_of(browser)["An amendment"] == f"/scorings/{new}"
    ready.sign_off(new)
    browser.get(url(ready))
    assert "has taken the place of this scoring" in words_of(browser)
    assert status(ready) == "superseded"


def test_nobody_reviews_what_they_scored_themselves(embedded_practice: Practice):
    ground = stand(embedded_practice)
    ground.fill()
    ground.visit()
    ground.move("send")
    browser = signed_in(ground)
    assert browser.get(url(ground, "/review")).status_code == 404
    browser.get(url(ground))
    assert "With a supervisor" in words_of(browser)
    assert "Review: sign off or return" not in links_of(browser)


def test_a_supervisor_comments_on_items_and_the_scorer_finds_each_at_its_item(ready: Ground):
    ready.save("A1a", 4, "Crisps for tea on two visits.", on=1, evidence=TOLD)
    ready.move("send")
    supervisor = signed_in(ready, "supervisor")
    supervisor.get(url(ready, "/review"))
    assert "Crisps for tea on two visits." in words_of(supervisor)
    sent = {**version(ready), "comment_A1a": "Which visits?", "comment_B1a": "", "decision": "return"}
    supervisor.post(url(ready, "/review"), data=sent)
    assert "returned to the person who scored" in words_of(supervisor)
    browser = signed_in(ready)
    browser.get(url(ready))
    assert "Returned, to look at again:" in words_of(browser)
    assert links_of(browser)["A1a Quality"] == url(ready, "/parts/A1#item-A1a")
    browser.get(url(ready, "/parts/A1"))
    assert "Supervisor Example asks: Which visits?" in words_of(browser)
    ready.practice.clock.forward(timedelta(minutes=5))  # type: ignore[attr-defined]
    ready.save("A1a", 3, "Crisps for tea on two visits.", on=2)
    browser.get(url(ready, "/sign"))
    assert "A1a Quality, Supervisor Example asked: Which visits? Was 4, is 3 now." in words_of(browser)
    ready.move("send")
    supervisor.get(url(ready, "/review"))
    assert "A1a Quality, Supervisor Example asked: Which visits? Was 4, is 3 now." in words_of(supervisor)
    browser.get(url(ready, "/parts/A1"))
    assert "Which visits?" not in words_of(browser)
    browser.get(url(ready))
    assert "To look at again" not in words_of(browser)
    assert "Which visits?" in words_of(browser), "it stays in what happened"


def test_signing_off_asks_for_what_happens_next_and_loses_nothing_typed(ready: Ground):
    ready.move("send")
    supervisor = signed_in(ready, "supervisor")
    sent = {**version(ready), "comment_A1b": "Well seen.", "words": "Good.", "decision": "sign-off", "follow_up": "day"}
    sent |= {"follow_up_on-day": "1", "follow_up_on-month": "3", "follow_up_on-year": "2026"}
    answer = supervisor.post(url(ready, "/review"), data=sent)
    assert answer.status_code == 422
    assert summary_of(supervisor) == [
        "Say what happens next. It is what those who work with the family act on.",
        "Give a day that is still to come.",
    ]
    assert "Well seen." in answer.text
    sent |= {"direction": "Visit on Mondays.", "follow_up_on-month": "4"}
    supervisor.post(url(ready, "/review"), data=sent)
    words = words_of(supervisor)
    assert "What happens next: Visit on Mondays." in words
    assert "Follow-up on 1 April 2026." in words


def test_an_amendment_says_what_it_changes_and_the_family_what_is_due(ready: Ground):
    ready.move("send")
    asked = Decided(direction="Visit on Mondays.", follow_up_on=date(2026, 4, 17))
    ready.move("sign-off", who=ready.supervisor, decided=asked)
    browser = signed_in(ready)
    browser.get(f"/families/{ready.family.id}")
    assert "What is due By 17 April 2026 Visit on Mondays." in words_of(browser)
    new = ready.amend("The wrong day was graded.")
    browser.get(f"/scorings/{new.id}")
    assert "No item is answered differently." in words_of(browser)
    assert links_of(browser)["the scoring that was signed off on 20 March 2026"] == url(ready)
    ready.save("A1a", 2, "Soup on both days.", on=1, scoring_id=new.id)
    browser.get(f"/scorings/{new.id}")
    words = words_of(browser)
    assert "1 item differs A1a Quality Signed off then" in words
    assert "Soup on both days." in words
    for_signing = browser.get(f"/scorings/{new.id}/sign")
    assert for_signing.status_code == 200
    assert "Why: The wrong day was graded." in words_of(browser)
    assert "1 item differs A1a Quality Signed off then" in words_of(browser)
