"""A form is three things: what was typed, what is wrong by field, and the valid model. It keeps the first whatever happens.

```
form = Form(AddChild, posted)
with form, visit.open() as desk:          # Invalid raised inside lands on the form; the transaction rolls back
    families.add_child(desk, family_id, form.value.name, form.value.born)
if form.errors:
    return page(request, "people/new_child.html", {"form": form, ...})        # 422
return see_other(request, path_for("family", family_id=family_id))
```
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import Enum
from types import TracebackType
from typing import Any, Generic, Self, TypeVar, get_args, get_origin

from pydantic import ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from workflow.rules.errors import Invalid
from workflow.web.fields import DayParts, Fields

F = TypeVar("F", bound=Fields)
_NO_CHARACTERS = (plane * 0x10000 + end for plane in range(17) for end in (0xFFFE, 0xFFFF))
_UNSHOWABLE = dict.fromkeys(
    (*range(9), 11, 12, *range(14, 32), *range(127, 160), *range(0xFDD0, 0xFDF0), *_NO_CHARACTERS)
)
WHOLE_FORM = ""
"""The key of an error that belongs to no single field."""
PARTS = ("day", "month", "year")
_UNKNOWN_FIELD = "The page you sent is not the one we have now. Reload it, then try again."
_FALLBACK = "This cannot be used as it is. Check it, then try again."

SENTENCES: Mapping[str, str] = {
    "missing": "{Enter} {title}.",
    "control_characters": "Some characters here cannot be kept. Type {title} again instead of pasting it.",
    "one_line": "Put {title} on one line.",
    "text_short": "Make {title} {shortest} characters or longer. It has {length}.",
    "text_long": "Shorten {title} to {longest:,} characters. It has {length:,} now, all of them still here.",
    "not_whole": "Enter {title} as a whole number, such as 3.",
    "greater_than_equal": "Enter {title} as {ge} or more.",
    "greater_than": "Enter {title} as more than {gt}.",
    "less_than_equal": "Enter {title} as {le} or less.",
    "less_than": "Enter {title} as less than {lt}.",
    "not_a_day": "Enter {title} as a real date, such as 20 3 2026.",
    "day_incomplete": "Add the {absent} to {title}.",
    "day_year": "Enter {title} with a year from 1900 to 2200, such as 2026.",
    "not_offered": "Choose {title} from the answers on the page.",
    "enum": "Choose {title} from the answers on the page.",
    "literal_error": "Choose {title} from the answers on the page.",
    "too_short": "Choose at least {min_length} of {title}.",
    "too_long": "Choose at most {max_length} of {title}.",
    "sent_twice": "Give {title} once only.",
}
"""The sentence of each error type. `{title}` is the field's own title, `{Enter}` the verb that suits it."""


class Form(Generic[F]):
    """One posted or fresh form. As a context manager it takes `Invalid` raised in its block as its own errors.

    `raw` is what was typed, by name; `errors` sentences by field in the order of the page, the key "" for the form as a whole.
    """

    def __init__(self, model: type[F], posted: Mapping[str, list[str]] | None = None, /, **initial: Any) -> None:
        """A form of `model` as posted; or a fresh one, showing `initial` values."""
        self.model = model
        self.raw: dict[str, list[str]] = (
            {name: [_unix(value) for value in values] for name, values in posted.items()}
            if posted is not None
            else _typed(initial)
        )
        self.errors: dict[str, str] = {}
        self._value: F | None = None
        if posted is not None:
            self._validate()

    @property
    def value(self) -> F:
        """The valid model. Raises Invalid with the form's own errors where there is none."""
        if self._value is None:
            raise Invalid(self.errors)
        return self._value

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if not isinstance(error, Invalid):
            return False
        self.add_errors(error.fields)
        return True

    def add_errors(self, fields: Mapping[str, str]) -> None:
        """Take sentences by field; those of fields this form does not show go to the form as a whole."""
        for name, sentence in fields.items():
            key = name if name in self.model.model_fields else WHOLE_FORM
            if key == WHOLE_FORM and key in self.errors and sentence not in self.errors[key]:
                self.errors[key] = f"{self.errors[key]} {sentence}"
            else:
                self.errors.setdefault(key, sentence)
        order = [WHOLE_FORM, *self.model.model_fields]
        self.errors = dict(sorted(self.errors.items(), key=lambda item: order.index(item[0])))

    def typed(self, name: str, part: str = "") -> str:
        """What was typed in a field (or in the day, month or year of a date), "" where nothing was.

        Without what no page can hold (NUL and its like), so that the field can be shown, mended and sent again.
        """
        values = self.raw.get(f"{name}-{part}" if part else name) or [""]
        return showable(values[0])

    def chosen(self, name: str) -> tuple[str, ...]:
        """Every value chosen in a group of checkboxes or radios."""
        return tuple(self.raw.get(name, ()))

    def error(self, name: str) -> str:
        """The sentence of a field, "" where there is none."""
        return self.errors.get(name, "")

    def summary(self) -> list[dict[str, str]]:
        """The lines of the error summary, each leading to its field."""
        return [
            {"text": sentence, "href": f"#{name}-day" if self.is_day(name) else f"#{name}"}
            if name
            else {"text": sentence}
            for name, sentence in self.errors.items()
        ]

    def items(
        self, name: str, choices: Iterable[Sequence[str]], reveal: Mapping[str, str] | None = None
    ) -> list[dict[str, Any]]:
        """Choices as GOV.UK items: (value, text), with a hint as a third; `reveal` maps a value to what it uncovers (safe markup).

        A fourth, where it is not empty, says that the choice cannot be taken now: it is drawn disabled, its hint saying why.
        """
        chosen = self.chosen(name)
        found = []
        for choice in choices:
            value, text, *hint = (_as_text(one) for one in choice[:3])
            item: dict[str, Any] = {
                "value": value,
                "text": text,
                "checked": value in chosen,
                "selected": value in chosen,
            }
            if any(hint):
                item["hint"] = {"text": hint[0]}
            if any(choice[3:]):
                item["disabled"] = True
            if reveal and value in reveal:
                item["conditional"] = {"html": reveal[value]}
            found.append(item)
        return found

    def date_items(self, name: str) -> list[dict[str, str]]:
        """The three inputs of a date as GOV.UK items."""
        wrong = " govuk-input--error" if self.error(name) else ""
        return [
            {
                "id": f"{name}-{part}",
                "name": f"{name}-{part}",
                "label": part.title(),
                "value": self.typed(name, part),
                "classes": f"govuk-input--width-{4 if part == 'year' else 2}{wrong}",
            }
            for part in PARTS
        ]

    def is_day(self, name: str) -> bool:
        """Whether a field is posted as three inputs."""
        return name in self.model.model_fields and _is_day(self.model.model_fields[name])

    def _validate(self) -> None:
        try:
            self._value = self.model.model_validate(self._collected())
        except ValidationError as error:
            found: dict[str, str] = {}
            for detail in error.errors(include_url=False, include_input=False):
                name = str(detail["loc"][0]) if detail["loc"] else WHOLE_FORM
                found.setdefault(name, self._sentence(name, detail))
            self.add_errors(found)
        except _SentTwice as twice:
            # A field without a title is hidden: nobody sees it, so nobody can be sent there to mend it.
            if self.model.model_fields[twice.name].title:
                self.add_errors({twice.name: self._say(twice.name, "sent_twice", {})})
            else:
                self.add_errors({WHOLE_FORM: _UNKNOWN_FIELD})

    def _collected(self) -> dict[str, Any]:
        """What was typed, shaped for the model: days gathered, blanks left out, lists only where the model has one."""
        left = dict(self.raw)
        data: dict[str, Any] = {}
        for name, field in self.model.model_fields.items():
            if _is_day(field):
                parts = {part: (left.pop(f"{name}-{part}", None) or [""])[0].strip() for part in PARTS}
                if any(parts.values()):
                    data[name] = parts
            values = [value for value in left.pop(name, []) if value.strip()]
            if _is_many(field):
                data[name] = values
            elif len(values) > 1:
                raise _SentTwice(name)
            elif values:
                data[name] = values[0]
        return {**data, **left}

    def _sentence(self, name: str, detail: ErrorDetails) -> str:
        kind = detail["type"]
        context = detail.get("ctx") or {}
        if kind == "extra_forbidden":
            return _UNKNOWN_FIELD
        if kind == "value_error" and (name, kind) not in self.model.messages:
            return str(context.get("error", _FALLBACK))
        return self._say(name, kind, context)

    def _say(self, name: str, kind: str, context: Mapping[str, Any]) -> str:
        if kind == "too_short" and context.get("min_length") == 1:
            kind = "missing"
        template = self.model.messages.get((name, kind)) or SENTENCES.get(kind, _FALLBACK)
        field = self.model.model_fields.get(name)
        title = (field.title if field else None) or "this"
        verb = "Choose" if field and _is_choice(field) else "Enter"
        try:
            return template.format(**{**context, "title": title, "Enter": verb})
        except (KeyError, ValueError):
            return _FALLBACK


class _SentTwice(Exception):
    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(name)


def showable(text: str) -> str:
    """What was typed without what no page can hold, NUL and its like."""
    return text.translate(_UNSHOWABLE)


def _unix(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _typed(initial: Mapping[str, Any]) -> dict[str, list[str]]:
    """Values as somebody would have typed them."""
    raw: dict[str, list[str]] = {}
    for name, value in initial.items():
        if isinstance(value, date):
            raw |= {f"{name}-{part}": [str(getattr(value, part))] for part in PARTS}
        elif value is True:
            raw[name] = ["yes"]
        elif isinstance(value, Iterable) and not isinstance(value, str):
            raw[name] = [_as_text(one) for one in value]
        elif value not in (None, False):
            raw[name] = [_as_text(value)]
    return raw


def _as_text(value: Any) -> str:
    return str(value.value if isinstance(value, Enum) else value)


def _metadata(field: FieldInfo) -> Iterable[Any]:
    yield from field.metadata
    for argument in get_args(field.annotation):
        yield from getattr(argument, "__metadata__", ())


def _is_day(field: FieldInfo) -> bool:
    return any(isinstance(mark, DayParts) for mark in _metadata(field))


def _is_many(field: FieldInfo) -> bool:
    return any(
        get_origin(kind) in (list, tuple, set, frozenset) for kind in (field.annotation, *get_args(field.annotation))
    )


def _is_choice(field: FieldInfo) -> bool:
    kinds = [field.annotation, *get_args(field.annotation)]
    return _is_many(field) or any(
        kind is bool or (isinstance(kind, type) and issubclass(kind, Enum)) or str(get_origin(kind)) == "typing.Literal"
        for kind in kinds
    )
