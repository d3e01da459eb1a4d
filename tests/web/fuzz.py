"""What a form may be sent as by a broken or a hostile browser: each kind of mischief makes a body out of the fields of any form."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote_plus

from tests.web.walk import FoundForm
from workflow.web.posted import MOST_FIELDS
from workflow.web.protection import LARGEST_BODY

MARK = "marker"
LONG = 100_000
EVERY_SCRIPT = "Zoë 🌻 العربية \u200fهنا"
"""An emoji, an accent, and words that run from right to left with a mark that says so."""
_FORM = "application/x-www-form-urlencoded"
Pairs = list[tuple[str, str]]


@dataclass(frozen=True)
class Body:
    """A request's body. `shown` is what was typed into each text, to be found again on a page of 422; `text` whether it is text at all."""

    content: bytes
    kind: str = _FORM
    shown: Mapping[str, str] = field(default_factory=dict)
    text: bool = True


def encoded(pairs: Pairs) -> bytes:
    """Pairs as a browser sends them."""
    return "&".join(f"{quote_plus(name)}={quote_plus(value)}" for name, value in pairs).encode()


def filled(form: FoundForm) -> Body:
    """The form as an ordinary person fills it in."""
    return Body(encoded(form.filled(EVERY_SCRIPT)))


def _everywhere(form: FoundForm, text: str) -> Pairs:
    return [(one.name, text) for one in form.fields]


def _every(text: str) -> Callable[[FoundForm], Body]:
    return lambda form: Body(encoded(_everywhere(form, text)), shown={f.name: text for f in form.fields if f.typed})


def _texts(text: str) -> Callable[[FoundForm], Body]:
    """A form filled in, but for its texts: each begins with a mark of its own."""

    def make(form: FoundForm) -> Body:
        typed = {one.name: f"{MARK}{number}{text}" for number, one in enumerate(form.fields) if one.typed}
        return Body(encoded(form.filled(EVERY_SCRIPT, **typed)), shown=typed)

    return make


def _without(form: FoundForm) -> Body:
    """Only the texts, marked; whatever else is on the page is missing."""
    typed = {one.name: f"{MARK}{number}" for number, one in enumerate(form.fields) if one.typed}
    return Body(encoded(list(typed.items())), shown=typed)


def _repeated(form: FoundForm) -> Body:
    """Everything that somebody can see and choose, sent once more with another value."""
    hidden = {one.name for one in form.fields if one.kind in ("hidden", "button")}
    pairs = form.filled(EVERY_SCRIPT)
    return Body(encoded([*pairs, *((name, value + "2") for name, value in pairs if name not in hidden)]))


def _unknown(form: FoundForm) -> Body:
    more = [(name, "administrator") for name in ("role", "id", "family_id", "person_id", "status", "__class__", "")]
    return Body(encoded([*form.filled(EVERY_SCRIPT), *more]))


def _multipart(form: FoundForm) -> Body:
    parts = [
        f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in form.filled(EVERY_SCRIPT)
    ]
    file = '--b\r\nContent-Disposition: form-data; name="file"; filename="x.html"\r\n\r\n<script>\r\n'
    return Body(("".join(parts) + file + "--b--\r\n").encode(), "multipart/form-data; boundary=b", text=False)


def _raw(byte: str) -> Callable[[FoundForm], Body]:
    def make(form: FoundForm) -> Body:
        names = [one.name for one in form.fields] or ["x"]
        return Body("&".join(f"{quote_plus(name)}=a{byte}b" for name in names).encode(), text=False)

    return make


def _no_form(content: bytes, kind: str = _FORM) -> Callable[[FoundForm], Body]:
    return lambda _form: Body(content, kind, text=False)


def _odd_names(form: FoundForm) -> Body:
    """Names of fields that no page of ours has; the last part of some is what a handler takes for an id."""
    pairs = form.filled(EVERY_SCRIPT)
    odd = [f"{name}{end}" for name, _ in pairs for end in ("\0", "-\0")]
    parts = ["version-\0", "answer-\0", "note-A1a\0", "\0version-A1a"]
    return Body(encoded([*pairs, *((name, "1") for name in [*odd, *parts])]))


MISCHIEF: Mapping[str, Callable[[FoundForm], Body]] = {
    "nothing": lambda _form: Body(b""),
    "blanks": _every(""),
    "spaces": _every("   "),
    "NUL everywhere": _every("\0"),
    "NUL in every text": _texts("\0x"),
    "100,000 characters in every text": _texts("x" * LONG),
    "1,000 characters everywhere": _every("x" * 1_000),
    "a new line in every text": _texts("\nsecond line"),
    "every script everywhere": _every(EVERY_SCRIPT),
    "markup everywhere": _every("</textarea><script>alert(1)</script>"),
    "only the texts": _without,
    "everything twice": _repeated,
    "fields that nobody asked for": _unknown,
    "odd names": _odd_names,
    "a number everywhere": _every("-1"),
    "a huge number everywhere": _every("9" * 20),
    "other digits everywhere": _every("٣"),
    "a number with a point everywhere": _every("1.0"),
    "true everywhere": _every("true"),
    "a list everywhere": _every('["1"]'),
    "a lone surrogate": _raw("%ED%A0%80"),
    "bytes that are no text": _raw("%FF"),
    "half a character of two bytes": _raw("%C3"),
    "JSON": _no_form(b'{"name": "x", "version": 1}', "application/json"),
    "a form that is no form": _no_form(b"\0\xff\xfe", _FORM),
    "several parts and a file": _multipart,
    "parts without an end": _no_form(b"--b\r\nContent-Disposition: form-data", "multipart/form-data; boundary=b"),
    "parts without a boundary": _no_form(b"--b", "multipart/form-data"),
    "too many fields": lambda _form: Body(encoded([(f"f{number}", "1") for number in range(MOST_FIELDS + 1)])),
    "too much": lambda _form: Body(b"x=" + b"y" * LARGEST_BODY),
}
"""Every kind of mischief, by what it does."""
MINDED_BY_A_SERVER = (
    "NUL everywhere",
    "NUL in every text",
    "odd names",
    "every script everywhere",
    "a huge number everywhere",
    "1,000 characters everywhere",
)
"""What an embedded database takes or looks up without a word, and a server refuses loudly."""
