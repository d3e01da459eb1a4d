"""The trail read back: who has looked at a family, the search of the whole, the file; and that reading it is told as well."""

import csv
import io
import re
from collections import Counter
from typing import Any

import pytest
from sqlalchemy import event

from tests.page_checks import check_page
from tests.web.grounds import NOT_THE_MEMBERS, OUTSIDER, TWO_HOMES, Ground
from workflow.rules.events import KINDS, Nature
from workflow.services import trails


def words(text: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def family_url(ground: Ground, family: str = TWO_HOMES) -> str:
    return f"/families/{ground.stands(family)['family_id']}"


def test_a_supervisor_sees_who_has_looked_at_a_family(ground: Ground) -> None:
    url = family_url(ground)
    ground.visitor("member").get(url)
    ground.visitor(OUTSIDER).get(url)
    visitor, before = ground.visitor("supervisor"), ground.rows()
    answer = visitor.get(f"{url}/trail")
    check_page(answer.text)
    (told,) = ground.since(before).events
    assert (told["kind"], told["family_id"]) == ("trail.family-read", ground.stands(TWO_HOMES)["family_id"])
    said = words(answer.text)
    names = dict(ground.ask("SELECT username, name FROM person"))
    assert f"{names['member']} opened the family." in said
    assert f"{names[OUTSIDER]} asked for something that is not theirs" in said
    assert "20 March 2026" in said
    assert "from testclient" in said
    assert "{" not in said
    narrowed = words(visitor.get(f"{url}/trail?person={ground.person_id('member')}&what=reading").text)
    assert f"{names['member']} opened the family." in narrowed
    assert "asked for something that is not theirs" not in narrowed.partition("Show these entries")[2]


def test_whoever_has_no_business_with_it_finds_no_trail(ground: Ground) -> None:
    for who in ("practitioner", "chair", "member", "administrator", OUTSIDER):
        for url in (f"{family_url(ground)}/trail", "/trail", "/trail/entries.csv"):
            assert ground.visitor(who).get(url).status_code == 404, (who, url)
    assert ground.visitor("supervisor").get("/trail").status_code == 404
    assert ground.visitor("supervisor").get("/trail/entries.csv").status_code == 404


def test_a_quality_lead_searches_by_who_what_which_family_and_when(ground: Ground) -> None:
    visitor = ground.visitor("quality")
    family_id = ground.stands(NOT_THE_MEMBERS)["family_id"]
    everything = found(visitor.get("/trail").text)
    of_family = found(visitor.get(f"/trail?family={family_id}").text)
    written = found(visitor.get(f"/trail?family={family_id}&what=writing").text)
    one_kind = found(visitor.get(f"/trail?family={family_id}&what=answer.saved").text)
    assert everything > of_family > written > one_kind > 0
    per_kind = Counter(kind for (kind,) in ground.ask("SELECT kind FROM audit_event WHERE family_id = ?", family_id))
    assert one_kind == per_kind["answer.saved"]
    assert written == sum(n for kind, n in per_kind.items() if KINDS[kind].nature is Nature.WRITING)
    assert found(visitor.get("/trail?since=2026-03-20&until=2026-03-20&what=coming-and-going").text) > 0
    assert found(visitor.get("/trail?until=2001-01-01").text) == 0
    for wrong in ("person=nobody", "family=nothing", "what=nothing"):
        assert visitor.get(f"/trail?{wrong}").status_code == 404
    for wrong in ("since=yesterday", "since=2026-03-20&until=2026-03-19"):
        answer = visitor.get(f"/trail?{wrong}")
        check_page(answer.text)
        assert "There is something to put right" in answer.text
        assert "Put the days right" in answer.text


def test_each_sort_of_entry_is_followed_by_its_kinds(ground: Ground) -> None:
    tree = check_page(ground.visitor("quality").get("/trail").text)
    (select,) = [one for one in tree.iter("select") if one.get("name") == "what"]
    values = [one.get("value") or "" for one in select.iter("option")]
    sorts = [str(nature) for nature in Nature]
    nature = ""
    for value in filter(None, values):
        nature = value if value in sorts else nature
        assert value in sorts or KINDS[value].nature == nature
    assert set(values) == {"", *sorts, *KINDS}


def found(text: str) -> int:
    number = re.search(r"<h2[^>]*>([\d,]+) entr", text)
    assert number, words(text)[:500]
    return int(number[1].replace(",", ""))


def test_every_page_of_the_trail_costs_the_same(ground: Ground) -> None:
    visitor, counts = ground.visitor("quality"), set()
    visitor.get("/trail")  # where the trail ends is known from now on
    for url in ("/trail", "/trail?number=2", "/trail?number=999999999999"):
        sent: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any, sent: list[str] = sent) -> None:
            sent.append(statement)

        event.listen(ground.practice.database.engine, "before_cursor_execute", note)
        answer = visitor.get(url)
        event.remove(ground.practice.database.engine, "before_cursor_execute", note)
        check_page(answer.text)
        counts.add(len(sent))
    assert len(counts) == 1
    assert max(counts) < 12


def test_what_was_found_is_a_file_and_taking_it_is_told(ground: Ground) -> None:
    family_id = ground.stands(TWO_HOMES)["family_id"]
    visitor, before = ground.visitor("quality"), ground.rows()
    answer = visitor.get(f"/trail/entries.csv?family={family_id}&what=writing")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="trail.csv"'
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    (told,) = ground.since(before).events
    assert told["kind"] == "trail.exported"
    assert f'"rows": {len(rows) - 1}' in told["details"]
    assert rows[0][:4] == ["Day", "Time", "Who", "What"]
    assert len(rows) > 50
    assert {row[4] for row in rows[1:]} == {"What was changed"}
    assert {row[5] for row in rows[1:]} == {f"{TWO_HOMES} family"}
    assert visitor.get("/trail/entries.csv?since=nonsense").status_code == 404


def test_more_than_a_file_holds_is_asked_for_in_parts(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trails, "MOST_IN_A_FILE", 5)
    answer = ground.visitor("quality").get("/trail/entries.csv")
    assert answer.status_code == 409
    assert "Choose fewer days, then try again." in answer.text


def test_practice_families_are_on_no_ones_trail_but_their_own(ground: Ground) -> None:
    ground.ask("DELETE FROM restriction_person")  # what is kept for named people is left out too, and told of elsewhere
    ground.ask("DELETE FROM restriction")
    visitor = ground.visitor("practitioner")
    begun = visitor.post("/practice")
    assert begun.status_code in (303, 404), begun.text
    practice = ground.ask("SELECT id FROM family WHERE practice ORDER BY id")
    assert practice
    quality = ground.visitor("quality")
    everything = quality.get("/trail/entries.csv")
    rows = list(csv.reader(io.StringIO(everything.content.decode("utf-8-sig"))))
    shown = len(rows) - 1
    (invented,) = ground.ask("SELECT count(*) FROM audit_event JOIN family ON family.id = family_id AND practice")[0]
    (total,) = ground.ask("SELECT count(*) FROM audit_event")[0]
    assert invented > 0
    assert shown == total - invented - 1, "all but those, and but the entry of this very reading"
    assert quality.get(f"/trail?family={practice[0][0]}").status_code == 404
    own = ground.visitor("supervisor").get(f"/families/{practice[0][0]}/trail")
    assert own.status_code == 200
    assert found(own.text) > 0


def test_a_list_of_families_is_told_with_what_stood_on_it(ground: Ground) -> None:
    before = ground.rows()
    ground.visitor("member").get("/")
    (told,) = ground.since(before).events
    assert told["kind"] == "families.listed"
    for family in (TWO_HOMES, NOT_THE_MEMBERS):
        assert (ground.stands(family)["family_id"] in told["details"]) == (family == TWO_HOMES)
