"""How to read a report: the scale's words, the rule in words, the instruments, and who scored when on what. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from gcp.grades import Scale
from gcp.instrument import Instrument
from gcp.profile import Profile
from gcp.scoring.mode_override import override_from
from workflow.models import ScoringStatus
from workflow.reports.base import Scored, Visited
from workflow.reports.language import day
from workflow.reports.wording import count, listed, short_day, span, upper_first


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
        f"{scale.values[0]} is the best grade and {scale.values[-1]} the worst.",
        tuple(instrument_words(profile) for profile in profiles.values()),
        tuple(_scoring(one) for one in scored),
        _next(scored),
    )


def rule_words(instrument: Instrument, rule: str) -> tuple[str, ...]:
    """A roll-up rule as sentences that a chair could read out."""
    scale = instrument.scale
    tie = "better" if instrument.roll_up.tie == "better" else "worse"
    if rule == "worst":
        first = "A part takes the worst grade among its items."
    elif rule == "mode":
        first = "A part takes the grade that most of its items have; where two grades are equally common, the worse one counts."
    else:
        first = _override_words(scale, override_from(scale, instrument.roll_up), tie)
    return (
        first,
        "An area is made from its parts in the same way.",
        "An item that was not observed or not answered is left out, and its part is called provisional; one that does not apply is left out.",
        "Where nothing was graded there is no grade, neither a good one nor a bad one.",
        "Grades are never added up or averaged, and there is no overall grade.",
    )


def _override_words(scale: Scale, start: int, tie: str) -> str:
    beyond = [str(value) for value in scale.values if scale.at_or_beyond(value, start)]
    return (
        f"Where any item of a part is at {listed(beyond, 'or')}, the worst of them is the part\N{RIGHT SINGLE QUOTATION MARK}s grade, "
        "however good the others are. Otherwise the part takes the grade that most of its items have; "
        f"where two grades are equally common, the {tie} one counts. "
        "So a part can stay at a grade while most of its items get better: look at the items too."
    )


def instrument_words(profile: Profile) -> InstrumentWords:
    """The instrument of a profile and the rule that made its grades, in words."""
    instrument, rule = profile.instrument, profile.rule
    return InstrumentWords(
        instrument.name,
        f"{instrument.title}, edition {instrument.edition}",
        instrument.statement,
        instrument.copyright,
        instrument.licence,
        rule,
        rule_words(instrument, rule),
        instrument.descriptors_exportable,
    )


def _scoring(one: Scored) -> ScoringWords:
    window, instrument = one.profile.sheet.window, one.profile.instrument
    by = f" by {one.signed_off_by}" if one.signed_off_by else ""
    status = (
        f"Signed off{by} on {day(one.signed_off_on)}"
        if one.signed_off_on
        else f"Not signed off: {ScoringStatus(one.status).spoken}"
    )
    amended = f". {_amended(one)}" if one.amendment_reason else ""
    return ScoringWords(
        one.id,
        span(window.start, window.end),
        one.by,
        f"{instrument.title} {instrument.edition}",
        one.profile.band.name,
        status + amended,
        one.draft,
        tuple(_visit(visit) for visit in one.visits),
        _child_seen(one.visits),
    )


def _amended(one: Scored) -> str:
    """What an amendment took the place of, or will, and why."""
    replaces = "Amends" if one.draft else "An amendment: it replaces"
    version = f"the version signed off on {day(one.amends_signed_on)}" if one.amends_signed_on else "an earlier version"
    return f"{replaces} {version}. Why: {one.amendment_reason}"


def _next(scored: Sequence[Scored]) -> str:
    """What the newest signature asks for, as one line; "" where it asks for nothing."""
    signed = [one for one in scored if one.signed_off_on]
    if not signed or not signed[-1].direction:
        return ""
    newest = signed[-1]
    again = f" Follow-up on {day(newest.follow_up_on)}." if newest.follow_up_on else ""
    none = f" No follow-up: {newest.no_follow_up}" if newest.no_follow_up else ""
    return f"{newest.direction}{again}{none}"


def _visit(visit: Visited) -> str:
    """6 Mar 2026, unannounced, at home; seen: Hana and Marek; Hana seen alone."""
    said = [short_day(visit.on), "announced" if visit.announced else "unannounced"]
    said += [visit.place] * bool(visit.place)
    seen = f"; seen: {visit.seen}" if visit.seen else ""
    child = (
        "; child seen alone" if visit.child_seen_alone else "; child seen" if visit.child_seen else "; child not seen"
    )
    return ", ".join(said) + seen + child


def _child_seen(visits: Sequence[Visited]) -> str:
    """The two facts every conference asks for: whether the child was seen, and whether alone."""
    if not visits:
        return "No visit is recorded."
    alone, seen = sum(v.child_seen_alone for v in visits), sum(v.child_seen or v.child_seen_alone for v in visits)
    unannounced = sum(not v.announced for v in visits)
    if not seen:
        child = "the child was not seen"
    else:
        child = f"the child was seen on {seen}, {f'alone on {alone}' if alone else 'never alone'}"
    return upper_first(f"{count(len(visits), 'visit')}, {unannounced or 'none'} unannounced; {child}.")
