"""What words may be kept: every script and every emoji, and nothing that one of the databases would refuse."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.rules.wording import LONGEST_NOTE, LONGEST_REASON, words_fault

LONG = (
    "This is 10,001 characters long and 10,000 can be kept. Shorten it, then save again; what you typed is still here."
)
CANNOT = "This holds a character that cannot be kept. Type the text again instead of pasting it."


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", None),
        ("Žofie said 👩🏽‍👧 “no”.\r\n\tمرحبا", None),
        ("x" * LONGEST_NOTE, None),
        ("x" * (LONGEST_NOTE + 1), LONG),
        ("👧" * LONGEST_NOTE, None),
        ("zero\x00byte", CANNOT),
        ("half of a pair \ud83d", CANNOT),
    ],
    ids=["nothing", "scripts", "as long as may be", "one longer", "emoji count once", "zero byte", "half a pair"],
)
def test_what_may_be_kept(text: str, told: str | None) -> None:
    assert words_fault(text, LONGEST_NOTE) == told


@given(st.text(st.characters(exclude_categories=()), max_size=60))
def test_exactly_what_both_databases_and_a_page_can_hold_is_taken(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        holds = False
    else:
        holds = not [one for one in text if unicodedata.category(one) == "Cc" and one not in "\t\n\r"]
    assert (words_fault(text, LONGEST_REASON) is None) == holds


@pytest.mark.parametrize("letter", ["\x00", "\x07", "\x0b", "\x0c", "\x1b", "\x1f", "\x7f", "\x85", "\x9b", "\ud83d"])
def test_what_is_no_letter_is_refused(letter: str) -> None:
    fault = words_fault(f"Words {letter} and more", 100)
    assert fault is not None
    assert "cannot be kept" in fault


@pytest.mark.parametrize(
    "text", ["one\ntwo", "one\ttwo", "one\r\ntwo", "Zoë 🌻 العربية \u200fهنا", "\u2028", "\u00a0", "👨‍👩‍👧‍👦"]
)
def test_every_script_every_emoji_and_every_line_may_be_kept(text: str) -> None:
    assert words_fault(text, 100) is None
