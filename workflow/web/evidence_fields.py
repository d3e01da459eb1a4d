"""What a grade rests on, as its form holds it: ticks for visits and for what was said, a line each for an agency and a record, a few words."""

from dataclasses import dataclass
from datetime import date

from workflow.rules.errors import Invalid
from workflow.rules.evidence import SAID, TOLD, Basis, BasisKind, Evidence
from workflow.web.forms import showable
from workflow.web.posted import Posted


@dataclass(frozen=True)
class Told:
    """Another agency or a record, as typed: which, and the day it speaks of as the browser posts it (2026-03-20)."""

    who: str = ""
    on: str = ""


@dataclass(frozen=True)
class EvidenceFields:
    """The fields of one item, as typed. `seen` are visit ids, `said` kinds of basis, `told` by kind of basis."""

    seen: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    agency: Told = Told()
    record: Told = Told()
    impact: str = ""
    often: str = ""
    since: str = ""
    why: str = ""

    def evidence(self) -> tuple[Evidence, dict[str, str]]:
        """What was meant, and the fields that cannot be read (keys as in `rules.evidence`): a day that is none. Raises Invalid where something
        was ticked that is not there.
        """
        unknown = set(self.said) - set(SAID)
        if unknown:
            raise Invalid({"seen": "Choose from the answers on the page."})
        basis = [Basis(BasisKind.SEEN, visit_id) for visit_id in dict.fromkeys(self.seen)]
        basis += [Basis(kind) for kind in SAID if kind in self.said]
        unread: dict[str, str] = {}
        for kind in TOLD:
            told: Told = getattr(self, str(kind))
            try:
                on = date.fromisoformat(told.on.strip()) if told.on.strip() else None
            except ValueError:
                unread[str(kind)] = "Enter the day it speaks of as a real date, or leave it empty."
                continue
            if told.who.strip() or on:
                basis.append(Basis(kind, who=told.who.strip(), on=on))
        words = (self.impact, self.often.strip(), self.since.strip(), self.why)
        return Evidence(tuple(basis), *words), unread


def fields_of(evidence: Evidence) -> EvidenceFields:
    """The fields of what is kept."""
    told = {kind: next(iter(evidence.of(kind)), None) for kind in TOLD}
    agency, record = (Told(one.who, one.on.isoformat() if one.on else "") if one else Told() for one in told.values())
    said = tuple(str(kind) for kind in SAID if evidence.of(kind))
    words = (evidence.impact, evidence.how_often, evidence.since, evidence.change_reason)
    return EvidenceFields(evidence.visit_ids, said, agency, record, *words)


def posted_fields(posted: Posted, item_id: str) -> EvidenceFields:
    """The fields of an item as they were posted."""

    def text(name: str) -> str:
        return (posted.get(f"{name}-{item_id}") or [""])[0].replace("\r\n", "\n").replace("\r", "\n")

    ticked = {name: tuple(posted.get(f"{name}-{item_id}", ())) for name in ("seen", "said")}
    agency, record = (Told(text(kind), text(f"{kind}-on")) for kind in TOLD)
    words = (text(name) for name in ("impact", "often", "since", "why"))
    return EvidenceFields(ticked["seen"], ticked["said"], agency, record, *words)


def shown_fields(posted: Posted, item_id: str) -> EvidenceFields:
    """The fields as they were posted, without the characters that no page can hold."""
    as_sent = posted_fields(posted, item_id)
    agency, record = (Told(showable(one.who), showable(one.on)) for one in (as_sent.agency, as_sent.record))
    words = (showable(one) for one in (as_sent.impact, as_sent.often, as_sent.since, as_sent.why))
    return EvidenceFields(as_sent.seen, as_sent.said, agency, record, *words)
