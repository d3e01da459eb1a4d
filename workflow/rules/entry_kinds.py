"""The table of everything that can be recorded around the grades: which entries there are, and in which section of the pages each stands."""

from dataclasses import dataclass

from gcp.words import listed
from workflow.rules.entries import About, EntryHere, EntryKind, Of, Part, PartKind
from workflow.rules.voices import CARER, CARERS, CHILD, GRADES_FROM

VOICE, STATEMENT, BABY = "child-voice", "seen", "baby"
"""The two entries that signing asks for: the child's own words, and the carer's statement of having seen the scores; and what stands in place of the
first before birth, which it does not ask for."""
RECOMMENDATION = "recommendation"
"""What the practitioner recommends to a conference."""
SHOWN = frozenset({"on-device", "on-paper"})
"""The ways in which a carer has seen the scores."""
LONGEST_KEY = 80


@dataclass(frozen=True)
class Section:
    """One page of what is recorded around the grades. `lead` says what it is for; titles may name {child} and {carers}."""

    key: str
    title: str
    lead: str

    def say(self, text: str, about: About) -> str:
        """The title or the lead of this section, the names in it."""
        return text.format(child=about.child, carers=listed(about.carers.values()))


SECTIONS: tuple[Section, ...] = (
    Section(
        "work",
        "The work together",
        "Who agreed to what, in which language, and how {child} took part. A reader should be able to tell how this was done, not only what came of it.",
    ),
    Section(
        "voice",
        "{child}’s voice",
        "What {child} says about how it is, kept as it was said. It stands beside the grades and is never turned into one.",
    ),
    Section(
        "before-birth",
        "Before {child} is born",
        "How {carers} speak of {child}, and what is ready. Nobody speaks for a child who is not born, so signing asks for nothing here.",
    ),
    Section(
        "family",
        "Who this family is",
        "What a stranger would have to know to be fair to them: who they are, what they believe, how they speak, what is harder for them. Then what that means for each part of the care.",
    ),
    Section(
        "analysis",
        "What we make of it",
        "Your thinking, kept outside the grades: a grade says what the care is like, this says why, and what could move.",
    ),
    Section(
        "seen",
        "Seen by the carer",
        "That the scores were shown, and what was said about them. Having seen them is not agreeing with them.",
    ),
)

_ON = Part("on", "On which day?", PartKind.DAY)
_WORDS = Part("words", "In a few words")


def _words(key: str, section: str, title: str, hint: str = "", of: Of = Of.NOTHING) -> EntryKind:
    """An entry that is nothing but words."""
    return EntryKind(key, section, title, (Part("words", title, hint=hint),), of)


def _voice(key: str, title: str, of: Of, grades_from: int = 0, *, born: bool | None = None) -> EntryKind:
    """Somebody's own grade of an item, and their words; the grade only of a child who is old enough to give one."""
    grade = Part("grade", "Their grade", PartKind.GRADE, from_months=grades_from)
    return EntryKind(key, "", title, (grade, Part("words", "Their words")), of, born=born)


_WORK = (
    EntryKind(
        "agreement",
        "work",
        "{name}’s agreement to the work",
        (
            Part(
                "answer",
                "Does {name} agree to doing this together?",
                PartKind.CHOICE,
                (
                    ("agreed", "Yes, agreed"),
                    ("in-part", "Agreed to part of it"),
                    ("not-agreed", "No, did not agree"),
                    ("not-asked", "Could not be asked"),
                ),
                hint="This is agreement to the work. It is not the lawful basis for keeping this record, which does not rest on it.",
            ),
            _ON,
            Part("words", "What was said, and any part they do not agree to"),
        ),
        Of.CARER,
    ),
    EntryKind(
        "interpreter",
        "work",
        "Interpreter",
        (
            Part(
                "needed",
                "Was an interpreter needed?",
                PartKind.CHOICE,
                (("no", "No"), ("yes", "Yes, and one was there"), ("missing", "Yes, and none was there")),
            ),
            Part("language", "Which language, or which way of signing?", PartKind.LINE),
            Part(
                "who",
                "Who interpreted?",
                PartKind.LINE,
                hint="Not a child of the family, and not somebody the grades are about.",
            ),
        ),
    ),
    EntryKind(
        "taking-part",
        "work",
        "How {child} took part",
        (
            Part(
                "how",
                "How did {child} take part?",
                PartKind.CHOICE,
                (
                    ("throughout", "Took part throughout"),
                    ("for-part", "Took part for some of it"),
                    ("watched", "Was watched with their carers (a baby, or a child who does not use words)"),
                    ("told-only", "Was told about it, and did not want to"),
                    ("not-at-all", "Did not take part"),
                ),
            ),
            Part("words", "What they did, and what helped or got in the way"),
        ),
        born=True,
    ),
    EntryKind(
        "advocacy",
        "work",
        "Somebody to speak for {child}",
        (
            Part(
                "answer",
                "Was an advocate offered?",
                PartKind.CHOICE,
                (
                    ("offered", "Offered, no answer yet"),
                    ("accepted", "Offered and accepted"),
                    ("declined", "Offered and declined"),
                    ("not-offered", "Not offered"),
                ),
                hint="An advocate helps a child say what they think, and says it for them where they want that.",
            ),
            _ON,
            _WORDS,
        ),
        born=True,
    ),
)
_CHILD = (
    EntryKind(
        VOICE,
        "voice",
        "In {child}’s own words",
        (
            Part(
                "words",
                "What does {child} say?",
                hint="Their words, not ours, in their own language where they used one. For a baby, what they showed: how they were, with whom, and when.",
            ),
            Part(
                "how",
                "How did you come to know it?",
                PartKind.CHOICE,
                (
                    ("talking", "Talking"),
                    ("playing", "Playing"),
                    ("drawing", "Drawing"),
                    ("writing", "Writing or messages"),
                    ("signing", "Signs, symbols or a device"),
                    ("observed", "Watching them (a baby, or a child who does not use words)"),
                ),
            ),
            Part("by", "Who wrote it down?", PartKind.LINE),
            Part(
                "why-not",
                "If there are no words of {child}’s: why not?",
                hint="Signing asks for their words, or for the reason why there are none.",
            ),
        ),
        born=True,
    ),
    EntryKind(
        BABY,
        "before-birth",
        "{name} on {child}",
        (
            Part(
                "words",
                "What does {name} say of {child}?",
                hint="As it was said: what they look forward to, what worries them, what they call the baby.",
            ),
            Part("ready", "What is ready for {child}, and what is still to come?"),
        ),
        Of.CARER,
        born=False,
    ),
)
_FAMILY = (
    _words(
        "identity",
        "family",
        "Identity and culture",
        "How they describe themselves, and what matters to them in bringing up a child.",
    ),
    _words(
        "faith",
        "family",
        "Faith and belief",
        "What they believe or keep to, if anything, and what that asks of a day or a week.",
    ),
    _words(
        "language", "family", "Language", "What is spoken at home, what {child} is most at ease in, who reads what."
    ),
    _words(
        "disability",
        "family",
        "Disability, health and learning",
        "{child}’s and the carers’: what is harder, and what has been advised.",
    ),
    _words(
        "meaning",
        "family",
        "What this means for {name}",
        "What is right for this child here, that might look different from outside.",
        Of.AREA,
    ),
)
_ANALYSIS = (
    _words("going-well", "analysis", "What is going well", "What works, who makes it work, and when it worked before."),
    _words(
        "worried-about",
        "analysis",
        "What we are worried about",
        "What is happening, and what it is like for {child} if it goes on.",
    ),
    _words(
        "why.parental-health",
        "analysis",
        "Why: the carers’ health",
        "Mental or physical health, learning, and what help there is.",
    ),
    _words("why.substances", "analysis", "Why: alcohol and drugs"),
    _words(
        "why.domestic-abuse",
        "analysis",
        "Why: domestic abuse",
        "Write nothing here that would put somebody at risk if it were read out at home.",
    ),
    _words(
        "why.poverty",
        "analysis",
        "Why: money, work and housing",
        "What the family cannot do because of it, apart from what they do with what there is.",
    ),
    _words(
        "why.capacity-to-change",
        "analysis",
        "Capacity to change",
        "What was tried, what moved, how fast, and whether that is soon enough for {child}.",
    ),
    _words(
        RECOMMENDATION,
        "analysis",
        "What you recommend",
        "What should happen next for {child}, who would do it, by when, and why that and nothing else. A conference report prints it as it stands here.",
    ),
)
_SEEN = (
    EntryKind(
        STATEMENT,
        "seen",
        "{name} and the scores",
        (
            Part(
                "how",
                "Has {name} seen the scores?",
                PartKind.CHOICE,
                (
                    ("on-device", "Yes, on this device"),
                    ("on-paper", "Yes, on paper"),
                    ("not-yet", "No, not yet"),
                ),
                hint="This says only that they were seen. It is not agreement with them.",
            ),
            Part("on", "On which day?", PartKind.DAY),
            Part("why-not", "If not: why not?", hint="For example, that showing them now would put somebody at risk."),
            Part(
                "comments",
                "What {name} says about the scores, in their own words",
                hint="The papers for meetings and for those who work with the family have this. Of the copies for the family only {name}’s own has it.",
            ),
            Part("agrees", "Does {name} agree with them? In their own words", hint="This goes on the same papers."),
        ),
        Of.CARER,
        rests_on_grades={"how": SHOWN},
    ),
)
_VOICES = (
    _voice(CARER, "{name}", Of.CARER_ON_ITEM),
    _voice(CARERS, "{carers} together on {name}", Of.ITEM),
    _voice(CHILD, "{child} on {name}", Of.ITEM, GRADES_FROM, born=True),
)

KINDS: tuple[EntryKind, ...] = (*_WORK, *_CHILD, *_FAMILY, *_ANALYSIS, *_SEEN, *_VOICES)
_BY_KEY = {kind.key: kind for kind in KINDS}


def find(key: str, about: About) -> EntryHere | None:
    """The entry of that key, where a scoring with these people, areas and items has it; None for any other."""
    kind = kind_of(key)
    if kind is None or not kind.fits(about):
        return None
    subject = key.removeprefix(kind.key).removeprefix(".")
    names = about.named(kind.of)
    there = subject in names and key == _whole(kind, subject)
    return EntryHere(kind, key, about, subject, names[subject]) if there else None


def _whole(kind: EntryKind, subject: str) -> str:
    return f"{kind.key}.{subject}" if subject else kind.key


def entries_of(section: str, about: About) -> tuple[EntryHere, ...]:
    """Every entry of a section, in the order of the page."""
    found = []
    for kind in KINDS:
        if kind.section == section and kind.fits(about):
            names = about.named(kind.of)
            found += [EntryHere(kind, _whole(kind, key), about, key, names[key]) for key in names]
    return tuple(found)


def kind_of(key: str) -> EntryKind | None:
    """The kind of entry that a key belongs to, whether or not a scoring has it; None where there is none."""
    while key and key not in _BY_KEY:
        key = key.rpartition(".")[0]
    return _BY_KEY.get(key)


def section_of(key: str) -> str:
    """The section where an entry of that key stands; "" for one that stands beside an item, and for what is no entry."""
    kind = kind_of(key)
    return kind.section if kind else ""
