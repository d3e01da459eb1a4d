"""One Jinja environment, one function that answers with a page or a named block of it, and paths by route name.

Templates may use, without importing anything: `path_for(name, **ids)`, `static(file)`, `span(start, end)`, every filter of `web.filters`, and the component
macros by the name of their file (`grade.chip(...)`, `forms.text_input(...)`), which are visible in blocks too.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from fastapi.routing import iter_route_contexts
from jinja2 import Environment, FileSystemLoader, PackageLoader, PrefixLoader, StrictUndefined
from jinja2_fragments import render_block

from workflow import paths
from workflow.reports.language import _
from workflow.rules.kinds import answering
from workflow.rules.marks import keys_of, marks_of
from workflow.settings import Settings
from workflow.web import filters, kinds
from workflow.web.forms import showable
from workflow.web.navigation import entries_for
from workflow.web.static_files import static_path

COMPONENTS = (
    "symbols",
    "grade",
    "change",
    "people",
    "process",
    "actions",
    "tables",
    "forms",
    "cards",
    "links",
    "comments",
    "scaling",
)
"""The macro files of templates/components, each a global of every template under its own name."""
GOVUK = (
    "back-link",
    "breadcrumbs",
    "button",
    "checkboxes",
    "date-input",
    "details",
    "error-summary",
    "fieldset",
    "inset-text",
    "input",
    "notification-banner",
    "radios",
    "select",
    "summary-list",
    "tag",
    "textarea",
    "warning-text",
)
"""The GOV.UK Frontend components whose style is compiled into app.css; their macros are `govuk.input(...)` and so on."""

_PLACE = re.compile(r"{(\w+)(?::\w+)?}")
_known_paths: dict[str, tuple[str, ...]] = {}
"""By route name its path in pieces: words of ours and the names of ids in turn."""


class _Govuk:
    """The macros of GOV.UK Frontend, from an environment of their own: they test for what is missing, which ours forbids."""

    def __init__(self) -> None:
        loader = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
        self._environment = Environment(
            autoescape=True, loader=loader, trim_blocks=True, lstrip_blocks=True, auto_reload=False
        )
        self._macros: dict[str, Any] = {}

    def __getattr__(self, name: str) -> Any:
        component = name.replace("_", "-")
        if component not in GOVUK:
            raise AttributeError(f"No GOV.UK component {component}; add it to GOVUK and to app.scss.")
        if name not in self._macros:
            module = self._environment.get_template(f"govuk_frontend_jinja/components/{component}/macro.html").module
            self._macros[name] = getattr(module, "govuk" + name.replace("_", " ").title().replace(" ", ""))
        return self._macros[name]


def make_environment(folder: Path) -> Environment:
    """The environment of pages over a folder of templates: escaping on, a misspelt name is an error, never an empty space."""
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
    )
    environment.filters.update(filters.FILTERS, showable=showable)
    environment.globals.update(
        path_for=path_for, static=static_path, span=filters.span, govuk=_Govuk(), _hint=_text_or_nothing
    )
    # What pages share with reports asks for its words as reports do; pages speak English.
    environment.globals["_"] = _
    environment.globals.update(
        keys_of=keys_of, marks_of=marks_of, answering=answering, results=kinds.RESULTS, summary=kinds.SUMMARY
    )
    for name in COMPONENTS:
        environment.globals[name] = environment.get_template(f"components/{name}.html").module
    return environment


def _text_or_nothing(text: str) -> dict[str, str] | None:
    return {"text": text} if text else None


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The one environment of this process."""
    return make_environment(paths.templates())


def learn_paths(app: FastAPI) -> None:
    """Remember the path of every named route, so that `path_for` is a look-up and needs no request."""
    for route in iter_route_contexts(app.routes):
        if route.path and route.name:
            _known_paths[route.name] = tuple(_PLACE.split(route.path))


def path_for(name: str, **ids: Any) -> str:
    """The path of a named route, its ids filled in and escaped; ids that are no part of the path become the query, a tuple of them one by one.

    Never a whole address: behind a proxy the host that the application sees is not the one people use.
    Raises LookupError for an unknown route or a missing id.
    """
    try:
        pieces = _known_paths[name]
    except KeyError:
        raise LookupError(f"There is no page named {name!r}.") from None
    path = pieces[0]
    for place, words in zip(pieces[1::2], pieces[2::2], strict=True):
        value = ids.pop(place, None)
        if value in (None, ""):
            raise LookupError(f"The page {name!r} needs {place}.")
        path += _quoted(value) + words
    if not ids:
        return path
    pairs = [(key, one) for key, value in ids.items() for one in (value if isinstance(value, tuple) else (value,))]
    query = "&".join(f"{quote(key)}={_quoted(value)}" for key, value in pairs)
    return f"{path}?{query}" if query else path


def _quoted(value: object) -> str:
    text = str(value)
    # Nearly always an id, in which nothing is to be escaped.
    return text if text.isalnum() and text.isascii() else quote(text, safe="")


def wants_block(request: Request) -> bool:
    """Whether htmx asks for a part: not for a whole page, and not to restore history."""
    headers = request.headers
    return (
        headers.get("hx-request") == "true"
        and headers.get("hx-history-restore-request") != "true"
        and headers.get("hx-boosted") != "true"
    )


def page(
    request: Request,
    template: str,
    context: Mapping[str, Any],
    block: str | tuple[str, ...] | None = None,
    *,
    status: int | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The whole page; or, where htmx asks and `block` is named, only that block (several: one after the other).

    `status` is 200, or 422 where the context's `form` carries errors, unless it is given.
    """
    form = context.get("form")
    code = status or (422 if form is not None and form.errors else 200)
    full = {**_layout(request), **context}
    if block and wants_block(request):
        names = (block,) if isinstance(block, str) else block
        html = "".join(render_block(environment(), template, name, full) for name in names)
    else:
        html = environment().get_template(template).render(full)
    return HTMLResponse(html, status_code=code, headers={"Vary": "HX-Request", **(headers or {})})


def see_other(request: Request, url: str) -> Response:
    """Go there now, after a write. A browser follows 303; htmx is told to load the whole page."""
    if wants_block(request):
        # A header holds no other letters than these; the other answer escapes its address itself, by the same list.
        escaped = quote(url, safe=":/%#?=@[]!$&'()*+,;")
        return Response(status_code=200, headers={"HX-Redirect": escaped, "Vary": "HX-Request"})
    return RedirectResponse(url, status_code=303, headers={"Vary": "HX-Request"})


@dataclass(frozen=True)
class SignOn:
    """How people get in here: the name of the provider ("" for none), and whether passwords do."""

    provider: str
    passwords: bool


def sign_on(settings: Settings) -> SignOn:
    """What the pages of signing in offer."""
    return SignOn(settings.oidc_name if settings.oidc_issuer else "", settings.passwords)


def _layout(request: Request) -> dict[str, Any]:
    """What the layout itself needs on every page."""
    visit = getattr(request.state, "visit", None)
    actor = visit.actor if visit else None
    practice = getattr(request.app.state, "practice", None)
    return {
        "request": request,
        "actor": actor,
        "practising": bool(visit and visit.practising),
        "navigation": entries_for(actor),
        "demo": bool(practice and practice.settings.demo),
        "here": request.url.path,
        "sign_on": sign_on(practice.settings) if practice else SignOn("", passwords=True),
    }
