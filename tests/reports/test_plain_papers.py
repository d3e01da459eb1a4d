"""The papers for the family and for the young person: plain words, strengths first, little to work on, and nothing that is not for them."""

import io
import re
from dataclasses import replace
from datetime import date

import pytest
from pypdf import PdfReader

from gcp.definition import load
from gcp.grades import ItemState
from tests.page_checks import text_of
from tests.reports import stock
from tests.reports.readability import reading_age, syllables
from tests.reports.stock import JANUARY, MARCH, answers, scored
from tests.reports.test_render import parsed
from workflow import paths
from workflow.reports import family, pdf, render, young_person
from workflow.reports.around import still_open
from workflow.reports.base import Asked, Scored
from workflow.reports.family import ForFamily
from workflow.reports.listing import BY_KEY

TEMPLATES = {"family": ("family.html", "disagree.html"), "young-person": ("young_person.html",)}
OURS = re.compile(r'_n?\("((?:[^"\\]|\\.)*)"(?:, "((?:[^"\\]|\\.)*)")?')
SECRET = "written for colleagues only"


def words_of(key: str, scorings: tuple[Scored, ...]) -> str:
    return text_of(next(parsed(render.html(BY_KEY[key].build(stock.material(scorings)))).iter("body")))


def told(scorings: tuple[Scored, ...]) -> ForFamily:
    body: ForFamily = family.report(stock.material(scorings)).body
    return body


def standing_words(key: str) -> list[str]:
    """Every sentence of ours in the templates, with short words in the places that are filled in."""
    text = "".join((paths.templates() / "reports" / name).read_text() for name in TEMPLATES[key])
    return [re.sub(r"{\w+}", "Sam", one) for pair in OURS.findall(text) for one in pair if one]


@pytest.mark.parametrize(
    ("word", "number"), [("Hana", 2), ("time", 1), ("little", 2), ("looked", 1), ("visited", 3), ("agree", 2)]
)
def test_syllables_are_counted_about_right(word: str, number: int) -> None:
    assert syllables(word) == number


def test_the_measure_tells_plain_words_from_others() -> None:
    plain = ["You can talk to us at any time. We will listen. Tell us what you think."] * 6
    official = [
        "Professional intervention commensurate with identified vulnerability necessitates multidisciplinary evaluation."
    ] * 9
    assert reading_age(plain) < 8
    assert reading_age(official) > 20


@pytest.mark.parametrize("key", TEMPLATES)
def test_our_own_words_can_be_read_at_eleven(key: str) -> None:
    sentences = standing_words(key)
    assert len(sentences) > 15
    assert reading_age(sentences) <= 11


@pytest.mark.parametrize("key", TEMPLATES)
def test_no_number_of_the_scale_no_code_and_no_word_of_blame(key: str) -> None:
    words = words_of(key, stock.full())
    assert not re.search(r"\b[A-D]\d[a-z]?\b", words)
    assert not re.search(
        r"neglect|fail|adequate|grade \d|at 4 or 5", words.split("Care Profile, edition")[0], re.IGNORECASE
    )
    assert "None" not in words


@pytest.mark.parametrize("key", TEMPLATES)
def test_what_was_written_for_colleagues_is_not_in_it(key: str) -> None:
    first, second, third = stock.full()
    evidence = {key: replace(one, impact=SECRET, change_reason=SECRET) for key, one in third.evidence.items()}
    notes = dict.fromkeys(third.notes, SECRET)
    noted = tuple(replace(one, parts=(("", SECRET),)) for one in third.noted if one.key != "going-well")
    words = words_of(
        key, (first, second, replace(third, notes=notes, evidence=evidence, noted=noted, direction=SECRET))
    )
    assert SECRET not in words


def test_what_is_going_well_stands_first_and_what_got_better_before_the_rest() -> None:
    words = words_of("family", stock.full())
    order = [
        "How things are going for Hana",
        "What is going well",
        "This has got better.",
        "What to work on now",
        "If you do not agree",
    ]
    places = [words.find(one) for one in order]
    assert -1 not in places
    assert places == sorted(places)
    assert [one.better for one in told(stock.full()).plain.strengths] == [True] * 7 + [False]


def test_there_are_never_more_than_three_things_and_the_others_are_counted() -> None:
    many = told((scored(answers(A1a=5, A1b=4, A4=5, D4=4, C1a=4)),)).plain
    assert len(many.work_on) == 3
    assert many.others == 2
    assert "There are 2 more things we are worried about." in words_of(
        "family", (scored(answers(A1a=5, A1b=4, A4=5, D4=4, C1a=4)),)
    )


def test_a_thing_to_work_on_says_by_when_and_who_helps_or_that_it_is_not_agreed() -> None:
    (coat, dentist) = told(stock.full()).plain.work_on
    assert (coat.child, coat.by, coat.helps) == (
        "Clothing",
        "We agreed 18 December 2026.",
        "Marek, with help from school",
    )
    assert dentist.helps == "Marek and the school nurse ring the dentist together"
    (alone,) = told((scored(answers(A1a=4)),)).plain.work_on
    assert (alone.by, alone.helps) == ("We have not agreed a day yet.", "We will agree this with you.")


def test_a_target_that_a_newer_one_replaced_does_not_come_back_once_that_is_met() -> None:
    """On no paper: not the family's, not the young person's, not the core group's."""
    first, second, third = stock.three()
    older = replace(stock.aim("A1a", 4, 2, (first.profile.instrument.name, first.profile.on)), helps="The old helper")
    newer = stock.aim("A1a", 4, 3, (second.profile.instrument.name, second.profile.on), "The new helper")
    replaced = (replace(first, targets=(older,)), replace(second, targets=(newer,)), third)
    assert "A1a" not in still_open(replaced)
    assert still_open(replaced[:2])["A1a"].row.helps == "The new helper"
    for key in (*TEMPLATES, "core-group"):
        assert "helper" not in words_of(key, replaced)


def test_a_day_that_has_passed_is_no_plan() -> None:
    first, second, third = stock.full()
    (now, *_rest) = told((first, second, replace(third, targets=()))).plain.work_on
    assert now.by == "We agreed 19 June 2026. That day has passed, so we will agree a new one."
    again = replace(third, follow_up_on=date(2026, 11, 11))
    assert "We said that we would look at this with you again by 11 November 2026." in words_of("family", (again,))
    assert "We said that we would look again by 11 November 2026." in words_of("young-person", (again,))


def test_each_thing_stands_in_one_list_and_questions_are_said_to_be_questions() -> None:
    first, second, third = stock.full()
    aims = (stock.aim("A1a", 3, 2, (third.profile.instrument.name, third.profile.on)),)
    plain = told((first, second, replace(third, targets=aims))).plain
    (food, *_others) = plain.work_on
    assert food.plain not in [one.plain for one in plain.strengths]
    assert plain.put_as_questions
    assert "These are questions that we asked." in words_of("family", stock.full())


def test_what_nobody_saw_is_named_and_counted() -> None:
    plain = told((scored(answers(A1a=ItemState.NOT_OBSERVED, D4=ItemState.REFUSED)),)).plain
    assert plain.asked - plain.graded == len(plain.unseen) == 2
    assert "That is not a good sign or a bad one." in words_of("family", (scored(answers(A1a=ItemState.NOT_OBSERVED)),))


def test_the_childs_words_are_in_theirs_and_not_in_the_familys() -> None:
    assert "My coat is too small." in words_of("young-person", stock.full())
    assert "My coat is too small." not in words_of("family", stock.full())
    assert "It is fair about the coat." in words_of("family", stock.full())
    assert "It is fair about the coat." not in words_of("young-person", stock.full())


def test_the_child_is_told_what_is_good_as_a_child_is_asked_about_it_and_no_figures() -> None:
    asks = load(paths.questionnaires() / "care-profile-2026.2.yaml")
    given = dict.fromkeys([item.id for item in asks.items_for(86) if not item.conditions], 2)
    told = [scored({**given, "A1a": 3}, JANUARY, instrument=asks), scored(given, MARCH, instrument=asks)]
    words = words_of("young-person", tuple(told))
    assert "Do you get food that keeps you well and gives you energy? This has got better." in words
    assert not re.search(r"\d+ (of|parts)|\bparts\b|carer", words.split("For grown-ups:")[0])
    alone = words_of("young-person", (scored(answers(), JANUARY),))
    assert "Nutrition. This goes well." in alone
    assert "got better" not in alone
    assert "They have not set a plan with your family yet." in alone


@pytest.mark.parametrize("key", TEMPLATES)
def test_large_print_is_eighteen_point_throughout(key: str) -> None:
    report = BY_KEY[key].build(stock.material(stock.full(), asked=Asked(large_print=True)))
    sizes = set()

    def see(text: str, matrix, transform, font, size: float) -> None:
        if text.strip():
            sizes.add(round(abs(size * transform[3] * matrix[3]), 1))

    for one in PdfReader(io.BytesIO(pdf.write(render.html(report)))).pages:
        one.extract_text(visitor_text=see)
    assert min(sizes) >= 17.9
    assert young_person.KEY in BY_KEY
