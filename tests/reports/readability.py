"""How hard a text is to read: the grade level of Flesch and Kincaid (1975), which is about the reader's age less five."""

import re

_SENTENCE = re.compile(r"[.!?:](?:\s|$)")
_WORD = re.compile(r"[A-Za-z’']+")
_VOWELS = re.compile(r"[aeiouy]+")


def syllables(word: str) -> int:
    """About how many syllables a word of English has: groups of vowels, a silent e at its end left out."""
    plain = re.sub(r"[^a-z]", "", word.lower())
    number = len(_VOWELS.findall(plain))
    if plain.endswith("e") and not plain.endswith(("le", "ee")) and number > 1:
        number -= 1
    if plain.endswith("ed") and number > 1 and not plain.endswith(("ted", "ded")):
        number -= 1
    return max(number, 1)


def grade_level(sentences: list[str]) -> float:
    """The years of school that somebody needs to read these sentences with ease."""
    words = [word for sentence in sentences for word in _WORD.findall(sentence)]
    number = sum(max(len(_SENTENCE.findall(sentence)), 1) for sentence in sentences)
    assert len(words) > 60, "too little to measure"
    return 0.39 * len(words) / number + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def reading_age(sentences: list[str]) -> float:
    """The age at which somebody reads these sentences with ease."""
    return grade_level(sentences) + 5
