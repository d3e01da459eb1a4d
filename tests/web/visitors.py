"""A browser somebody has signed in with, for tests of pages."""

from functools import cache

from fastapi import FastAPI
from starlette.routing import BaseRoute

from tests import build
from tests.page_checks import Browser, text_of
from workflow.services.desk import Practice
from workflow.web.app import bare_app, page_routers
from workflow.web.rendering import learn_paths


@cache
def _pages() -> list[BaseRoute]:
    """The routes of an application. They hold nothing of a practice, and are half of what it takes to make one."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    for router in page_routers():
        app.include_router(router)
    learn_paths(app)
    return list(app.routes)


def app_of(practice: Practice) -> FastAPI:
    """The web application of a practice, as `create_app` makes it, with the routes that every other test has."""
    app = bare_app(practice)
    app.router.routes.extend(_pages())
    return app


def browser_of(practice: Practice, username: str = "", **options) -> Browser:
    """A browser on the practice's pages; signed in as `username` where one is given."""
    browser = Browser(app_of(practice), **options)
    if username:
        answer = browser.post(
            "/sign-in", data={"username": username, "password": build.PASSWORD}, follow_redirects=False
        )
        assert answer.status_code == 303, f"{username} could not sign in"
    return browser


def words_of(browser: Browser) -> str:
    """The text of the main part of the newest page."""
    assert browser.page is not None
    return text_of(next(browser.page.iter("main")))


def links_of(browser: Browser) -> dict[str, str]:
    """The links of the main part of the newest page: text to address."""
    assert browser.page is not None
    main = next(browser.page.iter("main"))
    return {text_of(link): link.get("href") or "" for link in main.iter("a")}


def summary_of(browser: Browser) -> list[str]:
    """The lines of the error summary of the newest page."""
    assert browser.page is not None
    boxes = [one for one in browser.page.iter("div") if "govuk-error-summary" in (one.get("class") or "").split()]
    return [text_of(line) for box in boxes for line in box.iter("li")]


def value_of(browser: Browser, field: str) -> str | None:
    """What stands in an input of the newest page."""
    assert browser.page is not None
    return next(one.get("value") for one in browser.page.iter("input") if one.get("name") == field)


def checked_of(browser: Browser, field: str) -> list[str]:
    """The boxes or radios of a field that are ticked on the newest page."""
    assert browser.page is not None
    inputs = [one for one in browser.page.iter("input") if one.get("name") == field and "checked" in one.attrib]
    return [one.get("value") or "" for one in inputs]


def choices_of(browser: Browser, field: str) -> list[str]:
    """The boxes or radios of a field that stand on the newest page."""
    assert browser.page is not None
    return [one.get("value") or "" for one in browser.page.iter("input") if one.get("name") == field]
