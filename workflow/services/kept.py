"""What a process keeps of things that cannot change any more, so that a page that tells of twenty scorings need not make them all again.

Nothing here decides who may see what: a service asks first, and takes from here only what it would otherwise have made itself. What is read comes
without what its reader may not see, so whatever is kept of it is kept under all that decided what was read: also what was left out, and for whom.
"""

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock
from typing import Generic, TypeVar

V = TypeVar("V")


class Kept(Generic[V]):
    """The newest so many values by key; the one not asked for longest goes first. Threads may share it."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._values: OrderedDict[Hashable, V] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable) -> V | None:
        """The value kept under a key; None where there is none."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
            return self._values.get(key)

    def put(self, key: Hashable, value: V) -> None:
        """Keep a value."""
        with self._lock:
            self._values[key] = value
            self._values.move_to_end(key)
            while len(self._values) > self.most:
                self._values.popitem(last=False)

    def forget(self) -> None:
        """Keep nothing of what is kept."""
        with self._lock:
            self._values.clear()

    def __len__(self) -> int:
        return len(self._values)
