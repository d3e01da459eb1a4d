"""The page on which a sheet is typed in: everything kept at once, or given back as it was typed with what is wrong beside it."""

import json
import re

from tests.page_checks import check_fragment, check_page
from tests.web.grounds import UNDER_WAY, Ground


def draft(ground: Ground) -> str:
    return str(ground.ask("SELECT id FROM scoring WHERE id = ?", ground.stands(UNDER_WAY)["scoring_id"])[0][0])


def posted(html: str) -> dict[str, str]:
    """Every hidden version of the page, as its form would post it."""
    return {
        f"version-{key}": value for key, value in re.findall(r'name="version-(\w+)" id="[^"]*" value="(\d+)"', html)
    }


def test_a_sheet_is_typed_in_at_once(ground: Ground) -> None:
    visitor, scoring = ground.visitor("practitioner"), draft(ground)
    page = visitor.get(f"/scorings/{scoring}/sheet")
    assert page.status_code == 200
    check_page(page.text)
    versions = posted(page.text)
    fresh = [key.removeprefix("version-") for key, value in versions.items() if value == "0"]
    assert len(fresh) > 15
    marks = {f"mark-{key}": mark for key, mark in zip(fresh, "123nars", strict=False)}
    answer = visitor.post(f"/scorings/{scoring}/sheet", data=_keeping(page.text, versions) | marks)
    assert answer.status_code == 303
    rows = ground.ask("SELECT item_id, state, grade FROM answer WHERE scoring_id = ?", scoring)
    stored = {item: (state, grade) for item, state, grade in rows}
    assert stored[fresh[0]] == ("scored", 1)
    assert stored[fresh[3]] == ("not-observed", None)
    assert [stored[key][0] for key in fresh[4:7]] == ["not-applicable", "refused", "not-safe-to-ask"]
    again = visitor.get(f"/scorings/{scoring}/sheet").text
    assert f'id="mark-{fresh[3]}" name="mark-{fresh[3]}" value="n"' in again


def _keeping(html: str, versions: dict[str, str]) -> dict[str, str]:
    """What stands, posted back unchanged."""
    marks = dict(re.findall(r'name="(mark-\w+)" value="([^"]*)"', html))
    notes = {name: text.removeprefix("\n") for name, text in re.findall(r'name="(note-\w+)"[^>]*>([^<]*)<', html)}
    return {**versions, **marks, **{name: _unescaped(text) for name, text in notes.items()}}


def _unescaped(text: str) -> str:
    from html import unescape

    return unescape(text)


def test_what_is_no_mark_comes_back_as_typed_and_the_rest_is_kept(ground: Ground) -> None:
    visitor, scoring = ground.visitor("practitioner"), draft(ground)
    page = visitor.get(f"/scorings/{scoring}/sheet")
    versions = posted(page.text)
    first, second = [key.removeprefix("version-") for key, value in versions.items() if value == "0"][:2]
    data = {f"version-{first}": "0", f"mark-{first}": "seven", f"note-{first}": "kept <here>"}
    answer = visitor.post(f"/scorings/{scoring}/sheet", data=data | {f"version-{second}": "0", f"mark-{second}": "4"})
    assert answer.status_code == 422
    check_page(answer.text)
    assert 'value="seven"' in answer.text
    assert "kept &lt;here&gt;" in answer.text
    assert f'href="#mark-{first}"' in answer.text
    assert ground.ask("SELECT grade FROM answer WHERE scoring_id = ? AND item_id = ?", scoring, second) == [(4,)]


def test_an_older_page_is_answered_with_both_and_saving_again_is_meant(ground: Ground) -> None:
    visitor, scoring = ground.visitor("practitioner"), draft(ground)
    data = {"version-A1a": "0", "mark-A1a": "5", "note-A1a": "mine"}
    answer = visitor.post(f"/scorings/{scoring}/sheet", data=data)
    assert answer.status_code == 409
    check_page(answer.text)
    assert "Nothing was overwritten" in answer.text
    version = re.findall(r'name="keep-A1a" value="(\d+)"', answer.text)[0]
    again = visitor.post(f"/scorings/{scoring}/sheet", data=data | {"keep-A1a": version})
    assert again.status_code == 303
    stands = "SELECT grade, note FROM answer WHERE scoring_id = ? AND item_id = 'A1a'"
    assert ground.ask(stands, scoring) == [(5, "mine")]


def test_a_locked_scoring_offers_nothing_to_type(ground: Ground) -> None:
    scoring = ground.stands("Example")["scoring_id"]
    page = ground.visitor("practitioner").get(f"/scorings/{scoring}/sheet")
    assert page.status_code == 200
    assert "disabled" in page.text
    assert "Save the sheet" not in page.text


def test_a_row_saves_itself_and_says_what_is_wrong_beside_it(ground: Ground) -> None:
    visitor, scoring = ground.visitor("practitioner"), draft(ground)
    fresh = next(
        key[8:] for key, value in posted(visitor.get(f"/scorings/{scoring}/sheet").text).items() if value == "0"
    )
    row, htmx = f"/scorings/{scoring}/sheet/{fresh}", {"HX-Request": "true"}
    typed = {f"version-{fresh}": "0", f"mark-{fresh}": "4", f"impact-{fresh}": "Cold.", f"said-{fresh}": "child-said"}
    saved = visitor.post(row, data=typed | {f"agency-{fresh}": "School", f"record-{fresh}": "GP"}, headers=htmx)
    assert saved.status_code == 200
    check_fragment(saved.text)
    assert "Saved" in saved.text
    (kept,) = ground.ask("SELECT evidence FROM answer WHERE scoring_id = ? AND item_id = ?", scoring, fresh)
    assert [one["kind"] for one in json.loads(kept[0])["basis"]] == ["child-said", "agency", "record"]
    wrong = visitor.post(row, data=typed | {f"version-{fresh}": "1", f"mark-{fresh}": "q"}, headers=htmx)
    assert (wrong.status_code, "Not saved: the mark. Write 1, 2" in wrong.text) == (422, True)
    assert "The rest of it is saved." in wrong.text
    older = visitor.post(row, data=typed | {f"mark-{fresh}": "2"}, headers=htmx)
    assert older.status_code == 409
    assert f'hx-get="{row}"' in older.text, "what is saved comes back as a row"
    check_fragment(visitor.get(row, headers=htmx).text)
    assert visitor.get(row).headers["location"] == f"/scorings/{scoring}/sheet#item-{fresh}"
