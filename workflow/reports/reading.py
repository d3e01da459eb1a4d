"""How to read a report: the scale's words, the rule in words, the instruments, and who scored when on what. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from gcp.grades import Scale
from gcp.instrument import Instrument
from gcp.profile import Profile
from gcp.scoring.mode_override import override_from
from workflow.models import ScoringStatus
from workflow.reports.base import Scored, Visited
from workflow.reports.language import _, _n, day
from workflow.reports.wording import either, short_day, span, upper_first


@dataclass(frozen=True)
class GradeRow:
    """One grade of the scale with its parallel readings."""

    value: int
    name: str
    needs: str
    commitment: str
    quality: str


@dataclass(frozen=True)
class InstrumentWords:
    """An instrument as a report names it: title and edition, its own statement, and how its grades are made."""

    name: str
    title: str
    statement: str
    copyright: str
    licence: str
    rule: str
    rule_words: tuple[str, ...]
    exportable: bool


@dataclass(frozen=True)
class ScoringWords:
    """One scoring as a report's reader must know it: when, by whom, on which visits, signed off by whom."""

    id: str
    window: str
    scorer: str
    instrument: str
    age: str
    status: str
    draft: bool
    visits: tuple[str, ...]
    child_seen: str


@dataclass(frozen=True)
class Reading:
    """The page that says how to read the others."""

    grades: tuple[GradeRow, ...]
    readings: tuple[str, ...]
    better: str
    instruments: tuple[InstrumentWords, ...]
    scorings: tuple[ScoringWords, ...]
    next: str


def reading(scored: Sequence[Scored]) -> Reading:
    """How to read a report on these scorings, oldest first."""
    newest = scored[-1].profile.instrument
    scale = newest.scale
    rows = tuple(GradeRow(g.value, g.name, g.needs, g.commitment, g.quality) for g in scale.grades)
    # A bare definition has no parallel readings; a column of blanks helps nobody.
    readings = tuple(
        key for key in ("name", "needs", "commitment", "quality") if any(getattr(row, key) for row in rows)
    )
    profiles = {one.profile.instrument.name + one.profile.rule: one.profile for one in scored}
    return Reading(
        rows,
        readings,
        _("{best} is the best grade and {worst} the worst.", best=scale.values[0], worst=scale.values[-1]),
        tuple(instrument_words(profile) for profile in profiles.values()),
        tuple(_scoring(one) for one in scored),
        _next(scored),
    )


def rule_words(instrument: Instrument, rule: str) -> tuple[str, ...]:
    """A roll-up rule as sentences that a chair could read out."""
    scale = instrument.scale
    if rule == "worst":
        first = _("A part takes the worst grade among its items.")
    elif rule == "mode":
        first = _(
            "A part takes the grade that most of its items have; where two grades are equally common, the worse one counts."
        )
    else:
        better = instrument.roll_up.tie == "better"
        first = _override_words(scale, override_from(scale, instrument.roll_up), better=better)
    return (
        first,
        _("An area is made from its parts in the same way."),
        _(
            "An item that was not observed or not answered is left out, and its part is called provisional; one that does not apply is left out."
        ),
        _("Where nothing was graded there is no grade, neither a good one nor a bad one."),
        _("Grades are never added up or averaged, and there is no overall grade."),
    )


def _override_words(scale: Scale, start: int, *, better: bool) -> str:
    beyond = either(value for value in scale.values if scale.at_or_beyond(value, start))
    said = [
        _(
            "Where any item of a part is at {grades}, the worst of them is the part’s grade, however good the others are.",
            grades=beyond,
        ),
        _(
            "Otherwise the part takes the grade that most of its items have; where two grades are equally common, the better one counts."
        )
        if better
        else _(
            "Otherwise the part takes the grade that most of its items have; where two grades are equally common, the worse one counts."
        ),
        _("So a part can stay at a grade while most of its items get better: look at the items too."),
    ]
    return " ".join(said)


def instrument_words(profile: Profile) -> InstrumentWords:
    """The instrument of a profile and the rule that made its grades, in words."""
    instrument, rule = profile.instrument, profile.rule
    return InstrumentWords(
        instrument.name,
        _("{title}, edition {edition}", title=instrument.title, edition=instrument.edition),
        instrument.statement,
        instrument.copyright,
        instrument.licence,
        rule,
        rule_words(instrument, rule),
        instrument.descriptors_exportable,
    )


def _scoring(one: Scored) -> ScoringWords:
    window, instrument = one.profile.sheet.window, one.profile.instrument
    amended = f". {_amended(one)}" if one.amendment_reason else ""
    return ScoringWords(
        one.id,
        span(window.start, window.end),
        one.by,
        f"{instrument.title} {instrument.edition}",
        one.profile.band.name,
        _status(one) + amended,
        one.draft,
        tuple(visited(visit, unborn=one.profile.age_months is None) for visit in one.visits),
        _child_seen(one.visits, unborn=one.profile.age_months is None),
    )


def _status(one: Scored) -> str:
    if not one.signed_off_on:
        return _("Not signed off: {status}", status=_(ScoringStatus(one.status).spoken))
    on = day(one.signed_off_on)
    if one.signed_off_by:
        return _("Signed off by {name} on {day}", name=one.signed_off_by, day=on)
    return _("Signed off on {day}", day=on)


def _amended(one: Scored) -> str:
    """What an amendment took the place of, or will, and why."""
    version = _("an earlier version")
    if one.amends_signed_on:
        version = _("the version signed off on {day}", day=day(one.amends_signed_on))
    if one.draft:
        return _("Amends {version}. Why: {why}", version=version, why=one.amendment_reason)
    return _("An amendment: it replaces {version}. Why: {why}", version=version, why=one.amendment_reason)


def _next(scored: Sequence[Scored]) -> str:
    """What the newest signature asks for, as one line; "" where it asks for nothing."""
    signed = [one for one in scored if one.signed_off_on]
    if not signed or not signed[-1].direction:
        return ""
    newest = signed[-1]
    said = [newest.direction]
    said += [_("Follow-up on {day}.", day=day(newest.follow_up_on))] if newest.follow_up_on else []
    said += [_("No follow-up: {why}", why=newest.no_follow_up)] if newest.no_follow_up else []
    return " ".join(said)


def visited(visit: Visited, *, unborn: bool) -> str:
    """6 Mar 2026, unannounced, at home; seen: Hana and Marek; Hana seen alone. Of an unborn child nobody says whether it was seen."""
    said = [short_day(visit.on), _("announced") if visit.announced else _("unannounced")]
    said += [visit.place] * bool(visit.place)
    told = [", ".join(said)]
    told += [_("seen: {names}", names=visit.seen)] if visit.seen else []
    if unborn:
        return "; ".join(told)
    if visit.child_seen_alone:
        return "; ".join([*told, _("child seen alone")])
    return "; ".join([*told, _("child seen") if visit.child_seen else _("child not seen")])


def _child_seen(visits: Sequence[Visited], *, unborn: bool) -> str:
    """The two facts every conference asks for: whether the child was seen, and whether alone; or that it could not be yet."""
    if not visits:
        return _("No visit is recorded.")
    alone, seen = sum(v.child_seen_alone for v in visits), sum(v.child_seen or v.child_seen_alone for v in visits)
    unannounced = sum(not v.announced for v in visits)
    if unborn:
        child = _("the child was not born yet")
    elif not seen:
        child = _("the child was not seen")
    elif alone:
        child = _("the child was seen on {seen}, alone on {alone}", seen=seen, alone=alone)
    else:
        child = _("the child was seen on {seen}, never alone", seen=seen)
    return upper_first(
        _n(
            "{number} visit, {unannounced} unannounced; {child}.",
            "{number} visits, {unannounced} unannounced; {child}.",
            len(visits),
            unannounced=unannounced or _("none"),
            child=child,
        )
    )
