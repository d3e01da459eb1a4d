"""The fields of an entry in a form: how they are called on the page, and what was posted in them.

A field is called `<part>-<id>`, the id being the entry's key with lines for its dots; so are `version-<id>`, the version that the page showed, and
`keep-<id>`, the version that "keep mine" is to replace.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from workflow.rules.entries import EntryHere
from workflow.rules.entry_kinds import kind_of
from workflow.rules.errors import Invalid
from workflow.services.entries import EntryConflict, Standing
from workflow.web.forms import showable
from workflow.web.posted import Posted
from workflow.web.versions import NO_VERSION

_VERSION = re.compile(r"\d{1,9}")
Sent = tuple[Mapping[str, Any], int]
"""The value of an entry as it was posted, and the version that it rests on."""


def field_id(name: str, key: str) -> str:
    """What a part of an entry is called on the page."""
    return f"{name}-{key.replace('.', '_')}"


def sent(posted: Posted, key: str) -> Sent:
    """What was posted for one entry; whether it can be kept, and whether there is such an entry, is the service's to say."""
    kind = kind_of(key)
    named = {part.name: field_id(part.name, key) for part in kind.parts} if kind else {}
    value = {name: _first(posted, field) for name, field in named.items() if field in posted}
    return value, _number(_first(posted, field_id("keep", key)) or _first(posted, field_id("version", key)))


def version_sent(posted: Posted, key: str) -> int:
    """The version that the page showed."""
    return max(_number(_first(posted, field_id("version", key))), NO_VERSION)


def _number(typed: str) -> int:
    """A version as posted. What no page of ours posts is none that ever stood, not even where nothing does, so that nothing is put on top of it."""
    return int(typed) if _VERSION.fullmatch(typed) else -1


def all_sent(posted: Posted, entries: Iterable[EntryHere]) -> dict[str, Sent]:
    """What was posted for each of these entries that was on the page, by key."""
    return {entry.key: sent(posted, entry.key) for entry in entries if field_id("version", entry.key) in posted}


@dataclass(frozen=True)
class EntryRow:
    """One entry as its form shows it: what is typed and chosen by part, the version it rests on, and what went wrong with it.

    `errors` are sentences by part; `conflict` is what stands against what was sent.
    """

    entry: EntryHere
    kept: Standing
    typed: Mapping[str, str]
    version: int
    errors: Mapping[str, str] = field(default_factory=dict)
    conflict: EntryConflict | None = None

    @property
    def id(self) -> str:
        """How the entry is called on the page."""
        return self.entry.key.replace(".", "_")

    def summary(self) -> dict[str, str]:
        """The sentences for the summary, by the id of the field where each is mended."""
        if self.conflict:
            return {field_id("conflict", self.entry.key): f"{self.entry.title}: {self.conflict.sentence}"}
        return {field_id(name, self.entry.key): f"{self.entry.title}: {words}" for name, words in self.errors.items()}


def row(entry: EntryHere, kept: Standing) -> EntryRow:
    """An entry as it stands."""
    return EntryRow(entry, kept, {name: str(value) for name, value in kept.value.items()}, kept.version)


def rejected_row(entry: EntryHere, kept: Standing, posted: Posted, error: Invalid | EntryConflict) -> EntryRow:
    """An entry that could not be saved, as it was typed and on the version it was typed on."""
    value, _ = sent(posted, entry.key)
    return EntryRow(
        entry,
        kept,
        {name: showable(text.replace("\r\n", "\n")) for name, text in value.items()},
        version_sent(posted, entry.key),
        error.fields if isinstance(error, Invalid) else {},
        error if isinstance(error, EntryConflict) else None,
    )


def _first(posted: Posted, name: str) -> str:
    return (posted.get(name) or [""])[0]
