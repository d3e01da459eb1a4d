"""What a grade rests on: seen at a visit, said by somebody, or read; what it is like for the child; and why it differs from last time."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from gcp.words import day
from workflow.rules.wording import LONGEST_REASON, words_fault

LONGEST_LINE = 200
"""Characters of an agency's or a record's name, of how often, and of since when."""
EARLIEST = date(1990, 1, 1)


class BasisKind(StrEnum):
    """The ways in which a practitioner comes to know something (domain page, 2.5)."""

    SEEN = "seen"
    CARER = "carer-said"
    CHILD = "child-said"
    AGENCY = "agency"
    RECORD = "record"


SAID = (BasisKind.CARER, BasisKind.CHILD)
"""What needs no more than a tick."""
TOLD = (BasisKind.AGENCY, BasisKind.RECORD)
"""What is named: which agency, which record, and of what day it speaks."""


@dataclass(frozen=True)
class Basis:
    """One thing that a grade rests on. `visit_id` names the visit where it was seen or said ("" for none); `who` the agency or the record,
    `on` the day it speaks of (None where that is not known).
    """

    kind: BasisKind
    visit_id: str = ""
    who: str = ""
    on: date | None = None

    def stored(self) -> dict[str, str]:
        """As the database keeps it; what is empty is left out."""
        facts = {"kind": str(self.kind), "visit_id": self.visit_id, "who": self.who}
        facts["on"] = self.on.isoformat() if self.on else ""
        return {name: value for name, value in facts.items() if value}


@dataclass(frozen=True)
class Evidence:
    """All that a grade rests on. `impact` says what it is like for the child, `how_often` and `since` are words, `change_reason` says
    why the grade differs from last time's.
    """

    basis: tuple[Basis, ...] = ()
    impact: str = ""
    how_often: str = ""
    since: str = ""
    change_reason: str = ""

    def stored(self) -> dict[str, Any]:
        """As the database keeps it; what is empty is left out."""
        found = {name: value for name, value in asdict(self).items() if value}
        return found | ({"basis": [one.stored() for one in self.basis]} if self.basis else {})

    def of(self, kind: BasisKind) -> tuple[Basis, ...]:
        """What of this kind the grade rests on."""
        return tuple(one for one in self.basis if one.kind is kind)

    @property
    def visit_ids(self) -> tuple[str, ...]:
        """The visits that the grade rests on."""
        return tuple(one.visit_id for one in self.basis if one.visit_id)


NO_EVIDENCE = Evidence()


def evidence_of(stored: Mapping[str, Any]) -> Evidence:
    """What the database kept."""
    if not stored:
        return NO_EVIDENCE
    basis = tuple(
        Basis(
            BasisKind(one["kind"]),
            one.get("visit_id", ""),
            one.get("who", ""),
            date.fromisoformat(one["on"]) if "on" in one else None,
        )
        for one in stored.get("basis", ())
    )
    words = {name: stored.get(name, "") for name in ("impact", "how_often", "since", "change_reason")}
    return Evidence(basis, **words)


NO_VOICE = "A child who is not born yet cannot have said anything. Take that away, and say who did."


def evidence_faults(
    evidence: Evidence, visit_ids: Collection[str], today: date, *, unborn: bool = False
) -> dict[str, str]:
    """What is wrong with what a grade is said to rest on, by field (seen, child-said, agency, record, impact, often, since, why); empty where nothing is.

    `visit_ids` are the visits that it may name; nothing rests on what an `unborn` child said.
    """
    faults: dict[str, str | None] = {
        "impact": words_fault(evidence.impact, LONGEST_REASON),
        "often": words_fault(evidence.how_often, LONGEST_LINE),
        "since": words_fault(evidence.since, LONGEST_LINE),
        "why": words_fault(evidence.change_reason, LONGEST_REASON),
    }
    if not set(evidence.visit_ids) <= set(visit_ids):
        faults["seen"] = (
            "One of these visits is not among the visits of this scoring any more. Reload the page to see them."
        )
    if unborn and evidence.of(BasisKind.CHILD):
        faults[BasisKind.CHILD.value] = NO_VOICE
    for kind in TOLD:
        for one in evidence.of(kind):
            fault = words_fault(one.who, LONGEST_LINE) or _day_fault(one, today)
            if fault:
                faults[str(kind)] = fault
    return {field: fault for field, fault in faults.items() if fault}


_WORDS = {"impact": "impact", "often": "how_often", "since": "since", "why": "change_reason"}
"""What the fields of words are called in a form."""


def without(sent: Evidence, stands: Evidence, fields: Collection[str]) -> Evidence:
    """What was sent, but for some of its fields (named as in `evidence_faults`), each of which stays as it stands."""
    back = {BasisKind(kind) for kind in BasisKind if str(kind) in fields}
    basis = tuple(one for one in sent.basis if one.kind not in back)
    basis += tuple(one for one in stands.basis if one.kind in back)
    order = list(BasisKind)
    words = {name: getattr(stands, name) for field, name in _WORDS.items() if field in fields}
    return replace(sent, basis=tuple(sorted(basis, key=lambda one: order.index(one.kind))), **words)


def _day_fault(one: Basis, today: date) -> str | None:
    if not one.who.strip():
        return f"Say which {one.kind} it was, or take the day out."
    if one.on is not None and one.on > today:
        return f"{day(one.on)} is still to come. Enter the day it speaks of, or leave it empty."
    if one.on is not None and one.on < EARLIEST:
        return f"{day(one.on)} is too long ago. Check the year."
    return None
