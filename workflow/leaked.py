"""A file of passwords that leaked elsewhere, as it can be had: the SHA-1 of each in hexadecimal, a line each, in order. It is searched, never loaded."""

import hashlib
import re
from pathlib import Path

_LINE = re.compile(rb"[0-9A-Fa-f]{40}(:\d+)?\s*")
_LONGEST_LINE = 80


def fault_in(file: Path) -> str:
    """Why a file is no such list, "" where it is."""
    try:
        with file.open("rb") as opened:
            first = opened.readline(_LONGEST_LINE)
            second = opened.readline(_LONGEST_LINE)
    except OSError:
        return f"The file {file} cannot be read."
    if not _LINE.fullmatch(first) or (second and not _LINE.fullmatch(second)):
        return f"{file} is no list of leaked passwords: each line is the SHA-1 of one, as 40 letters and digits, and the lines are in order."
    return "" if not second or first[:40].upper() < second[:40].upper() else f"The lines of {file} are not in order."


def holds(file: Path, password: str) -> bool:
    """Whether a password is on the list. A few dozen lines are read, however long it is."""
    # Not how we keep a password: it is how the lists name theirs.
    sought = hashlib.sha1(password.encode(errors="replace"), usedforsecurity=False).hexdigest().upper().encode()
    with file.open("rb") as opened:
        low, high = 0, opened.seek(0, 2)
        while low < high:
            middle = (low + high) // 2
            opened.seek(max(middle - 1, 0))
            if middle:
                opened.readline()  # to the beginning of the next line; where `middle` is one itself, the end of the line before it
            found = opened.readline()[:40].upper()
            if found == sought:
                return True
            if not found or found > sought:
                high = middle
            else:
                low = middle + 1
    return False
