"""Words of ours that reports say and that stand in tables below them, for whoever extracts what is to be translated."""

import re
from collections.abc import Iterator

from workflow.models import MeetingKind, ScoringStatus
from workflow.rules import events, meetings
from workflow.rules.entry_kinds import KINDS, SECTIONS
from workflow.rules.evidence import BasisKind
from workflow.rules.kinds import ANSWERING
from workflow.rules.practice import MARK
from workflow.rules.scaling import SPOKEN
from workflow.rules.statuses import SCORING
from workflow.rules.targets import OUTCOMES

_PLACE = re.compile(r"{\w+}")


def words() -> tuple[str, ...]:
    """Each of them once. Where one is said, it is said through `_`."""
    found = (
        MARK,
        *(status.spoken for status in ScoringStatus),
        *(status.value for status in ScoringStatus),
        *(section.title for section in SECTIONS),
        *_entries(),
        *(kind.sentence for kind in events.KINDS.values() if kind.of_scoring),
        *(move.key for move in SCORING.moves),
        *BasisKind,
        *(words.lower() for answering in ANSWERING.values() for words in answering.reasons.values()),
        *OUTCOMES.values(),
        *SPOKEN.values(),
        *(meetings.spoken(kind) for kind in MeetingKind),
    )
    return tuple(dict.fromkeys(found))


def _entries() -> Iterator[str]:
    """The titles of what is recorded around the grades, of its parts, and the answers to choose from. A title that is a name alone says nothing of ours."""
    for kind in KINDS:
        titles = (kind.title, *(part.title for part in kind.parts))
        yield from (title for title in titles if _PLACE.sub("", title).strip())
        yield from (words for part in kind.parts for _value, words in part.choices)
