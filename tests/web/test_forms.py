"""A form keeps what was typed, speaks only our own sentences, and is stricter than Pydantic by itself."""

import re
from datetime import date
from enum import StrEnum
from typing import ClassVar, Literal

import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field, model_validator

from tests import build
from tests.client import Client
from tests.page_checks import PYDANTIC_WORDS, Browser, text_of
from tests.web import small_app
from workflow.rules.errors import Invalid
from workflow.services.desk import Practice
from workflow.web.fields import Day, Fields, Line, OpaqueId, PlainText, Tick, WholeNumber
from workflow.web.forms import SENTENCES, WHOLE_FORM, Form
from workflow.web.posted import LONGEST_PART, MOST_FIELDS


class Place(StrEnum):
    HOME = "home"
    SCHOOL = "school"


class Everything(Fields):
    name: Line = Field(title="the name")
    born: Day = Field(title="the date of birth")
    ended: Day | None = Field(None, title="the last day")
    grade: WholeNumber = Field(title="the grade", ge=1, le=5)
    place: Place = Field(title="the place")
    seen: list[Literal["child", "carer"]] = Field(title="who was seen", min_length=1, max_length=2)
    family: OpaqueId | None = Field(None, title="the family")
    note: PlainText | None = Field(None, title="the note")
    alone: Tick = False

    messages: ClassVar = {("born", "missing"): "Enter when the child was born, or is expected."}

    @model_validator(mode="after")
    def _in_order(self) -> "Everything":
        if self.ended and self.ended < self.born:
            raise ValueError("The last day is before the first. Swap them.")
        return self


RIGHT = {
    "name": ["Hana"],
    "born-day": ["14"],
    "born-month": ["5"],
    "born-year": ["2019"],
    "grade": ["4"],
    "place": ["home"],
    "seen": ["child", "carer"],
}


def errors(**changes: list[str] | None) -> dict[str, str]:
    posted = {**RIGHT, **{name.replace("__", "-"): values for name, values in changes.items()}}
    return Form(Everything, {name: values for name, values in posted.items() if values is not None}).errors


def test_a_right_form_is_a_model() -> None:
    value = Form(Everything, RIGHT).value
    assert (value.name, value.born, value.grade, value.place) == ("Hana", date(2019, 5, 14), 4, Place.HOME)
    assert (value.seen, value.ended, value.note, value.alone) == (["child", "carer"], None, None, False)


def test_blank_is_missing_and_an_optional_blank_is_none() -> None:
    assert errors(name=["   "]) == {"name": "Enter the name."}
    assert errors(place=[""]) == {"place": "Choose the place."}
    assert errors(seen=None) == {"seen": "Choose who was seen."}
    form = Form(Everything, {**RIGHT, "note": [" \r\n "], "ended-day": [""], "ended-month": [""], "ended-year": [""]})
    assert (form.value.note, form.value.ended) == (None, None)


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        (("31", "2", "2020"), "Enter the date of birth as a real date, such as 20 3 2026."),
        (("0", "1", "2020"), "Enter the date of birth as a real date, such as 20 3 2026."),
        (("1", "13", "2020"), "Enter the date of birth as a real date, such as 20 3 2026."),
        (("a", "1", "2020"), "Enter the date of birth as a real date, such as 20 3 2026."),
        (("\N{ARABIC-INDIC DIGIT ONE}", "1", "2020"), "Enter the date of birth as a real date, such as 20 3 2026."),
        (("1", "1", "20201"), "Enter the date of birth as a real date, such as 20 3 2026."),
        (("-1", "1", "2020"), "Enter the date of birth as a real date, such as 20 3 2026."),
        (("1", "1", "20"), "Enter the date of birth with a year from 1900 to 2200, such as 2026."),
        (("", "5", "2020"), "Add the day to the date of birth."),
        (("1", "", ""), "Add the month and year to the date of birth."),
        (("", "", ""), "Enter when the child was born, or is expected."),
    ],
)
def test_a_date_that_is_none_says_what_is_wrong(parts: tuple[str, str, str], sentence: str) -> None:
    day, month, year = parts
    assert errors(born__day=[day], born__month=[month], born__year=[year]) == {"born": sentence}


@pytest.mark.parametrize(
    ("posted", "born"),
    [
        ({"born-day": ["29"], "born-month": ["feb"], "born-year": ["2020"]}, date(2020, 2, 29)),
        ({"born-day": [" 1 "], "born-month": ["September"], "born-year": ["2020"]}, date(2020, 9, 1)),
        ({"born": ["2020-02-29"]}, date(2020, 2, 29)),
    ],
)
def test_a_date_may_be_typed_in_several_ways(posted: dict[str, list[str]], born: date) -> None:
    rest = {name: values for name, values in RIGHT.items() if not name.startswith("born")}
    assert Form(Everything, {**rest, **posted}).value.born == born


@pytest.mark.parametrize("iso", ["20200229", "1580515200", "2020-02-30", "2020-02-29T00:00", "29/02/2020"])
def test_one_text_is_a_date_only_as_iso(iso: str) -> None:
    assert "real date" in errors(born__day=None, born__month=None, born__year=None, born=[iso])["born"]


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_every_date_comes_back_as_it_was_shown(day: date) -> None:
    shown = Form(Everything, born=day).raw
    assert Form(Everything, {**RIGHT, **shown}).value.born == day


@pytest.mark.parametrize("text", ["5.0", "four", "1e3", "\N{ARABIC-INDIC DIGIT THREE}", "0x3", "3 3", "9" * 40, "+3"])
def test_only_digits_are_a_whole_number(text: str) -> None:
    assert errors(grade=[text]) == {"grade": "Enter the grade as a whole number, such as 3."}


def test_numbers_have_limits() -> None:
    assert errors(grade=["0"]) == {"grade": "Enter the grade as 1 or more."}
    assert errors(grade=["6"]) == {"grade": "Enter the grade as 5 or less."}
    assert errors(grade=["-3"]) == {"grade": "Enter the grade as 1 or more."}


def test_only_what_the_page_offers_may_be_chosen() -> None:
    assert errors(place=["moon"]) == {"place": "Choose the place from the answers on the page."}
    assert errors(seen=["child", "dog"]) == {"seen": "Choose who was seen from the answers on the page."}
    assert errors(alone=["maybe"]) == {"alone": "Choose this from the answers on the page."}
    assert errors(family=["a/../b"]) == {"family": "Choose the family from the answers on the page."}
    assert errors(seen=["child"] * 3) == {"seen": "Choose at most 2 of who was seen."}


@pytest.mark.parametrize("name", ["role", "id", "born-hour", "__class__", "model_config", ""])
def test_a_field_that_the_form_does_not_have_is_refused(name: str) -> None:
    found = Form(Everything, {**RIGHT, name: ["administrator"]}).errors
    assert found == {WHOLE_FORM: "The page you sent is not the one we have now. Reload it, then try again."}


def test_a_single_answer_given_twice_is_refused() -> None:
    assert errors(name=["Hana", "Tomas"]) == {"name": "Give the name once only."}


@pytest.mark.parametrize("character", ["\x00", "\x07", "\x1b", "\x7f", "\x85", "\ud800"])
def test_control_characters_are_refused_in_words(character: str) -> None:
    for name in ("name", "note"):
        sentence = errors(**{name: [f"a{character}b"]})[name]
        assert sentence.startswith("Some characters here cannot be kept.")


@pytest.mark.parametrize(
    "text",
    [
        "O\N{RIGHT SINGLE QUOTATION MARK}Brien-Łukasz",
        "👩‍👧 😀",
        "مرحبا \u202bשלום\u202c",
        "नमस्ते",
        "<script>alert(1)</script> & \"'",
    ],
)
def test_every_script_and_emoji_is_kept_as_typed(text: str) -> None:
    assert Form(Everything, {**RIGHT, "name": [text], "note": [text]}).value.note == text


def test_line_endings_are_one_character_before_anything_is_counted() -> None:
    form = Form(Everything, {**RIGHT, "note": ["a\r\n" * 3_333 + "b"]})
    assert form.value.note is not None
    assert len(form.value.note) == 6_667
    assert "\r" not in form.value.note
    assert "\r" not in form.typed("note")
    assert Form(Everything, {**RIGHT, "note": ["ab\r\n" * 3_333 + "c"]}).errors == {}
    assert errors(name=["Hana\r\nExample"]) == {"name": "Put the name on one line."}


def test_a_hundred_thousand_characters_are_refused_and_kept() -> None:
    form = Form(Everything, {**RIGHT, "note": ["x" * 100_000]})
    assert form.errors == {"note": "Shorten the note to 10,000 characters. It has 100,000 now, all of them still here."}
    assert len(form.typed("note")) == 100_000


def test_a_validator_of_the_form_speaks_its_own_sentence() -> None:
    assert errors(ended=["2018-01-01"]) == {WHOLE_FORM: "The last day is before the first. Swap them."}


def test_errors_stand_in_the_order_of_the_page_and_lead_to_their_fields() -> None:
    form = Form(Everything, {})
    assert list(form.errors) == ["name", "born", "grade", "place", "seen"]
    assert [line["href"] for line in form.summary()] == ["#name", "#born-day", "#grade", "#place", "#seen"]
    form.add_errors({"elsewhere": "That family has closed."})
    assert form.summary()[0] == {"text": "That family has closed."}


def test_invalid_from_a_service_lands_on_the_form() -> None:
    form = Form(Everything, RIGHT)
    with form:
        raise Invalid({"name": "That name is taken.", "family": "That family has closed."})
    assert form.errors == {"name": "That name is taken.", "family": "That family has closed."}


def test_the_value_of_a_wrong_form_cannot_be_used() -> None:
    form = Form(Everything, {})
    reached = False
    with form:
        assert form.value.name
        reached = True
    assert not reached
    assert form.errors["name"] == "Enter the name."


def test_other_errors_pass_through_a_form() -> None:
    with pytest.raises(LookupError), Form(Everything, RIGHT):
        raise LookupError


def test_a_fresh_form_shows_what_it_is_given() -> None:
    form = Form(
        Everything, name="Hana", born=date(2019, 5, 14), place=Place.SCHOOL, seen=["carer"], alone=True, note=None
    )
    assert form.errors == {}
    assert [form.typed("born", part) for part in ("day", "month", "year")] == ["14", "5", "2019"]
    assert (form.typed("name"), form.chosen("place"), form.chosen("seen")) == ("Hana", ("school",), ("carer",))
    assert (form.chosen("alone"), form.typed("note"), form.error("name")) == (("yes",), "", "")


TEXTS = st.text(max_size=40) | st.sampled_from(["", " ", "2020-01-01", "31", "home", "yes", "child", "\x00", "9" * 20])


@given(
    st.dictionaries(
        st.sampled_from([*RIGHT, "ended-day", "ended", "note", "family", "alone", "role"]),
        st.lists(TEXTS, max_size=3),
        max_size=12,
    )
)
def test_whatever_is_posted_is_answered_in_our_words(posted: dict[str, list[str]]) -> None:
    form = Form(Everything, posted)
    for sentence in form.errors.values():
        assert not PYDANTIC_WORDS.search(sentence)
        assert not re.search(r"[{}]", sentence)
        assert sentence[0].isupper()
        assert sentence.endswith(".")
    for name, values in posted.items():
        for value in values:
            assert value.replace("\r\n", "\n").replace("\r", "\n") in form.raw[name]


def test_every_sentence_can_be_said() -> None:
    numbers = dict.fromkeys(("longest", "shortest", "length", "ge", "gt", "le", "lt", "min_length", "max_length"), 3)
    for kind, sentence in SENTENCES.items():
        assert sentence.format(title="it", Enter="Enter", absent="day", **numbers).endswith("."), kind


# --- through the application ------------------------------------------------------------------------------------------


@pytest.fixture
def app(embedded_practice: Practice) -> FastAPI:
    return small_app.make(embedded_practice)


@pytest.fixture
def browser(app: FastAPI) -> Browser:
    build.person(app.state.practice)
    browser = Browser(app)
    browser.cookies.set("careprofile", build.token(app.state.practice))
    return browser


def test_a_wrong_form_comes_back_with_what_was_typed(browser: Browser) -> None:
    typed = '\n  مرحبا 😀 </textarea><b> & "x"\r\n' + "y" * 100_000
    answer = browser.post("/small/note", data={"name": "", "note": typed})
    assert answer.status_code == 422
    assert text_of(browser.page.find("head/title")).startswith("Error: A note")
    kept = next(browser.page.iter("textarea"))
    assert kept.text.strip() == typed.replace("\r\n", "\n").strip()
    summary = next(one for one in browser.page.iter() if one.get("class") == "govuk-error-summary")
    assert [text_of(link) for link in summary.iter("a")] == [
        "Enter the name.",
        f"Shorten the note to 10,000 characters. It has {len(typed.replace(chr(13), '').strip()):,} now, all of them still here.",
    ]
    wrong = next(one for one in browser.page.iter("input") if one.get("name") == "name")
    assert wrong.get("aria-describedby") == "name-error"


def test_a_right_form_goes_on(browser: Browser) -> None:
    answer = browser.post("/small/note", data={"name": "Hana", "note": ""}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/small/plain")
    answer = browser.save("/small/note", {"name": "Hana", "note": ""})
    assert (answer.status_code, answer.headers["hx-redirect"], answer.text) == (200, "/small/plain", "")


@pytest.mark.parametrize(
    ("name", "sentence"), [("Nobody", "Choose another name."), ("Elsewhere", "That family has closed.")]
)
def test_what_a_service_refuses_lands_on_the_same_form(browser: Browser, name: str, sentence: str) -> None:
    answer = browser.post("/small/note", data={"name": name, "note": "kept"})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert next(browser.page.iter("textarea")).text == "kept"


def test_htmx_gets_the_form_alone_with_its_errors(browser: Browser) -> None:
    answer = browser.save("/small/note", {"name": "", "note": "kept"})
    assert answer.status_code == 422
    assert answer.text.lstrip().startswith("<form")
    assert "Enter the name." in answer.text
    assert "kept" in answer.text


def test_a_form_with_parts_is_none_of_ours(browser: Browser) -> None:
    parts = {"name": (None, "Hana"), "file": ("x.html", "<script>")}
    assert browser.post("/small/note", files=parts, follow_redirects=False).status_code == 415


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b'{"name": "Hana"}', "application/json", 415),
        (b"name=%FF%FE", "application/x-www-form-urlencoded", 400),
        ("name=Łukasz".encode(), "application/x-www-form-urlencoded", 400),
        (b"a=1&" * (MOST_FIELDS + 1), "application/x-www-form-urlencoded", 413),
        (b"note=" + b"a" * (LONGEST_PART + 1), "application/x-www-form-urlencoded", 413),
        (b"not multipart", "multipart/form-data", 415),
    ],
)
def test_what_is_no_form_of_ours_is_refused_in_words(browser: Browser, content: bytes, kind: str, status: int) -> None:
    answer = browser.post("/small/note", content=content, headers={"content-type": kind})
    assert answer.status_code == status
    assert browser.h1 in {"That could not be read", "That is too much at once"}


def test_a_post_without_a_body_is_an_empty_form(browser: Browser) -> None:
    answer = browser.post("/small/note")
    assert answer.status_code == 422
    assert "Enter the name." in answer.text


def test_no_framework_validation_ever_answers_for_us(app: FastAPI) -> None:
    answer = Client(app).get("/small/numbered/x", headers={"accept": "application/json"})
    assert answer.headers["content-type"].startswith("text/html")
