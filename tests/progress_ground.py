"""A practice in which a child's care was scored several times: three times with Marek by two scorers, and whatever a test adds."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import event

from gcp.answers import Answer, Window
from gcp.grades import ItemState
from tests import build
from tests.reports import stock
from tests.reports.stock import MARCH, answers
from workflow.models import Adult, Part, Person, Scoring, ScoringCarer
from workflow.models import Answer as Row
from workflow.services.desk import Desk, Practice


@dataclass(frozen=True)
class Told:
    """The people, the family of Hana with her carers Marek and Jo, and the ids of what was scored, oldest first."""

    practice: Practice
    lead: Person
    other: Person
    supervisor: Person
    family: build.BuiltFamily
    jo_id: str
    edition_id: str
    scoring_ids: tuple[str, ...]

    @property
    def child_id(self) -> str:
        return self.family.child_id

    def statements(self, act: Callable[[Desk], Any]) -> list[str]:
        """The statements that an act of the lead sends to the database."""
        found: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            found.append(statement)

        with self.practice.open_for(self.lead.id) as desk:
            event.listen(self.practice.database.engine, "before_cursor_execute", note)
            try:
                act(desk)
            finally:
                event.remove(self.practice.database.engine, "before_cursor_execute", note)
        return found

    def score(
        self, given: Mapping[str, Answer], window: Window = MARCH, *, by: Person | None = None, **more: Any
    ) -> str:
        """Put one scoring down as rows, signed off unless told otherwise; its id."""
        notes, carers = more.pop("notes", {}), more.pop("carers", (self.family.carer_id,))
        facts: dict[str, Any] = {
            "id": self.practice.ids.new(),
            "family_id": self.family.id,
            "child_id": self.child_id,
            "edition_id": self.edition_id,
            "carer_names": "Marek",
            "window_start": window.start,
            "window_end": window.end,
            "child_born": stock.HANA.born,
            "age_months": stock.age_in_months(window.end),
            "age_band": "5-to-10",
            "scorer_id": (by or self.lead).id,
            "started_at": build.LONG_AGO,
            "status": "signed off",
        }
        facts |= more
        if facts["status"] == "signed off":
            facts["signed_off_at"] = datetime(window.end.year, window.end.month, window.end.day, 15, tzinfo=UTC)
            facts["signed_off_by_id"] = self.supervisor.id
        scoring = Scoring(**facts)
        rows = [self._answer(scoring, item, answer, notes.get(item, "")) for item, answer in given.items()]
        build.put(self.practice, scoring, *(ScoringCarer(scoring_id=scoring.id, adult_id=one) for one in carers), *rows)
        return scoring.id

    def _answer(self, scoring: Scoring, item: str, answer: Answer, note: str) -> Row:
        state = answer if isinstance(answer, ItemState) else ItemState.SCORED
        return Row(
            id=self.practice.ids.new(),
            scoring_id=scoring.id,
            item_id=item,
            grade=None if isinstance(answer, ItemState) else answer,
            state=state.value,
            note=note,
            changed_at=build.LONG_AGO,
            changed_by_id=scoring.scorer_id,
        )

    def draft(self, **more: Any) -> str:
        """A newer scoring of Marek's care that nobody has signed off."""
        facts = {"status": "with supervisor", **more}
        return self.score(
            answers(A3c=2, A5b=3), stock.Window(stock.SEPTEMBER.end, stock.SEPTEMBER.end.replace(month=10)), **facts
        )


def stand(practice: Practice, scorings: int = 3) -> Told:
    """The practice with the first so many of Hana's three stock scorings."""
    lead = build.person(practice, "practitioner")
    other = build.person(practice, "sam", team="Health Team", agency="Example Health Trust")
    supervisor = build.person(practice, "supervisor", roles=("supervisor",))
    family = build.family(practice, lead, called="Hana", born=stock.HANA.born, carer="Marek")
    build.involve(practice, family.id, other, Part.CO_WORKER)
    jo = Adult(id=practice.ids.new(), family_id=family.id, called="Jo")
    build.put(practice, jo)
    shelved = practice.library.find("care-profile@2026.2")
    assert shelved is not None
    edition = build.edition(practice, key="care-profile", text=shelved.text, fingerprint=shelved.fingerprint)
    told = Told(practice, lead, other, supervisor, family, jo.id, edition.id, ())
    ids = []
    for one, by in zip(stock.three()[:scorings], (lead, lead, other), strict=False):
        window = one.profile.sheet.window
        ids.append(told.score(one.profile.sheet.answers, window, by=by, notes=one.notes))
    return Told(practice, lead, other, supervisor, family, jo.id, edition.id, tuple(ids))
