"""Saving without leaving the page, in a real browser: what goes wrong is said beside what was typed, which stays."""

import threading
from collections.abc import Callable, Iterator

import pytest
import uvicorn
from fastapi import APIRouter, Request, Response
from playwright.sync_api import Page

from tests import build
from tests.browser.conftest import overflow, violations
from tests.web import small_app, style_guide
from workflow.rules.errors import Unavailable
from workflow.rules.roles import Permission
from workflow.services.desk import Practice
from workflow.web.dependencies import Requires, Visiting
from workflow.web.forms import Form
from workflow.web.posted import PostedForm
from workflow.web.rendering import learn_paths, page

pytestmark = pytest.mark.browser

small_app.TEMPLATES["small/saving.html"] = """{% extends "layouts/base.html" %}
{% block title %}Saving{% endblock %}
{% block content %}<h1>Saving</h1>
{% block saving_form %}<form action="/small/saving" method="post" id="saving" hx-post="/small/saving" hx-target="#saving" hx-swap="outerHTML">
{% if form.errors %}{{ forms.error_summary(form) }}{% endif %}
{{ forms.text_input(form, "name", "Name") }}{{ forms.textarea(form, "note", "Note") }}
{{ process.saved_state(saved_at) }}{{ forms.button("Save") }}
</form>{% endblock %}{% endblock %}"""
router = APIRouter(dependencies=[Requires(Permission.FAMILY_LIST)])


@router.get("/small/saving")
def show(request: Request, visit: Visiting) -> Response:
    with visit.open():
        pass
    return page(request, "small/saving.html", {"form": Form(small_app.Note), "saved_at": None}, "saving_form")


@router.post("/small/saving")
def save(request: Request, visit: Visiting, posted: PostedForm) -> Response:
    form = Form(small_app.Note, posted)
    with form, visit.open() as desk:
        if form.value.name == "Busy":
            raise Unavailable("The database is busy. Try again in a minute.")
        saved_at = desk.now
    context = {"form": form, "saved_at": None if form.errors else saved_at}
    return page(request, "small/saving.html", context, "saving_form")


@pytest.fixture
def address(embedded_practice: Practice) -> Iterator[str]:
    """The small application, served."""
    app = small_app.make(embedded_practice)
    app.include_router(router)
    app.include_router(style_guide.router)
    learn_paths(app)
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error", access_log=False))
    sockets = [server.config.bind_socket()]
    thread = threading.Thread(target=server.run, args=(sockets,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(30)


@pytest.fixture
def saving(address: str, embedded_practice: Practice, open_page: Callable[..., Page]) -> Page:
    """The page with the form, open before somebody signed in."""
    build.person(embedded_practice)
    shown = open_page(address)
    shown.context.add_cookies([{"name": "careprofile", "value": build.token(embedded_practice), "url": address}])
    shown.goto("/small/saving")
    return shown


def press(shown: Page, name: str, note: str = "What she said") -> None:
    shown.get_by_label("Name").fill(name)
    shown.get_by_label("Note").fill(note)
    shown.get_by_role("button", name="Save").click()


def test_a_save_says_when_it_was_kept(saving: Page) -> None:
    press(saving, "Hana")
    saving.get_by_text("Saved 12:00").wait_for()
    assert saving.get_by_label("Note").input_value() == "What she said"


def test_a_wrong_answer_moves_focus_to_what_is_wrong(saving: Page) -> None:
    press(saving, "")
    saving.get_by_role("heading", name="There is something to put right").wait_for()
    saving.wait_for_function("document.activeElement.className.includes('govuk-error-summary')")
    saving.get_by_role("link", name="Enter the name.").click()
    assert saving.evaluate("document.activeElement.id") == "name"
    assert saving.get_by_label("Note").input_value() == "What she said"
    press(saving, "Hana")
    saving.get_by_text("Saved 12:00").wait_for()
    assert saving.get_by_text("There is something to put right").count() == 0


def test_what_goes_wrong_is_said_and_taken_back_once_it_goes_right(saving: Page) -> None:
    press(saving, "Busy")
    alert = saving.get_by_role("alert")
    alert.get_by_text("The database is busy. Try again in a minute.").wait_for()
    assert saving.get_by_label("Note").input_value() == "What she said"
    assert not violations(saving)
    press(saving, "Hana")
    saving.get_by_text("Saved 12:00").wait_for()
    assert saving.locator("#problem").inner_text() == ""


def test_signed_out_in_the_middle_loses_nothing(saving: Page) -> None:
    cookies = saving.context.cookies()
    saving.context.clear_cookies()
    press(saving, "Hana")
    saving.get_by_text("You have been signed out. Sign in in another tab").wait_for()
    assert saving.get_by_label("Note").input_value() == "What she said"
    saving.context.add_cookies(cookies)
    saving.get_by_role("button", name="Save").click()
    saving.get_by_text("Saved 12:00").wait_for()


def test_a_lost_connection_is_said(saving: Page, open_page: Callable[..., Page]) -> None:
    saving.context.set_offline(True)
    press(saving, "Hana")
    saving.get_by_text("Nothing was saved: Care Profile cannot be reached.").wait_for()
    assert saving.get_by_label("Note").input_value() == "What she said"
    saving.context.set_offline(False)
    saving.get_by_role("button", name="Save").click()
    saving.get_by_text("Saved 12:00").wait_for()
    troubles: list[str] = open_page.troubles  # type: ignore[attr-defined]
    assert troubles
    assert all("ERR_INTERNET_DISCONNECTED" in one or "Failed to fetch" in one for one in troubles), troubles
    troubles.clear()


def test_without_javascript_the_same_form_works(
    address: str, embedded_practice: Practice, open_page: Callable[..., Page]
) -> None:
    build.person(embedded_practice)
    shown = open_page(address, javascript=False)
    shown.context.add_cookies([{"name": "careprofile", "value": build.token(embedded_practice), "url": address}])
    shown.goto("/small/saving")
    press(shown, "")
    assert shown.title().startswith("Error: Saving")
    assert shown.get_by_label("Note").input_value() == "What she said"
    press(shown, "Hana")
    assert shown.get_by_text("Saved 12:00").is_visible()


@pytest.mark.parametrize("path", ["/style-guide", "/style-guide/wrong"])
def test_every_component_fits_and_can_be_used_by_everybody(
    address: str, open_page: Callable[..., Page], path: str
) -> None:
    for width in (320, 375, 768, 1280):
        shown = open_page(address, width)
        shown.goto(path)
        assert overflow(shown) == 0, width
        assert not violations(shown), width


def test_what_is_focused_never_hides_under_the_bar(address: str, open_page: Callable[..., Page]) -> None:
    shown = open_page(address, 375)
    shown.goto("/style-guide")
    shown.locator(".jump-list a").first.focus()
    for _ in range(8):
        shown.keyboard.press("Tab")
        hidden = shown.evaluate(
            """() => {
                const bar = document.querySelector('.sticky-bar').getBoundingClientRect();
                const box = document.activeElement.getBoundingClientRect();
                return box.bottom <= bar.bottom && box.top >= bar.top;
            }"""
        )
        assert not hidden, shown.evaluate("document.activeElement.outerHTML")


def test_a_cold_visit_asks_for_little(address: str, open_page: Callable[..., Page]) -> None:
    shown = open_page(address)
    sizes: list[int] = []
    shown.on("requestfinished", lambda request: sizes.append(request.sizes()["responseBodySize"]))
    shown.goto("/style-guide", wait_until="networkidle")
    assert len(sizes) <= 6
    assert sum(sizes) < 110_000
