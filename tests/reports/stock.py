"""Invented scorings for reports: Hana Example and her carer Marek, three times in a year, with gaps, notes and a second scorer."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any

from gcp.answers import Answer, AnswerSheet, Child, Window
from gcp.definition import load
from gcp.grades import ItemState
from gcp.instrument import Instrument
from gcp.progress import series
from gcp.scoring import score
from gcp.worded import worded
from workflow import paths
from workflow.reports.around import CarerSaid, Noted, Prompted, Said, SetAside
from workflow.reports.base import Asked, Care, Material, Reader, Scored, Subject, Visited
from workflow.rules.evidence import Basis, BasisKind, Evidence
from workflow.rules.prompts import raised
from workflow.rules.targets import Aim
from workflow.rules.told import Behind, Told
from workflow.rules.voices import Spoken
from workflow.services.statements import Statement

MAREK = Reader("marek", "Marek")
HANA = Subject("Hana", "Example", date(2019, 5, 14))
OLA, SAM = ("Ola Example", "Example Council"), ("Sam Example", "Example Health Trust")
JANUARY = Window(date(2026, 1, 5), date(2026, 1, 20))
MARCH = Window(date(2026, 3, 2), date(2026, 3, 20))
SEPTEMBER = Window(date(2026, 9, 1), date(2026, 9, 18))
NOT_OBSERVED = ItemState.NOT_OBSERVED


@lru_cache(maxsize=1)
def care_profile() -> Instrument:
    """The instrument that comes with the product."""
    return load(paths.questionnaires() / "care-profile-2026.1.yaml")


def answers(**graded: Answer) -> dict[str, Answer]:
    """A grade of 2 for every item asked of a seven-year-old, but for those given."""
    items = [item.id for item in care_profile().items_for(86) if not item.conditions]
    return {**dict.fromkeys(items, 2), **graded}


def age_in_months(on: date) -> int | None:
    """How old Hana was on a day, in completed months."""
    return Child(HANA.born).age_months(on)


def scored(
    given: Mapping[str, Answer],
    window: Window = MARCH,
    *,
    by: tuple[str, str] = OLA,
    born: date | None = HANA.born,
    instrument: Instrument | None = None,
    sheet: Mapping[str, Any] | None = None,
    **more: Any,
) -> Scored:
    """One scoring by one scorer, signed off a week after its window unless said otherwise."""
    used = instrument or care_profile()
    facts_of_sheet = {"carer": "Marek", "scorer": ", ".join(by), **(sheet or {})}
    whole = AnswerSheet(used.name, Child(born), window=window, answers=dict(given), **facts_of_sheet)
    facts: dict[str, Any] = {
        "id": f"scoring{window.end:%Y%m%d}",
        "profile": score(used, whole),
        "carers": "Marek",
        "scorer": by[0],
        "agency": by[1],
        "as_of": datetime(window.end.year, window.end.month, window.end.day, 15, tzinfo=UTC),
        "visits": (
            Visited(window.start, announced=True, place="at home", seen="Hana and Marek", child_seen=True),
            Visited(window.end, announced=False, place="at home", seen="Hana", child_seen=True, child_seen_alone=True),
        ),
        "signed_off_on": window.end,
        "signed_off_by": "Kit Example",
    }
    return Scored(**{**facts, **more})


def three() -> tuple[Scored, ...]:
    """January, March and September: nutrition and hygiene better, hidden progress in clothing, one item worse, safety partly unseen."""
    first = answers(A1a=4, A1b=4, A1c=3, A1d=4, A3a=3, A3b=3, A3c=4, A4=4, A5b=4, D1e=3, C1a=3, C1b=3)
    second = {**first, "A1a": 4, "A1b": 3, "A5b": 4, "B1d": NOT_OBSERVED, "D1e": 3}
    third = {
        **second,
        "A1a": 3,
        "A1d": 3,
        "A3a": 2,
        "A3b": 2,
        "A4": 3,
        "B1c": 3,
        "B1e": NOT_OBSERVED,
        "C1a": 2,
        "C1b": 2,
    }
    notes = {
        "A1a": "Tea on both visits was pasta with a vegetable. Hana says there is fruit after school now.",
        "A3c": "Trousers and coat are too thin for the weather and were the same on both visits.",
        "A5b": "The dental appointment of 3 September was missed; the next one is on 2 October.",
        "B1e": "The tablet was away being mended.",
        "B1c": "Walked in the road on the way back from school while Marek was on the phone.",
    }
    earlier = {"A1a": "Crisps and chocolate before school.", "A4": "Hair matted, the same jumper for a week."}
    return (
        scored(first, JANUARY),
        scored(second, MARCH, notes=earlier),
        scored(third, SEPTEMBER, by=SAM, notes=notes),
    )


def material(scorings: Sequence[Scored], subject: Subject = HANA, asked: Asked | None = None) -> Material:
    """What a report is made of, where all scorings are of one set of carers."""
    asked = asked or Asked(reader=MAREK)
    return Material(subject, (Care(scorings[-1].carers, tuple(scorings), raised_by(scorings)),), asked)


def raised_by(scorings: Sequence[Scored], **aside: SetAside) -> tuple[Prompted, ...]:
    """What scorings raise on the last day scored, as `services.prompts` tells it; `aside` by key, its hyphens as underscores."""
    behind = [Behind(one.evidence, one.visits, one.targets, one.follow_up_on) for one in scorings]
    found = raised(Told(series([one.profile for one in scorings]), behind, scorings[-1].profile.on))
    return tuple(Prompted(one, aside.get(one.key.replace("-", "_"))) for one in found)


def draft(one: Scored) -> Scored:
    """The same scoring before anybody signed it off."""
    return replace(one, signed_off_on=None, signed_off_by="", status="with supervisor")


def full() -> tuple[Scored, ...]:
    """The three again with all that stands around grades: what was said, what they rest on, targets, their own grades, the thinking."""
    first, second, third = three()
    visits = tuple(replace(one, id=f"v{at}") for at, one in enumerate(third.visits))
    march = ("care-profile@2026.1", date(2026, 3, 20))
    september = ("care-profile@2026.1", date(2026, 9, 18))
    return (
        first,
        replace(second, targets=(aim("A1a", 4, 3, march), aim("A4", 4, 3, march), aim("A5b", 4, 3, march))),
        replace(
            third,
            visits=visits,
            evidence=evidence(),
            said=said(),
            targets=(
                aim("A3c", 4, 3, september),
                aim("A5b", 4, 3, september, "Marek and the school nurse ring the dentist together"),
            ),
            own={"A3c": (Spoken("Marek", 3, "It is only on cold days.", 1), Spoken("Hana", 5, "I am cold.", 1))},
            noted=NOTED,
            direction="Look at the coat and the dentist again before winter.",
            follow_up_on=date(2026, 12, 18),
        ),
    )


TOM = Subject("Tom", "Example", date(2022, 2, 1))


def two_children() -> Material:
    """Hana with two carers scored apart, and her brother Tom with one, once."""
    jo = scored(answers(D4=4), SEPTEMBER, carers="Jo", id="jo", sheet={"carer": "Jo"})
    months = 55
    items = dict.fromkeys([item.id for item in care_profile().items_for(months) if not item.conditions], 2)
    tom = scored({**items, "A1a": 5, "B1a": NOT_OBSERVED}, SEPTEMBER, born=TOM.born, id="tom")
    others = (Material(TOM, (Care("Marek", (tom,)),)),)
    return Material(HANA, (Care("Marek", full()), Care("Jo", (jo,))), others=others)


def evidence() -> dict[str, Evidence]:
    """What three grades of September rest on."""
    return {
        "A3c": Evidence(
            (Basis(BasisKind.SEEN, "v1"), Basis(BasisKind.AGENCY, who="School", on=date(2026, 9, 4))),
            "Hana is cold at playtime.",
            "Most days",
        ),
        "A1a": Evidence(
            (Basis(BasisKind.SEEN, "v1"), Basis(BasisKind.CARER)), "Hana is fuller at school.", since="July"
        ),
        "A4": Evidence((Basis(BasisKind.CARER, "v0"),), change_reason="A washing machine came in June."),
    }


def said() -> Said:
    """What Hana and Marek said in September."""
    return Said(
        "I like it when we cook. My coat is too small. I want to go to the dentist with Marek.",
        worded("Drawing"),
        "Sam",
        carers=(
            CarerSaid(
                "Marek",
                Statement("", "Marek", {"how": "on-paper", "on": "2026-09-18"}).sentence,
                "It is fair about the coat. We are doing better with food.",
                "Mostly",
                id=MAREK.id,
            ),
        ),
    )


NOTED = (
    Noted("work", "interpreter", worded("Interpreter"), ((worded("Was an interpreter needed?"), worded("No")),)),
    Noted(
        "family",
        "identity",
        worded("Identity and culture"),
        (("", "Marek grew up in Poland; Sundays are for family."),),
    ),
    Noted(
        "analysis",
        "going-well",
        worded("What is going well"),
        (("", "Tea is cooked on most days, and Hana helps."),),
    ),
    Noted(
        "analysis",
        "worried-about",
        worded("What we are worried about"),
        (("", "Hana is cold, and her teeth hurt."),),
    ),
    Noted(
        "analysis",
        "recommendation",
        worded("What you recommend"),
        (("", "The plan goes on for three months, with help for the dentist."),),
    ),
)


def aim(item: str, now: int, to: int, at: tuple[str, date], helps: str = "Marek, with help from school") -> Aim:
    """A target set in a scoring of an edition that ended on a day, to be met three months after."""
    edition, on = at
    return Aim(item, now, to, on + timedelta(days=91), helps, on, edition)


LONG = "Long note, kept whole to its last word. " * 120 + "Last word of the long note."
ODD = "عبد الله said: “dim bwyd ar ôl” – żółć, Łódź, Ŵyn; emoji 🙂 👩‍👧, ☕ and ✓; <b>not bold</b> & 4 > 3"


def odd() -> tuple[Scored, ...]:
    """Two scorings with everything that can be typed: long notes, other scripts, emoji, mark-up, a word without spaces."""
    first, second, _ = three()
    notes = {"A1a": ODD, "A3c": LONG, "A5b": "x" * 3000, "B1d": LONG, "D4": "tail\u200b \u202etext"}
    return (first, replace(second, notes=notes, carers="عبد الله & Łucja 🙂", gaps={"B": ODD}))
