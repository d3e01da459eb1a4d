"""What is recorded around the grades: one section a page, each entry saved by itself or all of them together, and an entry's history."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from fastapi import APIRouter, Request, Response

from workflow.rules.entries import EntryHere
from workflow.rules.errors import Invalid
from workflow.rules.roles import Permission
from workflow.rules.voices import item_of
from workflow.services import around, entries, voices
from workflow.services.around import SectionView
from workflow.services.desk import Desk
from workflow.services.entries import EntryConflict
from workflow.services.voices import HandedView
from workflow.web.dependencies import Requires, Visiting
from workflow.web.entry_fields import all_sent, field_id, rejected_row, row, sent, version_sent
from workflow.web.posted import Posted, PostedForm
from workflow.web.rendering import page, path_for, see_other, wants_block
from workflow.web.versions import client_key

router = APIRouter(prefix="/scorings/{scoring_id}")
_READ = [Requires(Permission.SCORING_READ)]
_ANSWER = [Requires(Permission.SCORING_ANSWER)]
_CONFLICT = 409
_INVALID = 422


@dataclass(frozen=True)
class SectionForm:
    """What the layout asks of a form: its errors by field, and the lines of the summary."""

    errors: Mapping[str, str] = field(default_factory=dict)

    def summary(self) -> list[dict[str, str]]:
        """Each error with a link to its field."""
        return [{"text": sentence, "href": f"#{name}"} for name, sentence in self.errors.items()]


@router.get("/around/{section_key}", name="around", dependencies=_READ)
def section(request: Request, visit: Visiting, scoring_id: str, section_key: str) -> Response:
    """One section to fill in, or to read."""
    with visit.open() as desk:
        view = around.open_section(desk, scoring_id, section_key)
        today = desk.today
    rows = [row(entry, kept) for entry, kept in view.entries]
    return page(request, "around/section.html", {"view": view, "rows": rows, "today": today, "form": SectionForm()})


@router.post("/around/{section_key}", name="save_around", dependencies=_ANSWER)
def save_section(request: Request, visit: Visiting, scoring_id: str, section_key: str, posted: PostedForm) -> Response:
    """Save the whole section and go on; what could not be saved is shown again as it was typed, and the rest is kept."""
    with visit.open() as desk:
        view = around.open_section(desk, scoring_id, section_key)
        rejected = entries.save_all(desk, scoring_id, all_sent(posted, [entry for entry, _ in view.entries]))
    if not rejected:
        on = view.after if posted.get("then", [""])[0] != "overview" else None
        there = path_for("around", scoring_id=scoring_id, section_key=on.key) if on else ""
        return see_other(request, there or path_for("scoring", scoring_id=scoring_id))
    with visit.open() as desk:
        view = around.open_section(desk, scoring_id, section_key)
        today = desk.today
    rows = [
        rejected_row(entry, kept, posted, rejected[entry.key]) if entry.key in rejected else row(entry, kept)
        for entry, kept in view.entries
    ]
    errors = {name: sentence for one in rows for name, sentence in one.summary().items()}
    only_conflicts = all(isinstance(error, EntryConflict) for error in rejected.values())
    context = {"view": view, "rows": rows, "today": today, "form": SectionForm(errors)}
    return page(request, "around/section.html", context, status=_CONFLICT if only_conflicts else _INVALID)


@router.post("/entries/{entry_key}", name="save_entry", dependencies=_ANSWER)
def save_entry(request: Request, visit: Visiting, scoring_id: str, entry_key: str, posted: PostedForm) -> Response:
    """Save one entry; the script gets the few words beside it, a plain browser the page it came from."""
    try:
        with visit.open() as desk:
            value, version = sent(posted, entry_key)
            saved = entries.save(desk, scoring_id, entry_key, value, version, client_key=client_key(posted))
            today = desk.today
    except (Invalid, EntryConflict) as error:
        return _not_saved(request, scoring_id, entry_key, posted, error)
    if not wants_block(request):
        return see_other(request, path_for("entry", scoring_id=scoring_id, entry_key=entry_key))
    context = {"row": row(saved.entry, saved.kept), "scoring_id": scoring_id, "today": today}
    return page(request, "around/saved.html", context)


@router.get("/entries/{entry_key}", name="entry", dependencies=_READ)
def entry(request: Request, visit: Visiting, scoring_id: str, entry_key: str) -> Response:
    """One entry as it stands: for htmx its form, for a plain browser its place on its page."""
    with visit.open() as desk:
        here = entries.named(desk, scoring_id, entry_key)
        view, url = _place(desk, scoring_id, here)
        today = desk.today
    kept = view.kept(entry_key) if view else None
    if kept is None or not wants_block(request):
        return see_other(request, url)
    context = {"view": view, "row": row(here, kept), "today": today}
    return page(request, "around/one_entry.html" if here.kind.section else "voices/one_voice.html", context)


def _place(desk: Desk, scoring_id: str, here: EntryHere) -> tuple[SectionView | HandedView | None, str]:
    """The page on which an entry is filled in, and the practitioner's way to it: its section, or the page of everybody's voices on the item."""
    if here.kind.section:
        view = around.open_section(desk, scoring_id, here.kind.section)
        url = path_for("around", scoring_id=scoring_id, section_key=here.kind.section)
        return view, f"{url}#{field_id('entry', here.key)}"
    sub_area_id, handed = voices.hand_over_entry(desk, scoring_id, here)
    url = path_for("voices", scoring_id=scoring_id, sub_area_id=sub_area_id)
    return handed, f"{url}#voices-of-{item_of(here.key)}"


@router.get("/entries/{entry_key}/history", name="entry_history", dependencies=_READ)
def history(request: Request, visit: Visiting, scoring_id: str, entry_key: str) -> Response:
    """Everything that an entry has been: who, when, old and new."""
    with visit.open() as desk:
        told = entries.history(desk, scoring_id, entry_key)
    return page(request, "around/history.html", {"told": told})


def _not_saved(
    request: Request, scoring_id: str, entry_key: str, posted: Posted, error: Invalid | EntryConflict
) -> Response:
    """What stands beside an entry that was not saved. Nothing typed is touched: only these words are swapped."""
    if not wants_block(request):
        raise error
    conflict = error if isinstance(error, EntryConflict) else None
    context = {
        "id": field_id("", entry_key).removeprefix("-"),
        "entry_key": entry_key,
        "scoring_id": scoring_id,
        "version": version_sent(posted, entry_key),
        "errors": error.fields if isinstance(error, Invalid) else {},
        "conflict": conflict,
    }
    return page(request, "around/not_saved.html", context, status=_CONFLICT if conflict else _INVALID)
