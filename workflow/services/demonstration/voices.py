"""What is recorded around the grades of the demonstration's scorings: what the children said, what the carers said, and what was made of it.

By child, first carer and how many days ago the window ended. A key `seen:Joy` is the entry of that carer, `voice.carer:Joy.A4` theirs on an
item; a number for a day counts back from the end of the window.
"""

from collections.abc import Mapping
from typing import Any

Recorded = Mapping[str, Mapping[str, Any]]


def _said(words: str, how: str = "talking", by: str = "Pat Practitioner") -> dict[str, Any]:
    return {"words": words, "how": how, "by": by}


def _seen(comments: str = "", agrees: str = "", how: str = "on-device") -> dict[str, Any]:
    return {"how": how, "on": 0, "comments": comments, "agrees": agrees}


def _agreed(words: str = "", answer: str = "agreed") -> dict[str, Any]:
    return {"answer": answer, "on": 18, "words": words}


_APART: Mapping[tuple[str, int, str], Recorded] = {
    ("Hana", 61, "practitioner2"): {
        "child-voice": _said(
            "“I did two helpings. You can write that down. Tata burnt the first one.”", by="Robin Practitioner"
        ),
        "seen:Marek": {"how": "not-yet", "why-not": "The two ratings are made apart. He was shown the first one."},
    },
    ("Dylan", 75, "practitioner2"): {},
}
"""What a second rater recorded, by child, days ago and rater."""
_AROUND: Mapping[tuple[str, str, int], Recorded] = {
    ("Hana", "Marek", 244): {
        "agreement:Marek": _agreed("He said he would rather be asked than talked about."),
        "child-voice": _said(
            "“Tea is what’s in the tin. I can do the microwave. I don’t like it when it’s dark and Tata isn’t back.”"
        ),
        "seen:Marek": _seen(
            "“I work nights so there is money. I did not know she asks for food at school.”", "“Some of it.”"
        ),
        "worried-about": {
            "words": "Hana is hungry and often by herself until late. At school she asks for food to take home."
        },
        "why.poverty": {"words": "Two jobs with late shifts and no car. The money goes on rent first."},
    },
    ("Hana", "Marek", 152): {
        "child-voice": _said("“We had dinner with potatoes on Sunday. My aunt did the potatoes and I did the peas.”"),
        "seen:Marek": _seen("“Sundays are ours now. The week is still hard.”", "“Yes, that is fair.”"),
        "going-well": {"words": "Breakfast at home every day. Sunday dinner is cooked, and Hana helps."},
    },
    ("Hana", "Marek", 61): {
        "voice.carer:Marek.A1a": {"grade": 2, "words": "Three evenings I cook. That was none a year ago."},
        "voice.child.A1a": {"grade": 3, "words": "It's nice when he cooks. On Fridays it's still toast."},
        "agreement:Marek": _agreed("He asked when we would do it again."),
        "interpreter": {"needed": "no", "language": "English and Polish"},
        "taking-part": {
            "how": "throughout",
            "words": "Hana showed me her teeth chart and chose which pages we looked at first.",
        },
        "advocacy": {"answer": "declined", "on": 18, "words": "“I can say it myself.”"},
        "child-voice": _said(
            "“I picked the pasta. Tata lets me stir. I do my teeth chart and there are only two gaps. "
            "When he says he’ll be there he is there now.”"
        ),
        "identity": {"words": "Hana calls herself Polish and from here. Her aunt and cousins live in the next street."},
        "faith": {"words": "Mass on Sundays with the aunt. Fish on Fridays."},
        "language": {"words": "Polish at home, English at school; Hana reads to her father in both."},
        "meaning.A": {"words": "Soup and bread is a proper evening meal here, and what Hana asks for when she is ill."},
        "going-well": {
            "words": "Marek moved to early shifts in May and cooks three evenings. Hana is fed, clean and on time."
        },
        "worried-about": {
            "words": "If the shifts change back, the evenings will go with them. Hana says she would mind that most."
        },
        "why.poverty": {
            "words": "The early shift pays less. He has asked for help with the rent and is waiting to hear."
        },
        "why.capacity-to-change": {
            "words": "Three parts moved in six months, each one he chose himself, and none went back."
        },
        "recommendation": {
            "words": "The plan goes on for three months, with the coat and the dentist in it and nothing else. If both have moved by December "
            "and the shifts have held, Hana no longer needs a plan. Marek and I would ask the school nurse to keep an eye on her teeth."
        },
        "seen:Marek": _seen(
            "“I was angry in March. Now I look at the paper and I see what I did.”",
            "“Yes. I would put the food at two, but three is fair.”",
        ),
    },
    ("Ben", "Joy", 300): {
        "child-voice": _said(
            "“My wall is wet and my bed’s in the middle now like a ship. Nan sings in the morning.”", "drawing"
        ),
        "seen:Joy": _seen("“I never said I was managing. I said I was doing it.”", "“More or less.”", how="on-paper"),
    },
    ("Ben", "Joy", 200): {
        "child-voice": _said(
            "“I can hear the telly without it being loud. The lady at the hearing place has a fish tank.”"
        ),
        "seen:Joy": _seen("“The calendar was the thing. I should have had one before.”", "“Yes.”"),
    },
    ("Ben", "Joy", 95): {
        "child-voice": _said("“Nan takes the tablet down at eight. It’s annoying but then she does a story.”"),
        "seen:Joy": _seen("“He’ll tell you he hates it. He comes down for the story.”", "“Yes.”"),
    },
    ("Ben", "Joy", 2): {
        "voice.carer:Joy.A1a": {"grade": 1, "words": "He picks the vegetables himself now."},
        "voice.child.A1a": {"grade": 2, "words": "Soup is alright. I like pizza better."},
        "voice.carer:Joy.A4": {"grade": 2},
        "voice.child.B1a": {"grade": 4, "words": "Nana can't see me from the window when I'm by the road."},
        "agreement:Joy": _agreed("She asked that school is not told about the money."),
        "taking-part": {"how": "throughout", "words": "Ben wrote his own label for each part and stuck it on."},
        "child-voice": _said("“We made soup. I picked the orange ones. I want Nan to not be tired.”"),
        "going-well": {"words": "Meals, appointments and evenings have held for half a year now."},
    },
    ("Cara", "Dee", 430): {
        "child-voice": _said("“I use the brown one when it’s bad. I don’t tell Mum when it’s bad if she’s in bed.”"),
        "seen:Dee": _seen("“I know what it looks like.”", how="on-paper"),
    },
    ("Cara", "Dee", 310): {
        "child-voice": _said("“I’ve got my own key. I put the telly on so it’s not quiet.”"),
        "seen:Dee": {
            "how": "not-yet",
            "why-not": "Dee was not at home on the two days we had agreed. They were posted to her.",
        },
    },
    ("Cara", "Dee", 190): {
        "child-voice": _said("“In hospital they ask you every morning how you slept.”", by="Robin Practitioner"),
        "seen:Dee": _seen("“I didn’t know it was empty.”", "“I don’t know.”", how="on-paper"),
    },
    ("Cara", "Dee", 12): {
        "agreement:Dee": _agreed(
            "Not the part about school; she thinks school should say that to her itself.", "in-part"
        ),
        "taking-part": {"how": "for-part", "words": "Cara talked while we walked to the shop, and went quiet indoors."},
        "advocacy": {
            "answer": "accepted",
            "on": 10,
            "words": "She wants somebody to come to the meeting so that she does not have to.",
        },
        "child-voice": _said(
            "“They move when I sit down. I’ve told miss it’s the washing machine. "
            "If I could change one thing it would be that Mum gets up. I’d do the rest.”"
        ),
        "disability": {
            "words": "Cara’s asthma: two inhalers a day advised. Dee has had low mood for years and no help with it since the move."
        },
        "meaning.A": {"words": "Damp bedding and dust are worse for Cara than they would be for another child."},
        "going-well": {
            "words": "Dee tells us straight when it has been a bad week. Cara goes to her when she is frightened."
        },
        "worried-about": {
            "words": "Fourteen months and four scorings with hardly a change. Cara is ill more often, at school less, and the others move away from her."
        },
        "why.parental-health": {
            "words": "Mornings are when Dee is at her lowest. She has been to the surgery once and not been called back."
        },
        "why.poverty": {"words": "No washing machine since the spring; the launderette is two buses."},
        "why.capacity-to-change": {
            "words": "What was agreed was kept for two or three weeks each time, then stopped when nobody came."
        },
        "recommendation": {
            "words": "A conference. Cara needs somebody in the house each morning for twelve weeks, a machine that works, and an answer from the "
            "surgery within a week. If the mornings have not changed by then, legal advice: four scorings say that waiting does not help."
        },
        "seen:Dee": _seen(
            "“It’s the same as last time, isn’t it. I could have told you that.”", "“Yes. That’s what’s wrong with it.”"
        ),
    },
    ("Dylan", "Rhian", 350): {
        "child-voice": _said("“Nobody asked where I’d been. So.”"),
        "seen:Rhian": _seen("“He’s sixteen in his head. What am I meant to do?”", "“No.”"),
    },
    ("Dylan", "Rhian", 230): {
        "child-voice": _said("“She rings now. It’s embarrassing. I pick up though.”"),
        "seen:Rhian": _seen("“It’s better when I ring before it’s late, not after.”", "“Yes.”"),
    },
    ("Dylan", "Rhian", 75): {
        "child-voice": _said("“She was all right in the summer. Now she doesn’t ask.”"),
        "why.parental-health": {"words": "Rhian’s own mother died in August. She has not said this to Dylan’s school."},
        "seen:Rhian": {
            "how": "not-yet",
            "why-not": "She did not want to look at them that day. A day next week is agreed.",
        },
    },
    ("Finn", "Mum", 120): {
        "child-voice": _said("“My ear hurts. I want everyone to go away except the dog.”", "playing"),
        "seen:Mum": _seen("“He’s not like this. You’ve got him on a bad day.”", "“Not the cuddling one.”"),
    },
    ("Finn", "Dad", 116): {
        "child-voice": _said("“I was in charge on Saturday. I had the door on the chain.”"),
        "seen:Dad": _seen("“I thought he was all right with the tablet.”", "“I can see it now it’s written down.”"),
    },
    ("Finn", "Dad", 20): {
        "child-voice": _said("“Mrs Abara stays now. I know her number, do you want to hear it?”"),
        "seen:Dad": _seen("“One evening I was late. I should have rung her.”", "“Yes.”"),
    },
    ("Ivy", "Kofi", 200): {
        "child-voice": _said(
            "Ivy pulled me to the stairs and said “up, up”. She looked for Kofi before each step.", "observed"
        ),
        "seen:Kofi": _seen("“The gate is going up on Saturday.”", "“Yes.”"),
        "seen:Lin": _seen("“I have said it since she was born.”", "“Yes.”"),
    },
    ("Gus", "Kofi", 45): {
        "child-voice": _said(
            "Gus turns to Lin’s voice and settles on Kofi’s shoulder. He cried when I took the spoon, and Kofi gave it back to him.",
            "observed",
        ),
        "seen:Kofi": _seen("“He is an easy one.”", "“Yes.”"),
        "seen:Lin": _seen("", "“Yes.”"),
    },
    ("Ivy", "Kofi", 45): {
        "child-voice": _said("“My gate. Gus can’t go. I can do it with Daddy.”", "playing"),
        "seen:Kofi": _seen("“Both of them, top and bottom.”", "“Yes.”"),
        "seen:Lin": _seen("", "“Yes.”"),
    },
    ("Noor", "Kofi", 45): {
        "child-voice": _said(
            "“I’m the babysitter. I don’t mind, but I’ve stopped going to netball. "
            "My phone’s the only thing that’s mine. Please don’t tell them about the messages before I’ve told Mum.”"
        ),
        "seen:Kofi": _seen("“I had no idea about the nights.”", "“About the phone, yes.”"),
        "seen:Lin": _seen("“She offers. I thought she liked it.”", "“I am thinking about it.”"),
    },
    ("Ela", "Jo", 30): {
        "agreement:Jo": _agreed(
            "She would talk at the table, and not have the kitchen or upstairs looked at.", "in-part"
        ),
        "child-voice": _said(
            "Ela fetched her own cup and gave it to Jo to fill. She showed me her shoes, twice.", "observed"
        ),
        "seen:Jo": _seen("“You have not seen it, so you can’t say.”", "“Where you have said you don’t know, yes.”"),
    },
    ("Ivy", "Lin", 1): {
        "child-voice": _said("“Mummy did the stripy soup. I did the stirring. It was hot, so I blowed.”", "playing"),
    },
    ("Noor", "Lin", 1): {},
    ("Lou", "Sky", 400): {
        "agreement:Sky": _agreed("She asked for help with the tenancy before anything else."),
        "child-voice": _said("“It’s all right here. Mum gets up now. I’ve got my own key but I don’t need it.”"),
        "seen:Sky": _seen("“That is fair.”", "“Yes.”"),
    },
    ("Kai", "Bo", 4): {"child-voice": _said("“Bear has the big plate. Daddy does the hot things.”", "playing")},
    ("Baby Imaginary", "Mel", 1): {
        "agreement:Mel": _agreed("She wants it written down that she asked for the cot in October."),
        "baby:Mel": {
            "words": "“He kicks when the dog barks. I talk to him in the bath.”",
            "ready": "Clothes washed and folded, car seat borrowed. The cot is asked for and not here yet.",
        },
        "seen:Mel": _seen("“The cot, I know. The rest is fair.”", "“Yes.”"),
    },
    ("Otis", "Mel", 9): {
        "child-voice": {"why-not": "He slept through the only visit. To be watched awake before it is sent again."},
        "seen:Mel": _seen("“He was only there while I found his shoes.”", "“Not about the sofa.”"),
    },
}


def around_of(child: str, carer: str, ended: int, *, by: str) -> Recorded:
    """What the scorer of a case, or its second rater, recorded around the grades."""
    apart = _APART.get((child, ended, by))
    return _AROUND[child, carer, ended] if apart is None else apart
