"""The invented families of the demonstration, as plain data. Between them they show what a series of scorings can show.

Grades are written a sub-area a line, in the order of its items for the child's age: a number is a grade, `-` not observed, `x` not applicable, `.` unanswered.
Days are counted back from the day the demonstration is loaded, so that it never grows stale.
"""

from workflow.services.demonstration.shapes import Case, CaseAdult, CaseChild, CaseScoring


def _grades(a: str, b: str, c: str, d: str) -> dict[str, str]:
    """Four lines, one an area, sub-areas parted by commas."""
    names = (("A1", "A2", "A3", "A4", "A5"), ("B1", "B2"), ("C1", "C2"), ("D1", "D2", "D3", "D4"))
    lines = [line.split(",") for line in (a, b, c, d)]
    return {
        name: part.strip()
        for row, parts in zip(names, lines, strict=True)
        for name, part in zip(row, parts, strict=True)
    }


HANA = Case(
    "Example",
    "progress hidden behind an area that stays at 4 until its last 4 clears",
    ("Marek's flat",),
    (CaseChild("Hana", 82, ("Marek's flat",), nhs_number="9990000018"),),
    (CaseAdult("Marek", "Marek Example", "Marek's flat", {"Hana": "father"}),),
    (
        CaseScoring(
            "Hana",
            ("Marek",),
            244,
            _grades("4 4 4 3 3, 3 3 3, 3 3 3, 4, 2 2 2 x", "2 3 2 2 3, 2", "2 2 2, 2 2", "3 2 2 2, 2, 2, 2"),
            notes={
                "A1a": "Crisps or toast most evenings. Hana said tea is 'what's in the tin'. School lunch is her main meal.",
                "A1b": "Hana asks for seconds at breakfast club every day, and for food to take home on Fridays.",
                "A1c": "Marek is on late shifts and leaves a plate out. He showed me how Hana uses the microwave.",
                "A4": "School has washed Hana's uniform twice this term. No toothbrush seen on either visit.",
                "C1a": "Marek spoke about what upsets Hana and how she likes to be left to come round.",
            },
        ),
        CaseScoring(
            "Hana",
            ("Marek",),
            152,
            _grades("4 3 3 3 3, 3 3 2, 3 2 3, 3, 2 2 2 x", "2 2 2 2 3, 2", "2 2 2, 2 2", "3 2 2 2, 2, 2, 2"),
            notes={
                "A1a": "Still crisps and noodles on weekdays. Sunday dinner is cooked and Hana talks about it.",
                "A1b": "Breakfast at home every day on both visits; she no longer asks for seconds at school.",
                "A4": "Toothbrush by the sink, Sunday bath. Hair clean. School has not needed to wash anything.",
            },
        ),
        CaseScoring(
            "Hana",
            ("Marek",),
            61,
            _grades("3 3 2 3 2, 3 3 2, 2 2 3, 3, 2 2 2 x", "2 2 2 2 2, 2", "2 2 1, 2 2", "2 2 2 2, 1, 2, 2"),
            notes={
                "A1a": "Fruit in the bowl and eaten. Marek cooks three evenings; Hana chose the pasta and told me how to make it.",
                "A1c": "Tea is cooked by Marek or his sister now that his shifts are early.",
                "A4": "Bath most nights. Teeth brushed morning and evening, with a chart that Hana fills in.",
                "D2": "Marek put Hana's reading certificate on the wall and told me about it before I asked.",
            },
        ),
    ),
)

BEN = Case(
    "Sample",
    "steady improvement, with a new scoring half done",
    ("Joy's house",),
    (CaseChild("Ben", 101, ("Joy's house",), nhs_number="9990000026"),),
    (CaseAdult("Joy", "Joy Sample", "Joy's house", {"Ben": "grandmother"}),),
    (
        CaseScoring(
            "Ben",
            ("Joy",),
            300,
            _grades("3 3 3 3 3, 4 4 3, 3 3 3, 3, 4 4 3 x", "3 3 3 4 4, 3", "3 3 3, 3 3", "4 4 3 3, 3, 3, 2"),
            notes={
                "A2a": "Damp on Ben's bedroom wall. Joy has moved his bed and rung the landlord, not yet in writing.",
                "A5b": "Ben was not brought to two hearing appointments. Joy did not know where the clinic had moved to.",
            },
        ),
        CaseScoring(
            "Ben",
            ("Joy",),
            200,
            _grades("2 3 3 2 3, 3 3 3, 2 3 3, 3, 3 3 3 x", "3 2 2 3 3, 2", "2 3 2, 3 2", "3 3 3 3, 2, 3, 2"),
            notes={"A5b": "Joy took Ben to the hearing clinic. The next appointment is on the kitchen calendar."},
        ),
        CaseScoring(
            "Ben",
            ("Joy",),
            95,
            _grades("2 2 2 2 2, 2 3 2, 2 2 2, 2, 2 2 2 x", "2 2 2 2 3, 2", "2 2 2, 2 2", "2 3 2 2, 2, 2, 1"),
            notes={
                "B1e": "Tablet off at eight and charged downstairs. Joy asks the school's helper about games she does not know."
            },
        ),
        CaseScoring(
            "Ben",
            ("Joy",),
            2,
            {"A1": "2 2 2 2 2", "A2": "2 2 2", "A3": "2 2 -", "A4": "2", "B1": "2 2 . . ."},
            reaches="draft",
            together=("practitioner2",),
            notes={"A1a": "Joy and Ben were making soup when I came. He had chosen the vegetables at the market."},
        ),
    ),
)

CARA = Case(
    "Specimen",
    "drift: four scorings over fourteen months and little change",
    ("Dee's house",),
    (CaseChild("Cara", 118, ("Dee's house",)),),
    (CaseAdult("Dee", "Dee Specimen", "Dee's house", {"Cara": "mother"}),),
    (
        CaseScoring(
            "Cara",
            ("Dee",),
            430,
            _grades("4 3 4 3 3, 4 4 3, 3 3 4, 4, 3 4 3 3", "3 3 2 3 4, 4", "3 4 3, 3 3", "4 3 3 3, 3, 3, 3"),
            conditions=("disability",),
            notes={
                "A5d": "The asthma nurse wants the brown inhaler used daily. Cara says she uses it 'when it's bad'."
            },
        ),
        CaseScoring(
            "Cara",
            ("Dee",),
            310,
            _grades("4 3 4 3 3, 4 3 3, 3 3 4, 4, 3 4 3 3", "3 3 2 3 4, 4", "3 4 3, 3 3", "4 3 3 3, 3, 3, 3"),
            conditions=("disability",),
            notes={"B2": "Cara let herself in and was alone until nine on two of the four evenings we asked about."},
        ),
        CaseScoring(
            "Cara",
            ("Dee",),
            190,
            _grades("4 3 3 3 3, 4 4 3, 3 3 4, 4, 3 4 3 4", "3 3 2 3 4, 4", "3 4 3, 3 3", "4 3 3 3, 3, 3, 3"),
            scorer="practitioner2",
            conditions=("disability",),
            notes={"A5d": "Two nights in hospital with asthma since the last scoring. The inhaler at home was empty."},
        ),
        CaseScoring(
            "Cara",
            ("Dee",),
            12,
            _grades("4 3 4 3 3, 4 4 3, 3 3 4, 4, 3 4 3 4", "3 3 2 3 4, 4", "3 4 3, 3 3", "4 3 3 3, 3, 3, 3"),
            reaches="with supervisor",
            conditions=("disability",),
            notes={
                "A4": "Cara told her teacher the others move away from her. Bedding the same as in the spring.",
                "D1e": "Attendance is 71 per cent this term. Dee says mornings are when she is at her lowest.",
            },
        ),
    ),
)

DYLAN = Case(
    "Placeholder",
    "a young person: better, then worse again",
    ("Rhian's flat",),
    (CaseChild("Dylan", 175, ("Rhian's flat",)),),
    (CaseAdult("Rhian", "Rhian Placeholder", "Rhian's flat", {"Dylan": "mother"}),),
    (
        CaseScoring(
            "Dylan",
            ("Rhian",),
            350,
            _grades("3 3 3 4 3, 2 2 3, 3 2 2, 3, 3 3 2 x", "3 3 2 2 4 5, 4", "4 3 3, 3 3", "4 3 4 3, 3, 4, 3"),
            notes={
                "B1f": "Missing for three nights in the month; Rhian rang nobody. Dylan came back with a new phone.",
                "D1e": "Out of school since half term. No work sent home; nobody has asked for any.",
            },
        ),
        CaseScoring(
            "Dylan",
            ("Rhian",),
            230,
            _grades("3 3 2 3 3, 2 2 2, 2 2 2, 2, 2 3 2 x", "2 2 2 2 3 3, 3", "3 3 2, 2 2", "3 2 3 3, 2, 3, 2"),
            notes={
                "B1f": "In by ten on most nights. Rhian rings, and rang the police the one time he did not come home."
            },
        ),
        CaseScoring(
            "Dylan",
            ("Rhian",),
            75,
            _grades("3 3 3 3 3, 2 2 2, 3 2 2, 3, 3 3 2 x", "3 3 2 2 4 4, 4", "3 3 3, 3 2", "4 3 3 3, 3, 3, 3"),
            notes={
                "B1f": "Two nights away in the fortnight and adults Rhian does not know bring him home. She says he will not be told.",
                "D2": "Dylan said: 'She was all right in the summer. Now she doesn't ask.'",
            },
        ),
    ),
)

FINN = Case(
    "Invented",
    "two carers in two homes, scored apart; and a part left out for the child's own reasons",
    ("Ana's house", "Theo's flat"),
    (CaseChild("Finn", 90, ("Ana's house", "Theo's flat")),),
    (
        CaseAdult("Mum", "Ana Invented", "Ana's house", {"Finn": "mother"}),
        CaseAdult("Dad", "Theo Invented", "Theo's flat", {"Finn": "father, weekends"}),
    ),
    (
        CaseScoring(
            "Finn",
            ("Mum",),
            120,
            _grades("2 2 2 2 2, 2 2 2, 2 2 2, 2, 2 2 2 x", "2 2 2 2 2, 2", "2 2 2, 4 4", "2 2 2 2, 2, 2, 2"),
            exclude={"C2": "Finn was in pain from his ear on every visit and wanted to be left alone."},
            notes={"C2b": "Finn turned away from everybody, not only his mum. Look again when his ear has healed."},
        ),
        CaseScoring(
            "Finn",
            ("Dad",),
            116,
            _grades("3 2 3 3 2, 3 2 3, 2 2 2, 3, 2 2 2 x", "3 3 4 3 3, 5", "3 3 4, 3 3", "2 3 3 3, 2, 3, 2"),
            notes={
                "B1c": "Finn rode to the shop on the road without a light at seven in the evening.",
                "B2": "Finn, seven, was alone in the flat from Saturday evening until morning, and did not know whom to ring.",
            },
        ),
        CaseScoring(
            "Finn",
            ("Dad",),
            20,
            _grades("3 2 3 2 2, 3 2 3, 2 2 2, 2, 2 2 - x", "2 3 3 3 3, 3", "3 3 3, 2 3", "2 2 3 3, 2, 3, 2"),
            rests={"B2": "carer", "B1c": "announced", "C1c": "school"},
            notes={
                "B2": "Theo's neighbour now stays when he works. Finn knows her number by heart. One evening since when nobody was there until eight."
            },
        ),
    ),
)

SIBLINGS = Case(
    "Pretend",
    "siblings across the age bands, two of them being scored over the same days",
    ("Kofi and Lin's house",),
    (
        CaseChild("Gus", 11, ("Kofi and Lin's house",)),
        CaseChild("Ivy", 40, ("Kofi and Lin's house",)),
        CaseChild("Noor", 146, ("Kofi and Lin's house",)),
    ),
    (
        CaseAdult(
            "Kofi", "Kofi Pretend", "Kofi and Lin's house", {"Gus": "father", "Ivy": "father", "Noor": "stepfather"}
        ),
        CaseAdult("Lin", "Lin Pretend", "Kofi and Lin's house", {"Gus": "mother", "Ivy": "mother", "Noor": "mother"}),
    ),
    (
        CaseScoring(
            "Ivy",
            ("Kofi", "Lin"),
            200,
            _grades("3 2 2 3 2, 3 3 3, 2 2 2, 3, 2 3 3 x", "3 3 3 4, 3", "2 3 2, 2 2", "3 3 3 2, 2, 3, 2"),
            notes={"B1d": "No gate on the stairs and the cleaning cupboard open. Kofi has the gate in its box."},
        ),
        CaseScoring(
            "Gus",
            ("Kofi", "Lin"),
            45,
            _grades("2 2 2 2 2, 3 2 2, 2 2 2, 2, 2 2 2 x", "2 2 2 3, 2", "2 2 2, 2 2", "2, 2, 2, 1"),
        ),
        CaseScoring(
            "Ivy",
            ("Kofi", "Lin"),
            45,
            _grades("2 2 2 2 2, 3 2 2, 2 2 2, 2, 2 2 2 x", "2 2 2 2, 2", "2 2 2, 2 2", "2 3 2 2, 2, 2, 2"),
            notes={"B1d": "Gates at the top and bottom of the stairs, both shut on an unannounced visit."},
        ),
        CaseScoring(
            "Noor",
            ("Kofi", "Lin"),
            45,
            _grades("2 3 3 3 3, 3 3 3, 2 2 3, 2, 3 3 2 x", "3 2 2 2 4 3, 3", "3 3 3, 3 3", "3 3 3 3, 3, 2, 3"),
            notes={
                "B1e": "Noor's phone is under her pillow. Messages come until two in the morning from people she has not met.",
                "D4": "Noor said she is 'the babysitter'. She minds Gus and Ivy after school on four days.",
            },
        ),
        CaseScoring(
            "Ivy",
            ("Lin",),
            1,
            _grades("2 2 2 2 2, 2 2 2, . . ., ., . . . .", ". . . ., .", ". . ., . .", ". . . ., ., ., ."),
            reaches="draft",
        ),
        CaseScoring("Noor", ("Lin",), 1, {}, reaches="draft", visits=()),
    ),
)

ELA = Case(
    "Makebelieve",
    "a visit refused in part: what was not seen is said, never guessed",
    ("Jo's flat",),
    (CaseChild("Ela", 30, ("Jo's flat",)),),
    (CaseAdult("Jo", "Jo Makebelieve", "Jo's flat", {"Ela": "mother"}),),
    (
        CaseScoring(
            "Ela",
            ("Jo",),
            30,
            _grades("3 - 3 2 3, 3 3 3, 2 2 2, 3, 2 2 3 x", "- - - -, -", "2 3 2, - -", "3 3 - 2, 2, 3, 2"),
            visits=((12, True, "home, half an hour"), (3, False, "no answer at the door")),
            missing={
                "B": "Jo did not want the rest of the flat seen and ended the visit. Offered again for next week."
            },
            notes={"A1b": "Not shown the kitchen. Jo said Ela eats 'plenty'; the health visitor is being asked."},
        ),
    ),
    lead="practitioner2",
    involved={"practitioner": "co-worker", "chair": "chair"},
)

UNBORN = Case(
    "Imaginary",
    "an unborn child, whose scoring waits until birth, and a returned scoring of a brother",
    ("Mel's house",),
    (
        CaseChild("Baby Imaginary", None, ("Mel's house",), expected_in=75),
        CaseChild("Otis", 20, ("Mel's house",)),
    ),
    (CaseAdult("Mel", "Mel Imaginary", "Mel's house", {"Otis": "mother", "Baby Imaginary": "mother"}),),
    (
        CaseScoring(
            "Otis",
            ("Mel",),
            9,
            _grades("2 2 3 2 2, 3 3 2, 2 3 2, 2, 2 3 3 x", "3 3 2 3, 2", "2 2 2, 2 2", "3, 2, 2, 2"),
            reaches="returned",
            words="Nearly ready. Please look at the two items once more.",
            comments={
                "B1b": "This is at 3: please say what you saw on the unannounced visit.",
                "A1a": "Which meal was this? Say the day.",
            },
            notes={"B1b": "Otis was on the sofa by himself for a while."},
        ),
    ),
)

KAI = Case(
    "Fictional",
    "a record of another agency, which was opened in an emergency by somebody who is not involved",
    ("Bo's house",),
    (CaseChild("Kai", 60, ("Bo's house",), nhs_number="9990000034", upn="Z999000018001"),),
    (CaseAdult("Bo", "Bo Fictional", "Bo's house", {"Kai": "father"}),),
    (
        CaseScoring(
            "Kai",
            ("Bo",),
            4,
            {"A1": "3 3 2 3 3", "A2": "3 3 2", "A4": "3"},
            reaches="draft",
            scorer="practitioner2",
            notes={"A1a": "Bo was making beans on toast. Kai set out three plates, one for his bear."},
        ),
    ),
    lead="practitioner2",
    involved={},
)

LOU = Case(
    "Notional",
    "work that is closed: the record stays, and is opened again if it has to be",
    ("Sky's house",),
    (CaseChild("Lou", 110, ("Sky's house",)),),
    (CaseAdult("Sky", "Sky Notional", "Sky's house", {"Lou": "mother"}),),
    (
        CaseScoring(
            "Lou",
            ("Sky",),
            400,
            _grades("3 3 2 2 2, 2 2 2, 2 2 2, 3, 2 2 2 x", "2 2 2 2 2, 2", "2 2 2, 2 2", "2 3 2 2, 2, 2, 2"),
            notes={
                "A4": "Lou smelled of smoke and had slept in his clothes. Sky washed and dried them while we talked."
            },
            follow_up=None,
        ),
    ),
)

CASES: tuple[Case, ...] = (HANA, BEN, CARA, DYLAN, FINN, SIBLINGS, ELA, UNBORN, KAI, LOU)
