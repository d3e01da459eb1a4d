"""Every word of ours in a report goes through gettext: nothing bare in a template, nothing bare in a module, nothing bare on any paper."""

import ast
import re
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path

import pytest
from jinja2 import nodes

from gcp.answers import Answer, Window
from gcp.grades import Change, ItemState
from gcp.instrument import Instrument
from gcp.profile import DecidedBy, State
from gcp.words import MONTHS
from tests import catalogue
from tests.reports import stock
from tests.reports.test_welsh import INSTRUMENTS, made, strings, visible
from workflow.reports import language, render
from workflow.reports.base import Asked, Letterhead, Material, Meeting, Scored
from workflow.reports.blank import blank
from workflow.reports.language import PSEUDO
from workflow.reports.listing import BY_KEY, REPORTS

OF_PAGES = {"list.html", "choose.html", "choices.html"}
"""Templates of pages, which stand beside those of the reports that they offer."""
OF_STYLE = {"plain_style.html"}
UNWRAPPED_MODULES = {
    "listing.py": "what the page that offers reports says of them",
    "pdf.py": "paper, not words",
    "text.py": "reads what is there",
    "record.py": "values only",
}
WORDED = (
    *(("gcp", file) for file in ("cautions.py", "comparable.py", "words.py")),
    *(("rules", file) for file in ("prompts.py", "prompt_words.py", "told.py")),
)
"""Modules whose every sentence is read on pages and on paper alike."""
NAMES = {"Care Profile"}
"""What is called the same in every language."""
_LETTERS = re.compile(r"[^\W\d_]{2,}")
_BETWEEN = "\0"
_STYLE = re.compile(r"<style>.*?</style>", re.DOTALL)
_TAG = re.compile(r"<[^<>]*>")
_ATTRIBUTE = re.compile(r'[\w-]+="[^"]*"')
_SAID = re.compile(r'\b(?:alt|aria-label|data-head|data-foot|data-draft|title)="([^"]*)"')
_SENTENCE = re.compile(r"[^\W\d_]{2,}[^\w]* [^\W\d_]{2,}|^[A-Z][a-z]+$")
_ASKS = {"_", "_n", "later", "worded", "worded_n", "counted"}


def templates() -> list[Path]:
    return [one for one in sorted(catalogue.TEMPLATES.glob("*.html")) if one.name not in OF_PAGES | OF_STYLE]


def modules() -> list[Path]:
    own = [one for one in sorted(catalogue.CODE.glob("*.py")) if one.name not in UNWRAPPED_MODULES]
    return [*own, *(catalogue.BELOW[folder] / file for folder, file in WORDED)]


def written(template: str) -> Iterator[str]:
    """The words that stand in a template as they are: between tags, and in attributes that are read out."""
    tree = render.environment().parse(template)
    styles = [one for one in tree.find_all((nodes.Block, nodes.Macro)) if one.name in {"style", "grade_rules"}]
    away = {id(output) for one in styles for output in one.find_all(nodes.Output)}
    said: list[str] = []
    for output in tree.find_all(nodes.Output):
        if id(output) not in away:
            for part in output.nodes:
                said += [part.data] if isinstance(part, nodes.TemplateData) else put_out(part)
    whole = _STYLE.sub(" ", _BETWEEN.join(said))
    yield from _SAID.findall(whole)
    yield _ATTRIBUTE.sub(" ", _TAG.sub(" ", whole))


def put_out(node: nodes.Node) -> Iterator[str]:
    """The constant words of an expression that can end up in the document as they are."""
    if isinstance(node, nodes.Const):
        yield str(node.value)
    elif isinstance(node, nodes.CondExpr):
        yield from put_out(node.expr1)
        yield from put_out(node.expr2) if node.expr2 else ()
    elif isinstance(node, nodes.Filter | nodes.Or | nodes.And | nodes.Concat | nodes.Add):
        inner = [node.node] if isinstance(node, nodes.Filter) else list(node.iter_child_nodes())
        for one in inner:
            yield from put_out(one) if one is not None else ()


def bare(template: str) -> list[str]:
    told = " ".join(written(template))
    for name in NAMES:
        told = told.replace(name, " ")
    return _LETTERS.findall(told.replace("&ndash;", " "))


def test_no_template_of_a_report_has_a_bare_word() -> None:
    assert len(templates()) > 15
    found = {one.name: words for one in templates() if (words := bare(one.read_text(encoding="utf-8")))}
    assert not found


@pytest.mark.parametrize(
    "template",
    [
        "<p>Bare words</p>",
        "<p>{{ 'bare' if x else '' }}</p>",
        "<p>{{ x or 'bare' }}</p>",
        "<th>{% if x %}Bare{% endif %}</th>",
        '<table aria-label="Bare"></table>',
        "<p>{{ ('bare ' ~ x)|upper }}</p>",
    ],
)
def test_a_bare_word_in_a_template_is_found(template: str) -> None:
    assert bare(template)


def test_what_is_asked_for_is_not_bare() -> None:
    assert not bare('<p class="note">{{ _("Words") }} {{ chip(one.grade, "hollow") }}{{ x|join(", ") }}</p>')


def sentences(source: str) -> Iterator[str]:
    """The words in a module that could be read by somebody and are not asked for: no docstring, no refusal, no pattern."""
    tree = ast.parse(source)
    away: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            away.add(id(node.value))
        if isinstance(node, ast.Call) and called(node) in _ASKS | {"compile", "TypeVar", "warn"}:
            away |= {id(one) for argument in node.args for one in ast.walk(argument)}
        if isinstance(node, ast.Raise | ast.Assert):
            away |= {id(one) for one in ast.walk(node)}
        if isinstance(node, ast.Assign) and any(getattr(one, "id", "") == "__all__" for one in node.targets):
            away |= {id(one) for one in ast.walk(node.value)}
        if isinstance(node, ast.arg | ast.AnnAssign) and node.annotation:
            away |= {id(one) for one in ast.walk(node.annotation)}
        if isinstance(node, ast.FunctionDef) and node.returns:
            away |= {id(one) for one in ast.walk(node.returns)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in away:
            yield node.value


def called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")


ALLOWED = {"Care Profile", "English", "Cymraeg (Welsh)", "signed off", "chip grade-chip grade-", *MONTHS}
"""Names, a status as the database has it, names of styles, and months, which Babel knows in other languages."""


def test_no_module_of_a_report_has_a_bare_sentence() -> None:
    assert len(modules()) > 15
    told = {one.name: sentences(one.read_text(encoding="utf-8")) for one in modules()}
    bare_ones = {
        file: [text for text in texts if _SENTENCE.search(text) and text not in ALLOWED and "<" not in text]
        for file, texts in told.items()
    }
    found = {file: texts for file, texts in bare_ones.items() if texts}
    assert not found


@pytest.mark.parametrize(
    "line", ['x = f"{n} items better"', 'x = "Signed off"', 'x = "was " + "not graded"', 'x = "Worse"']
)
def test_a_bare_sentence_in_a_module_is_found(line: str) -> None:
    assert [text for text in sentences(line) if _SENTENCE.search(text)]


TURNED_FIVE = date(2021, 2, 1)


def in_another_edition(**differs: object) -> Scored:
    """A scoring with the next edition, its windows overlapping the one before, with refusals where it was worst."""
    later = replace(next(one for one in INSTRUMENTS if one.name == "care-profile@2026.2"), **differs)  # type: ignore[arg-type]
    given = dict.fromkeys([item.id for item in later.items_for(86) if not item.conditions], 2)
    return stock.scored(
        {**given, "A4": ItemState.REFUSED}, Window(date(2026, 1, 15), date(2026, 3, 20)), instrument=later
    )


def at_four() -> dict[str, Answer]:
    return dict.fromkeys([item.id for item in stock.care_profile().items_for(59) if not item.conditions], 4)


def asked() -> Asked:
    meeting = Meeting("Review conference", "26 March 2026", "Chris")
    return Asked("Marek", meeting, PSEUDO, letterhead=Letterhead("Exampleshire Council", standing_text="Ask for Sam."))


CASES = {
    "full": lambda: stock.material(stock.full(), asked=asked()),
    "first": lambda: stock.material(stock.three()[:1], asked=asked()),
    "plain": lambda: stock.material(stock.three(), asked=asked()),
    "draft": lambda: stock.material((*stock.full()[:2], stock.draft(stock.full()[2])), asked=asked()),
    "amended": lambda: stock.material(
        (
            *stock.full()[:2],
            replace(stock.full()[2], amendment_reason="Typed wrong.", amends_signed_on=stock.MARCH.end),
        ),
        asked=asked(),
    ),
    "another edition": lambda: stock.material((stock.three()[0], in_another_edition()), asked=asked()),
    "nothing shared": lambda: stock.material((stock.three()[0], in_another_edition(same_as={})), asked=asked()),
    "another age": lambda: stock.material(
        (stock.scored(at_four(), stock.JANUARY, born=TURNED_FIVE), stock.scored(stock.answers(), born=TURNED_FIVE)),
        replace(stock.HANA, born=TURNED_FIVE),
        asked(),
    ),
    "several": lambda: replace(stock.two_children(), asked=asked()),
}


CODES = {str(one) for kind in (State, DecidedBy, Change) for one in kind}
"""Words of the code, which an instrument's definition has too; none of them may be read on paper as it is."""


def typed(material: Material) -> set[str]:
    """Everything that is put in and is not ours: what people typed, what an instrument says, and names."""
    every = [child for child in material.children for _care in child.cares]
    told = {text for one in every for text in strings(asdict(one)) if len(text) > 1} - CODES
    return told | {text[:1].lower() + text[1:] for text in told} | {text[:1].upper() + text[1:] for text in told}


def unmarked(html: str, put_in: set[str]) -> list[str]:
    """The words of a document that are neither ours and translated, nor put in, nor names."""
    left = re.sub(r"\b[0-9a-f]{16,64}\b", " ", visible(html))
    for one in sorted({*put_in, *NAMES}, key=len, reverse=True):
        left = left.replace(one, " ")
    days = "|".join((*MONTHS, *(month[:3] for month in MONTHS)))
    return re.findall(r"[A-Za-z]{2,}", re.sub(rf"\b({days})\b|CP-2026", " ", left))


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("key", [one.key for one in REPORTS])
def test_nothing_on_any_paper_is_bare(key: str, case: str) -> None:
    given = CASES["full"]() if BY_KEY[key].covers.value != "every care" and case == "several" else CASES[case]()
    words = unmarked(render.html(made(key, PSEUDO, given)), typed(given))
    assert not words, f"Not put through gettext: {words[:30]}"


@pytest.mark.parametrize("instrument", INSTRUMENTS, ids=lambda one: one.name)
def test_nothing_of_ours_on_a_blank_is_bare(instrument: Instrument) -> None:
    html = render.blank_html(blank(replace(instrument, language=PSEUDO), instrument.age_bands[-1]))
    assert not unmarked(html, {one for one in strings(asdict(instrument)) if len(one) > 1})


def test_a_service_that_says_something_on_paper_says_it_in_the_catalogue() -> None:
    files = {file for file, _texts in catalogue.extracted()}
    asking = {
        one.name for one in catalogue.SERVICES.glob("*.py") if "language import _" in one.read_text(encoding="utf-8")
    }
    assert asking == catalogue.SPEAK
    assert files >= asking
    assert {folder for folder, _, _ in (file.partition("/") for file in files) if folder in catalogue.BELOW} == set(
        catalogue.BELOW
    )


def test_the_catalogue_for_translators_is_fresh() -> None:
    text = catalogue.fresh()
    assert text.count("msgid ") > 300
    assert catalogue.POT.read_text(encoding="utf-8") == text


def test_no_text_is_put_together_of_places_alone() -> None:
    for file, texts in catalogue.extracted():
        for text in texts:
            assert _LETTERS.search(re.sub(r"{\w+}", "", text)) or text == "{name}’s", (file, text)


def test_languages_are_those_with_a_catalogue() -> None:
    assert language.languages() == ("en-GB", "cy")
