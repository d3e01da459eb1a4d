"""What a process is made of: its statuses, its moves, and what stands in the way of a move. The processes themselves are tables of these."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from workflow.rules.roles import Permission


@dataclass(frozen=True)
class Gap:
    """Something in the way of a move: the sentence, and the part of the thing where it is mended ("" for none)."""

    sentence: str
    part: str = ""


Requirement = Callable[[Any], tuple[Gap, ...]]


@dataclass(frozen=True)
class Move:
    """One way from some statuses to another. `label` is the button's text, `done` the past-tense sentence of the history."""

    key: str
    label: str
    done: str
    from_: tuple[StrEnum, ...]
    to: StrEnum
    permission: Permission
    requirements: tuple[Requirement, ...] = ()
    asks_for_words: bool = False
    asks_for_direction: bool = False

    def gaps(self, facts: Any) -> tuple[Gap, ...]:
        """What its requirements say stands in the way, in their order."""
        return tuple(gap for requirement in self.requirements for gap in requirement(facts))


@dataclass(frozen=True)
class Process:
    """A process people walk through: its title, its statuses in order, and its moves."""

    key: str
    title: str
    statuses: tuple[StrEnum, ...]
    whose_turn: Mapping[Any, str]
    moves: tuple[Move, ...]

    def move(self, key: str) -> Move:
        """The move of that key. Raises KeyError."""
        return {move.key: move for move in self.moves}[key]

    def moves_from(self, status: StrEnum) -> tuple[Move, ...]:
        """The moves that start at a status."""
        return tuple(move for move in self.moves if status in move.from_)
