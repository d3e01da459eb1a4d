"""What words may be kept: every script and every emoji, and nothing that one of the databases would refuse."""

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
def test_exactly_what_both_databases_can_hold_is_taken(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        holds = False
    else:
        holds = "\x00" not in text
    assert (words_fault(text, LONGEST_REASON) is None) == holds
