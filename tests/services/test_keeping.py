"""Records past the day until which they are kept: who is told, of which, and that nothing is said before the settings say it."""

from collections.abc import Callable
from datetime import date

import pytest
from pydantic import ValidationError
from sqlalchemy import event, select

from tests import build
from tests.page_checks import check_page
from tests.web.visitors import browser_of, words_of
from workflow.models import AuditEvent, Family, Person
from workflow.rules.errors import Refused
from workflow.services import families, keeping
from workflow.services.desk import Practice
from workflow.settings import Settings
from workflow.storage.engine import Database

TERMS = {"keep_after_closing": 10, "keep_after_birth": 25, "keep_source": "Example schedule, line 7"}


@pytest.fixture
def practice(practice_on: Callable[[Database, Settings], Practice], database: Database) -> Practice:
    return practice_on(database, Settings.model_construct(**TERMS))


@pytest.fixture
def people(practice: Practice) -> tuple[Person, Person]:
    """A lead with three families, and a quality lead: one was closed long ago, one so that the child is too young still, one goes on."""
    lead, quality = build.person(practice), build.person(practice, "quality", roles=("quality",))
    closed(practice, lead, "Ancient", on=date(2015, 3, 19), born=date(2001, 3, 19))
    closed(practice, lead, "Younger", on=date(2015, 3, 19), born=date(2001, 3, 20))
    closed(practice, lead, "Recent", on=date(2016, 3, 20), born=date(1999, 1, 1))
    closed(practice, lead, "Going on", on=None, born=date(1990, 1, 1))
    return lead, quality


def closed(practice: Practice, lead: Person, name: str, *, on: date | None, born: date) -> str:
    family = build.family(practice, lead, name=name)
    with practice.database.open() as session:
        session.get_one(Family, family.id).closed_on = on
        for child in families.storage.children(session, family.id):
            child.born = born
    return family.id


def listed(practice: Practice, who: Person) -> list[str]:
    with practice.open_for(who.id) as desk:
        return [one.family for one in keeping.past_their_day(desk).records]


def test_who_decides_is_told_of_those_past_their_day_and_it_is_recorded(practice: Practice, people) -> None:
    lead, quality = people
    assert listed(practice, quality) == ["Ancient family"]
    with practice.database.open() as session:
        told = session.scalars(select(AuditEvent).where(AuditEvent.person_id == quality.id)).all()
    assert [one.kind for one in told] == ["families.listed"]
    assert listed(practice, build.person(practice, "elsewhere", roles=("supervisor",), team="Elsewhere")) == []
    assert listed(practice, build.person(practice, "manager", roles=("supervisor",))) == ["Ancient family"]
    with pytest.raises(Refused):
        listed(practice, lead)


def test_the_list_asks_the_same_however_much_there_is(practice: Practice, people) -> None:
    lead, quality = people

    def asked() -> int:
        with practice.open_for(quality.id) as desk:
            statements: list[str] = []
            connection = desk.session.connection()
            event.listen(connection, "before_cursor_execute", lambda *given: statements.append(given[2]))
            keeping.past_their_day(desk)
            return len(statements)

    few = asked()
    for number in range(5):
        closed(practice, lead, f"Old {number}", on=date(2010, 1, 1), born=date(1990, 1, 1))
    assert asked() == few
    assert len(listed(practice, quality)) == 6


def test_pages_say_it_to_whoever_decides_alone(practice: Practice, people) -> None:
    browser = browser_of(practice, "quality")
    check_page(browser.get("/past-their-day").text)
    words = words_of(browser)
    assert "Records are kept for 10 years after the work was closed and until the youngest child would be 25" in words
    assert "Closed since 19 March 2015. Kept until 19 March 2026: the youngest child would be 25" in words
    with practice.database.open() as session:
        family_id = session.scalars(select(Family.id).where(Family.name == "Recent")).one()
    browser.get(f"/families/{family_id}")
    assert "Kept until 20 March 2026: 10 years after the work was closed (Example schedule, line 7)." in words_of(
        browser
    )
    lead = browser_of(practice, "practitioner")
    lead.get(f"/families/{family_id}")
    assert "Kept until" not in words_of(lead)


def test_nothing_is_said_before_the_settings_say_it(practice_on, practice: Practice, people) -> None:
    silent = practice_on(practice.database, Settings.model_construct())
    browser = browser_of(silent, "quality")
    browser.get("/past-their-day")
    assert "How long records are kept has not been said in the settings." in words_of(browser)
    with pytest.raises(ValidationError, match="CAREPROFILE_KEEP_SOURCE must say where"):
        Settings(keep_after_closing=10)
