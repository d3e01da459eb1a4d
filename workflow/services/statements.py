"""The carers' statements of having seen the scores: who has, when, and which grades were changed afterwards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from gcp.worded import worded
from gcp.words import counted, day, listed
from workflow.clock import BRITISH
from workflow.models import EntryChange, Scoring
from workflow.rules.entries import About
from workflow.rules.entry_kinds import SHOWN, entries_of
from workflow.rules.statuses import EDITABLE
from workflow.services.desk import Desk
from workflow.services.entries import NOTHING, Standing
from workflow.storage import entries, regrades

_WAYS = {"on-device": worded("on this device"), "on-paper": worded("on paper")}


@dataclass(frozen=True)
class Statement:
    """One carer's statement. `seen` whether they have seen the scores, `settled` whether that or the reason why not is recorded; `changed` are
    the items whose grade is another now than when they saw it; `open` whether it can still be recorded that they were shown again.
    """

    key: str
    name: str
    value: Mapping[str, str]
    changed: tuple[str, ...] = ()
    open: bool = True

    @property
    def seen(self) -> bool:
        """Whether the carer has seen the scores."""
        return self.value.get("how") in SHOWN

    @property
    def settled(self) -> bool:
        """Whether it is recorded that they have, or why they have not."""
        return self.seen or bool(self.value.get("why-not"))

    @property
    def on(self) -> str:
        """The day in words, with the word before it; "" where none is recorded."""
        return f" on {day(date.fromisoformat(self.value['on']))}" if self.value.get("on") else ""

    @property
    def sentence(self) -> str:
        """How it stands, in a sentence."""
        if self.seen:
            how = _WAYS[self.value["how"]]
            if not self.value.get("on"):
                return worded("{name} has seen the scores {how}.", name=self.name, how=how)
            on = day(date.fromisoformat(self.value["on"]))
            return worded("{name} has seen the scores {how} on {day}.", name=self.name, how=how, day=on)
        if self.value.get("why-not"):
            return worded("{name} has not seen the scores.", name=self.name)
        return worded("Not recorded whether {name} has seen the scores.", name=self.name)

    @property
    def warning(self) -> str:
        """What has changed since they saw the scores; "" for nothing."""
        if not self.changed:
            return ""
        things = f"{counted(len(self.changed), 'grade')} {'is' if len(self.changed) == 1 else 'are'}"
        again = " Show the scores again, then record the day." if self.open else ""
        return f"{things} not what {self.name} saw{self.on}: {listed(self.changed)}.{again}"


def statements(desk: Desk, scoring: Scoring, about: About, standing: Mapping[str, Standing]) -> tuple[Statement, ...]:
    """The statement of each carer of a scoring, in the order of the carers."""
    found = []
    for entry in entries_of("seen", about):
        value = standing.get(entry.key, NOTHING).value
        one = Statement(entry.key, entry.name, value)
        if one.seen:
            since = _shown_at(entries.changes(desk.session, scoring.id, entry.key), scoring, value)
            then = regrades.before(desk.session, scoring.id, since)
            changed = tuple(f"{item_id} {about.items.get(item_id, '')}".strip() for item_id in then)
            one = Statement(entry.key, entry.name, value, changed, open=scoring.status in EDITABLE)
        found.append(one)
    return tuple(found)


def _shown_at(changes: Sequence[EntryChange], scoring: Scoring, value: Mapping[str, str]) -> datetime:
    """When the scores were shown, as far as is known: when that was recorded, or at the end of an earlier day that was given.

    An amendment starts with the grades that were shown, all of them put there when it was opened: nothing before that is a change.
    """
    recorded = [c.changed_at for c in changes if _shows(c.old_value) != _shows(c.new_value)][-1]
    if value.get("on"):
        over = datetime.combine(date.fromisoformat(value["on"]) + timedelta(days=1), time(), tzinfo=BRITISH)
        recorded = min(recorded, over)
    return max(recorded, scoring.started_at)


def _shows(value: Mapping[str, str]) -> tuple[str, str]:
    return value.get("how", ""), value.get("on", "")
