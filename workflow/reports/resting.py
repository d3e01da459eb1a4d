"""What a grade rests on, in words: seen where and when, said by whom, which agency or record; what it is like for the child; who sees it otherwise."""

from collections.abc import Sequence
from dataclasses import dataclass

from workflow.reports.base import Scored, Visited
from workflow.reports.language import _, day, translated
from workflow.reports.wording import short_day
from workflow.rules.evidence import NO_EVIDENCE, Basis, BasisKind
from workflow.rules.voices import Spoken


@dataclass(frozen=True)
class Rests:
    """What one grade rests on: `basis` is a sentence each, `own` the carer's and the child's own grades and words, as sentences."""

    basis: tuple[str, ...] = ()
    impact: str = ""
    how_often: str = ""
    since: str = ""
    change_reason: str = ""
    own: tuple[str, ...] = ()


def rests(scored: Scored, called: str, item_id: str) -> Rests:
    """What the grade of one item rests on in one scoring. `called` is the child."""
    evidence = scored.evidence.get(item_id, NO_EVIDENCE)
    visits = {visit.id: visit for visit in scored.visits if visit.id}
    said = [_basis(one, visits, called, scored.carers) for one in evidence.basis]
    return Rests(
        tuple(dict.fromkeys(filter(None, said))),
        evidence.impact,
        evidence.how_often,
        evidence.since,
        evidence.change_reason,
        own_grades(scored.own.get(item_id, ())),
    )


def own_grades(spoken: Sequence[Spoken]) -> tuple[str, ...]:
    """Marek says 3 (1 grade apart): "It is only now and then."; each a sentence."""
    return tuple(filter(None, (_own(one) for one in spoken if not one.hidden)))


def _own(one: Spoken) -> str:
    apart, name = f" ({translated(one.difference)})" if one.difference else "", translated(one.name)
    if one.grade is None:
        return f"{name}: {one.words}" if one.words else ""
    said = _("{name} says {grade}", name=name, grade=one.grade)
    return f"{said}{apart}: {one.words}" if one.words else f"{said}{apart}."


def _basis(one: Basis, visits: dict[str, Visited], called: str, carers: str) -> str:
    visit = visits.get(one.visit_id)
    if one.kind is BasisKind.SEEN:
        return _("Seen {visit}.", visit=_at(visit)) if visit else _("Seen.")
    if one.kind in (BasisKind.CARER, BasisKind.CHILD):
        who = carers if one.kind is BasisKind.CARER else called
        return _("{name} said so {visit}.", name=who, visit=_at(visit)) if visit else _("{name} said so.", name=who)
    when = _(", of {day}", day=day(one.on)) if one.on else ""
    if one.kind is BasisKind.AGENCY:
        return _("Told by {who}{when}.", who=one.who, when=when)
    return _("Read in {who}{when}.", who=one.who, when=when)


def _at(visit: Visited) -> str:
    when = _("on {day}", day=short_day(visit.on))
    how = _("announced") if visit.announced else _("unannounced")
    return f"{when}, {how}" + (f", {visit.place}" if visit.place else "")
