"""The page of the carer's and the child's own grades, and how they are told beside the practitioner's."""

from datetime import timedelta

from sqlmodel import select

from tests import build
from tests.conftest import NOON
from tests.page_checks import check_page
from tests.web.grounds import ANOTHERS, TWO_HOMES, UNDER_WAY, Ground
from workflow.models import EmergencyAccess, Person
from workflow.rules.voices import CHILD_ANSWERS

SAID_BY_BEN = "Soup is alright"
SAID_BY_JOY = "He picks the vegetables himself"


def voices_page(ground: Ground) -> str:
    return f"/scorings/{ground.stands(UNDER_WAY)['scoring_id']}/voices/A1"


def of_joy(ground: Ground, item_id: str, **typed: str) -> dict[str, str]:
    """What a page would send of the carer's voice on an item."""
    return {f"{name}-voice_carer_{ground.stands(UNDER_WAY)['adult_id']}_{item_id}": one for name, one in typed.items()}


def handed(ground: Ground) -> str:
    return f"{voices_page(ground)}/{ground.stands(UNDER_WAY)['adult_id']}"


def test_a_page_that_is_handed_over_shows_nobody_else_s_words_and_leads_only_back(ground: Ground) -> None:
    visitor, url = ground.visitor("practitioner"), voices_page(ground)
    everybody = visitor.get(url).text
    assert SAID_BY_BEN in everybody
    assert SAID_BY_JOY in everybody
    for speaker, mine, theirs, asks in (
        (handed(ground), SAID_BY_JOY, SAID_BY_BEN, "Does Ben get food"),
        (f"{url}/child", SAID_BY_BEN, SAID_BY_JOY, "Do you get food"),
    ):
        answer = visitor.get(speaker)
        tree = check_page(answer.text)
        assert mine in answer.text
        assert theirs not in answer.text
        assert asks in answer.text
        links = {one.get("href") for one in tree.iter("a") if not (one.get("href") or "").startswith("#")}
        assert links == {f"{speaker}?done=yes"}, "one way, to give it back"
        forms = {one.get("action") for one in tree.iter("form")}
        assert forms == {speaker}, "not even a way to sign out"
        assert 'data-not-saved="It is not saved yet. Tell ' in answer.text, (
            "what the script says where the signal is gone"
        )


def test_what_each_grade_looks_like_stands_beside_it(ground: Ground) -> None:
    tree = check_page(ground.visitor("practitioner").get(handed(ground)).text)
    cards = [one for one in tree.iter("label") if "descriptor-card__box" in (one.get("class") or "")]
    assert any("Meals are planned" in "".join(one.itertext()) for one in cards)


def test_saving_goes_on_to_the_next_part_or_back(ground: Ground) -> None:
    visitor, url = ground.visitor("practitioner"), handed(ground)
    on = visitor.post(url, data={})
    assert on.headers["location"] == url.replace("/A1/", "/A2/")
    back = visitor.post(url, data={"then": "back"})
    assert back.headers["location"] == f"{url}?done=yes"


def test_who_gives_the_device_back_sees_thanks_and_no_grade(ground: Ground) -> None:
    visitor, url = ground.visitor("practitioner"), voices_page(ground)
    for speaker in (f"{url}/child", handed(ground)):
        thanks = visitor.get(f"{speaker}?done=yes").text
        tree = check_page(thanks)
        assert "Thank you, " in thanks
        assert ": go on" in thanks
        for words in (SAID_BY_BEN, SAID_BY_JOY, "A1a", "Nutrition", "<nav", "descriptor"):
            assert words not in thanks
        assert not list(tree.iter("form"))
        links = {one.get("href") for one in tree.iter("a") if not (one.get("href") or "").startswith("#")}
        assert links == {url.replace("voices", "parts")}, "one button, for the practitioner"


def test_whoever_holds_the_device_does_not_read_of_an_emergency_elsewhere(ground: Ground) -> None:
    visitor = ground.visitor("practitioner")
    with ground.practice.database.open() as session:
        me = session.scalars(select(Person.id).where(Person.username == "practitioner")).one()
    build.put(
        ground.practice,
        EmergencyAccess(
            id="e" * 20,
            family_id=ground.stands(ANOTHERS)["family_id"],
            person_id=me,
            found_by="pupil-number",
            reason="A neighbour rang.",
            opened_at=NOON,
            ends_at=NOON + timedelta(hours=72),
        ),
    )
    assert "Emergency access until" in visitor.get(voices_page(ground)).text
    for page in (handed(ground), f"{handed(ground)}?done=yes"):
        answer = visitor.get(page)
        assert answer.status_code == 200
        assert "mergency" not in answer.text


def test_what_is_signed_is_handed_to_nobody(ground: Ground) -> None:
    stands = ground.stands(TWO_HOMES)
    url = f"/scorings/{stands['scoring_id']}/voices/A1"
    visitor = ground.visitor("practitioner")
    handed_over = check_page(visitor.get(f"{url}/{stands['adult_id']}").text)
    assert not list(handed_over.iter("form"))
    assert not list(handed_over.iter("textarea"))
    assert "Hand over" not in visitor.get(url).text


def test_they_are_kept_from_one_page_and_told_beside_the_grade(ground: Ground) -> None:
    visitor, url = ground.visitor("practitioner"), voices_page(ground)
    fields = of_joy(ground, "A1b", grade="3", words="Enough, just.", version="0")
    assert visitor.post(handed(ground), data=fields).status_code == 303
    shown = visitor.get(url.replace("voices", "parts")).text
    check_page(shown)
    assert "Enough, just." in shown
    profile = visitor.get(url.partition("/voices")[0] + "/profile").text
    assert "1 grade apart" in profile


def test_what_cannot_be_kept_comes_back_as_typed(ground: Ground) -> None:
    visitor, url = ground.visitor("practitioner"), handed(ground)
    answer = visitor.post(url, data=of_joy(ground, "A1b", grade="9", words="My <words>", version="0"))
    assert answer.status_code == 422
    check_page(answer.text)
    assert "My &lt;words&gt;" in answer.text
    older = visitor.post(url, data=of_joy(ground, "A1a", grade="5", version="0"))
    assert older.status_code == 409
    check_page(older.text)
    assert "Nothing was overwritten" in older.text


def test_kept_apart_they_wait_for_the_practitioner_s_own_grade(ground: Ground) -> None:
    visitor, url = ground.visitor("practitioner"), voices_page(ground)
    scoring = url.partition("/voices")[0]
    version = ground.ask("SELECT version FROM scoring WHERE id = ?", scoring.rpartition("/")[2])[0][0]
    done = visitor.post(f"{scoring}/voices-order", data={"version": str(version), "order": "apart"})
    assert done.status_code == 303
    said = "Nana can't see me"
    part = visitor.get(f"{scoring}/parts/B1")
    assert said[:4] in part.text, "B1a is graded already, so it is shown"
    visitor.post(
        f"{scoring}/voices/B1/child",
        data={"grade-voice_child_B1d": "5", "words-voice_child_B1d": "The stairs.", "version-voice_child_B1d": "0"},
    )
    waiting = visitor.get(f"{scoring}/parts/B1").text
    assert "The stairs." not in waiting
    assert "is kept, and shown once yours is in" in waiting
    assert "The stairs." not in visitor.get(f"{scoring}/voices/B1").text
    assert "The stairs." not in visitor.get(f"{scoring}/voices/B1/child").text
    assert "The stairs." not in visitor.get(f"{scoring}/profile").text
    saved = visitor.post(
        f"{scoring}/answers/B1d",
        data={"answer-B1d": "3", "note-B1d": "", "version-B1d": "0"},
        headers={"HX-Request": "true"},
    )
    assert saved.status_code == 200
    assert "The stairs." in saved.text


def test_a_child_chooses_among_plain_answers_about_somebody_who_is_named(ground: Ground) -> None:
    visitor, url = ground.visitor("practitioner"), voices_page(ground)
    page = visitor.get(f"{url}/child")
    tree = check_page(page.text)
    assert "About being with Joy" in page.text
    assert "Meals are planned" not in page.text
    assert "Child not considered" not in page.text
    cards = [
        "".join(one.itertext()).strip() for one in tree.iter("label") if "descriptor-card__box" in one.get("class", "")
    ]
    assert cards[:6] == [*CHILD_ANSWERS, "I would rather not choose"]
    told = visitor.get(url).text
    assert "chooses among" in told
    assert "Yes, mostly" in told


def test_their_page_begins_at_the_item_it_was_asked_for(ground: Ground) -> None:
    visitor, url = ground.visitor("practitioner"), voices_page(ground)
    at = f"#entry-voice_carer_{ground.stands(UNDER_WAY)['adult_id']}_A1c"
    assert at in visitor.get(f"{url}?item=A1c").text
    assert at.removeprefix("#") in visitor.get(handed(ground)).text
    assert "#entry" not in visitor.get(f"{url}?item=nothing").text
    assert f"{url}?item=A1c#voices-of-A1c" in visitor.get(url.replace("voices", "parts")).text
