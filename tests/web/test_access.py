"""Every route of the application, counted: what it demands is declared, and nobody signed out gets behind it."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.routing import RouteContext, iter_route_contexts

from tests.client import Client
from workflow.rules.roles import Permission
from workflow.services.desk import Practice
from workflow.web.app import create_app
from workflow.web.dependencies import Access
from workflow.web.navigation import ENTRIES

PUBLIC = {
    *("/sign-in", "/sign-in/second-step", "/sign-in/passkey", "/set-up", "/set-up/{token}", "/sign-out"),
    *("/sign-in/provider", "/sign-in/provider/back"),
    *("/healthz", "/readyz", "/no-connection"),
}
"""What answers without signing in; anything more is a decision, made here."""


@pytest.fixture
def app(embedded_practice: Practice) -> FastAPI:
    return create_app(embedded_practice)


def routes(app: FastAPI) -> list[RouteContext]:
    """Every route but the static files."""
    return [route for route in iter_route_contexts(app.routes) if route.path and route.name != "static"]


def declared(route: RouteContext) -> Iterator[Access]:
    for dependency in route.dependant.dependencies:
        if isinstance(dependency.call, Access):
            yield dependency.call


def address(route: RouteContext) -> str:
    return "/".join("1" if part.startswith("{") else part for part in str(route.path).split("/"))


def test_every_route_declares_its_access(app: FastAPI) -> None:
    found = routes(app)
    assert len(found) > 20
    silent = [f"{route.methods} {route.path}" for route in found if not any(True for _ in declared(route))]
    assert not silent


def test_only_these_are_public(app: FastAPI) -> None:
    assert {route.path for route in routes(app) if all(access.public for access in declared(route))} <= PUBLIC


def test_every_permission_named_exists(app: FastAPI) -> None:
    named = {access.permission for route in routes(app) for access in declared(route)} - {None}
    assert len(named) > 5
    assert named <= set(Permission)


def test_nobody_signed_out_gets_behind_a_route(app: FastAPI) -> None:
    client = Client(app, follow_redirects=False, headers={"sec-fetch-site": "same-origin"})
    asked = 0
    for route in routes(app):
        if route.path in PUBLIC:
            continue
        for method in route.methods or ():
            answer = client.request(method, address(route))
            asked += 1
            if method == "GET":
                assert answer.status_code == 303, route.path
                assert answer.headers["location"].startswith("/sign-in?next="), route.path
            else:
                assert answer.status_code == 401, f"{method} {route.path}"
    assert asked > 20


def test_every_route_has_a_name_of_its_own(app: FastAPI) -> None:
    names = [route.name for route in routes(app)]
    assert sorted(set(names)) == sorted(names)


def test_every_entry_of_the_bar_leads_somewhere(app: FastAPI) -> None:
    reachable = {route.path for route in routes(app) if "GET" in (route.methods or ())}
    assert {entry.path for entry in ENTRIES} <= reachable
