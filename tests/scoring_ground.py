"""A practice in which a scoring stands: who scores, who signs off, a family, and short ways to answer everything."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from gcp.grades import ItemState
from tests import build
from workflow.models import Part, Person, Scoring
from workflow.rules.evidence import NO_EVIDENCE, Basis, BasisKind, Evidence
from workflow.services import answers, entries, scoring_details, scorings, signing, starting
from workflow.services.answers import Given, Saved
from workflow.services.desk import Practice
from workflow.services.entries import SavedEntry
from workflow.services.scoring_details import NewVisit
from workflow.services.scorings import ScoringView
from workflow.services.starting import NewScoring

INSTRUMENT = "care-profile@2026.2"
START, END = date(2026, 3, 2), date(2026, 3, 20)
VISITED = date(2026, 3, 6)
DIRECTION, NO_FOLLOW_UP = "Go on with the morning routine.", "Nothing is worrying."
"""What a supervisor says on signing off, unless a test says otherwise."""
TOLD = Evidence((Basis(BasisKind.AGENCY, who="School"),))
"""What a grade may rest on where a test is about something else."""


@dataclass(frozen=True)
class Ground:
    """The people of a practice, one family and, once started, its scoring."""

    practice: Practice
    scorer: Person
    supervisor: Person
    family: build.BuiltFamily
    scoring_id: str = ""

    def new(self, **more: Any) -> NewScoring:
        """A scoring of the family's child, as it would be asked for."""
        facts: dict[str, Any] = {
            "child_id": self.family.child_id,
            "adult_ids": (self.family.carer_id,),
            "instrument": INSTRUMENT,
            "window_start": START,
            "window_end": END,
        }
        return NewScoring(**{**facts, **more})

    def start(self, who: Person | None = None, **more: Any) -> Scoring:
        with self.practice.open_for((who or self.scorer).id) as desk:
            return starting.start(desk, self.new(**more))

    def save(
        self,
        item_id: str,
        answer: Any,
        note: str = "",
        *,
        on: int = 0,
        who: Person | None = None,
        scoring_id: str = "",
        evidence: Evidence = NO_EVIDENCE,
    ) -> Saved:
        with self.practice.open_for((who or self.scorer).id) as desk:
            return answers.save(desk, scoring_id or self.scoring_id, item_id, Given(answer, note, evidence), on)

    def view(self, scoring_id: str = "", who: Person | None = None) -> ScoringView:
        with self.practice.open_for((who or self.scorer).id) as desk:
            return scorings.open_scoring(desk, scoring_id or self.scoring_id, "overview")

    def fill(self, grades: Mapping[str, int | ItemState] | None = None, scoring_id: str = "") -> None:
        """Answer every item asked: as given, else 2, with a basis where a grade may ask for one; and record what signing asks for around
        the answers.
        """
        given = grades or {}
        items = [item.id for line in self.view(scoring_id).parts for item in line.items]
        with self.practice.open_for(self.scorer.id) as desk:
            for item_id in items:
                answer = given.get(item_id, 2)
                evidence = TOLD if answer in (1, 4, 5) else NO_EVIDENCE
                answers.save(desk, scoring_id or self.scoring_id, item_id, Given(answer, evidence=evidence), 0)
        self.around(scoring_id)

    def around(self, scoring_id: str = "") -> None:
        """The child's words, and that no carer was shown the scores, with the reason; what is recorded already stays as it is."""
        said: dict[str, dict[str, Any]] = {"child-voice": {"words": "I like it when Nan comes.", "how": "talking"}}
        said |= {f"seen.{adult.id}": {"how": "not-yet", "why-not": "Away."} for adult in self.view(scoring_id).carers}
        with self.practice.open_for(self.scorer.id) as desk:
            standing = entries.of_scoring(desk, scoring_id or self.scoring_id)
            for key in said.keys() - standing.keys():
                entries.save(desk, scoring_id or self.scoring_id, key, said[key], 0)

    def record(
        self, key: str, value: Mapping[str, Any], *, on: int = 0, who: Person | None = None, scoring_id: str = ""
    ) -> SavedEntry:
        with self.practice.open_for((who or self.scorer).id) as desk:
            return entries.save(desk, scoring_id or self.scoring_id, key, value, on)

    def visit(self, scoring_id: str = "", **more: Any) -> None:
        with self.practice.open_for(self.scorer.id) as desk:
            new = NewVisit(**{"on": VISITED, "announced": True, "place": "Home", "seen": "Mum and Robin", **more})
            scoring_details.add_visit(desk, scoring_id or self.scoring_id, new)

    def move(
        self, key: str, words: str = "", *, who: Person | None = None, scoring_id: str = "", **more: Any
    ) -> Scoring:
        chosen = scoring_id or self.scoring_id
        version = more.get("version", self.view(chosen).scoring.version)
        settled = signing.Decided(more.get("comments", {}), DIRECTION, no_follow_up=NO_FOLLOW_UP)
        decided = more.get("decided", settled if key == "sign-off" else signing.Decided(more.get("comments", {})))
        with self.practice.open_for((who or self.scorer).id) as desk:
            return signing.move(desk, chosen, key, words, version, decided)

    def sign_off(self, scoring_id: str = "") -> Scoring:
        """Everything answered 2 where nothing is, one visit, signed by the scorer and by the supervisor."""
        self.move("send", scoring_id=scoring_id)
        return self.move("sign-off", "Read and discussed.", who=self.supervisor, scoring_id=scoring_id)

    def amend(
        self, reason: str = "The wrong child was seen.", scoring_id: str = "", who: Person | None = None
    ) -> Scoring:
        with self.practice.open_for((who or self.scorer).id) as desk:
            return signing.amend(desk, scoring_id or self.scoring_id, reason)


def stand(practice: Practice, *, started: bool = True, **family: Any) -> Ground:
    """A scorer who leads a family, the supervisor of the team, and a scoring of its child unless `started` is false."""
    scorer = build.person(practice, "practitioner")
    supervisor = build.person(practice, "supervisor", roles=("supervisor",))
    ground = Ground(practice, scorer, supervisor, build.family(practice, scorer, **family))
    if not started:
        return ground
    return Ground(practice, scorer, supervisor, ground.family, ground.start().id)


def colleague(ground: Ground, username: str = "colleague", **more: Any) -> Person:
    """A practitioner of another agency who is involved with the family too."""
    who = build.person(ground.practice, username, team="Visitors", agency="Example Health", **more)
    build.involve(ground.practice, ground.family.id, who, Part.CO_WORKER)
    return who


def stranger(ground: Ground) -> Person:
    """A practitioner who does not see the family."""
    return build.person(ground.practice, "stranger", team="Elsewhere", agency="Example Health")
