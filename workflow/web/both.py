"""Two people at one form: what stands now beside what was typed, so that nobody writes over what somebody else has just put right."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from workflow.web.forms import Form

NOTHING = "Nothing"


@dataclass(frozen=True)
class Both:
    """One thing that is not the same: what is saved now, and what was typed."""

    label: str
    theirs: str
    mine: str


def differing(theirs: Mapping[str, str], mine: Mapping[str, str]) -> list[Both]:
    """What is not the same in two readings of one form, in the order of the form."""
    labels = [*theirs, *(label for label in mine if label not in theirs)]
    pairs = [Both(label, theirs.get(label) or NOTHING, mine.get(label) or NOTHING) for label in labels]
    return [one for one in pairs if one.theirs != one.mine]


@dataclass(frozen=True)
class Met:
    """That somebody else was first: the sentence, the version that stands now, and what of it is not as typed."""

    sentence: str
    version: int
    differs: list[Both]


def shown(form: Form[Any], met: Met | None) -> dict[str, Any]:
    """What a form's page says of it. The form rests on the version it was made for; once both were shown, on the one that stands."""
    if met is None:
        return {"version": form.typed("version"), "changed": "", "differs": []}
    return {"version": met.version, "changed": met.sentence, "differs": met.differs}


def status(met: Met | None) -> int | None:
    """What a form's page is answered with, None for what forms are answered with anyway."""
    return 409 if met else None


def said(words: Mapping[str, str], names: Mapping[str, str]) -> str:
    """Who was chosen and what was said of each, in one line: Mum (mother), Marek."""
    chosen = [f"{name} ({words[key]})" if words[key] else name for key, name in names.items() if key in words]
    return ", ".join(chosen)
