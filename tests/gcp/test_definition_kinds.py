"""The four kinds of instrument: what each is answered with, what goes with it, and what signing asks for around it."""

from pathlib import Path

import pytest

from gcp import definition
from gcp.checks import check
from gcp.errors import DefinitionFault
from gcp.grades import SCALING, YES_OR_NO
from gcp.instrument import About, Kind, Need

HERE = Path(__file__).parent / "definitions"
TEXTS = {
    Kind.GRADED: (HERE / "bare.yaml").read_text(),
    Kind.COUNTED: (HERE / "counted.yaml").read_text(),
    Kind.SCALED: (HERE / "scaled.yaml").read_text(),
    Kind.OPEN: (HERE / "open.yaml").read_text(),
}
UNGRADED = [kind for kind in Kind if kind is not Kind.GRADED]


def said(text: str) -> list[str]:
    """Every sentence about a text; none where it is an instrument."""
    try:
        definition.read(text)
    except DefinitionFault as error:
        return [f"{fault.path}: {fault.message}" for fault in error.faults]
    return []


def worded(kind: Kind, words: str) -> str:
    """The text of a kind whose one item has these descriptors."""
    before, _, rest = TEXTS[kind].rpartition("name: ")
    name = rest.split(",")[0].rstrip("}\n ")
    return f"{before}name: {name}, descriptors: {words}}}\n"


@pytest.mark.parametrize("kind", list(Kind))
class TestWhatGoesWithEveryKind:
    def test_nothing_said_is_the_default(self, kind: Kind) -> None:
        one = definition.read(TEXTS[kind])
        assert one.kind is kind
        assert one.needs == (frozenset(Need) if kind is Kind.GRADED else frozenset())
        assert (one.requires_training, one.about, one.leads_to) == (False, About.CARE, ())

    def test_what_is_said_is_kept(self, kind: Kind) -> None:
        more = "requires_training: true\nneeds: [visit, child-voice]\nleads_to: [another, a-third]\n"
        one = definition.read(TEXTS[kind] + more)
        assert one.needs == {Need.VISIT, Need.CHILD_VOICE}
        assert (one.requires_training, one.leads_to) == (True, ("another", "a-third"))

    def test_nothing_may_be_needed(self, kind: Kind) -> None:
        assert definition.read(TEXTS[kind] + "needs: []\n").needs == frozenset()

    @pytest.mark.parametrize(
        ("more", "words"),
        [
            ("needs: [visits]", "Entry 1 of 'needs' cannot be 'visits'. Did you mean 'visit'?"),
            ("needs: [visit, visit]", "'visit' is listed twice. Keep one."),
            ("needs: visit", "'needs' must be a list"),
            ("leads_to: [another, another]", "'another' is listed twice. Keep one."),
            ("leads_to: [Another One]", "Entry 1 of 'leads_to' cannot be 'Another One'."),
            ("about: family", "'about' cannot be 'family'."),
            ("requires_training: sometimes", "'requires_training' must be true or false"),
        ],
    )
    def test_what_is_refused_of_all(self, kind: Kind, more: str, words: str) -> None:
        (fault,) = said(f"{TEXTS[kind]}{more}\n")
        assert words in fault

    def test_no_instrument_leads_to_itself(self, kind: Kind) -> None:
        key = definition.read(TEXTS[kind]).key
        assert said(f"{TEXTS[kind]}leads_to: [{key}]\n") == [
            "leads_to > #1: This is this instrument itself. Name another one."
        ]


class TestGraded:
    def test_grades_are_of_care(self) -> None:
        assert said(TEXTS[Kind.GRADED] + "about: care\n") == []
        assert said(TEXTS[Kind.GRADED] + "about: child\n") == [
            "about: Grades are of the care a carer gives. Remove 'about', or choose another kind."
        ]


@pytest.mark.parametrize("kind", UNGRADED)
class TestEveryOtherKind:
    def test_it_may_be_about_the_child_alone(self, kind: Kind) -> None:
        assert definition.read(TEXTS[kind] + "about: child\n").about is About.CHILD

    @pytest.mark.parametrize(
        ("more", "words"),
        [
            ("roll_up: {rule: mode}", "is not scored. Remove 'roll_up'."),
            ("worked_examples: []", "is not scored. Remove 'worked_examples'."),
            ("scale: {better: lower, grades: [{value: 1}, {value: 2}]}", "Remove 'scale'."),
            ("needs: [basis]", "Only grades have a basis"),
        ],
    )
    def test_what_only_grades_have_is_refused(self, kind: Kind, more: str, words: str) -> None:
        (fault,) = said(f"{TEXTS[kind]}{more}\n")
        assert words in fault
        assert f"the kind '{kind}'" in fault

    def test_nothing_is_left_out_where_nothing_is_rolled_up(self, kind: Kind) -> None:
        text = TEXTS[kind].replace("        items:", "        may_exclude: yes\n        items:")
        (fault,) = said(text)
        assert fault.endswith("Nothing is rolled up here, so nothing is left out of it. Remove 'may_exclude'.")
        assert said(text.replace("yes", "no")) == []


class TestItsAnswers:
    def test_are_built_in(self) -> None:
        assert definition.read(TEXTS[Kind.COUNTED]).scale is YES_OR_NO
        assert [grade.name for grade in YES_OR_NO.grades] == ["Yes", "No"]
        assert definition.read(TEXTS[Kind.SCALED]).scale is SCALING
        assert (SCALING.values[0], SCALING.values[-1], len(SCALING.values)) == (10, 0, 11)
        assert SCALING.best(SCALING.values) == 10
        assert definition.read(TEXTS[Kind.OPEN]).scale.grades == ()

    @pytest.mark.parametrize(
        ("kind", "words"),
        [
            (Kind.COUNTED, "{1: Some, 0: None}"),
            (Kind.SCALED, "{0: Worst, 10: Best}"),
            (Kind.SCALED, "{0: Worst, 5: Between, 10: Best}"),
        ],
    )
    def test_may_have_words(self, kind: Kind, words: str) -> None:
        assert said(worded(kind, words)) == []

    @pytest.mark.parametrize(
        ("kind", "words", "sentence"),
        [
            (Kind.COUNTED, "{1: Some}", "Words for 0 are missing. Give words for both."),
            (Kind.COUNTED, "{1: Some, 0: None, 2: More}", "2 is no answer here. Use 0 or 1."),
            (Kind.SCALED, "{5: Between}", "Words for 0 and 10 are missing. Give words for both."),
            (Kind.SCALED, "{0: Worst, 10: Best, 11: Beyond}", "11 is no answer here. Use 0, 1, 2"),
            (Kind.OPEN, "{1: Some}", "A prompt is answered in words, so 'descriptors' describes nothing. Remove it."),
        ],
    )
    def test_have_words_that_fit(self, kind: Kind, words: str, sentence: str) -> None:
        (fault,) = said(worded(kind, words))
        assert sentence in fault

    def test_a_scaling_question_is_told_that_its_ends_have_no_words(self) -> None:
        one = definition.read(
            TEXTS[Kind.SCALED].replace(", descriptors: {0: Nobody sleeps., 10: Everybody sleeps.}", "")
        )
        (found,) = check(one)
        assert found.warning
        assert found.message == "There are no descriptors. Add the words of 0 and of 10."
