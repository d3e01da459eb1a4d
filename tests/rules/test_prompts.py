"""Prompts: each fires on its figures and on nothing else, says them, and has another mark as soon as one of them changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gcp.answers import Answer, Window
from gcp.grades import Scale
from gcp.progress import series
from gcp.scoring import score
from tests.gcp.build import COLUMNS, FIVE, NOT_APPLICABLE, NOT_OBSERVED, SCALING, flat, sheet
from tests.gcp.strategies import thorough
from workflow.rules import prompts
from workflow.rules.evidence import Basis, BasisKind, Evidence
from workflow.rules.prompts import RULES, Prompt, raised
from workflow.rules.targets import Aim
from workflow.rules.told import Behind, Limits, Told

K = BasisKind
FIRST = date(2025, 1, 6)
APART = timedelta(days=60)
IDS = ("X1a", "X1b", "X1c")


@dataclass(frozen=True)
class Visit:
    id: str
    on: date
    announced: bool


VISITS = (Visit("expected", FIRST, announced=True), Visit("unexpected", FIRST, announced=False))
UNEXPECTED = Evidence((Basis(K.SEEN, "unexpected"),))


def on(number: int) -> date:
    return FIRST + APART * number + timedelta(days=6)


def told(
    *answers: Mapping[str, Answer],
    behind: Sequence[Behind] | None = None,
    scorers: Sequence[str] = (),
    scale: Scale = FIVE,
    after: int = 0,
    **more: object,
) -> Told:
    """A series of scorings two months apart, read `after` days after the last, everything seen at a visit that nobody expected."""
    instrument = flat(*IDS, scale=scale, rule="worst")
    profiles = [
        score(
            instrument,
            sheet(given, window=Window(FIRST + APART * n, on(n)), scorer=scorers[n] if scorers else "Ola"),
        )
        for n, given in enumerate(answers)
    ]
    seen = Behind(dict.fromkeys(IDS, UNEXPECTED), VISITS)
    return Told(series(profiles), behind or [seen] * len(answers), on(len(answers) - 1) + timedelta(days=after), **more)  # type: ignore[arg-type]


def x(*grades: Answer, **more: object) -> Told:
    """The course of one item."""
    return told(*({"X1a": grade} for grade in grades), **more)  # type: ignore[arg-type]


def fires(rule: str, ground: Told) -> Prompt | None:
    return next((one for one in raised(ground) if one.key == rule), None)


@pytest.mark.parametrize(
    ("grades", "figure"),
    [
        ((4, 4, 4), "4, 4, 4 over 4 months"),
        ((4, 5, 5), "4, 5, 5"),
        ((5, 4, 4, 4), "4, 4, 4 over 4 months"),
        ((3, 4, 4), "3, 4, 4"),
        ((4, NOT_OBSERVED, 4, 4), "4, 4, 4 over 6 months"),
        ((4, 4), ""),
        ((4, 4, 3), ""),
        ((3, 3, 3), ""),
        ((5, 5, 4), ""),
        ((4, 4, 4, NOT_OBSERVED), ""),
        ((4, 4, 4, NOT_APPLICABLE), ""),
    ],
)
def test_no_improvement(grades: tuple[Answer, ...], figure: str) -> None:
    found = fires("no-improvement", x(*grades))
    assert bool(found) == bool(figure)
    if found:
        assert figure in found.figures[0]
        assert found.items == ("X1a",)


def test_how_many_scorings_without_improvement_can_be_set_and_the_rule_says_so() -> None:
    assert fires("no-improvement", x(4, 4, 4, limits=Limits(scorings=4))) is None
    found = fires("no-improvement", x(4, 4, limits=Limits(scorings=2)))
    assert found is not None
    assert "over the last 2 scorings" in found.rule


@pytest.mark.parametrize(
    ("grades", "fire"),
    [((4, 2, 3), True), ((4, 2, 2, 4), True), ((4, 3, 2), False), ((2, 4, 4), False), ((4, 2, 3, 2), False)],
)
def test_improvement_then_relapse(grades: tuple[int, ...], fire: bool) -> None:
    assert bool(fires("relapse", x(*grades))) is fire


def aim(number: int, at: int, weeks: int = 6, item: str = "X1a") -> Aim:
    return Aim(item, 4, at, on(number) + timedelta(weeks=weeks), "", on(number), "flat@1")


def aimed(grades: Sequence[Answer], *aims: tuple[int, int]) -> Told:
    behind = [
        Behind(dict.fromkeys(IDS, UNEXPECTED), VISITS, [aim(n, at) for n, at in aims if n == number])
        for number in range(len(grades))
    ]
    return x(*grades, behind=behind)


@pytest.mark.parametrize(
    ("grades", "aims", "fire"),
    [
        ((4,), (), True),
        ((5, 4), (), True),
        ((4,), ((0, 3),), False),
        ((4, 4), ((0, 3),), False),
        ((5, 4), ((0, 4),), True),
        ((5, 4), ((0, 4), (1, 3)), False),
        ((5, 5), ((0, 4),), False),
        ((4, 3), (), False),
        ((4, NOT_OBSERVED), (), False),
    ],
)
def test_no_target(grades: Sequence[Answer], aims: tuple[tuple[int, int], ...], fire: bool) -> None:
    found = fires("no-target", aimed(grades, *aims))
    assert bool(found) is fire
    if found:
        assert found.items == ("X1a",)
        assert found.sentence == "The 1 item at 4 or 5 has no target: Item X1a (Part X1)."


@pytest.mark.parametrize(
    ("grades", "aims", "fire"),
    [
        ((4, 4), ((0, 3), (1, 3)), True),
        ((4, NOT_OBSERVED, 4), ((0, 3), (1, 3)), True),
        ((5, 4, 4), ((0, 3), (2, 3)), True),
        ((4, 3), ((0, 3), (1, 2)), False),
        ((4, 4, 3), ((0, 3), (1, 3)), False),
        ((4, 4), ((0, 3),), False),
        ((4, 3, 4, 4), ((0, 3), (1, 2), (2, 3)), True),
    ],
)
def test_targets_rolled_over(grades: Sequence[Answer], aims: tuple[tuple[int, int], ...], fire: bool) -> None:
    found = fires("rolled-over", aimed(grades, *aims))
    assert bool(found) is fire
    if found:
        assert "to be 3 by" in found.figures[0]


@pytest.mark.parametrize(
    ("basis", "announced", "unseen"),
    [
        ((Basis(K.SEEN, "expected"),), True, False),
        ((Basis(K.SEEN, "expected"), Basis(K.CARER)), True, False),
        ((Basis(K.SEEN, "expected"), Basis(K.SEEN, "unexpected")), False, False),
        ((Basis(K.SEEN, "expected"), Basis(K.AGENCY, who="School")), False, False),
        ((Basis(K.CARER),), False, True),
        ((Basis(K.RECORD, who="Letter"),), False, True),
        ((), False, True),
    ],
)
def test_what_an_improvement_rests_on(basis: tuple[Basis, ...], announced: bool, unseen: bool) -> None:
    behind = Behind({"X1a": Evidence(basis)}, VISITS)
    better, same = x(4, 3, behind=[behind] * 2), x(3, 3, behind=[behind] * 2)
    assert bool(fires("announced-only", better)) is announced
    assert bool(fires("nothing-seen", better)) is unseen
    assert fires("announced-only", same) is fires("nothing-seen", same) is None
    assert fires("nothing-seen", x(3, 2, behind=[behind] * 2)) is None


def test_a_share_says_of_how_many() -> None:
    behind = Behind({"X1a": Evidence((Basis(K.CARER),)), "X1b": UNEXPECTED}, VISITS)
    ground = told({"X1a": 4, "X1b": 4, "X1c": 2}, {"X1a": 3, "X1b": 2, "X1c": 2}, behind=[behind] * 2)
    found = fires("nothing-seen", ground)
    assert found is not None
    assert found.sentence.startswith("1 of the 2 items that got better from 4 or 5 had nothing seen")
    assert found.figures == ("Item X1a (Part X1): 4 to 3; it rests on what the carer said",)


@pytest.mark.parametrize(
    ("scorers", "grades", "fire"),
    [
        (("Ola", "Sam"), (4, 3), True),
        (("Ola", "Sam"), (3, 4), True),
        (("Ola", "Sam"), (4, 2), False),
        (("Ola", "Ola"), (4, 3), False),
        (("Ola", ""), (4, 3), False),
        (("Ola", "Sam", "Sam"), (4, 4, 3), False),
    ],
)
def test_one_grade_by_another_scorer(scorers: tuple[str, ...], grades: tuple[int, ...], fire: bool) -> None:
    found = fires("other-scorer", x(*grades, scorers=scorers))
    assert bool(found) is fire
    if found:
        assert "none are claimed for this one" in found.rule


@pytest.mark.parametrize(
    ("grades", "missed", "fire"),
    [
        ((4, NOT_OBSERVED), 1, True),
        ((4, NOT_OBSERVED), 2, False),
        ((4, NOT_OBSERVED, NOT_OBSERVED), 2, True),
        ((4, NOT_APPLICABLE), 1, False),
        ((NOT_OBSERVED, NOT_OBSERVED), 1, False),
        ((NOT_OBSERVED, 4), 1, False),
    ],
)
def test_graded_before_and_not_again(grades: tuple[Answer, ...], missed: int, fire: bool) -> None:
    assert bool(fires("not-again", x(*grades, limits=Limits(missed=missed)))) is fire


def test_a_scoring_is_overdue_after_the_agreed_day_or_else_the_weeks_set() -> None:
    assert fires("overdue", x(2, after=91)) is None
    found = fires("overdue", x(2, after=92))
    assert found is not None
    assert "13 weeks after" in found.figures[0]
    agreed = [Behind(follow_up_on=on(0) + timedelta(days=20))]
    assert fires("overdue", x(2, after=20, behind=agreed)) is None
    assert fires("overdue", x(2, after=21, behind=agreed)) is not None
    told_of = fires("overdue", x(2, after=21, behind=agreed, under_way=True))
    assert told_of is not None
    assert "under way" in told_of.sentence


def test_an_overdue_scoring_set_aside_is_told_again_after_another_such_period() -> None:
    marks = {fires("overdue", x(2, after=days)).mark for days in (92, 120, 181)}  # type: ignore[union-attr]
    later = fires("overdue", x(2, after=182))
    assert len(marks) == 1
    assert later is not None
    assert later.mark not in marks


COURSES = st.lists(
    st.tuples(*(st.one_of(st.integers(1, 5), st.just(NOT_OBSERVED)) for _ in IDS)), min_size=1, max_size=6
)
BEHIND = st.sampled_from(
    [Behind(), Behind(dict.fromkeys(IDS, UNEXPECTED), VISITS), Behind({"X1a": Evidence((Basis(K.CARER),))}, VISITS)]
)


@given(courses=COURSES, behind=BEHIND, scorers=st.lists(st.sampled_from(["Ola", "Sam"]), min_size=6, max_size=6))
@thorough
def test_no_prompt_without_figures_a_rule_and_a_question(
    courses: list[tuple[Answer, ...]], behind: Behind, scorers: list[str]
) -> None:
    ground = told(
        *(dict(zip(IDS, row, strict=True)) for row in courses), behind=[behind] * len(courses), scorers=scorers
    )
    for prompt in raised(ground):
        assert len(prompt.figures) == len(prompt.facts) >= 1
        assert set(prompt.items) <= {item.id for item in ground.newest.counted}
        assert prompt.rule.startswith("Raised ")
        assert prompt.sentence.endswith(".")
        assert prompt.ask.endswith((".", "?"))


@given(courses=COURSES)
@thorough
def test_who_improves_all_the_time_raises_nothing_of_standing_still(courses: list[tuple[Answer, ...]]) -> None:
    ground = told(*(dict(zip(IDS, row, strict=True)) for row in courses))
    stuck = fires("no-improvement", ground)
    for item_id in stuck.items if stuck else ():
        course = [grade for _, grade in ground.series.courses[item_id]]
        assert course[-1] in FIVE.worst_two
        assert course[-3:] == sorted(course[-3:])
    back = fires("relapse", ground)
    for item_id in back.items if back else ():
        course = [grade for _, grade in ground.series.courses[item_id]]
        assert min(course) < course[-1]
        assert course != sorted(course)


@given(courses=COURSES)
@thorough
def test_turning_the_scale_round_turns_nothing_else(courses: list[tuple[Answer, ...]]) -> None:
    """The same care on a scale where more is better raises the same prompts of the same items."""
    turned = [tuple(grade if grade == NOT_OBSERVED else 11 - grade for grade in row) for row in courses]  # type: ignore[operator]
    upward = replace(SCALING, grades=SCALING.grades[:5])
    one = told(*(dict(zip(IDS, row, strict=True)) for row in courses))
    other = told(*(dict(zip(IDS, row, strict=True)) for row in turned), scale=upward)
    assert [(p.key, p.items) for p in raised(one)] == [(p.key, p.items) for p in raised(other)]


@given(courses=COURSES)
@thorough
def test_a_mark_is_of_its_figures(courses: list[tuple[Answer, ...]]) -> None:
    rows = [dict(zip(IDS, row, strict=True)) for row in courses]
    once, again = told(*rows), told(*rows)
    assert [prompt.mark for prompt in raised(once)] == [prompt.mark for prompt in raised(again)]
    longer = told(*rows, {"X1a": 5, "X1b": 5, "X1c": 5})
    changed = {prompt.mark for prompt in raised(longer)}
    assert not changed & {prompt.mark for prompt in raised(once)}


def test_targets_on_another_scale_are_no_targets_here() -> None:
    ground = x(4, 4, behind=[Behind(targets=[aim(0, 15)]), Behind(targets=[aim(1, 3)])])
    assert fires("rolled-over", ground) is None


def test_any_scale_will_do() -> None:
    assert fires("no-improvement", x(15, 20, 20, scale=COLUMNS)) is not None


def test_every_rule_is_listed_once_under_its_key() -> None:
    public = [
        name
        for name, value in vars(prompts).items()
        if callable(value)
        and not name.startswith("_")
        and getattr(value, "__annotations__", {}).keys() == {"told", "return"}
    ]
    assert sorted(rule.__name__ for rule in RULES) == sorted(name for name in public if name != "raised")
