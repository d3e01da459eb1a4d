"""Random forms, the same on every run: what stood in the fields, mixed with values that software has stumbled over, and with ids of other records."""

from collections.abc import Sequence
from random import Random
from urllib.parse import quote_plus

from tests.web.walk import FoundForm

VALUES: tuple[str, ...] = (
    *("", " ", "\t", "\n", "\r\n", "\0", "\x1b[2J", "\x7f", "\ufeff", "\u2028", "\u202ekcab", "\u200f\u200e", "\ud7ff"),
    *("0", "-0", "-1", "+1", "1.0", "1e3", "1e309", "NaN", "Infinity", "0x10", "1_000", " 1 ", "１", "٣", "Ⅳ", "½"),
    *("9" * 20, "9" * 400, "2147483648", "9223372036854775808", "-9223372036854775809", "0" * 5_000 + "1"),
    *("true", "null", "undefined", "[]", "{}", '["a"]', '{"$gt": ""}', "[object Object]"),
    *("0000", "29", "31", "2 026", "-2026", "20260320", "2026-02-30", "٢٠٢٦"),
    *(
        "'",
        "' OR 1=1--",
        '"; DROP TABLE family;--',
        "\\",
        "%",
        "_",
        "%00",
        "%%s%n%x",
        "{0}",
        "<%= 7*7 %>",
        "${7*7}",
        "#{7*7}",
    ),
    *(
        "<script>alert(1)</script>",
        "</textarea><img src=x onerror=1>",
        "javascript:alert(1)",
        "&amp;&#0;&lt;",
        "]]>",
        "<!--",
    ),
    *(
        "=1+1",
        "@SUM(A1)",
        "+cmd|' /C calc'!A0",
        "../../etc/passwd",
        "file:///etc/passwd",
        "//elsewhere.example",
        "C:\\x",
    ),
    *(
        "a" * 81,
        "a" * 4_001,
        "é" * 2_000,
        "e\u0301" * 500,
        "🌻" * 300,
        "👨‍👩‍👧‍👦" * 50,
        "Z" + "\u0335" * 400,
        "ﷺ" * 30,
        "ß",
        "İ",
        "ſ",
    ),
)
"""Values for any field: nothing, numbers that are none, dates that are none, the languages of other machines, and too much."""
RAW: tuple[bytes, ...] = (
    b"%C0%AF",
    b"%FF",
    b"%ED%A0%80",
    b"%F4%90%80%80",
    b"%C3",
    b"%E2%80",
    b"%zz",
    b"%",
    b"\xff",
    b"%u0041",
    b"a;b",
    b"a=b=c",
)
"""Values as no browser encodes them: overlong, cut short, halves of characters, beyond the last one, and not encoded at all."""
NAMES = (
    "version",
    "id",
    "family_id",
    "person_id",
    "role",
    "status",
    "__proto__",
    "a[]",
    "a[b][c]",
    "",
    "\0",
    "answer-",
    "version-A1a",
)
"""Fields that nobody asked for."""


def body(form: FoundForm, chance: Random, ids: Sequence[str]) -> bytes:
    """A random body for a form: each field as it stood, changed, missing or twice, then perhaps some more."""
    pairs: list[tuple[str, bytes]] = []
    for one in form.fields:
        stood = [value.encode() for value in one.filled("Some words")]
        match chance.choices(("kept", "changed", "id", "raw", "missing", "twice", "other"), (6, 5, 2, 1, 1, 1, 1))[0]:
            case "kept":
                sent = [quote_plus(value).encode() for value in stood]
            case "changed":
                sent = [quote_plus(chance.choice(VALUES)).encode()]
            case "id":
                sent = [chance.choice(ids).encode()]
            case "raw":
                sent = [chance.choice(RAW)]
            case "twice":
                sent = [quote_plus(value).encode() for value in (*stood, chance.choice(VALUES))]
            case "other":
                sent = [quote_plus(chance.choice(one.choices or VALUES)).encode()]
            case _:
                sent = []
        pairs += [(one.name, value) for value in sent]
    for _ in range(chance.choice((0, 0, 1, 3))):
        pairs.append((chance.choice(NAMES), quote_plus(chance.choice((*VALUES, *ids))).encode()))
    chance.shuffle(pairs)
    return b"&".join(quote_plus(name).encode() + b"=" + value for name, value in pairs)
