"""A second rating: the same care graded apart by another person. Who may be asked, who sees what until both are in, who settles.

A scoring and its amendments are one rating, known by the id of the first of them. It is in once it was sent to the supervisor; a return
does not hide it again, for it was seen.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from gcp.instrument import Kind
from workflow.models import ScoringStatus

HIDDEN = (
    "Hidden until both are in, so that neither leans on the other. "
    "You can read it once both ratings are signed and with a supervisor."
)
"""What a rater reads in place of the other's scoring."""
_NOT_RATED_AGAIN = frozenset({ScoringStatus.WITHDRAWN, ScoringStatus.SUPERSEDED})


@dataclass(frozen=True)
class Rating:
    """One scoring of a family as blindness needs it: what it amends or rates again, where it stands, whether it was ever sent, the people who
    grade in it, and when it was started (UTC).
    """

    id: str
    amends_id: str | None
    second_of_id: str | None
    status: str
    sent: bool
    raters: frozenset[str]
    started: datetime

    @property
    def withdrawn(self) -> bool:
        """Whether it was taken back."""
        return self.status == ScoringStatus.WITHDRAWN


@dataclass(frozen=True)
class Side:
    """One rating of a pair with all its amendments, the first of them first."""

    scorings: tuple[Rating, ...]

    @property
    def root(self) -> Rating:
        """The scoring as it was first made: what this rater graded before anybody compared."""
        return self.scorings[0]

    @property
    def is_in(self) -> bool:
        """Whether it was sent to the supervisor."""
        return any(one.sent for one in self.scorings)

    @property
    def withdrawn(self) -> bool:
        """Whether nothing of it stands."""
        return all(one.withdrawn for one in self.scorings)

    @property
    def raters(self) -> frozenset[str]:
        """Everybody who grades in it."""
        return frozenset().union(*(one.raters for one in self.scorings))

    @property
    def ids(self) -> frozenset[str]:
        """The ids of its scorings."""
        return frozenset(one.id for one in self.scorings)


@dataclass(frozen=True)
class Pair:
    """Two ratings of the same care: the first, and the one that was asked for."""

    first: Side
    second: Side

    @property
    def both_in(self) -> bool:
        """Whether the two may be read side by side."""
        return self.first.is_in and self.second.is_in and not self.second.withdrawn

    @property
    def open(self) -> bool:
        """Whether somebody is still to rate, or has rated; one that was withdrawn leaves room for another."""
        return not self.second.withdrawn


def pairs(ratings: Iterable[Rating]) -> Sequence[Pair]:
    """Every second rating among the scorings of a family with what it rates again, in the order given."""
    known = {one.id: one for one in ratings}
    sides: dict[str, list[Rating]] = {}
    for one in known.values():
        sides.setdefault(_root(one, known), []).append(one)
    seconds = [one for one in known.values() if one.second_of_id and not one.amends_id]
    return [Pair(_side(sides, _root(known[one.second_of_id or ""], known)), _side(sides, one.id)) for one in seconds]


def _root(one: Rating, known: Mapping[str, Rating]) -> str:
    while one.amends_id:
        one = known[one.amends_id]
    return one.id


def _side(sides: Mapping[str, Sequence[Rating]], root: str) -> Side:
    return Side(tuple(sorted(sides[root], key=lambda one: one.id != root)))


def hidden_from(person_id: str, found: Iterable[Pair]) -> frozenset[str]:
    """The ids of the scorings that somebody may not see yet, because they are one of the two raters and not both are in."""
    sides = [_hidden(person_id, pair) for pair in found]
    return frozenset().union(*(side.ids for side in sides if side))


def _hidden(person_id: str, pair: Pair) -> Side | None:
    rates_first, rates_second = person_id in pair.first.raters, person_id in pair.second.raters
    if rates_first == rates_second or pair.first.withdrawn:
        return None
    if rates_first:
        # One that was withdrawn never comes in; it stays out of sight while the first can still lean on it.
        seen = pair.first.is_in and (pair.second.is_in or pair.second.withdrawn)
        return None if seen else pair.second
    seen = (pair.first.is_in and pair.second.is_in) or pair.second.withdrawn
    return None if seen else pair.first


def words_hidden_from(person_id: str, found: Iterable[Pair], by: str, at: datetime) -> bool:
    """Whether what somebody wrote of a child's progress then may tell of a scoring that this person may not see yet.

    The first rating is part of that progress, so that everybody who wrote since it began may have had it before them; the second is not, so
    that only those who grade in it can tell of it.
    """
    for pair in found:
        side = _hidden(person_id, pair)
        if side and by != person_id and at >= side.root.started and (side is pair.first or by in side.raters):
            return True
    return False


def pair_of(scoring_id: str, found: Sequence[Pair]) -> Pair | None:
    """The pair that a scoring belongs to: the one that stands, or the last that was withdrawn; None where nobody rated it again."""
    own = [pair for pair in found if scoring_id in pair.first.ids | pair.second.ids]
    return next((pair for pair in own if pair.open), own[-1] if own else None)


def together_fault(pair: Pair | None) -> str | None:
    """Why the window and the conditions of a scoring stay as they are; None where they may change. Two ratings are of the same days."""
    if pair is None or not pair.open:
        return None
    return (
        "A second rating grades the same care over the same days, so the window and the conditions of both stay as they are. "
        "Withdraw the second rating first if they are wrong."
    )


@dataclass(frozen=True)
class AskFacts:
    """What asking for a second rating depends on: who asks, where the scoring stands, what it is, and whether one is asked for."""

    status: ScoringStatus
    by_rater: bool
    by_reviewer: bool
    kind: Kind = Kind.GRADED
    is_second: bool = False
    asked_already: bool = False


def ask_fault(facts: AskFacts) -> str | None:
    """Why no second rating of a scoring can be asked for by this person now; None where one can."""
    if not (facts.by_rater or facts.by_reviewer):
        return "Only the person who scored, or a supervisor, can ask for a second rating."
    if facts.is_second:
        return "This is a second rating itself. Ask for another rating of the scoring that it rates again."
    if facts.kind is not Kind.GRADED:
        return "Only grades can be compared between two raters, and this instrument gives none."
    if facts.status in _NOT_RATED_AGAIN:
        return f"This scoring is {facts.status.spoken}, so nobody rates it again."
    return "A second rating was asked for already. One at a time." if facts.asked_already else None


def own_grades_fault(name: str, *, graded: bool) -> str | None:
    """Why somebody who is no longer among those who score cannot rate again; None where they can. They would agree with themselves."""
    return f"{name} graded in this scoring before." if graded else None


def settle_fault(pair: Pair, *, by_rater: bool, by_reviewer: bool) -> str | None:
    """Why this person cannot write down what the two raters settled on; None where they can."""
    if not pair.both_in:
        return "Both ratings have to be in before you settle where they differ."
    if not (by_rater or by_reviewer):
        return "What is settled is written down by the two raters or their supervisor. You can read it."
    return None


def settled_faults(grade: int | None, words: str, grades: Collection[int]) -> dict[str, str]:
    """What is wrong with what two raters settled on, by field (grade, words); empty where nothing is."""
    if grade is not None and grade not in grades:
        return {"grade": "Choose one of the grades, or leave it open."}
    if not words.strip():
        return {"words": "Say why, in a sentence or two: what you saw, and how you read the words of the grades."}
    return {}
