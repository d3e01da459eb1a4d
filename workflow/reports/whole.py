"""One scoring whole: its profile, what every grade rests on, what was said, and all that is recorded around the grades."""

from collections.abc import Mapping
from dataclasses import dataclass

from workflow.reports.around import Noted
from workflow.reports.base import Scored, Subject
from workflow.reports.language import _, day
from workflow.reports.progress import Progress, build
from workflow.reports.resting import Rests, rests
from workflow.reports.sentence import found
from workflow.rules.entry_kinds import RECOMMENDATION, SECTIONS


@dataclass(frozen=True)
class NotedSection:
    """One section of what is recorded around the grades, with the entries in it that say something."""

    title: str
    entries: tuple[Noted, ...]


@dataclass(frozen=True)
class WholeScoring:
    """A scoring as a report prints all of it. `rests` is by item id, `sections` what is recorded around the grades, `recommendation` the words of
    the practitioner; `version` says which version of the scoring this is, where it is an amendment; `analysed` whether any thinking is recorded.
    """

    story: Progress
    rests: Mapping[str, Rests]
    sections: tuple[NotedSection, ...]
    recommendation: str
    status: str
    version: str
    by: str
    found: str
    analysed: bool


def whole(subject: Subject, scored: Scored) -> WholeScoring:
    """Everything of one scoring."""
    story = build(subject, [scored])
    words = {"child": subject.called, "carers": scored.carers}
    named = {_(section.title, **words): _of(scored, section.key) for section in SECTIONS}
    (told,) = story.reading.scorings
    return WholeScoring(
        story,
        {item.id: rests(scored, subject.called, item.id) for item in scored.profile.items},
        tuple(NotedSection(title, entries) for title, entries in named.items() if entries),
        scored.words(RECOMMENDATION),
        told.status,
        version_of(scored),
        scored.by,
        found(subject, scored),
        bool(_of(scored, "analysis")),
    )


def _of(scored: Scored, section: str) -> tuple[Noted, ...]:
    return tuple(one.translated() for one in scored.of_section(section) if one.key != RECOMMENDATION)


def version_of(scored: Scored) -> str:
    """Which version of a scoring is printed, where there was one before it; "" where there was none."""
    if not scored.amendment_reason:
        return ""
    why = scored.amendment_reason
    if not scored.amends_signed_on:
        return _("This is the amended version; it corrects an earlier one. Why: {why}", why=why)
    on = day(scored.amends_signed_on)
    return _("This is the amended version; it corrects the one signed off on {day}. Why: {why}", day=on, why=why)
