"""HTML that is beyond doubt, read quickly: the tree that html5lib makes of it, in a tenth of the time, or None where there is a doubt.

Everything is doubtful that is not plain: a tag that is not closed by its own, an attribute without quotes, an element where another one may not
hold it. `tests/page_checks.py` gives what is doubtful to html5lib, which knows the standard and says what is wrong.
"""

import re
from html import unescape
from xml.etree.ElementTree import Element

from html5lib.constants import adjustSVGAttributes

_ATTRIBUTE = r"""([a-zA-Z][a-zA-Z0-9-]*)(?:="([^"]*)"|='([^']*)')?"""
_TAG = re.compile(r"""<(/?)([a-z][a-z0-9]*)((?:[ \t\n]+[a-zA-Z][a-zA-Z0-9-]*(?:="[^"]*"|='[^']*')?)*)[ \t\n]*(/?)>""")
_ATTRIBUTES = re.compile(_ATTRIBUTE)
_NO_CHARACTER = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\U0001fffe-\U0010ffff]")
"""What is no character of a page, or is for no parser to pass over; pictures among them are left to the other parser."""
_ODD_SIGN = re.compile(r"&(?!(?:amp|lt|gt|quot|nbsp|#39|#34);)")
_START = re.compile(r"[ \t\n]*<!doctype html>[ \t\n]*(?=<html[ \t\n>])", re.IGNORECASE)

_EMPTY = frozenset({"br", "col", "hr", "img", "input", "link", "meta", "wbr"})
_RAW = frozenset({"script", "textarea", "title"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_FORMATTING = frozenset({"b", "code", "em", "i", "small", "strong", "u"})
_PHRASES = _FORMATTING | {
    *(
        "a",
        "abbr",
        "br",
        "button",
        "cite",
        "img",
        "input",
        "kbd",
        "label",
        "mark",
        "option",
        "optgroup",
        "output",
        "progress",
        "q",
        "select",
    ),
    *("span", "sub", "sup", "svg", "textarea", "time", "title", "wbr"),
}
"""What may stand in a paragraph; anything else would end it."""
_BLOCKS = _HEADINGS | {
    *(
        "address",
        "article",
        "aside",
        "blockquote",
        "caption",
        "col",
        "colgroup",
        "datalist",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
    ),
    *(
        "figcaption",
        "figure",
        "footer",
        "form",
        "header",
        "hr",
        "legend",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "section",
        "summary",
        "table",
    ),
    *("tbody", "td", "tfoot", "th", "thead", "tr", "ul"),
}
_KNOWN = _PHRASES | _BLOCKS
_HELD_BY = {
    "li": {"ul", "ol"},
    "dt": {"dl", "div"},
    "dd": {"dl", "div"},
    "caption": {"table"},
    "colgroup": {"table"},
    "thead": {"table"},
    "tbody": {"table"},
    "tfoot": {"table"},
    "col": {"colgroup"},
    "tr": {"thead", "tbody", "tfoot"},
    "td": {"tr"},
    "th": {"tr"},
    "option": {"select", "optgroup", "datalist"},
    "optgroup": {"select"},
}
"""What stands in some others alone."""
_HOLDS: dict[str, set[str]] = {
    "": {"html"},
    "html": {"head", "body"},
    "head": {"meta", "link", "title", "script"},
    "table": {"caption", "colgroup", "thead", "tbody", "tfoot"},
    "colgroup": {"col"},
    "thead": {"tr"},
    "tbody": {"tr"},
    "tfoot": {"tr"},
    "tr": {"td", "th"},
    "select": {"option", "optgroup"},
    "optgroup": {"option"},
    "option": set(),
}
"""What holds some others alone; and no words, but for an option."""
_ONCE = _FORMATTING | {"a", "button", "form", "select"}
"""What stands in none of its kind."""
_DRAWN = frozenset(
    {"circle", "defs", "desc", "g", "line", "path", "polygon", "polyline", "rect", "text", "title", "tspan"}
)
_WORDS_ONLY = frozenset({"desc", "title"})


class _Doubt(Exception):
    """Something is not plain."""


def whole(html: str) -> Element | None:
    """The page of a plain document; None where there is a doubt."""
    html = _same_lines(html)
    start = _START.match(html)
    return _read(html, start.end(), Element(""), 0) if start else None


def part(html: str) -> Element | None:
    """The parts of a plain fragment, in an element of their own; None where there is a doubt."""
    return _read(_same_lines(html), 0, Element("DOCUMENT_FRAGMENT"), None)


def _same_lines(html: str) -> str:
    return html.replace("\r\n", "\n").replace("\r", "\n") if "\r" in html else html


def _read(html: str, place: int, root: Element, child: int | None) -> Element | None:
    if _NO_CHARACTER.search(html) or _ODD_SIGN.search(html):
        return None
    reading = _Reading(root)
    try:
        reading.through(html, place)
    except _Doubt:
        return None
    return root if child is None else root[child]


class _Reading:
    """What is open at a place of the text, innermost last."""

    def __init__(self, root: Element) -> None:
        self.open = [root]
        self.names = [root.tag]
        self.in_drawing = False
        self.body_is_over = False

    def through(self, html: str, place: int) -> None:
        while tag := _TAG.search(html, place):
            self.words(html[place : tag.start()])
            closes, name, attributes, closed = tag.groups()
            place = tag.end()
            if closes:
                _doubt(bool(attributes or closed))
                self.close(name)
                continue
            element = self.start(name, attributes)
            _doubt(bool(closed) and not self.in_drawing and name not in _EMPTY)
            if name in _RAW and not self.in_drawing:
                place = self.raw(html, place, name, element)
            elif closed or name in _EMPTY:
                self.close(name)
        self.words(html[place:])
        _doubt(len(self.open) != 1)

    def words(self, text: str) -> None:
        if not text:
            return
        holder = self.names[-1]
        _doubt("<" in text)
        if self.body_is_over or (holder in _HOLDS and holder != "option"):
            _doubt(bool(text.strip(" \t\n")))
            if self.body_is_over:
                _add(self.over, text)
            elif holder and (holder != "html" or len(self.open[-1])):
                _add(self.open[-1], text)
            return
        _add(self.open[-1], unescape(text) if "&" in text else text)

    def start(self, name: str, attributes: str) -> Element:
        self.may(name)
        drawn = self.in_drawing or name == "svg"
        element = Element(name, _attributes(attributes, drawn=drawn) if attributes else {})
        self.open[-1].append(element)
        self.open.append(element)
        self.names.append(name)
        self.in_drawing = drawn
        return element

    def may(self, name: str) -> None:
        """Whether it may stand here beyond doubt."""
        holder, names = self.names[-1], self.names
        _doubt(self.body_is_over)
        if self.in_drawing:
            _doubt(name not in _DRAWN or holder in _WORDS_ONLY)
            return
        if holder in _HOLDS:
            _doubt(name not in _HOLDS[holder])
            _doubt(holder == "html" and len(self.open[-1]) != (name == "body"))
        else:
            _doubt(name not in _KNOWN)
        _doubt(name in _HELD_BY and holder not in _HELD_BY[name])
        _doubt(name in ("dt", "dd") and holder == "div" and names[-2] != "dl")
        _doubt(name in _HEADINGS and holder in _HEADINGS)
        _doubt(name in _ONCE and name in names)
        _doubt("p" in names and name not in _PHRASES)

    def close(self, name: str) -> None:
        if name == "html" and self.body_is_over:
            self.body_is_over = True
            _doubt(self.names != ["", "html"])
        _doubt(self.names[-1] != name)
        if name == "body":
            self.body_is_over, self.over = True, self.open[-1]
        if name == "svg":
            self.in_drawing = False
        self.leave()

    def leave(self) -> None:
        self.open.pop()
        self.names.pop()

    def raw(self, html: str, place: int, name: str, element: Element) -> int:
        """The text of an element that holds no others; where it ends."""
        end = html.find(f"</{name}>", place)
        text = html[place:end]
        # html5lib lets a line end at the beginning go in some places and not in others.
        _doubt(end < 0 or "</" in text or "<!--" in text or text.startswith("\n"))
        if text:
            element.text = text if name == "script" else unescape(text)
        self.leave()
        return end + len(f"</{name}>")


def _doubt(there_is: bool) -> None:
    if there_is:
        raise _Doubt


def _add(element: Element, text: str) -> None:
    if len(element):
        last = element[-1]
        last.tail = (last.tail or "") + text
    else:
        element.text = (element.text or "") + text


def _attributes(text: str, *, drawn: bool) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, double, single in _ATTRIBUTES.findall(text):
        plain = name.lower()
        _doubt(name in found or name != (adjustSVGAttributes.get(plain, plain) if drawn else plain))
        value = double or single
        found[name] = unescape(value) if "&" in value else value
    return found
