"""What the demonstration's families have besides graded scorings with the one profile: a quick screen, counts of a home, numbers, a child's words.

Marks are those of `cases`; in what is counted `1` is yes and `0` no, and `w` is written down in words. Keys of `MARKS` are a child and how many
days ago the window of the scoring ended.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from workflow.models import Voice
from workflow.services.demonstration.shapes import CaseScoring

_SCALING = "safety-scaling@2026.1"
_HOME = "home-conditions@2026.2"
_LANDLORD = "Write to the landlord about the wall, and look at the kitchen again with Joy."


@dataclass(frozen=True)
class CaseMark:
    """Somebody's number on one scaling question, and why."""

    item: str
    who: str
    part: Voice
    number: int
    words: str = ""
    instrument: str = _SCALING


_DYLAN = CaseScoring(
    "Dylan",
    ("Rhian",),
    74,
    {"S4": "-"},
    notes={"S4": "Rhian was called away to the phone. To be asked together next time."},
    visits=(),
    instrument=_SCALING,
    days=0,
    direction="Ask the last question with both of them there, then set the numbers beside the scoring.",
    follow_up=14,
)
_HOME_BEFORE = {
    "A1": "0 0 1",
    "K1": "1 1 0 1",
    "B1": "0 0 0",
    "S1": "0 1 1",
    "W1": "1 0 0",
    "L1": "1 0 1 1",
    "O1": "- -",
}
_HOME_NOW = {"A1": "0 0 0", "K1": "0 1 0 0", "B1": "0 0 0", "S1": "0 0 1", "W1": "0 0 0", "L1": "0 0 0 1", "O1": "0 -"}

OTHERS: Mapping[str, tuple[CaseScoring, ...]] = {
    "Example": (
        CaseScoring(
            "Hana",
            ("Marek",),
            263,
            {"M1": "0 0 -", "N1": "1 1 0", "E1": "0 0 0", "L1": "0 - 0", "P1": "1 1 0", "S1": "1 0 -"},
            scorer="practitioner2",
            notes={
                "N1a": "Asks for seconds at breakfast club and takes bread home in her bag.",
                "P1b": "Two other children moved their chairs away in the reading corner.",
                "S1a": "Hana told us she puts herself to bed when Marek is on lates.",
            },
            visits=(),
            instrument="first-look@2026.1",
            days=0,
            direction="Five of these need a proper look. Score with Marek within the month.",
            follow_up=28,
        ),
    ),
    "Sample": (
        CaseScoring(
            "Ben",
            ("Joy",),
            299,
            _HOME_BEFORE,
            visits=((0, True, "home"),),
            instrument=_HOME,
            days=0,
            direction=_LANDLORD,
            follow_up=28,
        ),
        CaseScoring(
            "Ben",
            ("Joy",),
            94,
            _HOME_NOW,
            visits=((0, False, "home"),),
            instrument=_HOME,
            days=0,
            direction=_LANDLORD,
            follow_up=28,
        ),
        CaseScoring(
            "Ben",
            ("Joy",),
            1,
            {"A1": "0 0 0", "K1": "0 0 0 0", "S1": "0 . ."},
            reaches="draft",
            notes={"K1b": "Plates washed and stacked. Ben dries them; Joy says he asked to."},
            visits=(),
            instrument=_HOME,
            days=0,
        ),
    ),
    "Placeholder": (_DYLAN,),
    "Pretend": (
        CaseScoring(
            "Noor",
            (),
            44,
            {"W1": "w w -", "G1": "w w w", "D1": "w w -"},
            notes={
                "W1a": "“The phone buzzing. And when Gus cries and it’s only me.”",
                "W1b": "“After school till Mum comes. I haven’t told anyone, they’d take my phone.”",
                "G1a": "“Ivy when she’s funny. Art. My nan’s rice.”",
                "G1b": "“Miss Hall. She doesn’t make it a big thing.”",
                "G1c": "A round house with a yellow door, and four people at a table. Noor pointed: “That’s all of us, eating, and nobody’s on shift.”",
                "D1a": "“A lock on my door and my own bed. And one day a week that’s just mine.”",
                "D1b": "“Somebody else picks up Gus on Tuesdays. You can tell Mum that one.”",
            },
            visits=(),
            instrument="three-houses@2026.1",
            days=0,
            direction="Ask Noor what may be told to whom before anybody speaks to Lin and Kofi.",
            follow_up=7,
        ),
    ),
    "Imaginary": (
        CaseScoring(
            "Baby Imaginary",
            ("Mel",),
            1,
            {"P1": "2 3 2 2", "P2": "2 3", "P3": "2", "R1": "3 4 2 2", "R2": "2 2", "R3": "3"},
            notes={
                "P1b": "Mel smokes outside and fewer than in the spring. She asked the midwife about stopping before I did.",
                "R1b": "Seventy-five days to go: a box of vests from her sister, no cot and no car seat. The money for both went on the boiler.",
                "R2a": "Otis’s old room is cleared. Mel showed me where the cot will stand and talks to the baby by the name she chose.",
            },
            visits=((9, True, "home"), (3, False, "home")),
            reaches="with supervisor",
            instrument="antenatal-profile@2026.1",
            days=14,
        ),
    ),
}
"""Scorings of the families of `cases`, by the family's name."""

MARKS: Mapping[tuple[str, int], tuple[CaseMark, ...]] = {
    ("Dylan", 74): (
        CaseMark("S1", "Dylan", Voice.CHILD, 5, "“It’s fine when I’m in. It’s the nights I’m not.”"),
        CaseMark("S1", "Rhian", Voice.CARER, 6, "He has come home four nights of seven."),
        CaseMark(
            "S1", "Dylan’s youth worker", Voice.PROFESSIONAL, 3, "Two of the adults he goes with are known to us."
        ),
        CaseMark("S2", "Rhian", Voice.CARER, 7),
        CaseMark("S2", "Dylan", Voice.CHILD, 6, "“There’s always tea if I’m there for it.”"),
        CaseMark("S3", "Rhian", Voice.CARER, 4, "I was sure in the summer and look."),
    ),
    ("Ben", 2): (
        CaseMark("S1", "Ben", Voice.CHILD, 9, "“Gran checks the door twice.”"),
        CaseMark("S1", "Joy", Voice.CARER, 8, "I sleep now. I’d say nine once the landlord has done the wall."),
    ),
}
"""The numbers on scaling questions of a scoring, in the order they were given."""
