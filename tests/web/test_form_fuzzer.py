"""Random forms at every write, by those who may, by an outsider and by nobody: no fault, no leak of another family, nothing kept that was refused."""

import re
from collections.abc import Mapping
from functools import cached_property
from random import Random
from urllib.parse import quote_plus

import pytest
from fastapi.routing import RouteContext

from tests.web import nasty
from tests.web.grounds import NOBODY, OUTSIDER, POSTS, Ground, named, parameters, public
from tests.web.kept import Changed
from tests.web.test_every_write import EXPECTED, ODD, UNREADABLE, told
from tests.web.test_matrix import READS_FIRST, REPEATS
from tests.web.walk import FoundForm, fault_in

BY_THOSE_WHO_MAY = 10
BY_OTHERS = 2
"""Forms sent to each address: enough that each value is sent somewhere, few enough that the whole takes half a minute."""
ANSWERS = EXPECTED | UNREADABLE
PARTLY = {"save_part", "save_answer", "save_around", "save_voices", "save_voice", "save_sheet", "save_row"}
"""Answers, each field of which is kept or not by itself, and pages of many: what could not be kept is shown again, the rest is."""
TOLD = {"audit_event", "failed_tries"}
"""What may grow where a form was refused: the trail, and the count of wrong passwords."""
ESCAPED = re.compile(r"\\u(?:00[01][0-9a-f]|007f|d[89a-f])", re.IGNORECASE)
"""The same as `ODD`, as JSON writes it, but for tabs and line ends, which it writes by letters."""
_FAMILY_OF = {
    "family": "SELECT id, id FROM family",
    "involvement": "SELECT id, family_id FROM involvement",
    "scoring": "SELECT id, family_id FROM scoring",
    "visit": "SELECT id, family_id FROM visit",
    "child": "SELECT id, family_id FROM child",
    "adult": "SELECT id, family_id FROM adult",
    "household": "SELECT id, family_id FROM household",
}


class Records:
    """Which record belongs to which family, and the names that stand in each."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground

    @cached_property
    def family_of(self) -> Mapping[str, str]:
        """The family of every id."""
        return {id_: family for sql in _FAMILY_OF.values() for id_, family in self.ground.ask(sql)}

    @cached_property
    def ids(self) -> list[str]:
        """Ids of every kind and family, of what has ended too, and of people."""
        people = [id_ for (id_,) in self.ground.ask("SELECT id FROM person ORDER BY id")]
        return [*sorted(self.family_of), *people, "t" + "9" * 19]

    @cached_property
    def names(self) -> Mapping[str, frozenset[str]]:
        """The names of each family that no other family and nobody at work has."""
        found: dict[str, set[str]] = {}
        for table in ("child", "adult"):
            for family, called in self.ground.ask(f"SELECT family_id, called FROM {table}"):  # noqa: S608  # of these two
                found.setdefault(family, set()).add(called)
        for family, name in self.ground.ask("SELECT id, name FROM family"):
            found.setdefault(family, set()).update(name.split())
        practice = {family for (family,) in self.ground.ask("SELECT id FROM family WHERE practice")}
        at_work = " ".join(name for (name,) in self.ground.ask("SELECT name FROM person"))
        return {
            family: frozenset(
                name
                for name in names
                if len(name) > 3
                and name not in at_work
                and not any(name in others for other, others in found.items() if other != family)
            )
            for family, names in found.items()
            if family not in practice
        }

    @cached_property
    def columns(self) -> Mapping[str, list[str]]:
        """The names of the columns of every table."""
        return {name: [one[1] for one in self.ground.ask(f"PRAGMA table_info({name})")] for name in self.ground.tables}

    def of_path(self, path: str) -> set[str]:
        """The families whose records an address names."""
        return {self.family_of[part] for part in path.split("/") if part in self.family_of}

    def leaked(self, text: str, allowed: set[str]) -> set[str]:
        """Names in a text of families that have nothing to do with it."""
        others = {name for family, names in self.names.items() if family not in allowed for name in names}
        return {name for name in others if re.search(rf"\b{re.escape(name)}\b", text)}

    def written_elsewhere(self, done: Changed, allowed: set[str]) -> list[str]:
        """Rows that came or went and name a record of a family that the address has nothing to do with."""
        return [
            table
            for rows in (done.came, done.went)
            for table, changed in rows.items()
            if table != "audit_event"
            for row in changed
            for column, cell in zip(self.columns[table], row, strict=True)
            if column.endswith("id") and self.family_of.get(str(cell), next(iter(allowed), "")) not in allowed
        ]


@pytest.fixture(scope="session")
def records(whole_ground: Ground) -> Records:
    whole_ground.restore()
    return Records(whole_ground)


def send(ground: Ground, who: str, url: str, content: bytes):
    """Post a body as somebody; the answer, and what it did."""
    before = ground.rows()
    answer = ground.visitor(who).post(
        url, content=content, headers={"content-type": "application/x-www-form-urlencoded"}
    )
    return answer, ground.since(before)


def chance_of(name: str) -> Random:
    """Chance that falls the same way for a name on every run."""
    return Random(name)  # noqa: S311  # nothing is to be kept secret by it


each_write = pytest.mark.parametrize("route", POSTS, ids=named)


@each_write
def test_random_forms_do_no_harm(
    ground: Ground, route: RouteContext, forms: dict[str, FoundForm], records: Records
) -> None:
    form, chance, faults = forms[route.name], chance_of(named(route)), []
    families = records.of_path(form.action)
    for number in range(BY_THOSE_WHO_MAY):
        content = nasty.body(form, chance, records.ids)
        answer, done = send(ground, form.who, form.action, content)
        said = f"{number}: {answer.status_code} {content[:300]!r}"
        if answer.status_code not in ANSWERS:
            faults.append(f"{said}: {told(answer)}")
        if fault := fault_in(answer):
            faults.append(f"{said}: {fault}")
        if families:
            faults += [f"{said}: told {name}" for name in records.leaked(answer.text, families)]
            faults += [f"{said}: wrote to {table}" for table in records.written_elsewhere(done, families)]
        if answer.status_code >= 400 and done.tables - TOLD and route.name not in PARTLY:
            faults.append(f"{said}: kept {done.tables}")
        faults += [f"{said}: kept {cell!r}" for cell in odd(done)]
        if done.tables - {"audit_event"}:
            ground.restore()
    assert not faults, "\n".join(faults)


def odd(done: Changed) -> list[str]:
    """Texts that were kept with characters that are none."""
    return [
        cell[:50]
        for rows in done.came.values()
        for row in rows
        for cell in row
        if isinstance(cell, str) and (ODD.search(cell) or ESCAPED.search(cell))
    ]


@each_write
def test_random_forms_of_others_come_to_nothing(
    ground: Ground, route: RouteContext, forms: dict[str, FoundForm], records: Records
) -> None:
    form, chance = forms[route.name], chance_of(f"others {named(route)}")
    if public(route) or not parameters(route):
        return
    for who, status in ((OUTSIDER, {404, *UNREADABLE}), (NOBODY, {401, *UNREADABLE})):
        for _ in range(BY_OTHERS):
            content = nasty.body(form, chance, records.ids)
            answer, done = send(ground, who, form.action, content)
            # What cannot be read as a form at all is said to whoever sent it; so is an answer without a version, by the one write that reads first.
            assert answer.status_code in status | ({422} if route.name in READS_FIRST and who else set()), content
            assert fault_in(answer) == ""
            if answer.status_code == 404:
                assert not records.leaked(answer.text, set())
            assert done.only_trail if who else not done.tables


@each_write
def test_ids_of_other_records_in_the_address_lead_nowhere(
    ground: Ground, route: RouteContext, forms: dict[str, FoundForm], records: Records
) -> None:
    """Each id in the address is put in the place of another: an id of the wrong kind is not there, whoever sends it."""
    form, chance = forms[route.name], chance_of(f"ids {named(route)}")
    parts = form.action.split("/")
    for place in [place for place, part in enumerate(parts) if part in records.family_of]:
        kinds = [{id_ for id_, _ in ground.ask(sql)} for sql in _FAMILY_OF.values()]
        own = next(ids for ids in kinds if parts[place] in ids)
        for wrong in (
            *chance.sample(sorted(set(records.ids) - own), 2),
            quote_plus(chance.choice(nasty.VALUES)) or "x",
        ):
            url = "/".join([*parts[:place], wrong, *parts[place + 1 :]])
            answer, done = send(ground, form.who, url, nasty.body(form, chance, records.ids))
            done_already = {303} if route.name in REPEATS else {422} if route.name in READS_FIRST else set()
            assert answer.status_code in {404, 405, 414, *UNREADABLE} | done_already, url
            assert fault_in(answer) == ""
            assert not done.tables - {"audit_event"}
