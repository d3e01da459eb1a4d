"""Every report there is, for whom and what it is, and how it is made. A new report is one module, one line here and one template."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from workflow.reports import conference, core_group, court, family, full_profile, progress, young_person
from workflow.reports.base import Material, Report
from workflow.reports.language import ENGLISH
from workflow.rules.roles import Permission

WELSH = "cy"


class Covers(StrEnum):
    """What a report rests on."""

    CARE = "one care"
    """The scorings of one child's care by one set of carers, up to one of them."""
    EVERY_CARE = "every care"
    """All scorings of the child, whoever's care they grade, and those of other children of the family where asked for."""
    CHILD = "one child"
    """All scorings of the child, whoever's care they grade."""
    SCORING = "one scoring"
    """One scoring alone."""


@dataclass(frozen=True)
class Listed:
    """One report: for whom it is and what it is (in words), what it `covers`, and `build`, which makes its values.

    `large_print` and `languages` say in which other forms it can be had; `record` that it needs all that the scorings have been, `prompts` that
    it needs what they ask to think about. `one_reader` says that where several carers were scored together it is made for one of them, or for all
    of them without what any of them said. `ages` says for which ages it is meant, "" for any; `of_the_born` that there is none of a child not born.
    """

    key: str
    title: str
    permission: Permission
    template: str
    build: Callable[[Material], Report]
    audience: str
    about: str
    covers: Covers = Covers.CARE
    large_print: bool = False
    languages: tuple[str, ...] = (ENGLISH,)
    record: bool = False
    prompts: bool = False
    one_reader: bool = False
    ages: str = ""
    of_the_born: bool = False


REPORTS: tuple[Listed, ...] = (
    Listed(
        core_group.KEY,
        core_group.TITLE,
        Permission.REPORT_CORE_GROUP,
        "reports/core_group.html",
        core_group.report,
        "The core group",
        "Two pages: what matters for the child from baseline to target, what they and their carers say, and what the group has to decide.",
        prompts=True,
    ),
    Listed(
        progress.KEY,
        progress.TITLE,
        Permission.REPORT_PROGRESS,
        "reports/progress.html",
        progress.report,
        "Chairs, core groups and whoever works with the family",
        "Everything that the scorings of one carer's care say together: what changed, what stands at the worst grades and since when, every item with its notes.",
    ),
    Listed(
        full_profile.KEY,
        full_profile.TITLE,
        Permission.REPORT_PROFILE,
        "reports/full_profile.html",
        full_profile.report,
        "Professionals who work with the family",
        "One scoring whole: every item with its words and what it rests on, what the child and the carers say, and all that is recorded around the grades.",
        Covers.SCORING,
    ),
    Listed(
        conference.KEY,
        conference.TITLE,
        Permission.REPORT_CONFERENCE,
        "reports/conference.html",
        conference.report,
        "A conference: its chair first, then everybody in the room",
        "One page for the chair, then child by child: profile, change, the child's voice, the carer's view, the analysis, what it rests on, and what is recommended.",
        Covers.EVERY_CARE,
    ),
    Listed(
        family.KEY,
        family.TITLE,
        Permission.REPORT_FAMILY,
        "reports/family.html",
        family.report,
        "The carers, in plain words",
        "What is going well first, at most three things to work on, by when, who helps, and how to say that something is not right. Each carer's own copy has what that carer said, and nobody else's words.",
        large_print=True,
        languages=(ENGLISH, WELSH),
        one_reader=True,
    ),
    Listed(
        young_person.KEY,
        young_person.TITLE,
        Permission.REPORT_YOUNG_PERSON,
        "reports/young_person.html",
        young_person.report,
        "The child or young person",
        "Short and to them: what they told us, what is good, what the grown-ups will do, and whom they can talk to. No grades, and nothing they have not been told.",
        large_print=True,
        ages="About 8 to 17, to read themselves. Read it aloud to a younger child who can follow it. There is none before birth.",
        of_the_born=True,
    ),
    Listed(
        court.KEY,
        court.TITLE,
        Permission.REPORT_COURT,
        "reports/court.html",
        court.report,
        "A court, and the solicitors of everybody in it",
        "Everything that is signed off: each carer's care over time, each scoring whole, what was counted, scaled, answered in words or rated a second time, every change of every answer, and what the trail says; every paragraph numbered.",
        Covers.CHILD,
        record=True,
    ),
)

BY_KEY = {one.key: one for one in REPORTS}
