"""The language a report speaks: our own standing words through gettext, days and numbers as that language writes them.

English is the source: every standing sentence of a report stands in its module or template inside `_()`, `_n()` or `{% trans %}`, whole, with
named places for what is put in. Words that are made below the reports and that pages say too are `worded` (`gcp.worded`), and a report says them
through `translated`. A second language is one file, `languages/<language>.po`, read as it is. What people typed and what an instrument says is never
translated here.
"""

import gettext
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from gcp import words as english
from gcp.worded import Day, Worded

ENGLISH = "en-GB"
PSEUDO = "en-XA"
"""No language: English with marks on every letter of ours, so that a test, or somebody who looks, finds what is not translated: the letters without."""
_MARKS = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", "ȧƀƈḓḗƒɠħīĵķŀḿƞǿƥɋřşŧŭṽẇẋẏẑȦƁƇḒḖƑƓĦĪĴĶĿḾȠǾƤɊŘŞŦŬṼẆẊẎẐ"
)
_PLACE = re.compile(r"({\w+})")
NAMES = {ENGLISH: "English", "cy": "Cymraeg (Welsh)"}
"""How each language is called, for whoever chooses."""
FOLDER = Path(__file__).parent / "languages"
"""Where the languages are: one catalogue each, named by its language."""

_speaking: ContextVar[str] = ContextVar("speaking", default=ENGLISH)


def languages() -> tuple[str, ...]:
    """Every language a report could be asked in, English first."""
    return (ENGLISH, *sorted(file.stem for file in FOLDER.glob("*.po")))


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Have everything inside the block said in a language. One that is not known is English."""
    before = _speaking.set(language)
    try:
        yield
    finally:
        _speaking.reset(before)


def spoken() -> str:
    """The language that is being spoken: a tag for `lang`, such as en-GB or cy."""
    return _speaking.get()


class _Marked(gettext.NullTranslations):
    def gettext(self, message: str) -> str:
        return "".join(part if _PLACE.fullmatch(part) else part.translate(_MARKS) for part in _PLACE.split(message))

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)


@lru_cache(maxsize=8)
def catalogue(language: str) -> gettext.NullTranslations:
    """The words of a language; English says what stands in the code."""
    if language == PSEUDO:
        return _Marked()
    file = FOLDER / f"{language}.po"
    if language not in languages() or not file.is_file():
        return gettext.NullTranslations()
    compiled = io.BytesIO()
    with file.open("rb") as source:
        write_mo(compiled, read_po(source, locale=language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def _(words: str, /, **values: Any) -> str:
    """Our own words in the language spoken, `{name}` filled from `values`. No words are no words in any language."""
    if not words:
        return ""
    said = catalogue(spoken()).gettext(words)
    return said.format(**values) if values else said


def _n(one: str, many: str, number: int, /, **values: Any) -> str:
    """The words for a number of things: `{number}` and whatever else is named. Languages differ in how many forms they have."""
    return catalogue(spoken()).ngettext(one, many, number).format(number=f"{number:,}", **values)


def translated(words: str) -> str:
    """Words made below the reports, in the language spoken. What is no words of ours, such as what people typed, stays as it is."""
    if spoken() == ENGLISH:
        return words
    if isinstance(words, Day):
        return short_day(words.on) if words.short else day(words.on)
    if not isinstance(words, Worded):
        return words
    known, one, many = catalogue(spoken()), words.template, words.many
    said = known.ngettext(one, many, words.number) if many else known.gettext(one)
    return said.format(
        **{name: translated(value) if isinstance(value, str) else value for name, value in words.values.items()}
    )


def later(words: str) -> str:
    """Words of ours that stand in a constant: marked to be translated, and said by `_` where they are used."""
    return words


def day(on: date) -> str:
    """20 March 2026; 20 Mawrth 2026."""
    return english.day(on) if _is_english() else format_date(on, "d MMMM y", locale=_locale())


def short_day(on: date) -> str:
    """20 Mar 2026, for tables and charts; 20 Maw 2026."""
    return english.short_day(on) if _is_english() else format_date(on, "d MMM y", locale=_locale())


def month_of(on: date) -> str:
    """March 2026; Mawrth 2026."""
    return f"{english.MONTHS[on.month - 1]} {on.year}" if _is_english() else format_date(on, "LLLL y", locale=_locale())


def month_name(number: int) -> str:
    """March; Mawrth."""
    return english.MONTHS[number - 1] if _is_english() else format_date(date(2026, number, 1), "LLLL", locale=_locale())


def page_words() -> str:
    """Page 1 of 6, as a style sheet writes it: the content of a page's corner."""
    said = _("Page {page} of {pages}").replace('"', "")
    return '"' + said.replace("{page}", '" counter(page) "').replace("{pages}", '" counter(pages) "') + '"'


def _is_english() -> bool:
    return spoken() in {ENGLISH, PSEUDO} or spoken() not in languages()


def _locale() -> str:
    return spoken().replace("-", "_")


def for_templates() -> dict[str, Any]:
    """What the templates of reports call for `{% trans %}`; it asks for the language at every call."""
    return {
        "gettext": lambda words: catalogue(spoken()).gettext(words),
        "ngettext": lambda one, many, number: catalogue(spoken()).ngettext(one, many, number),
    }
