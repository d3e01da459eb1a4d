"""Forms that ask the same of several people: who of them, and for each one chosen a few words (how related, how often there)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, TypeVar

from pydantic import Field, create_model

from workflow.web.fields import Fields, one_line

LONGEST_WORDS = 80
F = TypeVar("F", bound=Fields)


def with_words(form: type[F], prefix: str, people: Iterable[tuple[str, str]], about: str) -> type[F]:
    """The form with a field `prefix_id` for each (id, name) of `people`; `about` is the field's title, such as "the note on {name}"."""
    words: dict[str, Any] = {
        f"{prefix}_{key}": (Annotated[str, one_line(LONGEST_WORDS)], Field("", title=about.format(name=name)))
        for key, name in people
    }
    return create_model(form.__name__, __base__=form, **words)


def chosen_words(value: Fields, prefix: str, chosen: Sequence[str]) -> dict[str, str]:
    """The words typed for each of the people chosen; "" where none were."""
    return {key: getattr(value, f"{prefix}_{key}", "") for key in chosen}


def as_typed(prefix: str, words: Mapping[str, str]) -> dict[str, str]:
    """The words that stand, as initial values of a form."""
    return {f"{prefix}_{key}": said for key, said in words.items()}
