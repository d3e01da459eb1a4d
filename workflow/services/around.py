"""Around the grades, read: one section to fill in or to read, and how all of it stands for the overview of a scoring."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from gcp.grades import ItemState
from workflow.models import Scoring
from workflow.rules.entries import About, EntryHere
from workflow.rules.entry_kinds import SECTIONS, VOICE, Section, entries_of
from workflow.rules.errors import NotFound
from workflow.rules.events import Event
from workflow.rules.voices import CHILD, GRADES_FROM, hidden, item_of
from workflow.services import entries
from workflow.services.desk import Desk
from workflow.services.entries import NOTHING, Standing
from workflow.services.scorings import ScoringView, found, locked_for
from workflow.services.statements import Statement, statements
from workflow.storage import answers


@dataclass(frozen=True)
class SectionLine:
    """One section as the overview lists it: its title with the names in it, and in words how it stands; `recorded` of `of` entries hold something."""

    key: str
    title: str
    words: str
    recorded: int
    of: int


@dataclass(frozen=True)
class SectionView:
    """One section of what is recorded around the grades: its entries with what stands, and every section to go on to. `locked` as in `ScoringView`.

    `child_wrote` is what the child wrote on their own pages, as (item, words), for the section that is about their voice.
    """

    scoring: Scoring
    called: str
    family_name: str
    section: Section
    about: About
    entries: Sequence[tuple[EntryHere, Standing]]
    sections: Sequence[SectionLine]
    statements: Sequence[Statement]
    locked: str | None
    child_wrote: Sequence[tuple[str, str]] = ()

    @property
    def child_writes(self) -> bool:
        """Whether the words on the child's own pages are from their own hand: for a small child a grown-up writes down what was shown or said."""
        return (self.about.age_months or 0) >= GRADES_FROM

    @property
    def saved_at(self) -> datetime | None:
        """When anything in the section was saved last (UTC)."""
        return max((one.at for _, one in self.entries if one.at), default=None)

    def kept(self, key: str) -> Standing:
        """How an entry of the section stands."""
        return next(kept for entry, kept in self.entries if entry.key == key)

    @property
    def here(self) -> SectionLine:
        """This section as the overview lists it."""
        return next(line for line in self.sections if line.key == self.section.key)

    @property
    def before(self) -> SectionLine | None:
        """The section before this one."""
        number = self.sections.index(self.here)
        return self.sections[number - 1] if number else None

    @property
    def after(self) -> SectionLine | None:
        """The section after this one."""
        return next(iter(self.sections[self.sections.index(self.here) + 1 :]), None)


@dataclass(frozen=True)
class AroundView:
    """All that is recorded around the grades of one scoring: `standing` by key, the sections in words, the carers' statements."""

    about: About
    standing: Mapping[str, Standing]
    sections: Sequence[SectionLine]
    statements: Sequence[Statement]

    @property
    def voice(self) -> Mapping[str, str]:
        """What is recorded of the child's voice, by part; empty for nothing."""
        return self.standing.get(VOICE, NOTHING).value

    @property
    def heard(self) -> bool:
        """Whether the child's words are recorded, or why there are none. Before birth there is nobody to hear."""
        return self.about.unborn or bool(self.voice.get("words") or self.voice.get("why-not"))

    def recorded(self, section: str) -> list[tuple[EntryHere, Standing]]:
        """The entries of a section that hold something."""
        pairs = [(entry, self.standing.get(entry.key, NOTHING)) for entry in entries_of(section, self.about)]
        return [(entry, one) for entry, one in pairs if one.value]


def open_section(desk: Desk, scoring_id: str, key: str) -> SectionView:
    """One section of a scoring, to fill in or to read. Reading it is an event. Raises NotFound where there is no such section here."""
    section = next((one for one in SECTIONS if one.key == key), None)
    if section is None:
        raise NotFound
    one = found(desk, scoring_id)
    view = around(desk, one.scoring, entries.about(desk, one))
    if key not in [line.key for line in view.sections]:
        raise NotFound
    desk.record(Event("scoring.read", one.scoring.family_id, scoring_id, {"page": f"around: {key}"}))
    locked = locked_for(desk, one)
    return SectionView(
        scoring=one.scoring,
        called=one.called,
        family_name=one.family_name,
        section=section,
        about=view.about,
        entries=[(entry, view.standing.get(entry.key, NOTHING)) for entry in entries_of(key, view.about)],
        sections=view.sections,
        statements=view.statements,
        locked=locked,
        child_wrote=_child_wrote(desk, one.scoring, view, by_scorer=locked is None) if key == "voice" else (),
    )


def _child_wrote(desk: Desk, scoring: Scoring, view: "AroundView", *, by_scorer: bool) -> list[tuple[str, str]]:
    """What the child wrote of items themselves, as far as it is shown now: each item with its code, and the words."""
    found = {
        key: one.value["words"]
        for key, one in view.standing.items()
        if key.startswith(f"{CHILD}.") and one.value.get("words")
    }
    if found and scoring.blind:
        rows = answers.of_scoring(desk.session, scoring.id)
        answered = {row.item_id for row in rows if row.state != ItemState.UNANSWERED}
        found = {
            key: words
            for key, words in found.items()
            if not hidden(apart=True, answered=item_of(key) in answered, by_scorer=by_scorer)
        }
    items = view.about.items
    return [
        (f"{item_id} {name}", found[key]) for item_id, name in items.items() if (key := f"{CHILD}.{item_id}") in found
    ]


def around_view(desk: Desk, view: ScoringView) -> AroundView:
    """All that is recorded around the grades of a scoring that is open."""
    return around(desk, view.scoring, entries.about_view(desk, view))


def around(desk: Desk, scoring: Scoring, about: About) -> AroundView:
    """All that is recorded around the grades of a scoring that this person was let in to."""
    standing = entries.of_scoring(desk, scoring.id)
    told = statements(desk, scoring, about, standing)
    lines = [line for section in SECTIONS if (line := _line(section, about, standing, told))]
    return AroundView(about, standing, lines, told)


def _line(
    section: Section, about: About, standing: Mapping[str, Standing], told: Sequence[Statement]
) -> SectionLine | None:
    """How a section stands; None where it has no entry in this scoring (no carer, so no statement of theirs)."""
    here = entries_of(section.key, about)
    held = [entry for entry in here if standing.get(entry.key, NOTHING).value]
    if not here:
        return None
    words = f"{len(held)} of {len(here)} recorded" if held else "Nothing recorded yet"
    if section.key == "voice":
        words = voice_words(about.child, standing.get(VOICE, NOTHING).value)
    if section.key == "seen":
        words = " ".join(one.sentence for one in told)
    return SectionLine(section.key, section.say(section.title, about), words, len(held), len(here))


def voice_words(called: str, value: Mapping[str, str]) -> str:
    """How the child's voice stands, in a few words."""
    if value.get("words"):
        return f"In {called}’s own words"
    return "No words, and why not is said" if value.get("why-not") else "Nothing recorded yet"
