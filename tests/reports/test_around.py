"""What stands around the grades on paper and on the page of progress: what was said, and every target with what became of it."""

from dataclasses import replace
from datetime import date

from tests.page_checks import text_of
from tests.reports import stock
from tests.reports.stock import HANA, care_profile
from tests.reports.test_render import document, parsed
from workflow.reports.around import CarerSaid, Said
from workflow.reports.base import Scored
from workflow.reports.progress import build, report
from workflow.rules.targets import Aim

MAY = date(2026, 5, 14)


def aim(item_id: str, now: int, to: int, set_on: date, by: date = MAY) -> Aim:
    return Aim(item_id, now, to, by, "Marek cooks.", set_on, care_profile().name)


def aimed() -> tuple[Scored, ...]:
    """January sets targets for A1a, A1b and A3c; March another for A1b; September none."""
    first, second, third = stock.three()
    january, march = first.profile.on, second.profile.on
    return (
        replace(first, targets=(aim("A1a", 4, 3, january), aim("A1b", 4, 3, january), aim("A3c", 4, 3, january))),
        replace(second, targets=(aim("A1b", 3, 2, march, date(2026, 10, 1)),)),
        third,
    )


def test_a_target_is_followed_until_it_is_met_or_another_takes_its_place() -> None:
    told = {(one.item_id, one.aim): (one.outcome, one.told) for one in build(HANA, aimed()).targets}
    assert told == {
        ("A1a", 3): (
            "Met late",
            (
                "Not yet: 4 on 20 March 2026; it is to be 3 by 14 May 2026.",
                "Met late: 3 on 18 September 2026; it was to be 3 by 14 May 2026.",
            ),
        ),
        ("A1b", 3): ("Met", ("Met: 3 on 20 March 2026; it is to be 3 by 14 May 2026.",)),
        ("A3c", 3): (
            "Not met",
            (
                "Not yet: 4 on 20 March 2026; it is to be 3 by 14 May 2026.",
                "Not met: 4 on 18 September 2026; it was to be 3 by 14 May 2026.",
            ),
        ),
        ("A1b", 2): ("Not yet", ("Not yet: 3 on 18 September 2026; it is to be 2 by 1 October 2026.",)),
    }


def test_the_newest_targets_come_first_and_one_that_nothing_followed_says_so() -> None:
    *rest, last = aimed()
    now = replace(last, targets=(aim("A4", 3, 2, last.profile.on, date(2027, 1, 1)),))
    rows = build(HANA, [*rest, now]).targets
    assert [one.item_id for one in rows][:2] == ["A4", "A1b"]
    assert (rows[0].outcome, rows[0].told) == ("", ())
    assert "No scoring has followed yet." in text_of(parsed(document([*rest, now])))


def said(**more: object) -> tuple[Scored, ...]:
    *rest, last = stock.three()
    return (*rest, replace(last, said=Said(**more)))  # type: ignore[arg-type]


def test_the_report_gives_the_childs_words_and_the_carers_own() -> None:
    carer = CarerSaid("Marek", "Marek has seen the scores on paper.", "“I see what I did.”", "“Yes.”")
    words = text_of(
        parsed(document(said(words="“I picked <b>the pasta</b>.”", how="Talking", by="Ola", carers=(carer,))))
    )
    for told in (
        "Hana: “I picked <b>the pasta</b>.”",
        "Talking. Written down by Ola.",
        carer.seen,
        carer.comments,
        carer.agrees,
    ):
        assert told in words


def test_no_words_are_told_with_the_reason_and_nothing_at_all_is_left_out() -> None:
    words = text_of(parsed(document(said(why_not="She slept."))))
    assert "There are no words of Hana’s in this scoring. She slept." in words
    assert "What was said" not in text_of(parsed(document(stock.three())))


def test_what_was_said_and_aimed_at_is_part_of_the_fingerprint() -> None:
    prints = {
        report(stock.material(one)).fingerprint
        for one in (stock.three(), aimed(), said(words="One"), said(words="Two"))
    }
    assert len(prints) == 4
