"""What a process keeps: as many values as it may, the one not asked for longest gone first."""

from hypothesis import given
from hypothesis import strategies as st

from workflow.services.kept import Kept


def test_what_is_kept_is_found_and_what_is_not_is_not() -> None:
    kept: Kept[str] = Kept(2)
    kept.put("a", "first")
    assert kept.get("a") == "first"
    assert kept.get("b") is None
    kept.forget()
    assert kept.get("a") is None
    assert len(kept) == 0


def test_the_one_not_asked_for_longest_goes_first() -> None:
    kept: Kept[int] = Kept(2)
    kept.put("a", 1)
    kept.put("b", 2)
    assert kept.get("a") == 1
    kept.put("c", 3)
    assert [kept.get(key) for key in "abc"] == [1, None, 3]


@given(st.lists(st.tuples(st.integers(0, 9), st.integers())), st.integers(1, 5))
def test_never_more_than_it_may_and_always_the_newest(puts: list[tuple[int, int]], most: int) -> None:
    kept: Kept[int] = Kept(most)
    for key, value in puts:
        kept.put(key, value)
        assert kept.get(key) == value
        assert len(kept) <= most
