"""A child who is not born yet: nobody sees them, and nobody writes down what they said."""

from datetime import date
from typing import Any

import pytest

from tests import build
from tests.page_checks import text_of
from tests.scoring_ground import VISITED, Ground, stand
from tests.web.visitors import browser_of
from workflow.models import Training, Voice
from workflow.reports import render
from workflow.rules.errors import Invalid
from workflow.rules.evidence import Basis, BasisKind, Evidence
from workflow.services import blanks, reporting, scaling, shared_visits
from workflow.services.desk import Practice
from workflow.services.reporting import Wanted
from workflow.services.scaling import NewMark
from workflow.services.scoring_details import NewVisit
from workflow.services.shared_visits import SeenThere

ANTENATAL = "antenatal-profile@2026.1"


@pytest.fixture
def ground(embedded_practice: Practice) -> Ground:
    """A scoring of the care given to a baby expected in summer, beside the family's child who is born."""
    ground = stand(embedded_practice, started=False)
    baby = build.sibling(
        ground.practice, ground.family, "Baby", ground.family.carer_id, born=None, expected=date(2026, 7, 1)
    )
    facts = {"instrument_key": "antenatal-profile", "on": date(2026, 2, 1), "recorded_at": build.LONG_AGO}
    build.put(ground.practice, Training(id=ground.practice.ids.new(), person_id=ground.scorer.id, **facts))
    scoring = ground.start(child_id=baby, instrument=ANTENATAL)
    return Ground(ground.practice, ground.scorer, ground.supervisor, ground.family, scoring.id)


@pytest.mark.parametrize(("field", "alone"), [("child_seen", False), ("child_seen", True)])
def test_nobody_has_seen_an_unborn_child(ground: Ground, field: str, alone: bool) -> None:
    with pytest.raises(Invalid) as refused:
        ground.visit(child_seen=True, child_seen_alone=alone)
    assert refused.value.fields[field].startswith("Baby is not born yet, so nobody can have seen Baby.")
    ground.visit()


def test_nor_where_a_visit_counts_for_several_or_is_taken_in(ground: Ground) -> None:
    born = ground.start().id
    visit = NewVisit(VISITED, announced=True, child_seen=True)
    with ground.practice.open_for(ground.scorer.id) as desk:
        baby = shared_visits.held(desk, ground.scoring_id).scoring.child_id
        shared = shared_visits.shared(desk, shared_visits.held(desk, born).scoring, ())
        assert shared.other_children(ground.family.child_id) == []
        with pytest.raises(Invalid) as refused:
            shared_visits.add(desk, born, visit, SeenThere(also=[ground.scoring_id], seen=[baby]))
        assert set(refused.value.fields) == {"also_seen"}
        visit_id = shared_visits.add(desk, born, visit, SeenThere())
        with pytest.raises(Invalid) as refused:
            shared_visits.take_in(desk, ground.scoring_id, visit_id, child_seen=True, alone=False)
        assert set(refused.value.fields) == {"child"}
        shared_visits.take_in(desk, ground.scoring_id, visit_id, child_seen=False, alone=False)


def test_nothing_rests_on_what_an_unborn_child_said(ground: Ground) -> None:
    saved = ground.save("P1a", 2, evidence=Evidence((Basis(BasisKind.CHILD),)))
    assert set(saved.faults) == {"child-said"}
    assert saved.kept.given.evidence.basis == ()
    ground.save("P1a", 2, evidence=Evidence((Basis(BasisKind.CARER),)), on=saved.kept.version)


def test_it_gives_no_number(ground: Ground) -> None:
    facts: dict[str, Any] = {"instrument": "safety-scaling@2026.1", "item_id": "S1", "number": 4, "on": VISITED}
    with ground.practice.open_for(ground.scorer.id) as desk:
        with pytest.raises(Invalid) as refused:
            scaling.save(desk, ground.scoring_id, "m1", NewMark(who="Baby", part=Voice.CHILD, **facts), 0)
        assert set(refused.value.fields) == {"part"}
        scaling.save(desk, ground.scoring_id, "m1", NewMark(who="Mum", part=Voice.CARER, **facts), 0)


def test_no_page_and_no_blank_asks_for_it(ground: Ground) -> None:
    ground.visit()
    browser = browser_of(ground.practice, ground.scorer.username)
    part = ground.view().parts[0].sub_area.id
    for page in ("details", f"parts/{part}"):
        browser.get(f"/scorings/{ground.scoring_id}/{page}")
        said = text_of(browser.page)
        assert "Baby said" not in said
        assert "Baby was" not in said.replace("whether Baby was seen", "")
    with ground.practice.open_for(ground.scorer.id) as desk:
        blank = render.blank_html(blanks.make_blank(desk, ANTENATAL, "unborn"))
    assert "child said" not in blank
    assert "was the child seen" not in blank


def test_a_report_says_that_the_child_was_not_born_yet(ground: Ground) -> None:
    ground.visit()
    with ground.practice.open_for(ground.scorer.id) as desk:
        child_id = shared_visits.held(desk, ground.scoring_id).scoring.child_id
        report = reporting.make(desk, "full-profile", child_id, Wanted(upto=ground.scoring_id))
    (told,) = report.body.story.reading.scorings
    assert told.child_seen == "1 visit, none unannounced; the child was not born yet."
    assert "seen: Mum and Robin" in told.visits[0]
    assert "child not seen" not in told.visits[0]
