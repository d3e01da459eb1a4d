"""What was said and aimed at in some scorings, as progress and reports tell it: in the same few queries however many scorings there are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from workflow.models import Adult, Entry, Scoring, Target
from workflow.reports.around import CarerSaid, Said
from workflow.rules.entry_kinds import STATEMENT, VOICE, kind_of
from workflow.rules.targets import Aim
from workflow.services.desk import Desk
from workflow.services.statements import Statement
from workflow.services.targets import aim_of
from workflow.storage import entries, scorings, targets


@dataclass(frozen=True)
class Told:
    """What was said and aimed at in one scoring; `at` is when any of it last changed (UTC), None where there is nothing."""

    said: Said
    targets: tuple[Aim, ...]
    at: datetime | None


def tell(desk: Desk, of: Sequence[Scoring]) -> dict[str, Told]:
    """What was said and aimed at in each of these scorings, by scoring id: three queries."""
    ids = [scoring.id for scoring in of]
    recorded = entries.of_scorings(desk.session, ids)
    aimed = targets.of_scorings(desk.session, ids)
    carers = scorings.carers(desk.session, ids)
    return {one.id: _told(desk, one, recorded[one.id], aimed[one.id], carers.get(one.id, [])) for one in of}


def _told(
    desk: Desk, scoring: Scoring, recorded: Mapping[str, Entry], aimed: Sequence[Target], carers: Sequence[Adult]
) -> Told:
    said = [row for key, row in recorded.items() if key == VOICE or key.startswith(f"{STATEMENT}.")]
    times = [row.changed_at for row in said] + [row.changed_at for row in aimed]
    return Told(
        _said(recorded, carers), tuple(aim_of(desk, scoring, row) for row in aimed), max(times) if times else None
    )


def _said(recorded: Mapping[str, Entry], carers: Sequence[Adult]) -> Said:
    voice = recorded[VOICE].value if VOICE in recorded else {}
    kind = kind_of(VOICE)
    how = kind.part("how").text(voice["how"]) if kind and voice.get("how") else ""
    statements = [
        Statement(key, adult.called, recorded[key].value)
        for adult in carers
        if (key := f"{STATEMENT}.{adult.id}") in recorded
    ]
    return Said(
        words=voice.get("words", ""),
        how=how,
        by=voice.get("by", ""),
        why_not=voice.get("why-not", ""),
        carers=tuple(
            CarerSaid(one.name, one.sentence, one.value.get("comments", ""), one.value.get("agrees", ""))
            for one in statements
        ),
    )
