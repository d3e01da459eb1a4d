"""An item of the scoring page: what stands, what was typed, what is asked, and what went wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from markupsafe import Markup

from gcp.grades import ItemState, Scale
from gcp.instrument import Item
from workflow.rules.basis import change_asks_why
from workflow.rules.errors import Invalid
from workflow.rules.voices import Spoken
from workflow.services.answers import AnswerConflict, Given, Kept, KeptInPart, Saved
from workflow.services.parts import ItemView, PartView
from workflow.services.previous_grades import Previous
from workflow.services.scorings import Comment
from workflow.web import answer_fields
from workflow.web.choices import choices
from workflow.web.evidence_fields import EvidenceFields, fields_of, shown_fields
from workflow.web.posted import Posted


@dataclass(frozen=True)
class Row:
    """One item as its form shows it: what can be chosen and is, what is typed, the version it rests on, and what went wrong with it.

    `asks_why` is the sentence that asks why the grade differs from last time's. `errors` are sentences by field; `conflict` is what stands
    against what was sent. `in_part` says that all but what has an error was kept.
    """

    item: Item
    choices: Markup
    kept: Kept
    version: int
    chosen: str
    note: str
    fields: EvidenceFields
    previous: Previous | None = None
    asks_basis: bool = False
    asks_why: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)
    conflict: AnswerConflict | None = None
    to_mend: Comment | None = None
    spoken: tuple[Spoken, ...] = ()
    in_part: bool = False

    @property
    def opens(self) -> bool:
        """Whether what the grade rests on is unfolded: it is asked for and missing, or something in it went wrong."""
        return self.asks_basis or bool(self.asks_why) or bool(set(self.errors) - {"answer", "note"})


def row(view: PartView, shown: ItemView) -> Row:
    """An item as it stands."""
    given = shown.kept.given
    chosen = _as_typed(given)
    drawn = choices(shown.item, view.band, view.instrument, chosen)
    asks_why = _asks_why(given, shown.previous, view.instrument.scale)
    return Row(
        shown.item,
        drawn,
        shown.kept,
        shown.kept.version,
        chosen,
        given.note,
        fields_of(given.evidence),
        shown.previous,
        shown.asks_basis,
        asks_why,
        to_mend=shown.to_mend,
        spoken=shown.spoken,
    )


def _asks_why(given: Given, previous: Previous | None, scale: Scale) -> str:
    """What asks why a grade differs from last time's; "" where nothing does, or it is said."""
    if previous is None or given.grade is None or given.evidence.change_reason.strip() or previous.grade not in scale:
        return ""
    return change_asks_why(scale, previous.grade, given.grade, same_scorer=previous.same_scorer) or ""


def _as_typed(given: Given) -> str:
    """The radio button that is chosen; none for an item without an answer."""
    if given.grade is not None:
        return str(given.grade)
    return "" if given.state is ItemState.UNANSWERED else given.state.value


def saved_row(saved: Saved) -> Row:
    """An item as it was saved, for the words beside it: what was typed stays where it is, so its fields are not drawn."""
    given = saved.kept.given
    asks_why = _asks_why(given, saved.previous, saved.scale)
    typed = (_as_typed(given), given.note, EvidenceFields())
    return Row(saved.item, Markup(), saved.kept, saved.kept.version, *typed, saved.previous, saved.asks_basis, asks_why)


def rejected_row(view: PartView, shown: ItemView, posted: Posted, error: Invalid | AnswerConflict | None) -> Row:
    """An item that could not be saved, as it was typed and on the version it was typed on; any other as it stands."""
    if error is None:
        return row(view, shown)
    item_id = shown.item.id
    chosen = answer_fields.first(posted, f"answer-{item_id}")
    offered = {str(value) for value in view.instrument.scale.values} | set(answer_fields.STATES)
    return Row(
        shown.item,
        choices(shown.item, view.band, view.instrument, chosen if chosen in offered else ""),
        shown.kept,
        error.kept.version if isinstance(error, KeptInPart) else answer_fields.version(posted, item_id),
        chosen,
        answer_fields.text(posted, f"note-{item_id}"),
        shown_fields(posted, item_id),
        shown.previous,
        shown.asks_basis,
        "",
        error.fields if isinstance(error, Invalid) else {},
        error if isinstance(error, AnswerConflict) else None,
        shown.to_mend,
        shown.spoken,
        isinstance(error, KeptInPart),
    )


def by_field(rejected: Mapping[str, Invalid | AnswerConflict]) -> dict[str, str]:
    """The sentences for the summary, by the id of the field where each is mended."""
    found: dict[str, str] = {}
    for item_id, error in rejected.items():
        if isinstance(error, AnswerConflict):
            found[f"conflict-{item_id}"] = f"{item_id}: {error.sentence}"
        else:
            found |= {f"{name}-{item_id}": f"{item_id}: {sentence}" for name, sentence in error.fields.items()}
    return found
