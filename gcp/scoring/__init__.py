"""Answer sheet -> Profile. One small module per roll-up rule, registered in `RULES`."""

from collections.abc import Mapping, Sequence
from datetime import date

from gcp.answers import AnswerSheet
from gcp.errors import SheetFault
from gcp.instrument import AgeBand, Area, Instrument, Kind
from gcp.profile import AreaResult, Profile
from gcp.scoring.decision import Decision, Part, Rule
from gcp.scoring.faults import sheet_faults
from gcp.scoring.mode import mode
from gcp.scoring.mode_override import mode_override
from gcp.scoring.tree import Decide, area_result, sub_area_result
from gcp.scoring.worst import worst
from gcp.words import listed

__all__ = ["RULES", "Decision", "Part", "Rule", "score"]

RULES: Mapping[str, Rule] = {"mode-override": mode_override, "mode": mode, "worst": worst}
"""Every roll-up rule an instrument may name."""


def score(instrument: Instrument, sheet: AnswerSheet, rule: str | None = None, today: date | None = None) -> Profile:
    """The profile of a sheet, by the instrument's own roll-up rule or the one named.

    Raises SheetFault with every sentence: unknown item, grade off the scale, age outside every band, an exclusion the instrument does not
    allow or without a reason, an answer to an item that does not apply at this age or without its condition, a window that ends before it
    starts, birth after the window where there is no antenatal band, an instrument that is not graded, a rule that does not exist.
    Where `today` is given (no clock is read here), also a window or a birth after it, and an unborn child expected at an impossible time.
    """
    rule = instrument.roll_up.rule if rule is None else rule
    faults = sheet_faults(instrument, sheet, today)
    faults += _rule_faults(rule) if instrument.kind is Kind.GRADED else ()
    band = instrument.band(sheet.age_months)
    if faults or band is None:
        raise SheetFault(faults)
    decide = _decide(instrument, RULES[rule])
    areas = tuple(_area(area, band, sheet, decide) for area in instrument.areas)
    return Profile(instrument, sheet, rule, sheet.age_months, band, areas)


def _rule_faults(rule: str) -> tuple[str, ...]:
    return () if rule in RULES else (f"There is no roll-up rule {rule!r}. Choose {listed(RULES, 'or')}.",)


def _decide(instrument: Instrument, rule: Rule) -> Decide:
    def decide(parts: Sequence[Part]) -> Decision:
        return rule(parts, instrument.scale, instrument.roll_up)

    return decide


def _area(area: Area, band: AgeBand, sheet: AnswerSheet, decide: Decide) -> AreaResult:
    sub_areas = tuple(
        sub_area_result(
            sub_area, [item for item in sub_area.items if item.fits_age(band, sheet.age_months)], sheet, decide
        )
        for sub_area in area.sub_areas
    )
    return area_result(area, sub_areas, decide)
