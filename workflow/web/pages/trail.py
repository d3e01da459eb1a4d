"""The trail: who has looked at a family, the search of the whole, and what was found as a file."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from fastapi import APIRouter, Request, Response

from workflow.clock import BRITISH
from workflow.exports.csv_file import csv_file
from workflow.rules.errors import NotFound
from workflow.rules.events import KINDS, Nature
from workflow.rules.roles import Permission
from workflow.services import trails
from workflow.services.trails import Asked, Line
from workflow.web.dependencies import Requires, Visiting
from workflow.web.fields import Fields
from workflow.web.forms import Form
from workflow.web.rendering import page

router = APIRouter()
_FAMILY = [Requires(Permission.TRAIL_FAMILY)]
_ALL = [Requires(Permission.TRAIL_READ)]
NATURES = {
    Nature.READING: "What was read",
    Nature.WRITING: "What was changed",
    Nature.REFUSAL: "What was refused",
    Nature.COMING_AND_GOING: "Signing in and out",
}
"""The sorts of entries, as a choice and as a heading of the file."""
HEAD = ("Day", "Time", "Who", "What", "Sort", "Family", "About", "Address", "Request", "Emergency")
_NO_DAY = "Write the day as year, month and day, such as 2026-03-20."
_YEARS = range(1900, 2200)
_BACKWARDS = "Choose a last day that is not before the first."


class Narrowing(Fields):
    """What a trail is narrowed to, as it stands in the address: ids, kinds and days, never a name."""

    person: str = ""
    family: str = ""
    what: str = ""
    since: str = ""
    until: str = ""


def _asked(form: Form[Narrowing]) -> Asked:
    """What is looked for. A day that is none is said so on the form; then nothing is looked for."""
    typed = {name: form.typed(name) for name in Narrowing.model_fields}
    days = {name: _day(typed[name]) for name in ("since", "until")}
    form.add_errors({name: _NO_DAY for name, day in days.items() if typed[name] and day is None})
    since, until = days["since"], days["until"]
    if since and until and until < since:
        form.add_errors({"until": _BACKWARDS})
    return Asked(typed["person"], typed["family"], typed["what"], since, until)


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if found.year in _YEARS else None


@router.get("/families/{family_id}/trail", name="family_trail", dependencies=_FAMILY)
def family_trail(  # noqa: PLR0917  # what an address can say
    request: Request,
    visit: Visiting,
    family_id: str,
    person: str = "",
    what: str = "",
    since: str = "",
    until: str = "",
    number: int = 1,
) -> Response:
    """Everybody who has been at the family, and the entries about it."""
    form = Form(Narrowing, person=person, what=what, since=since, until=until)
    asked = _asked(form)
    with visit.open() as desk:
        found = trails.of_family(desk, family_id, Asked() if form.errors else asked, number)
    people = {one.person_id: one.name for one in found.people if one.person_id}
    context = {"trail": found, "shown": not form.errors, **_narrowing(form, people)}
    return page(request, "trail/family.html", context, status=200)


@router.get("/trail", name="trail", dependencies=_ALL)
def trail(  # noqa: PLR0917  # what an address can say
    request: Request,
    visit: Visiting,
    person: str = "",
    family: str = "",
    what: str = "",
    since: str = "",
    until: str = "",
    number: int = 1,
) -> Response:
    """The whole trail, narrowed as the address says."""
    form = Form(Narrowing, person=person, family=family, what=what, since=since, until=until)
    asked = _asked(form)
    with visit.open() as desk:
        found, choices = trails.search(desk, Asked() if form.errors else asked, number)
    context = {
        "found": found,
        "shown": not form.errors,
        **_narrowing(form, choices.people),
        "families": _pairs(choices.families),
    }
    return page(request, "trail/search.html", context, status=200)


@router.get("/trail/entries.csv", name="trail_file", dependencies=_ALL)
def trail_file(  # noqa: PLR0917  # what an address can say
    visit: Visiting, person: str = "", family: str = "", what: str = "", since: str = "", until: str = ""
) -> Response:
    """All that was found, for a spreadsheet. The file's name says nothing of what is in it."""
    form = Form(Narrowing, person=person, family=family, what=what, since=since, until=until)
    asked = _asked(form)
    if form.errors:  # the page of the trail says what is wrong, and offers no such file
        raise NotFound
    with visit.open() as desk:
        lines = trails.export(desk, asked)
    headers = {"content-disposition": 'attachment; filename="trail.csv"'}
    return Response(csv_file(HEAD, map(_row, lines)), media_type="text/csv; charset=utf-8", headers=headers)


def _row(line: Line) -> Sequence[object]:
    at = line.at.astimezone(BRITISH)
    when = (f"{at:%Y-%m-%d}", f"{at:%H:%M:%S}")
    where = (line.address, line.request_id, line.why)
    return (*when, line.person, line.sentence, NATURES[line.nature], line.family, line.about, *where)


def _narrowing(form: Form[Narrowing], people: Mapping[str, str]) -> dict[str, Any]:
    """What the form that narrows a trail needs, and the query that keeps it narrowed on the next page."""
    query = {name: value for name in Narrowing.model_fields if (value := form.typed(name))}
    return {"form": form, "query": query, "people": _pairs(people), "kinds": _WHAT, "natures": NATURES}


def _choices() -> Iterator[tuple[str, str]]:
    """Each sort of entries, and after it its kinds as sentences whose names are left open."""
    for nature, words in NATURES.items():
        yield str(nature), words
        told = {
            key: one.told("…", dict.fromkeys(one.keys, "…"), "…") for key, one in KINDS.items() if one.nature is nature
        }
        yield from ((key, f"– {sentence}") for key, sentence in told.items())


_WHAT = tuple(_choices())


def _pairs(named: Mapping[str, str]) -> list[tuple[str, str]]:
    return sorted(named.items(), key=lambda pair: pair[1].casefold())
