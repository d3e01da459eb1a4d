"""Where an address may lead: to pages of ours. The same list is put to a browser in tests/browser/test_content_policy.py."""

from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.web.navigation import safe_next

ELSEWHERE = (
    "",
    " ",
    "//elsewhere.example",
    "///elsewhere.example",
    "/\\elsewhere.example",
    "\\\\elsewhere.example",
    "/\\/elsewhere.example",
    "\\/elsewhere.example",
    "https:elsewhere.example",
    "https:/elsewhere.example",
    "https://elsewhere.example",
    "https:///elsewhere.example",
    "HTTPS://elsewhere.example",
    " //elsewhere.example",
    " /families",
    "\t//elsewhere.example",
    "/\t/elsewhere.example",
    "/\n/elsewhere.example",
    "/\r\nSet-Cookie: careprofile=x",
    "/families\r\nLocation: https://elsewhere.example",
    "/\0/elsewhere.example",
    "/\u2028/elsewhere.example",
    "/\u202e/elsewhere.example",
    "/\x85/elsewhere.example",
    "/\ufeff/elsewhere.example",
    "javascript:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
    "elsewhere.example",
    "families",
    "?next=//elsewhere.example",
    "#//elsewhere.example",
    "@elsewhere.example",
    ".elsewhere.example",
    "/" + "a" * 2_000,
)
"""What people are never led to."""
HERE = (
    "/",
    "/families?number=2#A1a",
    "/scorings/abc/parts/A1?show=left",
    "/%2F/elsewhere.example",
    "/%2e%2e//elsewhere.example",
    "/.//elsewhere.example",
    "/..//elsewhere.example",
    "/@elsewhere.example",
    "/:80@elsewhere.example",
    "/;//elsewhere.example",
    "/?//elsewhere.example",
    "/https://elsewhere.example",
    "/%0d%0aSet-Cookie:%20x=y",
    "/／elsewhere.example",
    "/families?called=Zoë",
)
"""What looks like another place and is a path of ours, to whoever reads addresses as they are written."""


@pytest.mark.parametrize("path", ELSEWHERE)
def test_nobody_is_led_elsewhere(path: str) -> None:
    assert safe_next(path) == "/"
    assert safe_next(path, otherwise="") == ""


@pytest.mark.parametrize("path", HERE)
def test_a_path_of_ours_is_kept(path: str) -> None:
    assert safe_next(path) == path


@given(st.text(st.sampled_from("/\\:@?#.;%2F0aAtps \t\r\n\0ｅ／＼"), max_size=12) | st.text(max_size=20))
def test_whatever_is_asked_for_stays_here(path: str) -> None:
    led = urlsplit(urljoin("https://care.example/sign-in", safe_next(path)))
    assert (led.scheme, led.netloc) == ("https", "care.example")
    assert safe_next(path).isprintable()
