"""The demonstration: invented families, loaded through the services as people would have done it, on the days they would have done it."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta

from gcp.grades import ItemState
from gcp.instrument import Instrument, Kind
from workflow.clock import SetClock
from workflow.models import Part, Scoring
from workflow.reports import pdf
from workflow.services import (
    accounts,
    answers,
    co_scorers,
    entries,
    families,
    family_people,
    involvements,
    issuing,
    meetings,
    practising,
    prompts,
    reconciling,
    scaling,
    scoring_details,
    scorings,
    second_ratings,
    signing,
    starting,
    targets,
    training,
)
from workflow.services.answers import Given
from workflow.services.demonstration import handed_on, in_confidence, night
from workflow.services.demonstration.aims import TARGETS
from workflow.services.demonstration.asides import ASIDES
from workflow.services.demonstration.bases import rests_on
from workflow.services.demonstration.cases import CASES
from workflow.services.demonstration.colleagues import ACCOUNTS, PASSWORD, PRACTISES, TRAINED
from workflow.services.demonstration.given_out import ISSUED, MEETINGS
from workflow.services.demonstration.other_kinds import MARKS, OTHERS
from workflow.services.demonstration.seconds import SECONDS, CaseSecond
from workflow.services.demonstration.shapes import Case, CaseChild, CaseScoring
from workflow.services.demonstration.voices import around_of
from workflow.services.desk import Practice
from workflow.services.prompts import Which
from workflow.services.reporting import Wanted
from workflow.services.signing import Decided
from workflow.storage import people

__all__ = ["PASSWORD", "load_if_empty", "sign_ins"]

_WINDOW = timedelta(days=18)
_STATES = {"-": ItemState.NOT_OBSERVED, "x": ItemState.NOT_APPLICABLE, "w": ItemState.NOTED}
_UNANSWERED = "."
_TRAINED_BEFORE = timedelta(days=900)
"""How long ago the training was: before any scoring of the demonstration."""


def sign_ins() -> Iterator[tuple[str, str]]:
    """Each demonstration account's username, with who it is."""
    return ((one.username, f"{one.name}, {one.job.lower()}") for one in ACCOUNTS)


def load_if_empty(practice: Practice) -> bool:
    """Load the demonstration where there is no account yet; whether it did. A load that was broken off needs a new, empty database."""
    with practice.open_to_all() as desk:
        if people.count(desk.session):
            return False
        ids = {new.username: accounts.add_person(desk, new).id for new in ACCOUNTS}
        for key in sorted({one.instrument.key for one in desk.library.editions() if one.instrument.requires_training}):
            training.record(desk, TRAINED, key, desk.today - _TRAINED_BEFORE)
    today = practice.clock.today()
    clock = SetClock(practice.clock.now())
    past = Practice(
        practice.settings, practice.database, clock, practice.ids, practice.library, passwords=practice.passwords
    )
    for case in CASES:
        _Loading(past, clock, ids, today).family(case)
    handed_on.load(past, clock, ids, today)
    night.load(past, clock, ids, today)
    in_confidence.load(past, ids)
    with practice.open_for(ids[PRACTISES]) as desk:
        practising.begin(desk)
    return True


_WHY = {
    Part.CO_WORKER: "Visits the family too.",
    Part.CORE_GROUP: "Sits in the core group for the school.",
    Part.CHAIR: "Chairs the conference.",
}


def _at(day: date, hour: int = 10) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=UTC)


class _Loading:
    """One family being loaded: ids of its people by what they are called."""

    def __init__(self, practice: Practice, clock: SetClock, ids: dict[str, str], today: date) -> None:
        self.practice = practice
        self.clock = clock
        self.ids = ids
        self.today = today
        self.known: dict[str, str] = {}

    def family(self, case: Case) -> None:
        """The family, its people and who is involved, then its scorings, oldest first."""
        first = max((scoring.ended for scoring in (*case.scorings, *OTHERS.get(case.name, ()))), default=30)
        self.clock.put(_at(self.today - timedelta(days=first) - _WINDOW - timedelta(days=7)))
        with self.practice.open_for(self.ids[case.lead]) as desk:
            family = families.create(desk, families.NewFamily(case.name))
            for home in case.homes:
                self.known[home] = family_people.add_household(desk, family.id, home).id
            for adult in case.adults:
                new = family_people.NewAdult(adult.called, adult.name, homes=(self.known[adult.home],))
                self.known[adult.called] = family_people.add_adult(desk, family.id, new).id
            for username, part in case.involved.items():
                involvements.involve(desk, family.id, self.ids[username], Part(part), reason=_WHY[Part(part)])
        for child in case.children:
            self._child(case, child, family.id)
        self._scorings(case)
        self._asides(case)
        self.clock.put(_at(self.today, 11))
        self._meetings(case, family.id)

    def _asides(self, case: Case) -> None:
        """What a group has set aside by today."""
        for one in (one for one in ASIDES if one.child in {child.called for child in case.children}):
            self.clock.put(_at(self.today, 8))
            with self.practice.open_for(self.ids[one.by]) as desk:
                child_id, carers = self.known[one.child], self.known[one.carer]
                raised = prompts.open_prompt(desk, child_id, one.prompt, carers).raised
                if raised is not None:
                    prompts.set_aside(desk, child_id, Which(one.prompt, carers, raised.prompt.mark), one.reason)

    def _scorings(self, case: Case) -> None:
        for scoring in sorted((*case.scorings, *OTHERS.get(case.name, ())), key=lambda one: -one.ended):
            self._scoring(scoring)

    def _meetings(self, case: Case, family_id: str) -> None:
        children = tuple(self.known[child.called] for child in case.children)
        for one in MEETINGS.get(case.name, ()):
            new = meetings.NewMeeting(one.kind, self.today + timedelta(days=one.ahead), one.chair, children)
            with self.practice.open_for(self.ids[case.lead]) as desk:
                meetings.add(desk, family_id, new)
        for issue in ISSUED.get(case.name, ()):
            with self.practice.open_for(self.ids[case.lead]) as desk:
                made = issuing.issue(desk, "progress", children[0], Wanted(), issue)
            content = pdf.make(made.html)
            with self.practice.open_for(self.ids[case.lead]) as desk:
                issuing.keep(desk, made.issue_id, content)

    def _child(self, case: Case, child: CaseChild, family_id: str) -> None:
        carers = {self.known[a.called]: a.cares_for[child.called] for a in case.adults if child.called in a.cares_for}
        new = family_people.NewChild(
            child.called,
            "" if child.expected_in else case.name,
            born=None if child.months is None else _months_before(self.today, child.months),
            expected=self.today + timedelta(days=child.expected_in) if child.expected_in else None,
            nhs_number=child.nhs_number,
            upn=child.upn,
            carers=carers,
            homes=[self.known[home] for home in child.homes],
        )
        # A child is added on the day it could first be known of: an expected one lately, a born one with the family.
        if child.expected_in:
            self.clock.put(_at(self.today - timedelta(days=20)))
        with self.practice.open_for(self.ids[case.lead]) as desk:
            self.known[child.called] = family_people.add_child(desk, family_id, new).id

    def _scoring(self, case: CaseScoring) -> None:
        end = self.today - timedelta(days=case.ended)
        start = end - timedelta(days=case.days)
        self.clock.put(_at(start))
        carers = tuple(self.known[name] for name in case.carers)
        new = starting.NewScoring(self.known[case.child], carers, case.instrument, start, end, case.conditions)
        with self.practice.open_for(self.ids[case.scorer]) as desk:
            scoring = starting.start(desk, new)
            for username in case.together:
                co_scorers.add(desk, scoring.id, self.ids[username])
        second = SECONDS.get((case.child, case.ended))
        if second is None:
            self._fill(case, scoring, end)
        else:
            self._twice(case, second, scoring, end)

    def _twice(self, case: CaseScoring, second: CaseSecond, scoring: Scoring, end: date) -> None:
        """A scoring and its second rating, each made apart; once both are in, what the two settled on."""
        with self.practice.open_for(self.ids[case.scorer]) as desk:
            again = second_ratings.ask(desk, scoring.id, self.ids[second.rater])
        self._fill(case, scoring, end)
        self._fill(second.of(case), again, end)
        self.clock.put(_at(end + timedelta(days=5), 14))
        for item_id, (grade, why) in second.settled.items():
            with self.practice.open_for(self.ids[second.rater]) as desk:
                reconciling.settle(desk, again.id, item_id, grade, why, 0)

    def _fill(self, case: CaseScoring, scoring: Scoring, end: date) -> None:
        visit_ids = self._visits(case, scoring, end)
        self.clock.put(_at(end, 15))
        self._answers(case, scoring, visit_ids)
        self._around(case, scoring, end)
        self._targets(case, scoring, end)
        self._marks(case, scoring, end)
        self._reasons(case, scoring)
        self._moves(case, scoring, end)

    def _visits(self, case: CaseScoring, scoring: Scoring, end: date) -> list[str]:
        made = []
        for days_before, announced, place in case.visits:
            on = end - timedelta(days=days_before)
            self.clock.put(_at(on, 17))
            born = scoring.age_months is not None
            seen = f"{case.child} and {scoring.carer_names}" if born else scoring.carer_names
            visit = scoring_details.NewVisit(
                on, announced, place, seen, child_seen=born, child_seen_alone=born and not announced
            )
            with self.practice.open_for(self.ids[case.scorer]) as desk:
                made.append(scoring_details.add_visit(desk, scoring.id, visit))
        return made

    def _answers(self, case: CaseScoring, scoring: Scoring, visit_ids: Sequence[str]) -> None:
        with self.practice.open_for(self.ids[case.scorer]) as desk:
            shelved = desk.library.shelf()[case.instrument].instrument
            for item_id, answer in _sheet(shelved, case, scoring.age_months):
                given = Given(
                    answer,
                    case.notes.get(item_id, ""),
                    rests_on(case, item_id, answer, visit_ids, unborn=scoring.age_months is None),
                )
                answers.save(desk, scoring.id, item_id, given, 0)

    def _around(self, case: CaseScoring, scoring: Scoring, end: date) -> None:
        with self.practice.open_for(self.ids[case.scorer]) as desk:
            if desk.library.shelf()[case.instrument].instrument.kind is not Kind.GRADED:
                return
            for named, value in around_of(case.child, case.carers[0], case.ended, by=case.scorer).items():
                kind, _, whose = named.partition(":")
                carer, dot, item_id = whose.partition(".")
                on = {"on": end - timedelta(days=value["on"])} if "on" in value else {}
                key = f"{kind}.{self.known[carer]}{dot}{item_id}" if carer else kind
                entries.save(desk, scoring.id, key, {**value, **on}, 0)

    def _targets(self, case: CaseScoring, scoring: Scoring, end: date) -> None:
        if scoring.second_of_id:
            return
        with self.practice.open_for(self.ids[case.scorer]) as desk:
            for one in TARGETS.get((case.child, "".join(case.carers[:1]), case.ended), ()):
                new = targets.NewTarget(one.aim, end + timedelta(weeks=one.weeks), one.helps)
                targets.save(desk, scoring.id, one.item_id, new, 0)

    def _marks(self, case: CaseScoring, scoring: Scoring, end: date) -> None:
        for one in MARKS.get((case.child, case.ended), ()) if case.scorer == "practitioner" else ():
            new = scaling.NewMark(one.instrument, one.item, one.who, one.part, one.number, end, one.words)
            with self.practice.open_for(self.ids[case.scorer]) as desk:
                scaling.save(desk, scoring.id, desk.new_id(), new, 0)

    def _reasons(self, case: CaseScoring, scoring: Scoring) -> None:
        with self.practice.open_for(self.ids[case.scorer]) as desk:
            version = scorings.open_scoring(desk, scoring.id, "details").scoring.version
            for sub_area_id, reason in case.exclude.items():
                version = scoring_details.exclude(desk, scoring.id, sub_area_id, reason, version).version
            for area_id, reason in case.missing.items():
                version = scoring_details.give_reason(desk, scoring.id, area_id, reason, version).version

    def _moves(self, case: CaseScoring, scoring: Scoring, end: date) -> None:
        if case.reaches == "draft":
            return
        self.clock.put(_at(min(end + timedelta(days=1), self.today), 9))
        self._move(scoring, case.scorer, "send", "")
        if case.reaches == "with supervisor":
            return
        self.clock.put(_at(min(end + timedelta(days=3), self.today), 9))
        self._move(
            scoring,
            "supervisor",
            "return" if case.reaches == "returned" else "sign-off",
            case.words,
            _decided(case, self.clock),
        )

    def _move(  # a move and what goes with it
        self, scoring: Scoring, username: str, move: str, words: str, decided: Decided = signing.NOTHING_MORE
    ) -> None:
        with self.practice.open_for(self.ids[username]) as desk:
            version = scorings.open_scoring(desk, scoring.id, "sign").scoring.version
            signing.move(desk, scoring.id, move, words, version, decided)


def _decided(case: CaseScoring, clock: SetClock) -> Decided:
    if case.reaches == "returned":
        return Decided(case.comments)
    if case.follow_up is None:
        return Decided(
            direction=case.direction, no_follow_up="Nothing here needs a second look before the next review."
        )
    return Decided(direction=case.direction, follow_up_on=clock.today() + timedelta(days=case.follow_up))


def _months_before(day: date, months: int) -> date:
    """A birthday that makes a child some completed months old on a day, and a fortnight more."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, 28)) - timedelta(days=14)


def _sheet(instrument: Instrument, case: CaseScoring, age_months: int | None) -> Iterator[tuple[str, int | ItemState]]:
    """The answers of a case's lines. Raises ValueError where a line does not have one mark an item."""
    asked = {item.id for item in instrument.items_for(age_months)}
    conditions = frozenset(case.conditions)
    for sub_area in instrument.sub_areas:
        marks = case.grades.get(sub_area.id, "").split()
        items = [item for item in sub_area.items if item.id in asked]
        if marks and len(marks) != len(items):
            raise ValueError(f"{case.child}: {sub_area.id} has {len(items)} items and {len(marks)} marks.")
        for item, mark in zip(items, marks, strict=False):
            if mark != _UNANSWERED and item.fits_conditions(conditions):
                yield item.id, _STATES[mark] if mark in _STATES else int(mark)
