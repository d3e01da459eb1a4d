"""When two records are put together: who may be whom, what stands in the way, and where their entries differ."""

from collections.abc import Mapping
from dataclasses import dataclass

from workflow.rules.errors import Invalid

CHILD_FIELDS = {
    "called": "what the child is called",
    "surname": "surname",
    "born": "date of birth",
    "expected": "date expected",
    "nhs_number": "NHS number",
    "upn": "UPN",
}
ADULT_FIELDS = {"called": "what the family calls them", "name": "full name"}
"""What is written of a child and of an adult, and may differ in two entries: how pages call it."""
_ONE_EACH = "Somebody is chosen twice. Each entry can be the same as one other; put the others together afterwards."


@dataclass(frozen=True)
class Pairs:
    """Who turned out to be whom: the id of the entry that goes, and of the one that stays."""

    children: Mapping[str, str]
    adults: Mapping[str, str]

    @property
    def everybody(self) -> dict[str, str]:
        """Children and adults together."""
        return {**self.children, **self.adults}


def one_each(pairs: Pairs) -> None:
    """Raise Invalid where an entry is in two pairs, or is to stay and to go."""
    gone, stay = list(pairs.everybody), list(pairs.everybody.values())
    if len({*gone, *stay}) < len(gone) + len(stay):
        raise Invalid({"same": _ONE_EACH})


@dataclass(frozen=True)
class Facts:
    """What the requirements look at. Each tuple holds how pages speak of the records, the scorings or the people that it is true of."""

    practice: bool = False
    closed_under_open: str = ""
    offered: tuple[str, ...] = ()
    in_an_emergency: tuple[str, ...] = ()
    being_made: tuple[str, ...] = ()
    graded_together: tuple[str, ...] = ()
    under_way_in_both: tuple[str, ...] = ()
    nobody: bool = False


def in_the_way(facts: Facts) -> tuple[str, ...]:
    """What stands in the way, each as a sentence that says what to do; nothing where the two can be put together."""
    return (
        *(["A practice family is invented. It cannot be put together with anything."] if facts.practice else []),
        *(
            [
                f"The work with the {facts.closed_under_open} is closed. Open it again first, or let the other record stay."
            ]
            if facts.closed_under_open
            else []
        ),
        *(
            f"The lead of the {one} is offered to somebody. Wait for the answer, or have the offer withdrawn."
            for one in facts.offered
        ),
        *(f"Somebody has the {one} open in an emergency. Wait until that is over." for one in facts.in_an_emergency),
        *(
            f"A report on the {one} is being made for a meeting. Wait a minute, then try again."
            for one in facts.being_made
        ),
        *(f"One scoring grades {one} together, so they are two people." for one in facts.graded_together),
        *(f"{one} is under way in both. Finish or withdraw one of the two first." for one in facts.under_way_in_both),
        *(["Choose who is the same as whom: nothing would be put together."] if facts.nobody else []),
    )


def differing(stays: Mapping[str, object], goes: Mapping[str, object], fields: Mapping[str, str]) -> tuple[str, ...]:
    """The fields in which two entries of one person differ, in the order of the form."""
    return tuple(name for name in fields if (stays[name] or None) != (goes[name] or None) and goes[name])
