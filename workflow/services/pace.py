"""Holding back who asks for more than a person does by hand: each process counts for itself, in memory, and nothing waits for anything."""

import threading
from collections import OrderedDict
from datetime import datetime

from workflow.rules import pace as rules
from workflow.rules.errors import TooMuch

MOST_PEOPLE = 10_000
"""Of how many people a process remembers what they have left; those who have not asked for longest are forgotten, and have all of it again."""


class Pace:
    """What each person has left of `a_minute` requests; 0 holds nobody back."""

    def __init__(self, a_minute: int) -> None:
        self.a_minute = a_minute
        self._left: OrderedDict[str, rules.Left] = OrderedDict()
        self._waiting: set[str] = set()
        self._turn = threading.Lock()

    def take(self, person_id: str, now: datetime) -> None:
        """Count one request. Raises TooMuch where it has to wait, which says whether it is the first of its kind in a row."""
        if not self.a_minute:
            return
        with self._turn:
            left, wait = rules.spend(self._left.get(person_id), now, self.a_minute)
            self._left[person_id] = left
            self._left.move_to_end(person_id)
            if len(self._left) > MOST_PEOPLE:
                forgotten, _ = self._left.popitem(last=False)
                self._waiting.discard(forgotten)
            first = bool(wait) and person_id not in self._waiting
            if wait:
                self._waiting.add(person_id)
            elif left.number >= self.a_minute / 2:
                self._waiting.discard(person_id)
        if wait:
            raise TooMuch(rules.sentence(wait), wait, first=first)
