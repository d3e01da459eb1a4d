"""Who answers what is asked about a record: whoever leads the work with it and, where nobody with an open account does, whoever stands behind them."""

from collections.abc import Mapping
from enum import StrEnum


class Answers(StrEnum):
    """Whose start page a question about a record stands on."""

    LEAD = "lead"
    SUPERVISORS = "supervisors"
    QUALITY = "quality"
    NOBODY = "nobody"


def who_answers(*, led: bool, supervised: bool, quality: bool) -> Answers:
    """The first of them who is there. Each of the three counts people with an open account."""
    if led:
        return Answers.LEAD
    if supervised:
        return Answers.SUPERVISORS
    return Answers.QUALITY if quality else Answers.NOBODY


READS: Mapping[Answers, str] = {
    Answers.LEAD: "The lead practitioner reads what you ask.",
    Answers.SUPERVISORS: "Nobody leads the work there now, so the supervisors of those involved read what you ask.",
    Answers.QUALITY: "Nobody leads the work there now, so the quality leads read what you ask.",
    Answers.NOBODY: "Nobody there can read what you ask now. Ring the team.",
}
"""What somebody is told before they ask."""
