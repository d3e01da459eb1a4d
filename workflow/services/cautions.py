"""What a reader will ask about the grades of a scoring, told before it is signed. Nothing here blocks."""

from collections.abc import Mapping

from gcp.instrument import Kind, Need
from gcp.words import counted
from workflow.rules.basis import Caution, cautions, change_asks_why
from workflow.rules.voices import Spoken
from workflow.services.desk import Desk
from workflow.services.previous_grades import previous
from workflow.services.scorings import ScoringView


def of(desk: Desk, view: ScoringView, spoken: Mapping[str, tuple[Spoken, ...]]) -> tuple[Caution, ...]:
    """The cautions of a scoring that is open: grades that rest on little, that differ from last time without a reason, and that somebody sees
    very differently. `spoken` is what the carer and the child say of items, by item id.
    """
    if view.instrument.kind is not Kind.GRADED:
        return ()
    order = [item.id for line in view.parts for item in line.items]
    graded = {
        key: view.answers[key].given
        for key in order
        if key in view.answers and view.answers[key].given.grade is not None
    }
    window = (view.scoring.window_start, view.scoring.window_end)
    resting = {key: one.evidence for key, one in graded.items() if one.evidence.basis}
    before = previous(desk, view.scoring.id, view.instrument, graded)
    unexplained = tuple(
        key
        for key, last in before.items()
        if last.grade in view.instrument.scale
        and not graded[key].evidence.change_reason.strip()
        and change_asks_why(view.instrument.scale, last.grade, graded[key].grade or 0, same_scorer=last.same_scorer)
    )
    apart = tuple(key for key in order if any(one.wide for one in spoken.get(key, ())))
    asks_basis = Need.BASIS in view.instrument.needs
    nothing = tuple(key for key, one in graded.items() if asks_basis and not one.evidence.basis)
    return (
        *_told(nothing, "do not say what they rest on", "does not say what it rests on"),
        *cautions(resting, view.visits, window, view.scoring.carer_names),
        *_told(
            unexplained,
            "differ from last time, and nobody has said why yet",
            "differs from last time, and nobody has said why yet",
        ),
        *_told(
            apart,
            "are two or more away from what the carer or the child would give",
            "is two or more away from what the carer or the child would give",
        ),
    )


def _told(items: tuple[str, ...], several: str, one: str) -> tuple[Caution, ...]:
    if not items:
        return ()
    return (Caution(f"{counted(len(items), 'grade')} {one if len(items) == 1 else several}.", items),)
