"""The lanes of parts and items: the same figures as the profiles, on the same axis as the chart; and what else is laid on that axis."""

from dataclasses import replace
from datetime import timedelta

import pytest

from gcp.grades import ItemState
from gcp.progress import series
from tests.gcp import build as bare
from tests.reports import stock
from tests.reports.stock import HANA, JANUARY, MARCH, SEPTEMBER, answers, scored
from workflow.reports import charts, lanes
from workflow.reports.charts import NARROW, WIDE
from workflow.reports.lanes import Block, blocks
from workflow.reports.progress import build
from workflow.reports.timeline import Mark, Timeline
from workflow.rules.targets import Aim

AIM = Aim("A4", 4, 3, MARCH.end, "", JANUARY.end, "care-profile@2026.1")


def stand(*scorings) -> tuple[Timeline, tuple[Block, ...]]:
    told = scorings or stock.three()
    return build(HANA, told).timeline, blocks(series([one.profile for one in told]))


def test_every_part_and_item_says_what_its_profile_says() -> None:
    told = stock.three()
    _, found = stand(*told)
    seen = 0
    for lane in (lane for block in found for lane in block.lanes):
        for one, cell in zip(told, lane.cells, strict=True):
            result = one.profile.by_id[lane.id]
            assert cell.grade == result.grade
            seen += 1
    newest = told[-1].profile
    applying = {item.id for item in newest.items if item.state is not ItemState.NOT_APPLICABLE}
    assert seen == 3 * len(applying | {sub.id for sub in newest.sub_areas})


def test_what_was_not_graded_says_why_and_has_no_square() -> None:
    timeline, found = stand()
    tablet = next(lane for lane in found[1].lanes if lane.id == "B1e")
    assert [(cell.grade, cell.state) for cell in tablet.cells] == [(2, ""), (2, ""), (None, "not observed")]
    drawing = lanes.draw(found[1], timeline)
    words = [text for glyphs in drawing.glyphs for _, text in glyphs.words]
    assert words.count("–") == sum(c.grade is None and c.asked for lane in found[1].lanes for c in lane.cells)


def test_lanes_stand_on_the_axis_of_the_chart() -> None:
    timeline, found = stand()
    drawing = lanes.draw(found[0], timeline, NARROW)
    across = sorted({round(x, 1) for glyphs in drawing.glyphs for x, _ in glyphs.words})
    first, second, third = across
    assert (second - first) / (third - second) == pytest.approx(59 / 182, rel=0.02)


def test_what_may_not_be_compared_breaks_its_lane_and_says_why() -> None:
    timeline, found = stand(scored(answers(), JANUARY), scored(answers(), MARCH, sheet={"carer": "Jo"}))
    assert all(block.breaks for block in found)
    assert "The care of two carers is not compared as change." in found[0].lanes[0].cells[1].broken
    dashes = [line for line in lanes.draw(found[0], timeline).lines if line.dash]
    assert len(dashes) == len(found[0].lanes)


def test_an_item_of_an_earlier_edition_stands_in_the_lane_it_is_declared_to_be() -> None:
    old = replace(bare.flat("Xold"), edition="0")
    new = replace(bare.flat("Xnew"), edition="1", same_as={"flat@0": {"Xold": "Xnew"}})
    told = [
        scored({"Xold": 4}, JANUARY, instrument=old, born=bare.SEVEN),
        scored({"Xnew": 3}, MARCH, instrument=new, born=bare.SEVEN),
    ]
    (block,) = blocks(series([one.profile for one in told]))
    assert [cell.grade for cell in block.lanes[-1].cells] == [4, 3]
    timeline = build(replace(HANA, born=bare.SEVEN), told).timeline
    assert [moment.other_edition for moment in timeline.moments] == [False, True]
    assert len(charts.draw(timeline).squares) == 1


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("number", [2, 20])
def test_nothing_is_clipped_however_many_there_are(width: int, number: int) -> None:
    told = [
        scored(
            answers(A1a=1 + at % 5),
            replace(JANUARY, start=JANUARY.start + timedelta(days=17 * at), end=JANUARY.end + timedelta(days=17 * at)),
        )
        for at in range(number)
    ]
    timeline, found = stand(*told)
    for block in found:
        drawing = lanes.draw(block, timeline, width)
        places = [x for glyphs in drawing.glyphs for x, _ in glyphs.words]
        assert min(places) >= 5
        assert max(places) <= width - 5
        assert all(glyphs.y <= drawing.height for glyphs in drawing.glyphs)


def test_a_target_points_at_its_grade_on_its_day_and_is_said_in_words() -> None:
    first, *rest = stock.three()
    timeline, _ = stand(replace(first, targets=(AIM,)), *rest)
    ((x, y),) = charts.draw(timeline).pointers
    drawing = charts.draw(timeline)
    assert x == pytest.approx(drawing.markers[1].x)
    best, worse = (next(w.y for w in drawing.words if w.text == grade) for grade in "34")
    assert best - 4 == pytest.approx(y)
    assert worse - 4 == pytest.approx(drawing.markers[0].y)
    assert "Target for Hygiene, from 4 to 3 by 20 March 2026: met late." in charts.describe(timeline)


def test_a_day_far_ahead_does_not_push_the_scorings_together() -> None:
    first, *rest = stock.three()
    far = replace(AIM, by=SEPTEMBER.end + timedelta(days=700))
    timeline, _ = stand(replace(first, targets=(far,)), *rest)
    drawing = charts.draw(timeline)
    assert drawing.markers[2].x > WIDE * 0.7
    assert drawing.pointers[0][0] <= WIDE


def test_events_and_actions_can_be_laid_on_the_same_axis() -> None:
    timeline, _ = stand()
    marks = (
        Mark(MARCH.end, "Action", "a fridge from the fund"),
        Mark(SEPTEMBER.end + timedelta(days=40), "Event", "moved"),
    )
    laid = replace(timeline, marks=marks)
    drawing, without = charts.draw(laid), charts.draw(timeline)
    assert drawing.height > without.height
    assert [word.text for word in drawing.words if word.y > without.height] == ["1", "2"]
    assert "Action, a fridge from the fund. Event, moved." in charts.describe(laid)
    assert drawing.markers[2].x < without.markers[2].x


def test_the_bar_under_a_scoring_is_filled_as_high_as_its_figure_says() -> None:
    timeline, _ = stand(scored(answers(C1a=4, C1b=5), JANUARY), scored(answers(C1a=ItemState.NOT_OBSERVED), MARCH))
    bars = [box for box in charts.draw(timeline).boxes if box.stroke]
    emotional = timeline.panels[2]
    assert [(point.worst, point.graded) for point in emotional.points] == [(2, 5), (0, 4)]
    outlines = [box for box in bars if box.fill == "#ffffff"]
    filled = [box for box in bars if box.fill != "#ffffff"]
    assert len(outlines) == 8
    assert len(filled) == 1
    whole, fewer = outlines[4], outlines[5]
    assert filled[0].height / whole.height == pytest.approx(2 / 5)
    assert fewer.height / whole.height == pytest.approx(4 / 5)
