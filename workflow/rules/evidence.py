"""What a grade rests on: seen at a visit, said by somebody, or read; what it is like for the child; and why it differs from last time."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class BasisKind(StrEnum):
    """The ways in which a practitioner comes to know something (domain page, 2.5)."""

    SEEN = "seen"
    CARER = "carer-said"
    CHILD = "child-said"
    AGENCY = "agency"
    RECORD = "record"


@dataclass(frozen=True)
class Basis:
    """One thing that a grade rests on. `visit_id` names the visit where it was seen or said ("" for none); `who` the agency or the record."""

    kind: BasisKind
    visit_id: str = ""
    who: str = ""


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
        return {name: value for name, value in asdict(self).items() if value} | (
            {"basis": [{k: v for k, v in asdict(one).items() if v} for one in self.basis]} if self.basis else {}
        )


NO_EVIDENCE = Evidence()


def evidence_of(stored: Mapping[str, Any]) -> Evidence:
    """What the database kept."""
    if not stored:
        return NO_EVIDENCE
    basis = tuple(
        Basis(BasisKind(one["kind"]), one.get("visit_id", ""), one.get("who", "")) for one in stored.get("basis", ())
    )
    words = {name: stored.get(name, "") for name in ("impact", "how_often", "since", "change_reason")}
    return Evidence(basis, **words)
