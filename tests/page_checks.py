"""What every page must be, checked on every page that a test fetches: valid HTML, one heading, labelled fields, nothing inline."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
from fastapi import FastAPI

from tests import sound_html
from tests.client import Client

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
FAILURE = 500
HTMX = {"hx-request": "true", "hx-request-type": "partial"}
UNLABELLED_TYPES = {"hidden", "submit", "button", "reset", "image"}
PYDANTIC_WORDS = re.compile(
    r"Input should be|Field required|String should|Value error|validation error|Extra inputs are not permitted|"
    r"unable to parse|\[type=|pydantic|Traceback|type_error|value_error",
    re.IGNORECASE,
)
UNRENDERED = re.compile(r"\{\{|\}\}|\{%|%\}|\bUndefined\b|<Markup|object at 0x")


class PageFault(AssertionError):
    """A page is not what every page must be."""


def check_page(html: str, url: str = "") -> Element:
    """The parsed page. Raises PageFault naming every fault at once."""
    faults: list[str] = []
    tree = sound_html.whole(html)
    if tree is None:
        tree, faults = judged(html)
    faults += list(_page_faults(html, tree)) + list(_fragment_faults(html, tree))
    _raise(faults, url)
    return tree


def check_fragment(html: str, url: str = "") -> Element:
    """The parsed part of a page, as htmx gets it. Raises PageFault naming every fault at once."""
    faults: list[str] = []
    tree = sound_html.part(html)
    if tree is None:
        tree, faults = judged(html, whole=False)
    faults += list(_fragment_faults(html, tree, whole=False))
    _raise(faults, url)
    return tree


def judged(html: str, *, whole: bool = True) -> tuple[Element, list[str]]:
    """The tree of a page, or of a part of one, by a parser that knows the standard, and all that it finds wrong."""
    parser = html5lib.HTMLParser(strict=False, namespaceHTMLElements=False)
    tree = _plain(parser.parse(html) if whole else parser.parseFragment(html))
    return tree, [f"HTML: {code} at {place} {details or ''}" for place, code, details in parser.errors]


def _plain(tree: Element) -> Element:
    """The tree with drawings named like everything else, without their namespace."""
    for element in tree.iter():
        if isinstance(element.tag, str):
            element.tag = element.tag.rpartition("}")[2]
    return tree


def _raise(faults: list[str], url: str) -> None:
    if faults:
        raise PageFault(f"{url or 'the page'}:\n  " + "\n  ".join(faults))


def text_of(element: Element) -> str:
    """The text of an element and all in it, its white space folded."""
    return " ".join("".join(element.itertext()).split())


def _page_faults(html: str, tree: Element) -> Iterator[str]:
    if not html.lstrip().lower().startswith("<!doctype html>"):
        yield "no <!DOCTYPE html>"
    if not tree.get("lang"):
        yield "no lang on <html>"
    title = tree.find("head/title")
    if title is None or not text_of(title).replace("– Care Profile", "").strip():
        yield "no title of its own"
    headings = [element for element in tree.iter() if element.tag in HEADINGS]
    if [heading.tag for heading in headings].count("h1") != 1:
        yield f"{[heading.tag for heading in headings].count('h1')} h1 instead of one"
    yield from _heading_order(headings)
    if len(list(tree.iter("main"))) != 1:
        yield "not exactly one <main>"


def _heading_order(headings: list[Element]) -> Iterator[str]:
    """Levels go down one at a time after the h1. The error summary's h2 stands above the h1 by design of GOV.UK."""
    level = 1
    for heading in headings:
        now = int(heading.tag[1])
        if "govuk-error-summary__title" in (heading.get("class") or ""):
            continue
        if now > level + 1:
            yield f"<{heading.tag}> {text_of(heading)!r} follows a heading of level {level}"
        if not text_of(heading):
            yield f"an empty <{heading.tag}>"
        level = now


def _fragment_faults(html: str, tree: Element, *, whole: bool = True) -> Iterator[str]:
    elements = [element for element in tree.iter() if isinstance(element.tag, str)]
    ids = Counter(element.get("id") for element in elements if element.get("id"))
    yield from (f"the id {name!r} stands {times} times" for name, times in ids.items() if times > 1)
    yield from _inline_faults(elements)
    yield from _form_faults(elements, set(ids))
    yield from _reference_faults(elements, set(ids), whole=whole)
    yield from _media_faults(elements)
    yield from _none_faults(elements)
    visible = " ".join("".join(tree.itertext()).split())
    if found := PYDANTIC_WORDS.search(html):
        yield f"words for developers: {found[0]!r}"
    if found := UNRENDERED.search(visible):
        yield f"something was not rendered: {visible[max(0, found.start() - 30) : found.end() + 30]!r}"


def _none_faults(elements: list[Element]) -> Iterator[str]:
    """A value that was missing, written out: alone between two tags, or as an attribute."""
    for element in elements:
        if any((text or "").strip() == "None" for text in (element.text, element.tail)):
            yield f"None stands in or after <{element.tag}>"
        yield from (f'{name}="None" on <{element.tag}>' for name, value in element.attrib.items() if value == "None")


def _inline_faults(elements: list[Element]) -> Iterator[str]:
    for element in elements:
        if element.tag == "style" or element.get("style") is not None:
            yield f"inline style on <{element.tag}>"
        if element.tag == "script" and not element.get("src"):
            yield "an inline script"
        for name, value in element.attrib.items():
            if name.startswith(("on", "hx-on")):
                yield f"{name} on <{element.tag}>"
            if name in ("href", "src", "action") and _leaves_us(value):
                yield f"<{element.tag} {name}> leads to {value!r}"


def _leaves_us(url: str) -> bool:
    return url.strip().lower().startswith(("javascript:", "http:", "https:", "//"))


def _form_faults(elements: list[Element], ids: set[str]) -> Iterator[str]:
    labels = {element.get("for") for element in elements if element.tag == "label"}
    wrapped = {inner for element in elements if element.tag == "label" for inner in element.iter()}
    for element in elements:
        if element.tag == "form" and not (element.get("action") and element.get("method")):
            yield "a form without action or method"
        if element.tag in ("input", "select", "textarea") and element.get("type") not in UNLABELLED_TYPES:
            named = element.get("id") in labels or element in wrapped or element.get("aria-label")
            if not named and element.get("aria-labelledby") not in ids:
                yield f"<{element.tag} name={element.get('name')!r}> has no label"
        if element.tag in ("button", "a") and not (text_of(element) or element.get("aria-label")):
            yield f"a <{element.tag}> that says nothing"
        if element.tag == "fieldset" and (not len(element) or next(iter(element)).tag != "legend"):
            yield "a fieldset without a legend"


def _reference_faults(elements: list[Element], ids: set[str], *, whole: bool) -> Iterator[str]:
    """What an attribute of the page points to is on the page. A fragment may point outside itself."""
    if not whole:
        return
    for element in elements:
        for name in ("aria-labelledby", "aria-describedby", "aria-controls", "for"):
            missing = [one for one in (element.get(name) or "").split() if one not in ids]
            if missing:
                yield f"{name} of <{element.tag}> points to {missing}, which is not on the page"
        href = element.get("href") or ""
        if element.tag == "a" and href.startswith("#") and href[1:] not in ids:
            yield f"the link {text_of(element)!r} leads to {href}, which is not on the page"


def _media_faults(elements: list[Element]) -> Iterator[str]:
    for element in elements:
        if element.tag == "img" and element.get("alt") is None:
            yield "an image without alt"
        if element.tag == "svg" and element.get("aria-hidden") != "true":
            named = element.get("aria-label") or element.get("aria-labelledby") or element.find("title") is not None
            if element.get("role") != "img" or not named:
                yield "a drawing that is neither hidden from screen readers nor named"
        if element.tag == "table" and not (element.find("caption") is not None or element.get("aria-label")):
            yield "a table without a caption"


class Browser(Client):
    """A browser on our own pages: it says where its requests come from, follows redirects, and checks every HTML answer.

    `page` is the newest whole page, parsed. An answer of 500 raises unless the test `expects_failure`.
    """

    def __init__(self, app: FastAPI, *, expects_failure: bool = False, **options: Any) -> None:
        super().__init__(app, **options)
        self.headers["sec-fetch-site"] = "same-origin"
        self.expects_failure = expects_failure
        self.page: Element | None = None

    def request(self, method: str, url: Any, **options: Any) -> Any:
        answer = super().request(method, url, **options)
        if answer.headers.get("content-type", "").startswith("text/html") and answer.text:
            if "<html" in answer.text[:200].lower():
                self.page = check_page(answer.text, str(url))
            else:
                check_fragment(answer.text, str(url))
        if answer.status_code == FAILURE and not self.expects_failure:
            raise PageFault(f"{method} {url} answered 500; the log says where")
        return answer

    def ask(self, url: str, **options: Any) -> Any:
        """GET as htmx does."""
        return self.get(url, **{**options, "headers": {**HTMX, **options.get("headers", {})}})

    def save(self, url: str, data: Mapping[str, Any], **options: Any) -> Any:
        """POST as htmx does."""
        return self.post(url, data=data, **{**options, "headers": {**HTMX, **options.get("headers", {})}})

    @property
    def h1(self) -> str:
        """The heading of the newest whole page."""
        assert self.page is not None, "no page was fetched yet"
        return text_of(next(self.page.iter("h1")))
