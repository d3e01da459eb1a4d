"""The vocabulary of the trail: every kind of event, the exact keys of its details, and the sentence a reader sees."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from gcp.worded import worded
from gcp.words import day
from workflow.rules import corrections

SOMEBODY = worded("somebody")
"""A person whose name is not at hand."""

_OF_SCORINGS = frozenset({"scoring", "co-scorer", "answer", "entry", "target", "scaling"})


class Nature(StrEnum):
    """What sort of thing an event is, for those who search the trail."""

    READING = "reading"
    WRITING = "writing"
    REFUSAL = "refusal"
    COMING_AND_GOING = "coming-and-going"


@dataclass(frozen=True)
class Kind:
    """A kind of event: `keys` are exactly the keys of its details, `sentence` what it reads like ({who} did …).

    A sentence may use its keys, {who}, and, where `person_id` is a key, {person}: the name of that person. `before` is the sentence of entries that
    were written before the kind had all of its keys: they stand in the trail for ever. `further` are a key and what is said
    besides where it has a value: an entry from before the kind had that key is told without.
    """

    key: str
    keys: frozenset[str]
    sentence: str
    reading: bool = False
    before: str = ""
    said: Callable[[Mapping[str, Any]], str] | None = None
    """What it says in the place of {what}, where that is no plain word."""
    further: tuple[tuple[str, str], ...] = ()

    @property
    def of_scoring(self) -> bool:
        """Whether it is something done to a scoring, as the record of one says it on paper."""
        return not self.reading and self.key.partition(".")[0] in _OF_SCORINGS

    @property
    def nature(self) -> Nature:
        """What sort of thing it is."""
        if self.reading:
            return Nature.READING
        if "refused" in self.key:
            return Nature.REFUSAL
        return Nature.COMING_AND_GOING if self.key.startswith("person.signed-") else Nature.WRITING

    def told(self, who: str, details: Mapping[str, Any], person: str = SOMEBODY) -> str:
        """The sentence of an event, with the names of who did it and of the person it names."""
        words = {key: _said(value) for key, value in details.items()}
        if self.said:
            words["what"] = self.said(details)
        sentence = self.before if self.before and not self.keys <= details.keys() else self.sentence
        sentence += "".join(more for key, more in self.further if details.get(key))
        return worded(sentence, **{**dict.fromkeys(self.keys, ""), **words, "who": who, "person": person})


_A_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def _said(value: Any) -> Any:
    """A value of an event's details as its sentence says it."""
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return day(date.fromisoformat(value)) if isinstance(value, str) and _A_DAY.fullmatch(value) else value


def _kind(
    key: str,
    sentence: str,
    *keys: str,
    reading: bool = False,
    before: str = "",
    said: Callable[[Mapping[str, Any]], str] | None = None,
    further: Mapping[str, str] | None = None,
) -> Kind:
    more = further or {}
    return Kind(key, frozenset((*keys, *more)), sentence, reading, before, said, tuple(more.items()))


KINDS: dict[str, Kind] = {
    kind.key: kind
    for kind in (
        _kind("person.added", "{who} added an account", "roles"),
        _kind("person.disabled", "{who} closed an account and ended its sign-ins"),
        _kind("person.changed", "{who} corrected an account"),
        _kind("person.opened-again", "{who} opened a closed account again"),
        _kind("person.role-given", "{who} gave somebody a role and ended their sign-ins", "role", "team_id"),
        _kind("person.role-ended", "{who} ended a role of somebody's and their sign-ins", "role", "team_id"),
        _kind("person.password-set", "{who} set a new password and ended the account's sign-ins"),
        _kind("person.trained", "{who} recorded a training", "instrument", "on"),
        _kind("person.password-changed", "{who} changed their own password and ended their other sign-ins"),
        _kind("person.link-made", "{who} made a one-time link for an account", "purpose"),
        _kind("person.link-used", "{who} chose a password with a one-time link", "purpose"),
        _kind("person.first-step", "{who} made the first step of signing in", "method"),
        _kind("person.signed-in", "{who} signed in with {how}", "how", before="{who} signed in"),
        _kind("person.signed-out", "{who} signed out"),
        _kind("person.sign-in-ended", "{who} ended one of their sign-ins elsewhere"),
        _kind("person.sign-ins-ended", "{who} ended all their other sign-ins"),
        _kind("person.sign-in-refused", "A sign-in was refused"),
        _kind("person.held-back", "{who} asked for more at once than a person does by hand, and had to wait"),
        _kind("person.provider-linked", "{who} signed in through their organisation for the first time"),
        _kind("person.provider-unlinked", "{who} took away that an account is entered through the organisation"),
        _kind(
            "person.roles-by-provider", "{who} signed in, and their organisation's groups changed their roles", "roles"
        ),
        _kind("person.second-step-refused", "The second step of a sign-in was refused"),
        _kind("person.proof-refused", "{who} gave a wrong password where their own was asked for again"),
        _kind("person.second-factor-reset", "{who} took away an account's second step and ended its sign-ins"),
        _kind("second-factor.app-offered", "{who} began to add an authenticator app"),
        _kind("second-factor.app-added", "{who} added an authenticator app"),
        _kind("second-factor.app-removed", "{who} removed their authenticator app"),
        _kind("second-factor.passkey-added", "{who} added a passkey"),
        _kind("second-factor.passkey-removed", "{who} removed a passkey"),
        _kind("second-factor.set-up", "{who} signed in with a second step for the first time"),
        _kind("second-factor.code-used", "{who} made the second step with a recovery code, which works no more"),
        _kind("second-factor.codes-made", "{who} made new recovery codes"),
        _kind("second-factor.resealed", "{who} sealed the secrets of authenticator apps under another key", "apps"),
        _kind("drafts.key-made", "{who} let a browser keep, encrypted, what it could not send yet"),
        _kind("drafts.key-taken-over", "{who} signed in again where a browser keeps what it could not send yet"),
        _kind("drafts.keys-forgotten", "Keys of browsers that nobody signed in at for weeks were deleted"),
        _kind("place.renamed", "{who} renamed {what}, with a reason", "what"),
        _kind("place.closed", "{who} closed {what}, with a reason", "what"),
        _kind("place.opened", "{who} opened {what} again, with a reason", "what"),
        _kind("refused", "{who} asked for something that is not theirs", "permission"),
        _kind("family.created", "{who} added the family"),
        _kind("practice.begun", "{who} began to practise with an invented family"),
        _kind("practice.cleared", "{who} cleared a practice family, which nobody sees any more"),
        _kind("family.changed", "{who} {what}", "what", "fields", said=corrections.done),
        _kind("family.read", "{who} opened the family", reading=True),
        _kind("families.listed", "{who} saw a list of families, with their children", "families", reading=True),
        _kind(
            "involvement.added",
            "{who} gave {person} a part: {part}",
            *("person_id", "part"),
            further={"since": ", from {since} on", "until": ", until {until}"},
        ),
        _kind(
            "involvement.ended",
            "{who} ended the part of {person}: {part}",
            *("person_id", "part"),
            further={"until": ", last day {until}", "before": "; before it was {before}"},
        ),
        _kind("restriction.set", "{who} kept a part of the record for named people", "kind", "mode", "category"),
        _kind("restriction.reviewed", "{who} looked again at what is kept for named people", "review_on"),
        _kind("restriction.taken-over", "{who} took over what {person} kept for named people", "person_id"),
        _kind("restriction.lifted", "{who} opened a part of the record again"),
        _kind("record.checked", "{who} looked whether a child's record exists already", "found", reading=True),
        _kind("record.matched", "{who} was told that a record may exist, and whom to ask", "by", reading=True),
        _kind("record.gone-on", "{who} added a child of whom a record may exist, and said why", "records"),
        _kind("record.asked", "{who} asked those who may have a record of the child", "records"),
        _kind("record.question-read", "{who} read what is asked about the record", reading=True),
        _kind("record.answered", "{who} answered what was asked about the record"),
        _kind("record.merges-read", "{who} looked at what was put together with the record", reading=True),
        _kind("record.merge-looked", "{who} looked at what putting two records together would do", reading=True),
        _kind("record.merged", "{who} put two records together, with a reason", "merge", "kept", "gone", "steps"),
        _kind("record.unmerge-looked", "{who} looked at what taking two records apart would do", reading=True),
        _kind("record.unmerged", "{who} took two records apart again, with a reason", "merge", "kept", "gone"),
        _kind("lead.offered", "{who} asked {person} to lead the work with the family", "person_id"),
        _kind("lead.offer-read", "{who} read that they are asked to lead the work with the family", reading=True),
        _kind("lead.accepted", "{who} accepted to lead the work with the family"),
        _kind("lead.declined", "{who} declined to lead the work with the family"),
        _kind("lead.offer-withdrawn", "{who} withdrew the offer of the lead"),
        _kind("case.moved", "{who} moved the work with the family: {move}", "move", "parts_ended"),
        _kind("emergency.opened", "{who} opened the record in an emergency", "found_by", "hours"),
        _kind(
            "emergency.not-found",
            "{who} looked for a record in an emergency, by {found_by}, and found none",
            "found_by",
        ),
        _kind(
            "emergency.several",
            "{who} looked for a record in an emergency, by {found_by}; this is one of {records} that fit",
            *("found_by", "records"),
        ),
        _kind("emergency.ended", "{who} ended their emergency access"),
        _kind("emergency.closed", "{who} closed the review of an emergency opening"),
        _kind("emergency.added-to", "{who} added to the closed review of an emergency opening"),
        _kind("scoring.started", "{who} started a scoring", "instrument"),
        _kind("scoring.read", "{who} opened a scoring", "page", reading=True),
        _kind("scoring.changed", "{who} changed a scoring's details", "what"),
        _kind("scoring.handed-on", "{who} handed a scoring on to {person}", "from_id", "person_id"),
        _kind("co-scorer.added", "{who} let {person} grade a scoring together with them", "person_id"),
        _kind("co-scorer.removed", "{who} took {person} out of a scoring that was graded together", "person_id"),
        _kind("answer.saved", "{who} answered {item}", "item", "version"),
        _kind("entry.saved", "{who} recorded {entry}", "entry", "version"),
        _kind("target.saved", "{who} set a target for {item}", "item", "version"),
        _kind("target.removed", "{who} took out the target for {item}", "item"),
        _kind("scaling.saved", "{who} wrote down a number on {item}", "mark", "item", "version"),
        _kind("scaling.taken-back", "{who} took back a number on {item}", "mark", "item", "version"),
        _kind("scoring.moved", "{who} moved a scoring: {move}", "move", "from", "to"),
        _kind("scoring.amendment-opened", "{who} opened an amendment", "amends"),
        _kind("scoring.second-asked", "{who} asked {person} for a second rating", "second_of", "person_id"),
        _kind("scoring.settled", "{who} wrote down what two raters settled on for {item}", "item", "version"),
        _kind("progress.read", "{who} looked at a child's progress", "scorings", reading=True),
        _kind("reports.listed", "{who} looked at which reports there are on a child", reading=True),
        _kind("report.read", "{who} read a report on screen", "report", "scorings", reading=True),
        _kind("prompt.set-aside", "{who} set aside a prompt on a child's progress, with a reason", "prompt"),
        _kind("prompt.brought-back", "{who} brought back a prompt that had been set aside", "prompt"),
        _kind("report.made", "{who} made a report", "report", "scorings", "fingerprint", reading=True),
        _kind("meeting.added", "{who} added a meeting of the family", "kind", "on"),
        _kind("meeting.changed", "{who} changed a meeting of the family", "version"),
        _kind("meeting.cancelled", "{who} cancelled a meeting of the family"),
        _kind("meeting.read", "{who} looked at the family's meetings", reading=True),
        _kind(
            "report.issued",
            "{who} issued {number}, a report, to a recipient",
            *("report", "number", "fingerprint", "scorings", "recipient_kind", "replaces"),
        ),
        _kind("report.paper-kept", "The paper of {number} was made and kept", "number", "sha256"),
        _kind("issued.read", "{who} looked at what was issued", "numbers", reading=True),
        _kind("issued.downloaded", "{who} downloaded {number} as it was issued", "number", "sha256", reading=True),
        _kind("issued.checked", "{who} had a printed report checked", "number", "found", reading=True),
        _kind("trail.read", "{who} searched the trail", "search", reading=True),
        _kind("trail.family-read", "{who} looked who has seen the family and what was done", "search", reading=True),
        _kind(
            "trail.exported", "{who} took {rows} entries of the trail away as a file", "search", "rows", reading=True
        ),
        _kind("batch.started", "{who} asked for reports for the meetings ahead", "reports"),
        _kind("batch.read", "{who} looked at how far a batch of reports has come", reading=True),
        _kind("batch.cancelled", "{who} stopped what was left of a batch of reports", "left"),
        _kind("batch.not-made", "A report of a batch could not be issued", "batch", "report"),
        _kind(
            "instrument.first-used", "{who} used an instrument edition for the first time", "instrument", "fingerprint"
        ),
        _kind("instrument.retired", "{who} retired an edition of an instrument: {instrument}", "instrument"),
        _kind("instrument.brought-back", "{who} brought back a retired edition: {instrument}", "instrument"),
    )
}


@dataclass(frozen=True)
class Origin:
    """Where a deed came from: the address of the browser, or what stands for it, and the id of the request in the log stream."""

    address: str = ""
    request_id: str = ""


NOWHERE = Origin()


@dataclass(frozen=True)
class Event:
    """Something that is about to be done or read, to be written in the same transaction. Ids only, never names or words.

    Raises ValueError for an unknown kind or for details that are not exactly its keys.
    """

    kind: str
    family_id: str | None = None
    subject_id: str | None = None
    details: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        kind = KINDS.get(self.kind)
        if kind is None:
            raise ValueError(f"There is no audit event kind {self.kind!r}.")
        if set(self.details) != kind.keys:
            raise ValueError(f"An event {self.kind!r} has the details {sorted(kind.keys)}, not {sorted(self.details)}.")
