"""Two records of one family, each with its own lead and team, scorings signed and begun, meetings, papers and parts that are kept; and a third child."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from tests import build
from tests.scoring_ground import Ground, stand
from workflow.models import (
    Household,
    Involvement,
    Living,
    Meeting,
    MeetingChild,
    MeetingKind,
    Part,
    Person,
    RecipientKind,
    Restriction,
    RestrictionPerson,
    metadata,
)
from workflow.rules.restrictions import Category, Kind, Mode, Place
from workflow.services import issuing, merged, merging, restricting
from workflow.services.desk import Practice
from workflow.services.issuing import NewIssue
from workflow.services.merging import Preview, Wanted
from workflow.services.reporting import Wanted as Report
from workflow.services.restricting import NewRestriction
from workflow.storage import merge_rows

WORDS = {"words": "Please do not tell.", "how": "talking"}
APART = {"audit_event", "trail_head", "record_merge", "record_merge_change"}
"""Tables that a merge and its undoing leave longer than they were: what was done is kept."""


@dataclass(frozen=True)
class Two:
    """The ground of the record that stays and of the one that goes, who leads the other, their supervisor, and who sees both."""

    here: Ground
    there: Ground
    quality: Person

    @property
    def practice(self) -> Practice:
        return self.here.practice

    @property
    def kept(self) -> build.BuiltFamily:
        return self.here.family

    @property
    def gone(self) -> build.BuiltFamily:
        return self.there.family

    def preview(self, same: Sequence[str] | None = None, who: Person | None = None, *, within: bool = False) -> Preview:
        with self.practice.open_for((who or self.quality).id) as desk:
            return merging.preview(desk, self.kept.id, self.kept.id if within else self.gone.id, same)

    def wanted(self, shown: Preview, **more: Any) -> Wanted:
        """All that a form asks for where nothing was changed on it."""
        facts: dict[str, Any] = {
            "same": [merging.views.value(one.goes, one.stays) for one in shown.same],
            "take": [each.key for one in shown.same for each in one.differences if each.takes],
            "stay": [one.part.id for one in shown.parts if one.choosable],
            "reason": "The same child, added twice.",
            "mark": shown.mark,
        }
        return Wanted(**{**facts, **more})

    def merge(self, same: Sequence[str] | None = None, *, within: bool = False, **more: Any) -> str:
        """The id of the merge."""
        shown = self.preview(same, within=within)
        with self.practice.open_for(self.quality.id) as desk:
            other = self.kept.id if within else self.gone.id
            return merging.merge(desk, self.kept.id, other, self.wanted(shown, **more)).id

    def undo(self, merge_id: str, reason: str = "They are cousins.") -> None:
        with self.practice.open_for(self.quality.id) as desk:
            mark = merged.undo_page(desk, self.kept.id, merge_id).mark
        with self.practice.open_for(self.quality.id) as desk:
            merged.undo(desk, self.kept.id, merge_id, reason, mark)

    def everything(self) -> dict[str, list[str]]:
        """Every row there is but those of what was done, without the counts of changes, which only go on."""
        with self.practice.database.open() as session:
            return {
                name: [_words(row) for row in merge_rows.rows_of(session, name)]
                for name in metadata.tables
                if name not in APART
            }

    def rows(self, name: str, **having: Any) -> list[dict[str, Any]]:
        """Rows of a table with these values."""
        of = metadata.tables[name]
        with self.practice.database.open() as session:
            found = session.connection().execute(
                select(of).where(*(of.c[key] == value for key, value in having.items()))
            )
            return [dict(row) for row in found.mappings()]


def _words(row: dict[str, Any]) -> str:
    plain = {name: value for name, value in row.items() if name not in merge_rows.COUNTED}
    return json.dumps(
        plain, default=lambda value: value.hex() if isinstance(value, bytes) else str(value), sort_keys=True
    )


def two_records(practice: Practice) -> Two:
    """The ground as it is before anything is put together."""
    here = stand(practice)
    here.fill()
    here.visit()
    here.sign_off()
    lead = build.person(practice, "other", team="Visitors", agency="Example Health")
    manager = build.person(practice, "manager", roles=("supervisor",), team="Visitors", agency="Example Health")
    quality = build.person(practice, "quality", roles=("quality",), team="Quality", agency="Example Partnership")
    family = build.family(practice, lead, name="Example", called="Robyn")
    there = Ground(practice, lead, manager, family)
    there = Ground(practice, lead, manager, family, there.start().id)
    there.fill({"A1a": 4})
    there.visit()
    there.sign_off()
    draft = there.start(window_start=date(2026, 3, 9))
    there.visit(draft.id, on=date(2026, 3, 10))
    two = Two(here, there, quality)
    build.sibling(practice, family, "Wren", family.carer_id)
    build.carer(practice, family, "Nan", family.child_id)
    build.involve(practice, here.family.id, build.person(practice, "school"), Part.CORE_GROUP)
    build.involve(
        practice,
        family.id,
        build.person(practice, "nursery", team="Visitors", agency="Example Health"),
        Part.CORE_GROUP,
    )
    _met(two)
    _kept(there, Mode.NOT, there.scorer)
    _issued(there)
    return two


def _met(two: Two) -> None:
    for ground in (two.here, two.there):
        meeting = Meeting(
            id=two.practice.ids.new(),
            family_id=ground.family.id,
            kind=MeetingKind.CORE_GROUP.value,
            on=date(2026, 4, 2),
            changed_at=build.LONG_AGO,
            changed_by_id=ground.scorer.id,
        )
        build.put(two.practice, meeting, MeetingChild(meeting_id=meeting.id, child_id=ground.family.child_id))


def _kept(ground: Ground, mode: Mode, named: Person) -> None:
    """The child's words, kept by the supervisor from somebody else than the lead who wrote them: nobody of the one record yet."""
    nursery = ground.practice
    with nursery.open_for(ground.supervisor.id) as desk:
        people = restricting.page_of(desk, ground.family.id).people
        who = next(one.id for one in people if one.id not in (named.id, ground.supervisor.id))
        place = Place(Kind.ENTRY, ground.scoring_id, "child-voice").text
        new = NewRestriction(place, mode, (who,), Category.CHILD_IN_CONFIDENCE, "Robyn asked for it.", date(2026, 6, 1))
        restricting.keep(desk, ground.family.id, new)


def kept_home(two: Two, only: Person) -> str:
    """The id of a home of the record that goes, with somebody in it, which only one person sees."""
    new = two.practice.ids.new
    home = Household(id=new(), family_id=two.gone.id, name="The refuge")
    row = Restriction(
        id=new(),
        family_id=two.gone.id,
        kind=Kind.HOME.value,
        key=home.id,
        mode=Mode.ONLY.value,
        category=Category.THIRD_PARTY.value,
        reason="Nobody is to find them.",
        decided_by_id=only.id,
        decided_at=build.LONG_AGO,
        review_on=date(2026, 9, 1),
    )
    lives = Living(id=new(), household_id=home.id, adult_id=two.gone.carer_id, note="since May")
    build.put(two.practice, home, lives, row, RestrictionPerson(restriction_id=row.id, person_id=only.id))
    return home.id


def _issued(ground: Ground) -> None:
    new = NewIssue("Chris Example, chair", RecipientKind.CHAIR, "For the review conference.")
    with ground.practice.open_for(ground.scorer.id) as desk:
        made = issuing.issue(desk, "progress", ground.family.child_id, Report(), new)
        issuing.keep(desk, made.issue_id, b"%PDF-1.7 the very bytes")


def parts(two: Two, family_id: str) -> dict[str, Involvement]:
    """Who has a part in a record that runs today, by id of the person."""
    with two.practice.database.open() as session:
        rows = session.scalars(
            select(Involvement).where(Involvement.family_id == family_id, Involvement.until.is_(None))
        )
        return {row.person_id: row for row in rows}
