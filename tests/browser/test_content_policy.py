"""The content policy in a browser: no page breaks it, it stops what is not ours, and what was shown is gone when somebody signs out."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import opening, serving, sign_in, unexpected
from tests.browser.journeys import card, item, note, saving
from tests.web import grounds
from tests.web.grounds import ALIVE, GETS, NOBODY, PAPERS, SEVEN, Ground, may, public
from tests.web.test_redirects import ELSEWHERE, HERE
from workflow.services.passwords import Passwords

pytestmark = pytest.mark.browser

LISTEN = """
window.broken = [];
addEventListener("securitypolicyviolation", (event) =>
  window.broken.push(`${event.effectiveDirective}: ${event.blockedURI} ${event.sample} ${event.sourceFile}`));
"""
FAMILY = "Sample"


@pytest.fixture(scope="module")
def ground(migrated_file: Path, passwords: Passwords, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    found = grounds.make(migrated_file, passwords, tmp_path_factory.mktemp("policy"))
    yield found
    found.close()


@pytest.fixture(scope="module")
def address(ground: Ground) -> Iterator[str]:
    with serving(ground.practice) as url:
        yield url


@pytest.fixture(scope="module")
def page_of(ground: Ground, address: str, chromium: Browser) -> Iterator[Callable[[str], Page]]:
    """The page of somebody signed in, listening for what the policy stops."""
    with opening(chromium) as make:
        pages: dict[str, Page] = {}

        def page_of(who: str) -> Page:
            if who not in pages:
                pages[who] = make(address)
                pages[who].add_init_script(LISTEN)
                if who != NOBODY:
                    key = {"name": "careprofile", "value": ground.tokens[who], "url": address}
                    pages[who].context.add_cookies([key])  # type: ignore[list-item]
            return pages[who]

        yield page_of


def test_no_page_breaks_the_policy(ground: Ground, page_of: Callable[[str], Page]) -> None:
    looked = 0
    for route in GETS:
        if route.name in PAPERS | ALIVE | {"answer", "trail_file"}:
            continue
        who = NOBODY if public(route) else next(one for one in SEVEN if may(one, route, FAMILY))
        page = page_of(who)
        answer = page.goto(ground.address(route, ground.stands(FAMILY)))
        assert answer is not None
        policy = answer.headers["content-security-policy"]
        assert "require-trusted-types-for" in policy
        assert page.evaluate("window.broken") == [], route.path
        assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0], route.path
        looked += 1
    assert looked > 25


def test_a_save_and_a_refusal_break_nothing(ground: Ground, page_of: Callable[[str], Page]) -> None:
    page = page_of("practitioner")
    page.goto(f"/scorings/{ground.stands(FAMILY)['scoring_id']}/parts/A1")
    with saving(page):
        card(page, "A1a", 5).click()
    with saving(page):
        note(page, "A1a").fill("x" * 200_000)
        note(page, "A1a").blur()
    item(page, "A1a").get_by_text("Not saved").first.wait_for()
    assert page.evaluate("window.broken") == []


@pytest.mark.parametrize(
    ("attempt", "stopped"),
    [
        ("document.body.innerHTML = '<p>x</p>'", "require-trusted-types-for"),
        ("document.body.insertAdjacentHTML('beforeend', '<p>x</p>')", "require-trusted-types-for"),
        ("new DOMParser().parseFromString('<p>x</p>', 'text/html')", "require-trusted-types-for"),
        ("document.createElement('script').src = '/static/x.js'", "require-trusted-types-for"),
        ("document.createElement('script').textContent = '1'", "require-trusted-types-for"),
        ("trustedTypes.createPolicy('other', {})", "trusted-types"),
        ("trustedTypes.createPolicy('careprofile', {})", "trusted-types"),
        ("document.body.setAttribute('style', 'color: red')", "style-src-attr"),
        (
            "document.head.append(document.createElement('style')); document.querySelector('style').textContent = 'a{}'",
            "style-src-elem",
        ),
        (
            "document.body.append(Object.assign(new Image(), {src: 'data:image/gif;base64,R0lGODlhAQABAAAAACw='}))",
            "img-src",
        ),
        ("document.body.append(Object.assign(document.createElement('iframe'), {src: '/families'}))", "frame-src"),
        ("fetch('https://elsewhere.example/').catch(() => {})", "connect-src"),
    ],
)
def test_what_is_not_ours_is_stopped(address: str, chromium: Browser, attempt: str, stopped: str) -> None:
    with opening(chromium) as make:
        page = make(address)
        page.add_init_script(LISTEN)
        page.goto("/sign-in")
        page.evaluate(f"() => {{ try {{ {attempt} }} catch (error) {{ }} }}")
        page.wait_for_function("window.broken.length > 0")
        assert stopped in page.evaluate("window.broken")[0]


def test_htmx_makes_no_script_of_anything(address: str, chromium: Browser) -> None:
    with opening(chromium) as make:
        page = make(address)
        page.add_init_script(LISTEN)
        page.goto("/sign-in")
        for planted in (
            '<p hx-on:click="window.ran = 1" id="planted">x</p>',
            "<p>y</p><script>window.ran = 1</script>",
        ):
            page.evaluate(
                "text => htmx.swap({text, target: document.getElementById('problem'), swap: 'innerHTML'}).catch(() => {})",
                planted,
            )
            page.evaluate("document.getElementById('planted')?.click()")
        assert page.evaluate("window.ran") is None


def test_no_path_that_is_kept_leads_a_browser_elsewhere(address: str, chromium: Browser) -> None:
    with opening(chromium) as make:
        page = make(address)
        page.goto("/sign-in")
        led = page.evaluate("paths => paths.map(path => new URL(path, location.href).origin)", list(HERE))
        assert set(led) == {address}
        # The list of what is refused is worth something: a browser would go elsewhere by most of it.
        away = page.evaluate(
            "paths => paths.filter(path => { try { return new URL(path, location.href).origin !== location.origin } catch { return true } })",
            list(ELSEWHERE),
        )
        assert len(away) > 15


def test_signing_out_leaves_nothing_to_go_back_to(ground: Ground, address: str, chromium: Browser) -> None:
    with opening(chromium) as make:
        page = make(address)
        sign_in(page, "practitioner2")
        page.goto(f"/families/{ground.stands('Placeholder')['family_id']}")
        assert "Placeholder" in page.content()
        page.get_by_role("button", name="Sign out").click()
        page.wait_for_url("**/sign-in")
        assert "careprofile" not in [cookie["name"] for cookie in page.context.cookies()]
        for _ in range(2):
            page.go_back()
        assert "Placeholder" not in page.content()
        page.go_back()
        assert "Placeholder" not in page.content()
        assert not unexpected(make.troubles)  # type: ignore[attr-defined]
