"""One template, two answers; paths by name; and how dates, ages and counts are written."""

from datetime import UTC, date, datetime

import pytest
from fastapi import FastAPI
from jinja2 import UndefinedError

from gcp.grades import Change
from tests import build
from tests.page_checks import Browser, PageFault, check_fragment, check_page, text_of
from tests.web import small_app, style_guide
from workflow import paths
from workflow.models import ScoringStatus
from workflow.services.desk import Practice
from workflow.web import filters
from workflow.web.forms import Form
from workflow.web.navigation import safe_next
from workflow.web.rendering import COMPONENTS, GOVUK, environment, path_for


@pytest.fixture
def app(embedded_practice: Practice) -> FastAPI:
    return small_app.make(embedded_practice)


@pytest.fixture
def browser(app: FastAPI) -> Browser:
    return Browser(app)


def test_a_browser_gets_the_page_and_htmx_its_block(browser: Browser) -> None:
    whole, part = browser.get("/small/plain"), browser.ask("/small/plain")
    assert browser.h1 == "Plain"
    assert part.text == '<p id="part">Some words</p>'
    assert part.text in whole.text
    for answer in (whole, part):
        assert "HX-Request" in answer.headers["vary"]


@pytest.mark.parametrize("header", ["hx-history-restore-request", "hx-boosted"])
def test_history_and_boosted_links_get_the_whole_page(browser: Browser, header: str) -> None:
    assert "<html" in browser.ask("/small/plain", headers={header: "true"}).text


def test_what_was_typed_is_never_markup(browser: Browser) -> None:
    answer = browser.get("/small/plain", params={"words": "<script>alert(1)</script>"})
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in answer.text


def test_a_misspelt_name_in_a_template_is_an_error_and_no_empty_space() -> None:
    with pytest.raises(UndefinedError):
        environment().from_string("{{ famliy.name }}").render()


def test_large_pages_are_compressed_and_small_answers_are_not(browser: Browser) -> None:
    assert browser.get("/small/plain").headers["content-encoding"] == "gzip"
    assert "content-encoding" not in browser.ask("/small/plain").headers


def test_the_title_names_the_page_and_the_product(browser: Browser) -> None:
    browser.get("/small/plain")
    assert text_of(browser.page.find("head/title")) == "Plain – Care Profile"
    assert browser.page.get("lang") == "en-GB"


def test_a_demonstration_says_so_and_production_does_not(app: FastAPI, browser: Browser) -> None:
    assert "invented people only" in browser.get("/small/plain").text
    practice = app.state.practice
    practice.settings = practice.settings.model_copy(update={"environment": "production"})
    assert "invented people only" not in browser.get("/small/plain").text


def test_the_person_signed_in_is_named_and_can_leave(app: FastAPI, browser: Browser) -> None:
    assert "sign-out" not in browser.get("/small/plain").text
    build.person(app.state.practice)
    browser.cookies.set("careprofile", build.token(app.state.practice))
    browser.get("/small/note")
    form = next(form for form in browser.page.iter("form") if form.get("action") == "/sign-out")
    assert form.get("method") == "post"
    assert text_of(form) == "Practitioner Example: your account Sign out"
    assert [link.get("href") for nav in browser.page.iter("nav") for link in nav.iter("a")] == [
        "/families",
        "/instruments",
    ]


def test_paths_are_made_of_names_and_ids_and_never_of_a_host(app: FastAPI) -> None:
    assert path_for("small_scoring", family_id="f1", scoring_id="s/2 ?") == "/small/families/f1/scorings/s%2F2%20%3F"
    assert path_for("small_plain", words="a&b=c") == "/small/plain?words=a%26b%3Dc"
    with pytest.raises(LookupError, match="needs scoring_id"):
        path_for("small_scoring", family_id="f1")
    with pytest.raises(LookupError, match="small_nothing"):
        path_for("small_nothing")


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("/families/f1?part=A1", True),
        ("/", True),
        ("//elsewhere.example", False),
        ("/\\elsewhere.example", False),
        ("https://elsewhere.example", False),
        ("javascript:alert(1)", False),
        ("/a\nb", False),
        ("/\t/elsewhere.example", False),
        ("families", False),
        ("", False),
    ],
)
def test_sign_in_leads_back_to_our_own_pages_only(path: str, *, kept: bool) -> None:
    assert safe_next(path, "/start") == (path if kept else "/start")


# --- components -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "form", [Form(style_guide.Visit), Form(style_guide.Visit, {}), Form(style_guide.Visit, name="Hana")]
)
def test_every_component_makes_a_right_page(form: Form) -> None:
    check_page(style_guide.render(form, style_guide.ACTOR), "the style guide")


def test_every_component_is_there_in_a_block_as_on_a_page() -> None:
    for name in COMPONENTS:
        assert environment().globals[name].__name__ == f"components/{name}.html"
    for name in GOVUK:
        assert getattr(environment().globals["govuk"], name.replace("-", "_"))
    assert {path.stem for path in (paths.templates() / "components").glob("*.html")} == set(COMPONENTS)


def macro(source: str, **context: object) -> str:
    html = environment().from_string(source).render(context)
    return text_of(check_fragment(html))


def test_a_grade_is_its_number_and_never_only_a_colour() -> None:
    scale = style_guide.scale(10, 5, 0)
    html = environment().from_string("{{ grade.chip(5, scale) }}").render(scale=scale)
    assert "grade-2-of-3" in html
    assert macro("{{ grade.chip(5, scale) }}", scale=scale) == "grade 5"
    assert macro("{{ grade.chip(none, scale) }}", scale=scale) == "–not graded"
    assert macro("{{ grade.chip(0, scale, 'provisional') }}", scale=scale) == "grade 0, provisional"
    assert macro("{{ grade.words(5, scale) }}", scale=scale) == "grade 5grade 5"


def test_every_change_and_every_status_has_its_word() -> None:
    for change in Change:
        assert macro("{{ change.mark(one) }}", one=change)
    for status in ScoringStatus:
        assert macro("{{ process.status_tag(one) }}", one=status).lower() == status.value


# --- filters ----------------------------------------------------------------------------------------------------------


def test_dates_are_british() -> None:
    assert filters.day(date(2026, 3, 20)) == "20 March 2026"
    assert filters.short_day(date(2026, 9, 1)) == "1 Sep 2026"
    assert filters.iso_day(date(2026, 9, 1)) == "2026-09-01"
    assert filters.day(None) == "no date"


def test_an_instant_is_shown_in_british_time() -> None:
    late = datetime(2026, 7, 31, 23, 30, tzinfo=UTC)
    assert (filters.day(late), filters.clock_time(late)) == ("1 August 2026", "00:30")
    assert filters.day_and_time(datetime(2026, 1, 5, 9, 5, tzinfo=UTC)) == "5 January 2026, 09:05"
    assert filters.clock_time(datetime(2026, 1, 5, 9, 5)) == "09:05"  # noqa: DTZ001  # naive instants are UTC


@pytest.mark.parametrize(
    ("start", "end", "text"),
    [
        (date(2026, 3, 2), date(2026, 3, 20), "2 to 20 March 2026"),
        (date(2026, 2, 28), date(2026, 3, 20), "28 February to 20 March 2026"),
        (date(2025, 12, 20), date(2026, 1, 3), "20 December 2025 to 3 January 2026"),
        (date(2026, 3, 20), date(2026, 3, 20), "20 March 2026"),
    ],
)
def test_a_span_says_no_more_than_it_must(start: date, end: date, text: str) -> None:
    assert filters.span(start, end) == text


@pytest.mark.parametrize(
    ("born", "on", "text"),
    [
        (date(2019, 5, 14), date(2026, 3, 20), "6 years 10 months"),
        (date(2019, 3, 20), date(2026, 3, 20), "7 years"),
        (date(2025, 3, 20), date(2026, 4, 20), "13 months"),
        (date(2026, 2, 27), date(2026, 3, 20), "3 weeks"),
        (date(2026, 3, 13), date(2026, 3, 20), "1 week"),
        (date(2026, 3, 18), date(2026, 3, 20), "newborn"),
        (date(2024, 3, 20), date(2026, 3, 20), "2 years"),
        (date(2024, 2, 20), date(2026, 3, 20), "2 years 1 month"),
        (date(2026, 5, 1), date(2026, 3, 20), "expected 1 May 2026"),
        (None, date(2026, 3, 20), "age not known"),
    ],
)
def test_ages_are_said_as_people_say_them(born: date | None, on: date, text: str) -> None:
    assert filters.age(born, on) == text


def test_an_unborn_child_is_expected() -> None:
    assert filters.age(None, date(2026, 3, 20), date(2027, 3, 4)) == "expected 4 March 2027"


def test_counts_and_lists() -> None:
    assert [filters.count(n, "visit") for n in (0, 1, 1200)] == ["0 visits", "1 visit", "1,200 visits"]
    assert filters.count(2, "child", "children") == "2 children"
    assert [filters.plural(n, "is", "are") for n in (1, 2)] == ["is", "are"]
    assert filters.words(["a"]) == "a"
    assert filters.words(["a", "b", "c"]) == "a, b and c"
    assert filters.sentence("with supervisor") == "With supervisor"
    assert filters.possessive("Hana") == "Hana’s"


# --- the checks themselves --------------------------------------------------------------------------------------------

PAGE = '<!DOCTYPE html><html lang="en-GB"><head><title>A – Care Profile</title></head><body><main><h1>A</h1>{}</main></body></html>'


def test_a_plain_page_passes() -> None:
    check_page(PAGE.format("<p>Words</p>"))


@pytest.mark.parametrize(
    ("part", "fault"),
    [
        ("<p><div></div></p>", "HTML"),
        ("<h1>B</h1>", "2 h1"),
        ("<h3>B</h3>", "follows a heading of level 1"),
        ('<p id="x"></p><p id="x"></p>', "stands 2 times"),
        ('<input name="a">', "has no label"),
        ('<form action="/"></form>', "without action or method"),
        ('<p style="color:red">a</p>', "inline style"),
        ("<script>1</script>", "inline script"),
        ('<p onclick="x()">a</p>', "onclick"),
        ('<a href="javascript:x()">a</a>', "leads to"),
        ('<a href="https://elsewhere.example/">a</a>', "leads to"),
        ('<img src="/a.png">', "alt"),
        ("<table><tr><td>1</td></tr></table>", "caption"),
        ("<svg></svg>", "neither hidden"),
        ("<p>Input should be a valid integer</p>", "developers"),
        ("<p>{{ name }}</p>", "not rendered"),
        ("<p>None</p>", "None"),
        ('<p aria-describedby="nowhere">a</p>', "not on the page"),
        ("<button></button>", "says nothing"),
        ("<fieldset><p>a</p></fieldset>", "legend"),
        ('<a href="#nowhere">a</a>', "not on the page"),
    ],
)
def test_each_fault_of_a_page_is_found(part: str, fault: str) -> None:
    with pytest.raises(PageFault, match=fault):
        check_page(PAGE.format(part))


def test_a_page_without_language_title_or_doctype_is_found() -> None:
    with pytest.raises(PageFault) as found:
        check_page("<html><head><title> – Care Profile</title></head><body></body></html>")
    for fault in ("lang", "title", "DOCTYPE", "h1", "main"):
        assert fault in str(found.value)
