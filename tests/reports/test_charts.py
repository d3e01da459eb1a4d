"""The chart: true to the days, best at the top, numbers in the markers, and a line only where two grades may be compared."""

import itertools
from dataclasses import replace
from datetime import timedelta

import pytest

from gcp.answers import Window
from gcp.grades import ItemState
from tests.gcp import build as bare
from tests.reports import stock
from tests.reports.stock import HANA, JANUARY, MARCH, SEPTEMBER, answers, scored
from workflow.reports import charts
from workflow.reports.charts import NARROW, WIDE, Drawing, draw
from workflow.reports.progress import build
from workflow.reports.timeline import Timeline

UNSEEN = ItemState.NOT_OBSERVED


def timeline(*scorings) -> Timeline:
    return build(HANA, scorings or stock.three()).timeline


def panels(drawing: Drawing, number: int) -> list[list[charts.Marker]]:
    """The markers by panel, in order of time."""
    return [drawing.markers[at : at + number] for at in range(0, len(drawing.markers), number)]


def joins(drawing: Drawing) -> list[charts.Line]:
    return [line for line in drawing.lines if line.width == 2]


def test_uneven_dates_stand_unevenly() -> None:
    first, second, third = (marker.x for marker in panels(draw(timeline()), 3)[0])
    days = (59, 182)
    assert (second - first) / (third - second) == pytest.approx(days[0] / days[1])


def test_the_best_grade_stands_at_the_top_and_the_number_in_the_marker() -> None:
    emotional = panels(draw(timeline()), 3)[2]
    assert [marker.text for marker in emotional] == ["3", "3", "2"]
    assert emotional[2].y < emotional[0].y


def test_a_scale_that_runs_the_other_way_has_its_best_at_the_top_too() -> None:
    instrument = bare.flat("X1a", "X1b", scale=bare.SCALING)
    born = bare.SEVEN
    told = [
        scored({"X1a": grade, "X1b": grade}, window, instrument=instrument, born=born)
        for window, grade in ((JANUARY, 2), (MARCH, 9))
    ]
    before, after = draw(build(replace(HANA, born=born), told).timeline).markers
    assert (before.text, after.text) == ("2", "9")
    assert after.y < before.y


def test_provisional_is_hollow_and_a_grade_is_filled() -> None:
    safety = panels(draw(timeline()), 3)[1]
    assert [marker.fill == "#ffffff" for marker in safety] == [False, True, True]


def test_a_gap_is_drawn_as_a_gap_and_no_line_crosses_it() -> None:
    unseen = {item: UNSEEN if item.startswith("B") else grade for item, grade in answers().items()}
    told = timeline(scored(answers(), JANUARY), scored(unseen, MARCH), scored(answers(), SEPTEMBER))
    drawing = draw(told)
    safety = panels(drawing, 3)[1]
    assert [marker.text for marker in safety] == ["2", "–", "2"]
    assert safety[1].dash
    between = [line for line in joins(drawing) if line.y1 == safety[0].y]
    assert not between
    assert told.panels[1].points[1].tally == "none graded"
    assert "not scored" in charts.describe(told)


def test_what_may_not_be_compared_breaks_the_line_and_says_why() -> None:
    told = timeline(scored(answers(), JANUARY), scored(answers(), MARCH, sheet={"carer": "Jo"}))
    drawing = draw(told)
    assert not joins(drawing)
    assert len([line for line in drawing.lines if line.dash]) == 4
    assert len(told.breaks) == 4
    assert all("The care of two carers is not compared as change." in why for why in told.breaks)


def test_another_scorer_is_marked_on_the_axis() -> None:
    told = timeline()
    assert [moment.other_scorer for moment in told.moments] == [False, False, True]
    drawing = draw(told)
    assert [x for x, _ in drawing.diamonds] == [panels(drawing, 3)[0][2].x]


def test_a_draft_has_a_ring() -> None:
    first, second, third = stock.three()
    drawing = draw(timeline(first, second, stock.draft(third)))
    assert [bool(marker.ring) for marker in panels(drawing, 3)[0]] == [False, False, True]


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("number", [1, 2, 3, 20])
def test_nothing_is_clipped_and_no_labels_overlap(width: int, number: int) -> None:
    told = [
        scored(
            answers(A1a=1 + at % 5),
            Window(JANUARY.start + timedelta(days=17 * at), JANUARY.end + timedelta(days=17 * at)),
        )
        for at in range(number)
    ]
    drawing = draw(build(HANA, told).timeline, width)
    assert all(marker.radius <= marker.x <= width - marker.radius for marker in drawing.markers)
    rows: dict[float, list[tuple[float, float]]] = {}
    for word in drawing.words:
        across = len(word.text) * 6.4
        left = {"start": word.x, "middle": word.x - across / 2, "end": word.x - across}[word.anchor]
        assert left >= -1, word
        assert left + across <= width + 1, word
        assert word.y <= drawing.height, word
        rows.setdefault(round(word.y, 1), []).append((left, left + across))
    for spans in rows.values():
        ordered = sorted(spans)
        assert all(one[1] <= other[0] + 1 for one, other in itertools.pairwise(ordered))
    assert any(word.text == build(HANA, told).timeline.moments[-1].label for word in drawing.words)


def test_two_scorings_of_one_day_stand_side_by_side() -> None:
    drawing = draw(timeline(scored(answers(), MARCH), scored(answers(A1a=4), MARCH, id="another")))
    first, second = panels(drawing, 2)[0]
    assert first.x != second.x


@pytest.mark.parametrize("grades", range(2, 12))
def test_numbers_can_be_read_on_every_colour_and_colours_darken_all_the_way(grades: int) -> None:
    def light(colour: str) -> float:
        return charts._luminance(colour)

    colours = [charts.grade_colours(rank, grades) for rank in range(grades)]
    for fill, ink in colours:
        low, high = sorted((light(fill), light(ink)))
        assert (high + 0.05) / (low + 0.05) >= 4.5
    assert [light(fill) for fill, _ in colours] == sorted((light(fill) for fill, _ in colours), reverse=True)


def test_the_description_says_every_grade_in_order() -> None:
    said = charts.describe(timeline())
    assert "Physical care: 4, then 4, then 4." in said
    assert "Safety: 2, then 2 (provisional), then 2 (provisional)." in said
