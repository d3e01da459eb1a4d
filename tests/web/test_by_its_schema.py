"""Every address by the application's own OpenAPI, which it never shows: schemathesis asks for whatever the schema lets somebody ask for."""

from collections.abc import Mapping
from typing import Any

import hypothesis
import pytest
import schemathesis
from schemathesis.checks import CHECKS, load_all_checks

from tests.web.grounds import ALIVE, FOR_SCRIPTS, GETS, PAPERS, ROUTES, Ground, parameters
from tests.web.walk import fault_in

ANSWERED = {200, 303, 404, 409, 414}
MACHINES = [route for route in ROUTES if route.name in ALIVE | FOR_SCRIPTS]
"""What answers a machine or a script, and is no page."""
ASKED = [
    route for route in GETS if route.name not in PAPERS | ALIVE and (parameters(route) or route.dependant.query_params)
]
FIELDS: Mapping[str, Any] = {
    "type": "object",
    "properties": {"store": {"type": "string"}},
    "additionalProperties": {"type": "string"},
}
"""Any form at all: what a script sends is read field by field, so that the framework knows of none."""
load_all_checks()


def schema_of(ground: Ground) -> Any:
    """The schema of the application, told besides that what is posted is a form."""
    written = ground.app.openapi()
    for path in written["paths"].values():
        for operation in path.values():
            operation["responses"] = {"default": {"description": "anything of ours"}}
        if "post" in path:
            path["post"]["requestBody"] = {"content": {"application/x-www-form-urlencoded": {"schema": FIELDS}}}
    return schemathesis.openapi.from_dict(written)


def ask(ground: Ground, operation: Any, most: int, who: str, answered: set[int]) -> int:
    """Ask for an address as often as is good, whatever schemathesis thinks of; how often it was."""
    visitor, asked = ground.visitor(who), 0

    @hypothesis.settings(
        max_examples=most, phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate], database=None
    )
    @hypothesis.given(case=operation.as_strategy())
    def once(case: Any) -> None:
        nonlocal asked
        asked += 1
        before = ground.rows()
        body = case.body if isinstance(case.body, dict) else None
        answer = visitor.request(case.method, case.formatted_path, params=case.query, data=body)
        assert answer.status_code in answered, case.formatted_path
        assert fault_in(answer) == ""
        assert answer.headers["cache-control"] == "no-store"
        if case.method == "GET":
            assert ground.since(before).only_trail
        case.validate_response(answer, checks=CHECKS.get_by_names(["not_a_server_error"]))

    once()
    return asked


@pytest.mark.parametrize("route", ASKED, ids=lambda route: str(route.path))
def test_a_page_answers_whatever_it_is_asked(ground: Ground, route: Any) -> None:
    operation = schema_of(ground)[route.path]["GET"]
    assert ask(ground, operation, 6, "practitioner", ANSWERED) > 1


@pytest.mark.parametrize("route", MACHINES, ids=lambda route: str(route.path))
def test_what_answers_a_machine_answers_anything(ground: Ground, route: Any) -> None:
    for method in route.methods or ():
        operation = schema_of(ground)[route.path][method]
        asked = ask(ground, operation, 60, "practitioner", {200, 400, 404, 413, 415, 422})
        assert asked > (1 if method == "POST" else 0)


def test_the_schema_is_shown_to_nobody(ground: Ground) -> None:
    for path in ("/openapi.json", "/docs", "/redoc", "/docs/oauth2-redirect"):
        assert ground.visitor("administrator").get(path).status_code == 404
    assert MACHINES
