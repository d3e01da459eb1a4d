"""A real Chromium before a real server on a free port of this machine."""

import re
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright

from tests.web.visitors import app_of
from workflow.services.desk import Practice

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
WIDTHS = {"phone": 375, "tablet": 768, "desktop": 1280}
REVEALING = re.compile(
    r'Fix (?:all|any) of the following:\s+ARIA attribute is not allowed: aria-expanded="(?:true|false)"'
)
"""The one thing axe says that is let go: GOV.UK Frontend tells by it that a radio uncovers more, since screen readers read it out.
The standard does not know it there yet; the makers weighed that and keep it (alphagov/govuk-frontend, issue 979 and pull request 2823).
"""
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@contextmanager
def serving(practice: Practice) -> Iterator[str]:
    """The application on a free port; the address to open."""
    config = uvicorn.Config(app_of(practice), host="127.0.0.1", port=0, log_level="error", access_log=False)
    server = uvicorn.Server(config)
    ready = threading.Event()
    started = server.startup

    async def startup(sockets: object = None) -> None:
        await started(sockets)  # type: ignore[arg-type]
        ready.set()

    server.startup = startup  # type: ignore[method-assign]
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        assert ready.wait(30), "the server did not start"
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(30)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's Chromium, once a worker."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    assert path, "Chromium is missing. Run: apt-get install --yes chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


@contextmanager
def opening(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """A maker of pages, each in a browser of its own; `troubles` of it are console errors and requests to other hosts."""
    contexts = []
    troubles: list[str] = []

    def make(base_url: str, width: int = WIDTHS["desktop"], *, javascript: bool = True) -> Page:
        context = chromium.new_context(
            base_url=base_url,
            viewport={"width": width, "height": 900},
            java_script_enabled=javascript,
            locale="en-GB",
            timezone_id="Europe/London",
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on(
            "request",
            lambda request: None if request.url.startswith((base_url, "data:")) else troubles.append(request.url),
        )
        return page

    make.troubles = troubles  # type: ignore[attr-defined]
    yield make
    for context in contexts:
        context.close()


def unexpected(troubles: list[str]) -> list[str]:
    """The troubles that are not Chromium telling of an answer of 4xx or 5xx, which tests look at themselves, or of a server that is gone:
    at the end of a test it goes before the page does, which may still be asking for something, or for the worker that stands in for a page
    (a test that cuts the connection may do that too; that there is such a worker, tests of `test_keeping` see).
    """
    told = ("status of 4", "status of 5", "net::ERR_CONNECTION_REFUSED", "error occurred when fetching the script")
    return [one for one in troubles if not any(words in one for words in told)]


@pytest.fixture
def open_page(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Makes a page of a width, with or without JavaScript; console errors and requests to other hosts fail the test."""
    with opening(chromium) as make:
        yield make
    assert not unexpected(make.troubles)  # type: ignore[attr-defined]


def sign_in(page: Page, username: str) -> None:
    """Sign in by the form, as a person does."""
    page.goto("/sign-in")
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password", exact=True).fill("demonstration")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)


def violations(page: Page) -> list[str]:
    """What axe-core finds wrong with the page as it stands, WCAG 2.2 AA and good practice."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{v['id']}: {v['help']}: {n['html'][:200]}"
        for v in found["violations"]
        for n in v["nodes"]
        if not ("govuk-radios__input" in n["html"] and REVEALING.fullmatch(n["failureSummary"]))
    ]


def squeezed(page: Page) -> list[str]:
    """Texts that nobody can read because they stand in a column a few letters wide."""
    found: list[str] = page.evaluate(
        """() => [...document.querySelectorAll('p, li, dd, td, th, blockquote')]
            .filter((one) => one.checkVisibility() && one.textContent.trim().length > 40 && one.clientWidth < 80)
            .filter((one) => !one.closest('.govuk-visually-hidden') && one.clientWidth > 1)
            .map((one) => one.textContent.trim().slice(0, 80))"""
    )
    return found


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than its window (0 when it fits)."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
