"""Walking the application as somebody: every page, and every page that a link of those leads to, with what each did and what it offers."""

from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from fastapi.routing import RouteContext
from httpx2 import Response
from starlette.routing import compile_path

from tests.client import Client
from tests.page_checks import PageFault, check_fragment, check_page
from tests.scoring_ground import INSTRUMENT
from tests.web.grounds import GETS, NONE, PAPERS, PASSWORD, WRITES, Ground, may, parameters
from tests.web.kept import Changed, Rows, changed

TEXTS = {"text", "search", "tel", "email", "number", "textarea", "password"}
CHOICES = {"radio", "checkbox", "select"}
_DATE = {"day": "10", "month": "3", "year": "2026"}
"""A day ten days before NOON, within the window of the demonstration's drafts."""
_TO_COME = {"follow_up_on-day": "10", "follow_up_on-month": "4", "follow_up_on-year": "2026"} | {
    f"{name}-{part}": value
    for name in ("review_on", "again_on", "until")
    for part, value in (("day", "10"), ("month", "9"), ("year", "2026"))
}
MARK = "a"
"""What every instrument takes where one key stands for an answer: does not apply."""
_ORDINARY = {
    "instrument": INSTRUMENT,
    "order": "apart",
    "nhs_number": "",
    "others": "",
    "upn": "",
    "by": "NHS number",
    "known_nhs_number": "999 000 0034",
    "meeting": "",
    "replaces": "",
    "language": "",
    "username": "practitioner",
    "password": PASSWORD,
    "next": "",
    **_TO_COME,
}
"""What is typed into the fields that do not take any words."""
_NEW = {
    "/accounts/new": {"username": "newcomer"},
    "/accounts/list": {"table": "username,name,job,agency,team,roles\nnewcomer,Newcomer,,Example Council,North,member"},
}
"""What a form that adds something takes and no words stand for, by the form's address."""
_PATTERNS = {route.name: compile_path(str(route.path))[0] for route in (*GETS, *WRITES)}

_BY_NAME = {str(route.name): route for route in GETS}


def route_of(url: str, among: Iterable[RouteContext]) -> RouteContext | None:
    """The route that answers an address, None where it is none of these."""
    path = urlsplit(url).path
    found = [route for route in among if _PATTERNS[route.name].match(path)]
    # As the router does: a plain word before a place for an id.
    return min(found, key=lambda route: len(parameters(route)), default=None)


@dataclass(frozen=True)
class Field:
    """One field of a form: the name, the kind of input, the values it would post as it stands, and the choices there are."""

    name: str
    kind: str
    values: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()

    @property
    def typed(self) -> bool:
        """Whether people type into it, and see what they typed."""
        return self.kind in TEXTS and self.kind != "password"

    def filled(self, words: str) -> tuple[str, ...]:
        """Its values once somebody has filled it in."""
        part = _DATE.get(self.name.rpartition("-")[2])
        if self.name.startswith("mark-"):
            return (MARK,)
        if self.name in _ORDINARY and (self.kind != "select" or _ORDINARY[self.name] in self.choices):
            return (_ORDINARY[self.name],)
        if part and self.typed:
            return self.values if any(self.values) else (part,)
        if self.kind in TEXTS:
            return (words,)
        if self.kind in CHOICES and not any(self.values):
            return next(((one,) for one in self.choices if one), ())
        return self.values


@dataclass(frozen=True)
class FoundForm:
    """A form that can be sent, where it leads and who was shown it. `htmx` where it is sent by itself and the page stays."""

    who: str
    action: str
    fields: tuple[Field, ...]
    htmx: bool = False

    def filled(self, words: str, /, **values: str) -> list[tuple[str, str]]:
        """What a browser would send once somebody has typed `words` into every text and chosen what there is to choose.

        A choice already made stays, a date left empty becomes the tenth of March; `values` says otherwise for fields by name.
        """
        said = {**_NEW.get(self.action, {}), **values}
        return [
            (one.name, value)
            for one in self.fields
            for value in ((said[one.name],) if one.name in said else one.filled(words))
        ]


@dataclass(frozen=True)
class Seen:
    """One page that somebody was shown: what is wrong with it, and what showing it did to the database.

    `links` is where a click leads, `looks` where its forms lead that only look, `addresses` every address that stands on it, `forms` what it can send.
    """

    who: str
    url: str
    route_name: str
    status: int
    text: str
    headers: Mapping[str, str]
    changed: Changed
    fault: str = ""
    links: frozenset[str] = frozenset()
    addresses: frozenset[str] = frozenset()
    forms: tuple[FoundForm, ...] = ()
    looks: frozenset[str] = frozenset()

    @property
    def route(self) -> RouteContext:
        """The route that answered."""
        return _BY_NAME[self.route_name]

    @property
    def leads(self) -> frozenset[str]:
        """Everywhere that it leads: by a click, or by a form that only looks."""
        return self.links | self.looks


def look(ground: Ground, visitor: Client, who: str, url: str, before: Rows) -> tuple[Seen, Rows]:
    """Open a page; and everything that is kept, after it."""
    answer = visitor.get(url)
    after = ground.rows()
    fault, tree = _checked(answer, url)
    route = route_of(url, GETS)
    assert route is not None, f"{url} is no page of ours, and {who or 'somebody signed out'} is led there."
    led = frozenset([answer.headers["location"]]) if answer.status_code == 303 else frozenset()
    seen = Seen(
        who,
        url,
        str(route.name),
        answer.status_code,
        answer.text,
        answer.headers,
        changed(before, after),
        fault,
        frozenset(_links(tree)) | led if tree is not None else led,
        frozenset(_addresses(tree)) if tree is not None else led,
        tuple(_forms(tree, who)) if tree is not None else (),
        frozenset(_looks(tree)) if tree is not None else frozenset(),
    )
    return seen, after


def _checked(answer: Response, url: str) -> tuple[str, Element | None]:
    """What is wrong with an answer's HTML, "" for nothing, and the page itself; neither where it is no page."""
    kind, text = answer.headers.get("content-type", ""), answer.text
    if not kind.startswith("text/html") or not text:
        return "", None
    whole = "<html" in text[:200].lower()
    try:
        return "", check_page(text, url) if whole else check_fragment(text, url)
    except PageFault as fault:
        return str(fault), None


@lru_cache(maxsize=64)
def _fault_of(text: str) -> str:
    try:
        check_page(text) if "<html" in text[:200].lower() else check_fragment(text)
    except PageFault as fault:
        return str(fault)
    return ""


def fault_in(answer: Response) -> str:
    """What is wrong with an answer's HTML, "" for nothing; the same page is looked at once."""
    return _fault_of(answer.text) if answer.headers.get("content-type", "").startswith("text/html") else ""


def walk(ground: Ground, who: str, families: Iterable[str], most: int) -> Iterator[Seen]:
    """Every page about some families, and what their links lead to; at most so many addresses of one route. Papers are left alone."""
    visitor, before = ground.visitor(who), ground.rows()
    ahead = deque(
        dict.fromkeys(
            ground.address(route, ground.stands(family))
            for family in families
            for route in GETS
            if may(who, route, family) and _stands(route, ground.stands(family))
        )
    )
    known, opened = set(ahead), Counter[str]()
    while ahead:
        url = ahead.popleft()
        route = route_of(url, GETS)
        if route is not None and (route.name in PAPERS or opened[route.name] >= most):
            continue
        seen, before = look(ground, visitor, who, url, before)
        opened[seen.route.name] += 1
        yield seen
        new = sorted({link.partition("#")[0] for link in seen.links} - known)
        known.update(new)
        ahead.extend(new)


def _stands(route: RouteContext, stands: Mapping[str, str]) -> bool:
    """Whether the family has what the route is about, and would not set its only scoring beside itself."""
    with_itself = "earlier_id" in parameters(route) and stands["earlier_id"] == stands["later_id"]
    return not with_itself and NONE not in [stands.get(name) for name in parameters(route)]


def _links(tree: Element) -> Iterator[str]:
    for element in tree.iter():
        for name in ("href", "hx-get"):
            value = element.get(name) or ""
            if value.startswith("/") and not value.startswith("/static/") and element.tag != "link":
                yield value


def _looks(tree: Element) -> Iterator[str]:
    """Where forms lead that only look."""
    for element in tree.iter("form"):
        if element.get("method", "get") == "get":
            yield element.get("action") or ""


def _addresses(tree: Element) -> Iterator[str]:
    names = ("href", "src", "action", "formaction", "hx-get", "hx-post", "hx-push-url")
    for element in tree.iter():
        yield from (element.get(name) or "" for name in names if element.get(name))


def _forms(tree: Element, who: str) -> Iterator[FoundForm]:
    """The forms of a page that a browser would let be sent, and the parts of it that send themselves."""
    off = _disabled(tree)
    for element in tree.iter():
        url = element.get("hx-post") or element.get("data-url")
        if url and element.tag != "button" and element not in off:
            yield FoundForm(who, url, _fields(element, off), htmx=True)
        if element.tag == "form" and element.get("method") == "post":
            button = next((one for one in element.iter("button") if one not in off and _works(one)), None)
            if button is not None:
                pressed = (Field(button.get("name") or "", "button", (button.get("value") or "",)),)
                fields = _fields(element, off) + (pressed if button.get("name") else ())
                yield FoundForm(who, element.get("action") or "", fields)


def _works(button: Element) -> bool:
    return button.get("type") != "button" and "disabled" not in button.attrib and button.get("aria-disabled") != "true"


def _disabled(tree: Element) -> set[Element]:
    return {inner for one in tree.iter("fieldset") if "disabled" in one.attrib for inner in one.iter()}


@dataclass
class _Group:
    kind: str
    values: list[str] = field(default_factory=list)
    choices: list[str] = field(default_factory=list)


def _fields(form: Element, off: set[Element]) -> tuple[Field, ...]:
    groups: dict[str, _Group] = {}
    for one in form.iter():
        name = one.get("name")
        if not name or one in off or "disabled" in one.attrib or one.tag not in ("input", "textarea", "select"):
            continue
        kind = one.tag if one.tag != "input" else one.get("type") or "text"
        if kind in ("radio", "checkbox") and "disabled" in one.attrib:
            continue
        group = groups.setdefault(name, _Group(kind))
        if kind in ("radio", "checkbox"):
            group.choices.append(one.get("value", "on"))
            group.values += [one.get("value", "on")] if "checked" in one.attrib else []
        elif kind == "select":
            group.choices += [option.get("value") or "" for option in one.iter("option")]
            group.values += [option.get("value") or "" for option in one.iter("option") if "selected" in option.attrib]
        elif kind == "textarea":
            group.values.append("".join(one.itertext()).removeprefix("\n"))
        else:
            group.values.append(one.get("value") or "")
    return tuple(Field(name, g.kind, tuple(g.values), tuple(g.choices)) for name, g in groups.items())
