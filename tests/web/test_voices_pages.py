"""The page of the carer's and the child's own grades, and how they are told beside the practitioner's."""

from tests.page_checks import check_page
from tests.web.grounds import UNDER_WAY, Ground


def voices_page(ground: Ground) -> str:
    return f"/scorings/{ground.stands(UNDER_WAY)['scoring_id']}/voices/A1"


def test_they_are_kept_from_one_page_and_told_beside_the_grade(ground: Ground) -> None:
    visitor, url = ground.visitor("practitioner"), voices_page(ground)
    fields = {"grade-voice_carer_A1b": "3", "words-voice_carer_A1b": "Enough, just.", "version-voice_carer_A1b": "0"}
    answer = visitor.post(url, data=fields)
    assert (answer.status_code, answer.headers["location"]) == (303, url.replace("voices", "parts"))
    shown = visitor.get(url.replace("voices", "parts")).text
    check_page(shown)
    assert "Enough, just." in shown
    profile = visitor.get(url.partition("/voices")[0] + "/profile").text
    assert "1 grade apart" in profile


def test_what_cannot_be_kept_comes_back_as_typed(ground: Ground) -> None:
    visitor, url = ground.visitor("practitioner"), voices_page(ground)
    fields = {"grade-voice_carer_A1b": "9", "words-voice_carer_A1b": "My <words>", "version-voice_carer_A1b": "0"}
    answer = visitor.post(url, data=fields)
    assert answer.status_code == 422
    check_page(answer.text)
    assert "My &lt;words&gt;" in answer.text
    older = visitor.post(url, data={"grade-voice_carer_A1a": "5", "version-voice_carer_A1a": "0"})
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
        f"{scoring}/voices/B1",
        data={"grade-voice_child_B1d": "5", "words-voice_child_B1d": "The stairs.", "version-voice_child_B1d": "0"},
    )
    waiting = visitor.get(f"{scoring}/parts/B1").text
    assert "The stairs." not in waiting
    assert "is kept, and shown once yours is in" in waiting
    assert "The stairs." not in visitor.get(f"{scoring}/voices/B1").text
    assert "The stairs." not in visitor.get(f"{scoring}/profile").text
    saved = visitor.post(
        f"{scoring}/answers/B1d",
        data={"answer-B1d": "3", "note-B1d": "", "version-B1d": "0"},
        headers={"HX-Request": "true"},
    )
    assert saved.status_code == 200
    assert "The stairs." in saved.text
