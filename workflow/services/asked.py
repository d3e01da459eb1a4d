"""What a scoring asks: the items of its edition that fit the child's age and what is recorded of it, how many are answered, which ask for more."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from gcp.grades import ItemState
from gcp.instrument import Instrument, Item, Kind
from gcp.words import asked_ages, listed
from workflow.models import Scoring
from workflow.rules.basis import asking
from workflow.rules.kinds import ANSWERING, reason_words
from workflow.storage.answers import Lines, Place


@dataclass(frozen=True)
class Tally:
    """How far a scoring is: `graded` of `expected` items have a grade (or what stands for one: yes or no, somebody's number, words), `to_do`
    have neither that nor a state; `reasons` says why the others have none, with how many of each; `needs_basis` of the grades ask for a
    basis and have none.

    Expected are the items asked at this age and under these conditions, without excluded sub-areas and items marked not applicable.
    """

    graded: int
    expected: int
    to_do: int
    reasons: Mapping[ItemState, int] = field(default_factory=dict)
    kind: Kind = Kind.GRADED
    needs_basis: int = 0

    @property
    def done(self) -> str:
        """What its items are once they are answered: graded, answered."""
        return ANSWERING[self.kind].done

    @property
    def why(self) -> str:
        """Why items have none, in the words of this kind: 2 not seen, 1 refused. Empty where each has one, or nobody answered it yet."""
        return reason_words(self.kind, self.reasons)


def why_not_asked(instrument: Instrument, place: Place | Scoring, item: Item) -> str | None:
    """The sentence that says why an item is not asked in this scoring; None where it is."""
    if not item.fits_age(instrument.age_band(place.age_band), place.age_months):
        return f"{item.id} {item.name} is asked only {asked_ages(instrument, item)}, which this child is not."
    if not item.fits_conditions(frozenset(place.conditions)):
        names = listed(condition.name for condition in instrument.conditions if condition.key in item.conditions)
        return f"{item.id} {item.name} is asked only where this is recorded for the child: {names}. Record it in the details first."
    return None


_MOST_KEPT = 500
_asked: dict[tuple[int, str, int | None, tuple[str, ...]], tuple[Instrument, tuple[Item, ...]]] = {}


def asked(instrument: Instrument, place: Place | Scoring) -> tuple[Item, ...]:
    """The items asked in this scoring, in order: by the band stored with it and the conditions recorded.

    Worked out once for all scorings alike, for every save and every page needs it.
    """
    key = (id(instrument), place.age_band, place.age_months, tuple(place.conditions))
    kept = _asked.get(key)
    if kept is not None and kept[0] is instrument:  # an id may be used again once its instrument is gone
        return kept[1]
    band = instrument.age_band(place.age_band)
    holding = frozenset(place.conditions)
    items = tuple(
        item for item in instrument.items if item.fits_age(band, place.age_months) and item.fits_conditions(holding)
    )
    if len(_asked) >= _MOST_KEPT:
        _asked.clear()
    _asked[key] = (instrument, items)
    return items


def tally_of(
    instrument: Instrument, place: Place | Scoring, lines: Lines, unbased: Collection[str] | None = None
) -> Tally:
    """How far a scoring is, from how its answers stand. `unbased` is what `without_basis` says of them, where that is known already."""
    left_out = {item.id for key in place.exclusions for item in instrument.sub_area(key).items}
    here = Counter(
        lines.states.get(i.id, ItemState.UNANSWERED) for i in asked(instrument, place) if i.id not in left_out
    )
    return Tally(
        graded=here[ItemState.SCORED] + here[ItemState.NOTED],
        expected=here.total() - here[ItemState.NOT_APPLICABLE],
        to_do=here[ItemState.UNANSWERED],
        reasons={why: here[why] for why in ItemState if why.without_grade and here[why]},
        kind=instrument.kind,
        needs_basis=len(without_basis(instrument, place, lines) if unbased is None else unbased),
    )


def without_basis(instrument: Instrument, place: Place | Scoring, lines: Lines) -> tuple[str, ...]:
    """The items whose grade asks for a basis and has none, in order."""
    here = {item.id for item in asked(instrument, place)}
    grades = {item_id: grade for item_id, grade in lines.grades.items() if item_id in here}
    return tuple(
        item_id for item_id in asking(instrument, grades, tuple(place.exclusions)) if item_id not in lines.based
    )
