"""What takes long to make and is the same for every worker of a run: each of its parts is made by whoever comes to it first."""

import fcntl
import pickle
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

Made = TypeVar("Made")


def made_together(folder: Path, parts: Mapping[str, Callable[[], Made]]) -> dict[str, Made]:
    """Every part by its name. A part that somebody else is making is left until the end, and then waited for."""
    folder.mkdir(exist_ok=True)
    found: dict[str, Made] = {}
    for waits in (False, True):
        for name, make in parts.items():
            with _turn(folder / f"{name}.lock", waits=waits) as mine:
                if mine and name not in found:
                    found[name] = _once(folder / f"{name}.made", make)
    return {name: found[name] for name in parts}


@contextmanager
def _turn(path: Path, *, waits: bool) -> Iterator[bool]:
    """Whether it is our turn at something; it ends with the process at the latest."""
    with path.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | (0 if waits else fcntl.LOCK_NB))
        except BlockingIOError:
            yield False
        else:
            yield True


def _once(path: Path, make: Callable[[], Made]) -> Made:
    if path.exists():
        kept: Made = pickle.loads(path.read_bytes())  # noqa: S301  # another worker of ours wrote it
        return kept
    made = make()
    half = path.with_suffix(".half")
    half.write_bytes(pickle.dumps(made))
    half.replace(path)
    return made
