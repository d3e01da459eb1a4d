"""Numbers on scaling questions: what can be kept, and each refusal with its field and its sentence."""

from collections.abc import Mapping
from datetime import date

from gcp.grades import SCALING
from gcp.words import day
from workflow.models import Voice
from workflow.rules.wording import LONGEST_NOTE, words_fault

LONGEST_WHO = 120
"""Characters of who gave a number."""
SPOKEN: Mapping[Voice, str] = {
    Voice.CHILD: "the child or young person",
    Voice.CARER: "a carer",
    Voice.FAMILY: "somebody else of the family",
    Voice.PROFESSIONAL: "a professional",
}
"""Who gives a number, inside a sentence."""


def mark_faults(who: str, number: int | None, words: str, on: date, today: date) -> dict[str, str]:
    """What is wrong with somebody's number, by field (who, number, words, on); empty where nothing is. No number takes the mark back."""
    faults = {
        "who": words_fault(who, LONGEST_WHO) if who.strip() else "Say whose number it is.",
        "number": "" if number is None or number in SCALING else "Choose a number from 0 to 10.",
        "words": words_fault(words, LONGEST_NOTE),
        "on": f"{day(on)} is still to come. Enter the day on which the number was given." if on > today else "",
    }
    return {field: sentence for field, sentence in faults.items() if sentence}
