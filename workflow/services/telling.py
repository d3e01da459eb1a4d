"""What was said, aimed at and recorded around some scorings, as progress and reports tell it: in the same few queries however many scorings there are."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from gcp.grades import ItemState
from gcp.profile import Profile
from gcp.worded import worded
from gcp.words import listed
from workflow.models import Adult, Entry, Scoring, Target
from workflow.reports.around import CarerSaid, Noted, Said
from workflow.rules.entries import EntryKind, Of
from workflow.rules.entry_kinds import KINDS, STATEMENT, VOICE, kind_of
from workflow.rules.statuses import UNDER_WAY
from workflow.rules.targets import Aim
from workflow.rules.voices import Spoken, families, is_voice, spoken
from workflow.services.desk import Desk
from workflow.services.instruments import instrument_of
from workflow.services.statements import Statement
from workflow.services.targets import aim_of
from workflow.storage import entries, scorings, targets

_PLACE = {kind.key: place for place, kind in enumerate(KINDS)}


@dataclass(frozen=True)
class Told:
    """What was said, aimed at and recorded in one scoring; `at` is when any of it last changed (UTC), None where there is nothing.

    `voices` are the entries of what the carers and the child say of items, by key, and `names` what they are called, by family; while they are kept
    `apart` from grades that are still to come, those of an item without an answer are not shown.
    """

    said: Said
    targets: tuple[Aim, ...]
    at: datetime | None
    noted: tuple[Noted, ...] = ()
    voices: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    apart: bool = False

    def own_of(self, profile: Profile) -> dict[str, tuple[Spoken, ...]]:
        """What the carer and the child say of items, by item id, beside the grades of the profile."""
        if not self.voices:
            return {}
        scale, grades = profile.instrument.scale, {item.id: item.grade for item in profile.items}
        shown = {item.id for item in profile.items if not self.apart or item.state is not ItemState.UNANSWERED}
        told = {key: spoken(scale, self.voices, self.names, key, grades[key]) for key in grades if key in shown}
        return {key: said for key, said in told.items() if said}


def tell(desk: Desk, of: Sequence[Scoring], called: Mapping[str, str]) -> dict[str, Told]:
    """What was said, aimed at and recorded in each of these scorings, by scoring id: three queries. `called` is how each child is called, by id."""
    ids = [scoring.id for scoring in of]
    recorded = entries.of_scorings(desk.session, ids)
    aimed = targets.of_scorings(desk.session, ids)
    carers = scorings.carers(desk.session, ids)
    return {
        one.id: _told(desk, one, called[one.child_id], recorded[one.id], aimed[one.id], carers.get(one.id, []))
        for one in of
    }


def _told(  # noqa: PLR0917  # one scoring and each thing that hangs on it
    desk: Desk,
    scoring: Scoring,
    called: str,
    recorded: Mapping[str, Entry],
    aimed: Sequence[Target],
    carers: Sequence[Adult],
) -> Told:
    times = [row.changed_at for row in recorded.values()] + [row.changed_at for row in aimed]
    each = {adult.id: adult.called for adult in carers}
    names = families(each, listed(each.values()) or worded("The carer"), called)
    return Told(
        _said(recorded, carers),
        tuple(aim_of(desk, scoring, row) for row in aimed),
        max(times) if times else None,
        tuple(_noted(desk, scoring, called, recorded, carers)),
        {key: row.value for key, row in recorded.items() if is_voice(key)},
        names,
        scoring.blind and scoring.status in UNDER_WAY,
    )


def _noted(
    desk: Desk, scoring: Scoring, called: str, recorded: Mapping[str, Entry], carers: Sequence[Adult]
) -> Iterator[Noted]:
    """All that is recorded in a section of the pages, in the order of the pages, but for what `Said` holds."""
    areas = {area.id: area.name for area in instrument_of(desk, scoring.edition_id).areas}
    subjects = {Of.CARER: {adult.id: adult.called for adult in carers}, Of.AREA: areas}
    names = {"child": called, "carers": listed(adult.called for adult in carers)}
    found = [(key, kind_of(key)) for key in recorded]
    kinds = [(key, kind) for key, kind in found if kind and kind.section and kind.key not in {VOICE, STATEMENT}]
    for key, kind in sorted(kinds, key=lambda one: (_PLACE[one[1].key], one[0])):
        subject = key.removeprefix(f"{kind.key}.") if kind.of is not Of.NOTHING else ""
        all_names = names | {"name": subjects.get(kind.of, {}).get(subject, "")}
        parts = tuple(_parts(kind, recorded[key].value, all_names))
        if parts:
            yield Noted(kind.section, key, worded(kind.title, **all_names), parts)


def _parts(kind: EntryKind, value: Mapping[str, object], names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The parts of an entry that say something, each with its title; the only part of an entry needs none."""
    for part in kind.parts:
        if value.get(part.name):
            yield worded(part.title, **names) if len(kind.parts) > 1 else "", part.text(value[part.name])


def _said(recorded: Mapping[str, Entry], carers: Sequence[Adult]) -> Said:
    voice = recorded[VOICE].value if VOICE in recorded else {}
    kind = kind_of(VOICE)
    how = kind.part("how").text(voice["how"]) if kind and voice.get("how") else ""
    statements = [
        (adult.id, Statement(key, adult.called, recorded[key].value))
        for adult in carers
        if (key := f"{STATEMENT}.{adult.id}") in recorded
    ]
    return Said(
        words=voice.get("words", ""),
        how=how,
        by=voice.get("by", ""),
        why_not=voice.get("why-not", ""),
        carers=tuple(
            CarerSaid(
                one.name,
                one.sentence,
                one.value.get("comments", ""),
                one.value.get("agrees", ""),
                one.seen,
                "" if one.seen else one.value.get("why-not", ""),
                adult_id,
            )
            for adult_id, one in statements
        ),
    )
