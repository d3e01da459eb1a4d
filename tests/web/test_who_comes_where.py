"""Everybody at every address, compared with the table in docs/who-comes-where.md, which people read and write by hand.

A route, a command or a report without a row fails here, and the failure holds the row to be read, judged and entered.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
import typer
from fastapi.routing import RouteContext

from tests.web.grounds import ASKS, NOBODY, OUTSIDER, PAPERS, ROUTES, TWO_HOMES, Ground, public
from tests.web.test_access import declared
from workflow import cli
from workflow.reports.listing import REPORTS

PAGE = Path(__file__).parent.parent.parent / "docs" / "who-comes-where.md"
YES, NO, SIGN_IN = "yes", "no", "sign in"
ENDED = "practitioner2"
"""Whose involvement with the family is ended before they come."""
CLOSED = "closed"
"""The practitioner once more, whose account is closed before they come."""
PEOPLE: Mapping[str, str] = {
    "Practitioner": "practitioner",
    "Supervisor": "supervisor",
    "Chair": "chair",
    "Member": "member",
    "Quality": "quality",
    "Administrator": "administrator",
    "Never involved": OUTSIDER,
    "Involved once": ENDED,
    "Account closed": CLOSED,
    "Signed out": NOBODY,
}
"""The columns of the table, and who comes for each."""


def tables() -> Iterator[tuple[str, list[str]]]:
    """Every row of every table of the page: the heading it stands under, and its cells."""
    heading = ""
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            heading = line.removeprefix("## ")
        if line.startswith("| ") and not re.fullmatch(r"[| :-]+", line):
            yield heading, [cell.strip() for cell in line.strip("|").split("|")]


def rows(heading: str) -> dict[str, list[str]]:
    """The rows under a heading by their first cell; a row that stands twice fails."""
    found = [cells for under, cells in tables() if under == heading][1:]
    assert len({cells[0] for cells in found}) == len(found), f"A row of {heading!r} stands twice in {PAGE.name}."
    return {cells[0].replace("`", ""): cells[1:] for cells in found}


def called(route: RouteContext) -> str:
    """How the table calls a route."""
    return f"{'/'.join(sorted(route.methods or ()))} {route.path}"


def needs(route: RouteContext) -> str:
    """What a route demands, as it declares it."""
    asked = sorted({str(access.permission) for access in declared(route) if access.permission})
    return ", ".join(asked) or ("nothing" if public(route) else "to be signed in")


def prepared(ground: Ground, route: RouteContext, who: str) -> None:
    """The demonstration as it was, but for what has happened to somebody since."""
    if "POST" in (route.methods or ()) or who in (ENDED, CLOSED):
        ground.restore()
    if who == ENDED:
        family = ground.stands(TWO_HOMES)["family_id"]
        over = "UPDATE involvement SET since = '2025-01-01', until = '2026-03-01' WHERE family_id = ? AND person_id = ?"
        ground.ask(over, family, ground.person_id(ENDED))
    if who == CLOSED:
        ground.ask("UPDATE person SET disabled_at = created_at WHERE username = 'practitioner'")


def outcome(ground: Ground, route: RouteContext, who: str) -> str:
    """What becomes of somebody at an address: let in, told that there is nothing (and the trail says who), or asked to sign in.

    A form is sent empty and a paper of nothing is asked for: what matters is whether they get as far as to be told so.
    """
    prepared(ground, route, who)
    visitor, before = ground.visitor("practitioner" if who == CLOSED else who), refusals(ground)
    asks = "?upto=nothing&of=nothing@1" if route.name in PAPERS else ASKS.get(route.name or "", "")
    url = ground.address(route, ground.stands(TWO_HOMES)) + asks
    sent = {"version": "1", f"version-{ground.stands(TWO_HOMES)['item_id']}": "1"}
    answer = visitor.get(url) if "GET" in (route.methods or ()) else visitor.post(url, data=sent)
    assert answer.status_code < 500, url
    if answer.status_code == 401 or answer.headers.get("location", "").startswith("/sign-in?"):
        return SIGN_IN
    if refusals(ground) == before:
        return YES
    assert answer.status_code == 404, url
    return NO


def refusals(ground: Ground) -> int:
    """How often the trail says that somebody was refused."""
    return int(ground.ask("SELECT count(*) FROM audit_event WHERE kind = 'refused'")[0][0])


def row_of(name: str, cells: list[str]) -> str:
    """A row as the page has it."""
    return f"| `{name}` | {' | '.join(cells)} |"


@pytest.mark.parametrize("route", ROUTES, ids=called)
def test_everybody_at_every_address_is_answered_as_the_table_says(ground: Ground, route: RouteContext) -> None:
    cells = [needs(route), *(outcome(ground, route, who) for who in PEOPLE.values())]
    told = rows("Addresses").get(called(route))
    assert told == cells, f"docs/{PAGE.name} has to say, if that is what is meant:\n{row_of(called(route), cells)}"


def test_the_table_has_these_columns_and_no_row_too_many() -> None:
    head = next(cells for heading, cells in tables() if heading == "Addresses")
    assert head == ["Address", "Needs", *PEOPLE]
    assert set(rows("Addresses")) == {called(route) for route in ROUTES}
    assert len(ROUTES) > 70


def test_every_command_has_its_row() -> None:
    told = rows("Commands")
    missing = [row_of(name, ["…", "…"]) for name in commands(typer.main.get_command(cli.app)) if name not in told]
    assert not missing, f"Say in docs/{PAGE.name} what they touch and who they act as:\n" + "\n".join(missing)
    assert set(told) == set(commands(typer.main.get_command(cli.app)))


def commands(group: object, before: str = "careprofile") -> Iterator[str]:
    """Every command under a group, as it is typed."""
    for name, one in getattr(group, "commands", {}).items():
        if getattr(one, "commands", None):
            yield from commands(one, f"{before} {name}")
        else:
            yield f"{before} {name}"


def test_every_report_has_its_row_and_its_permission() -> None:
    assert rows("Reports") == {report.key: [report.title, str(report.permission)] for report in REPORTS}
    assert REPORTS
