"""The report for a conference: one page for the chair, then child by child and carer by carer. There is no figure for a family anywhere in it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from workflow.reports.base import Care, Material, Report, Scored
from workflow.reports.cover import covered
from workflow.reports.language import _, _n, later, translated
from workflow.reports.progress import Progress, build
from workflow.reports.reading import Reading, reading
from workflow.reports.rows import missing, tally
from workflow.reports.whole import WholeScoring, whole
from workflow.reports.wording import listed, shortened
from workflow.rules.evidence import BasisKind

KEY = "conference"
TITLE = later("Conference report")
_SUMMARY = 330


@dataclass(frozen=True)
class Otherwise:
    """An item that the carer or the child sees otherwise: its name, the grade given, and what they say."""

    name: str
    grade: int
    said: tuple[str, ...]


@dataclass(frozen=True)
class CarePart:
    """One set of carers' care of a child: who they are to the child, the story over all scorings, the newest of them whole, what it rests on in
    figures, and whether the child was seen.
    """

    introduced: str
    story: Progress
    newest: WholeScoring
    otherwise: tuple[Otherwise, ...]
    coverage: tuple[str, ...]
    seen: str


@dataclass(frozen=True)
class ChildPart:
    """One child: `id` tells the parts of the paper apart. `words` and `recommendations` are as long as the chair's page can bear."""

    id: str
    child: str
    called: str
    age: str
    cares: tuple[CarePart, ...]
    words: str
    recommendations: tuple[str, ...]


@dataclass(frozen=True)
class Conference:
    """The whole as values."""

    children: tuple[ChildPart, ...]
    reading: Reading


def report(material: Material) -> Report:
    """The report on a child, and on the other children that it was asked for."""
    children = [one for one in material.children if one.cares]
    every = [one for child in children for one in child.scorings]
    body = Conference(
        tuple(_child(child, number) for number, child in enumerate(children, start=1)),
        reading(sorted(every, key=lambda one: one.profile.on)),
    )
    return covered(KEY, TITLE, material, body)


def _child(material: Material, number: int) -> ChildPart:
    cares = tuple(_care(material, care) for care in material.cares)
    newest = max((care.scorings[-1] for care in material.cares), key=lambda one: one.profile.on)
    return ChildPart(
        f"child-{number}",
        material.subject.name,
        material.subject.called,
        material.subject.age(newest.profile.on),
        cares,
        shortened(newest.said.words, _SUMMARY),
        tuple(
            dict.fromkeys(shortened(one.newest.recommendation, _SUMMARY) for one in cares if one.newest.recommendation)
        ),
    )


def _care(material: Material, care: Care) -> CarePart:
    newest = care.scorings[-1]
    story, entire = build(material.subject, care.scorings), whole(material.subject, newest)
    return CarePart(
        translated(newest.introduced or newest.carers),
        story,
        entire,
        tuple(_otherwise(story, entire)),
        tuple(_coverage(newest)),
        story.reading.scorings[-1].child_seen,
    )


def _otherwise(story: Progress, entire: WholeScoring) -> Iterator[Otherwise]:
    for area in story.areas:
        for row in area.items:
            own = entire.rests[row.id].own if row.id in entire.rests else ()
            if own and row.now.grade is not None:
                yield Otherwise(row.full_name, row.now.grade, own)


def _coverage(newest: Scored) -> Iterator[str]:
    """How much was graded, how often a grade says what it rests on, and on what: each with what it is out of."""
    here = tally(newest.profile)
    asked = here.graded + here.unscored
    left = f" ({listed(missing(newest.profile))})" if here.unscored else ""
    yield _("{graded} of {asked} items that apply were graded{left}.", graded=here.graded, asked=asked, left=left)
    graded = [item.id for item in newest.profile.counted if item.grade is not None]
    based = [newest.evidence[key] for key in graded if key in newest.evidence and newest.evidence[key].basis]
    yield _n(
        "{number} of these {graded} grades says what it rests on.",
        "{number} of these {graded} grades say what they rest on.",
        len(based),
        graded=here.graded,
    )
    kinds = Counter(kind for one in based for kind in {basis.kind for basis in one.basis})
    if kinds:
        each = [(kinds[kind], words) for kind, words in _kinds().items() if kinds[kind]]
        if len(based) == 1:
            yield _("It rests {told}.", told=listed(words for _number, words in each))
        else:
            told = listed(f"{number} {words}" for number, words in each)
            yield _("Of those {number}: {told}; a grade may rest on several.", number=len(based), told=told)


def _kinds() -> dict[BasisKind, str]:
    return {
        BasisKind.SEEN: _("on what was seen"),
        BasisKind.CARER: _("on what the carer said"),
        BasisKind.CHILD: _("on what the child said"),
        BasisKind.AGENCY: _("on another agency"),
        BasisKind.RECORD: _("on a record"),
    }
