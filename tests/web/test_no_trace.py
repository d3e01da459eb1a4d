"""What is kept for named people leaves no trace: two practices alike but for a secret word in every part that can be kept, and every address of both.

Whoever may not see those parts is answered the same in both, to the byte: pages, papers and plain texts. Whoever may see them finds the word.
"""

import re
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from tests import build, progress_ground
from tests.client import Client
from tests.conftest import NOON
from tests.progress_ground import Told
from tests.web.grounds import GETS, parameters
from tests.web.visitors import app_of
from workflow import paths
from workflow.clock import CountedIds, SetClock
from workflow.models import (
    Answer,
    AnswerChange,
    Corrected,
    Correction,
    Entry,
    EntryChange,
    Household,
    Living,
    Part,
    Restriction,
    RestrictionPerson,
    ScalingMark,
    ScoringVisit,
    Target,
    Visit,
)
from workflow.rules.entry_kinds import SECTIONS, entries_of, kind_of
from workflow.rules.restrictions import Category, Kind, Mode
from workflow.services import entries, restricting, scorings
from workflow.services.desk import Practice
from workflow.services.instruments import pin
from workflow.services.library import Library
from workflow.services.passwords import Passwords
from workflow.settings import Settings
from workflow.storage import locks
from workflow.storage.engine import Database

SECRET = "quillwort"
READERS = ("chair", "quality", "supervisor")
"""Who sees the family, and is not named."""
VISITED, SCALING = "the visit", "safety-scaling@2026.1"
NOTED = ("A1b", "B1a")
"""Items of whose words nobody has written any yet."""


@pytest.fixture(scope="module")
def twins(
    migrated_file: Path, passwords: Passwords, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Told, Told]]:
    """Two practices, the second with the secret in it."""
    made = []
    for name in ("bare", "planted"):
        file = tmp_path_factory.mktemp(name) / "careprofile.db"
        shutil.copy(migrated_file, file)
        database = Database(f"sqlite:///{file}")
        library = Library(paths.questionnaires())
        settings = Settings.model_construct()
        practice = Practice(settings, database, SetClock(NOON), CountedIds(), library, passwords=passwords)
        told = progress_ground.stand(practice)
        for reader in READERS[:2]:
            who = build.person(practice, reader, roles=(reader,), team=f"{reader} team")
            if reader == "chair":
                build.involve(practice, told.family.id, who, Part.CHAIR)
        lay_out(told)
        made.append(told)
    plant(made[1])
    yield made[0], made[1]
    for told in made:
        told.practice.database.close()


def lay_out(told: Told) -> None:
    """What both practices have: a visit of which nothing is said, that every scoring rests on, and an edition with scaling questions."""
    visit = Visit(id=VISITED, family_id=told.family.id, on=date(2026, 3, 6), announced=True)
    build.put(told.practice, visit, *(ScoringVisit(scoring_id=one, visit_id=VISITED) for one in told.scoring_ids))
    with told.practice.open_for(told.lead.id) as desk:
        assert pin(desk, SCALING).id


def plant(told: Told) -> None:
    """The secret in every entry that a scoring can have, in the words of some items and of a visit, in targets and numbers, and as a home.

    All is kept for the lead alone.
    """
    practice, new = told.practice, told.practice.ids.new
    with practice.open_for(told.lead.id) as desk:
        asked = pin(desk, SCALING).id
    rows: list = kept(told, Kind.VISIT, VISITED)
    for scoring_id in told.scoring_ids:
        stamp = {"scoring_id": scoring_id, "changed_at": build.LONG_AGO, "changed_by_id": told.lead.id}
        facts = {"item_id": "A3c", "now": 4, "aim": 3, "by": date(2026, 8, 1), "helps": SECRET}
        mark = {
            "mark_id": new(),
            "edition_id": asked,
            "item_id": "S1",
            "who": SECRET,
            "part": "carer",
            "number": 3,
            "on": NOON.date(),
        }
        rows += [
            Target(id=new(), **facts, **stamp),
            *kept(told, Kind.TARGET, "A3c", scoring_id),
            ScalingMark(id=new(), **mark, **stamp),
            *kept(told, Kind.NUMBER, str(mark["mark_id"]), scoring_id),
        ]
        for key, value in secrets(told, scoring_id).items():
            facts = {"scoring_id": scoring_id, "key": key, "changed_at": build.LONG_AGO, "changed_by_id": told.lead.id}
            rows += [Entry(id=new(), value=value, **facts), EntryChange(id=new(), version=1, new_value=value, **facts)]
            rows += kept(told, Kind.ENTRY, key, scoring_id)
        rows += [one for item_id in NOTED for one in kept(told, Kind.NOTE, item_id, scoring_id)]
    home = Household(id=new(), family_id=told.family.id, name=f"The {SECRET} house")
    rows += [
        home,
        Living(id=new(), household_id=home.id, adult_id=told.jo_id, note=SECRET),
        *kept(told, Kind.HOME, home.id),
        *moved(home.id, told),
    ]
    build.put(practice, *rows)
    with practice.database.open() as session:
        locks.remove(session.connection())
        for row in session.scalars(select(Answer).where(Answer.item_id.in_(NOTED))):
            assert not row.note
            row.note, row.version = SECRET, 2
            row.evidence = {"basis": [{"kind": "agency", "who": SECRET}], "impact": SECRET}
            facts = {"scoring_id": row.scoring_id, "item_id": row.item_id, "changed_at": build.LONG_AGO}
            facts |= {"new_grade": row.grade, "new_state": row.state, "changed_by_id": row.changed_by_id}
            same = {"old_grade": row.grade, "old_state": row.state}
            session.add(AnswerChange(id=new(), version=2, **facts, **same, new_note=SECRET, new_evidence=row.evidence))
        for visit in session.scalars(select(Visit).where(Visit.id == VISITED)):
            visit.place = visit.seen = SECRET
        session.flush()
        locks.put(session.connection())


def moved(home_id: str, told: Told) -> list[Correction]:
    """That the home was called something else before, and who lived there."""
    facts = {"entry": 1, "of": Corrected.HOME.value, "subject_id": home_id, "at": build.LONG_AGO, "by_id": told.lead.id}
    lived = {"field": "living", "about_id": told.jo_id, "became": SECRET}
    return [
        Correction(id="1.1", place=1, field="name", was=SECRET, became=SECRET[::-1], **facts),
        Correction(id="1.2", place=2, **lived, **facts),
    ]


def secrets(told: Told, scoring_id: str) -> dict[str, dict[str, object]]:
    """Every entry that a scoring can have, each of its parts holding the secret or something that can be chosen."""
    with told.practice.open_for(told.lead.id) as desk:
        here = entries.about(desk, scorings.found(desk, scoring_id))
    keys = [one for section in SECTIONS for one in entries_of(section.key, here)]
    voices = [f"{who}.{item}" for who in ("voice.carer", "voice.child") for item in list(here.items)[:3]]
    found = {one.key: {part.name: chosen(part) for part in one.kind.parts} for one in keys}
    for key in voices:
        kind = kind_of(key)
        if kind is not None:
            found[key] = {part.name: chosen(part) for part in kind.parts}
    assert len(found) > 10
    return found


def chosen(part) -> object:
    if part.kind == "choice":
        return part.choices[0][0]
    if part.kind == "grade":
        return 5
    return "2026-03-01" if part.kind == "day" else SECRET


def kept(told: Told, kind: Kind, key: str, scoring_id: str | None = None) -> list:
    row = Restriction(
        id=told.practice.ids.new(),
        family_id=told.family.id,
        kind=kind.value,
        scoring_id=scoring_id,
        key=key,
        mode=Mode.ONLY.value,
        category=Category.THIRD_PARTY.value,
        reason="x",
        decided_by_id=told.lead.id,
        decided_at=build.LONG_AGO,
        review_on=date(2026, 9, 1),
    )
    return [row, RestrictionPerson(restriction_id=row.id, person_id=told.lead.id)]


def addresses(told: Told) -> Iterator[str]:
    """Every address there is, about each of the family's scorings."""
    with told.practice.database.open() as session:
        part = session.connection().exec_driver_sql("SELECT id FROM involvement ORDER BY id").first()
    assert part is not None
    sections = [section.key for section in SECTIONS]
    for number, scoring_id in enumerate(told.scoring_ids):
        stands = {
            "family_id": told.family.id,
            "child_id": told.child_id,
            "adult_id": told.family.carer_id,
            "household_id": told.family.household_id,
            "involvement_id": part[0],
            "scoring_id": scoring_id,
            "later_id": told.scoring_ids[-1],
            "earlier_id": told.scoring_ids[min(number, 1)],
            "visit_id": VISITED,
            "person_id": told.other.id,
            "sub_area_id": ("A1", "B1", "A2")[number],
            "item_id": NOTED[number % 2],
            "entry_key": "child-voice",
        }
        for route in GETS:
            for section in sections if "section_key" in parameters(route) else ("",):
                known = {**stands, "section_key": section}
                missing = [name for name in parameters(route) if name not in known]
                if missing:
                    known |= dict.fromkeys(missing, "nothing")
                yield re.sub(r"{(\w+)(?::\w+)?}", lambda found, known=known: known[found[1]], str(route.path))


def everything(told: Told, who: str) -> dict[str, tuple[int, bytes]]:
    """What every address answers somebody."""
    app = app_of(told.practice)
    client = Client(app, follow_redirects=False, headers={"sec-fetch-site": "same-origin"})
    client.cookies.set("careprofile", build.token(told.practice, who))
    with client:
        found = {url: client.get(url) for url in dict.fromkeys(addresses(told))}
    # The file of the trail names requests, by ids that are made at random.
    return {
        url: (answer.status_code, re.sub(rb"\b[0-9a-f]{12}\b", b"", answer.content)) for url, answer in found.items()
    }


@pytest.mark.parametrize("who", READERS)
def test_whoever_may_not_see_it_is_answered_as_if_it_had_never_been_written(twins: tuple[Told, Told], who: str) -> None:
    bare, planted = everything(twins[0], who), everything(twins[1], who)
    assert len(bare) > 40
    assert sum(status == 200 for status, _ in bare.values()) > 20
    assert not [url for url, (_, content) in planted.items() if SECRET.encode() in content]
    assert not [url for url in bare if bare[url] != planted.get(url)]


def test_whoever_may_see_it_finds_it(twins: tuple[Told, Told]) -> None:
    found = everything(twins[1], "practitioner")
    places = {url for url, (_, content) in found.items() if SECRET.encode() in content}
    assert any("/families/" in url for url in places)
    assert any(url.endswith("/earlier") for url in places)
    assert any("/around/" in url for url in places)
    assert any("/parts/" in url for url in places)
    assert any("/targets" in url for url in places)
    assert any(url.endswith("/scaling") for url in places)
    assert any("/visits/" in url or url.endswith("/details") for url in places)


def test_what_is_made_for_a_recipient_is_read_as_the_recipient(twins: tuple[Told, Told]) -> None:
    told = twins[1]
    with told.practice.open_for(told.lead.id) as desk:
        mine = entries.of_scoring(desk, told.scoring_ids[0])
        with restricting.as_read_by(desk, None):
            outside = entries.of_scoring(desk, told.scoring_ids[0])
        again = entries.of_scoring(desk, told.scoring_ids[0])
    assert mine.keys() == again.keys() > outside.keys() == set()
