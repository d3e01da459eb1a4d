"""Every page there is, in a real browser: everybody can use it, it fits every window, and it asks nobody else for anything."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi.routing import RouteContext
from playwright.sync_api import Browser, Page

from tests.browser.conftest import WIDTHS, opening, overflow, serving, sign_in, squeezed, unexpected, violations
from tests.web import grounds
from tests.web.grounds import ALIVE, GETS, NOBODY, PAPERS, SEVEN, Ground, may, named, public
from workflow.services.passwords import Passwords

pytestmark = pytest.mark.browser

UNFINISHED = "Sample"
"""The family with a scoring under way, whose pages have all their fields."""
TOLD_BEST: dict[str, str] = {
    "second_rating": "Example",
    "review_scoring": "Specimen",
    "amend_scoring": "Invented",
    "family": "Pretend",
    "compare": "Placeholder",
    "profile": "Invented",
    "issued_report": "Example",
    "issued_reports": "Example",
    "undo_merge": "Makebelieve",
}
"""The family with which a page has the most on it, where that is another."""
AGAIN = (
    ("second_rating", "practitioner", "Specimen"),
    ("second_rating", "member", "Example"),
    ("family", "practitioner2", "Placeholder"),
    ("home", "supervisor", UNFINISHED),
    ("home", "administrator", UNFINISHED),
    ("family", "chair", "Invented"),
    ("progress", "quality", "Imaginary"),
    ("part", "member", "Specimen"),
    ("scoring", "supervisor", "Specimen"),
    ("start_scoring", "practitioner", "Pretend"),
    ("sign_scoring", "practitioner", "Imaginary"),
)
"""Pages that are quite other ones for somebody else, or about another family."""
AXE_AT = {WIDTHS["phone"], WIDTHS["desktop"]}
NARROWEST = 320
SETTLED = """async () => {
    while (document.getAnimations().length) await Promise.allSettled(document.getAnimations().map((one) => one.finished));
}"""
"""Done when no colour is on its way to another, as where the pointer has come to be over a button."""


@pytest.fixture(scope="module")
def demonstration(
    migrated_file: Path, passwords: Passwords, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Ground]:
    ground = grounds.make(migrated_file, passwords, tmp_path_factory.mktemp("demonstration"))
    yield ground
    ground.close()


@pytest.fixture(scope="module")
def address(demonstration: Ground) -> Iterator[str]:
    with serving(demonstration.practice) as url:
        yield url


@pytest.fixture(scope="module")
def page_of(demonstration: Ground, address: str, chromium: Browser) -> Iterator[Callable[[str], Page]]:
    """The page of somebody signed in, the same one every time; signed in by the form only the first time that anybody is."""
    with opening(chromium) as make:
        pages: dict[str, Page] = {}

        def page_of(who: str) -> Page:
            if who not in pages:
                pages[who] = make(address)
                if who == "practitioner":
                    sign_in(pages[who], who)
                elif who != NOBODY:
                    key = {"name": "careprofile", "value": demonstration.tokens[who], "url": address}
                    pages[who].context.add_cookies([key])  # type: ignore[list-item]
            return pages[who]

        page_of.troubles = make.troubles  # type: ignore[attr-defined]
        yield page_of


def check(page: Page) -> None:
    """The page as it stands can be used by everybody, with everything on it unfolded: axe looks at the narrowest and the widest of the layouts."""
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    for width in WIDTHS.values():
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate(SETTLED)
        if width in AXE_AT:
            assert violations(page) == [], width
        assert overflow(page) == 0, width
        assert squeezed(page) == [], width
    page.set_viewport_size({"width": NARROWEST, "height": 900})
    assert overflow(page) == 0, NARROWEST


def visits() -> Iterator[object]:
    """Each page once, with who opens it: the practitioner where they may, else the first who may."""
    shown = [route for route in GETS if route.name not in PAPERS | ALIVE | {"answer", "trail_file"}]
    for route in shown:
        family = TOLD_BEST.get(str(route.name), UNFINISHED)
        who = NOBODY if public(route) else next(one for one in SEVEN if may(one, route, family))
        yield pytest.param(route, who, family, id=f"{named(route)} {who}")
    for name, who, family in AGAIN:
        route = next(route for route in shown if route.name == name)
        yield pytest.param(route, who, family, id=f"{named(route)} {who} {family}")


@pytest.mark.parametrize(("route", "who", "family"), list(visits()))
def test_the_page_is_for_everybody(
    demonstration: Ground, page_of: Callable[[str], Page], route: RouteContext, who: str, family: str
) -> None:
    page = page_of(who)
    troubles: list[str] = page_of.troubles  # type: ignore[attr-defined]
    troubles.clear()
    answer = page.goto(demonstration.address(route, demonstration.stands(family)))
    assert answer is not None
    assert answer.status == 200
    check(page)
    assert not troubles


KINDS = ("counted", "scaled", "open")
"""The kinds of instrument that are not graded; the newest scoring of each in the demonstration is looked at."""


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_not_graded_is_for_everybody_too(
    demonstration: Ground, page_of: Callable[[str], Page], kind: str
) -> None:
    page = page_of("practitioner")
    troubles: list[str] = page_of.troubles  # type: ignore[attr-defined]
    troubles.clear()
    newest = (
        "SELECT scoring.id FROM scoring JOIN instrument_edition AS edition ON edition.id = edition_id "
        "WHERE edition.kind = ? ORDER BY window_end DESC"
    )
    scoring = f"/scorings/{demonstration.ask(newest, kind)[0][0]}"
    answered = f"{scoring}/scaling" if kind == "scaled" else f"{scoring}/parts/_all"
    for url in (scoring, f"{scoring}/profile", answered):
        answer = page.goto(url)
        assert answer is not None
        assert answer.status == 200
        check(page)
    assert not troubles


def test_the_form_for_a_number_is_for_everybody_too(demonstration: Ground, page_of: Callable[[str], Page]) -> None:
    page = page_of("practitioner")
    page.goto(f"/scorings/{demonstration.stands(UNFINISHED)['scoring_id']}/scaling")
    page.get_by_role("link", name="Add somebody's number on How safe").click()
    page.get_by_role("button", name="Keep this number").click()
    page.get_by_role("heading", name="There is something to put right").wait_for()
    check(page)


def test_what_went_wrong_is_for_everybody_too(page_of: Callable[[str], Page], demonstration: Ground) -> None:
    page = page_of("practitioner")
    page.goto("/families/nothing")
    assert page.get_by_role("heading", level=1).inner_text() == "Page not found"
    check(page)
    for url, button in (
        ("/families/new", "Add"),
        (f"/families/{demonstration.stands('Invented')['family_id']}/children/new", "Add"),
    ):
        page.goto(url)
        page.get_by_role("main").get_by_role("button", name=button).click()
        page.get_by_role("heading", name="There is something to put right").wait_for()
        assert page.title().startswith("Error: ")
        check(page)
    nobody = page_of(NOBODY)
    nobody.goto("/families")
    nobody.get_by_role("button", name="Sign in").click()
    nobody.get_by_role("heading", name="There is something to put right").wait_for()
    check(nobody)


def test_a_page_left_open_too_long_is_for_everybody(page_of: Callable[[str], Page]) -> None:
    page = page_of("practitioner2")
    page.goto("/families/new")
    page.get_by_role("main").get_by_role("textbox").first.fill("Somebody whose name was typed before the sign-in ended")
    page.context.clear_cookies()
    page.get_by_role("main").get_by_role("button", name="Add").click()
    page.get_by_text("You have been signed out.").first.wait_for()
    check(page)  # the page stays, with what was typed
    page.evaluate("document.querySelector('main form').submit()")  # as a browser without a script would
    page.get_by_role("heading", name="You have been signed out").wait_for()
    assert page.get_by_text("Somebody whose name was typed before the sign-in ended").is_visible()
    check(page)
    troubles: list[str] = page_of.troubles  # type: ignore[attr-defined]
    assert not unexpected(troubles)


def test_a_text_in_a_column_a_few_letters_wide_is_found(chromium: Browser) -> None:
    page = chromium.new_page()
    words = "Rests on: seen on 20 November 2026, announced, at home with Mum"
    page.set_content(f"<p>{words}</p><div style='width: 36px'><p>{words}</p></div>")
    assert squeezed(page) == [words]
    page.close()
