"""What is recorded around the grades: saved by itself, once, on top of the version seen, and kept for ever. On both kinds of database."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from tests.scoring_ground import Ground, colleague, stand, stranger
from workflow.models import AuditEvent, Entry, EntryChange, Person
from workflow.rules.errors import Blocked, Conflict, Invalid, NotFound, Refused
from workflow.services import entries
from workflow.services.desk import Practice
from workflow.services.entries import NOTHING, EntryConflict, SavedEntry


@pytest.fixture
def ground(practice: Practice) -> Ground:
    return stand(practice)


@pytest.fixture
def embedded(embedded_practice: Practice) -> Ground:
    return stand(embedded_practice)


def save(
    ground: Ground,
    key: str,
    value: dict[str, Any],
    on: int = 0,
    *,
    who: Person | None = None,
    client: str | None = None,
) -> SavedEntry:
    with ground.practice.open_for((who or ground.scorer).id) as desk:
        return entries.save(desk, ground.scoring_id, key, value, on, client_key=client)


def rows(ground: Ground, table: Any, *where: Any) -> list[Any]:
    with ground.practice.database.open() as session:
        return list(session.scalars(select(table).where(*where)).all())


def events(ground: Ground) -> list[AuditEvent]:
    return rows(ground, AuditEvent, col(AuditEvent.kind) == "entry.saved")


def test_a_first_entry_is_version_one_with_its_change_and_its_event(ground: Ground) -> None:
    saved = save(ground, "child-voice", {"words": "I like it when Nan comes.", "how": "talking", "by": ""}, client="k1")
    kept = {"words": "I like it when Nan comes.", "how": "talking"}
    assert (saved.kept.version, saved.kept.value, saved.kept.by, saved.repeated) == (1, kept, ground.scorer.name, False)
    assert saved.kept.at == ground.practice.clock.now()
    (entry,) = rows(ground, Entry)
    assert (entry.key, entry.value, entry.version, entry.changed_by_id) == ("child-voice", kept, 1, ground.scorer.id)
    (change,) = rows(ground, EntryChange)
    assert (change.old_value, change.new_value, change.version, change.client_key) == ({}, kept, 1, "k1")
    (event,) = events(ground)
    assert (event.family_id, event.subject_id, event.person_id) == (
        ground.family.id,
        ground.scoring_id,
        ground.scorer.id,
    )
    assert event.details == {"entry": "child-voice", "version": 1}


def test_every_accepted_change_is_kept_and_can_be_read(ground: Ground) -> None:
    save(ground, "going-well", {"words": "Up for school."})
    save(ground, "going-well", {"words": "Up for school most days."}, 1)
    save(ground, "going-well", {}, 2)
    with ground.practice.open_for(ground.supervisor.id) as desk:
        told = entries.history(desk, ground.scoring_id, "going-well")
    assert told.entry.title == "What is going well"
    assert [(one.version, one.old, one.new) for one in told.changes] == [
        (3, {"words": "Up for school most days."}, {}),
        (2, {"words": "Up for school."}, {"words": "Up for school most days."}),
        (1, {}, {"words": "Up for school."}),
    ]
    assert {one.by for one in told.changes} == {ground.scorer.name}


def test_the_same_again_is_harmless_whatever_version_it_names(ground: Ground) -> None:
    first = save(ground, "identity", {"words": "Chapel on Sundays."})
    for on in (0, 1, 7):
        again = save(ground, "identity", {"words": "Chapel on Sundays."}, on)
        assert (again.repeated, again.kept) == (True, first.kept)
    assert len(rows(ground, EntryChange)) == len(events(ground)) == 1


def test_nothing_where_nothing_was_leaves_nothing_behind(ground: Ground) -> None:
    saved = save(ground, "identity", {"words": "  "})
    assert (saved.repeated, saved.kept) == (True, NOTHING)
    assert rows(ground, Entry) == rows(ground, EntryChange) == events(ground) == []


def test_another_version_is_a_conflict_that_shows_both(ground: Ground) -> None:
    save(ground, "faith", {"words": "None."})
    save(ground, "faith", {"words": "Grandad is a Quaker."}, 1)
    with pytest.raises(EntryConflict) as caught:
        save(ground, "faith", {"words": "Not asked."}, 1)
    assert caught.value.theirs.value == {"words": "Grandad is a Quaker."}
    assert caught.value.theirs.version == 2
    assert caught.value.yours == {"words": "Not asked."}
    assert caught.value.sentence.startswith("You changed this somewhere else at 12:00")
    assert len(rows(ground, EntryChange)) == 2
    assert save(ground, "faith", {"words": "Not asked."}, 2).kept.version == 3


def test_a_version_of_something_that_never_was_asks_to_reload(ground: Ground) -> None:
    with pytest.raises(EntryConflict, match="Reload it"):
        save(ground, "faith", {"words": "None."}, 4)
    assert rows(ground, Entry) == []


def test_a_save_with_a_client_key_is_applied_once(ground: Ground) -> None:
    save(ground, "faith", {"words": "one"}, client="first")
    save(ground, "faith", {"words": "two"}, 1, client="second")
    again = save(ground, "faith", {"words": "one"}, client="first")
    assert again.repeated
    assert (again.kept.value, again.kept.version) == ({"words": "one"}, 1)
    assert len(rows(ground, EntryChange)) == 2
    with pytest.raises(Conflict, match="not the one we have now"):
        save(ground, "faith", {"words": "another"}, 2, client="first")
    assert len(rows(ground, EntryChange)) == 2
    with pytest.raises(EntryConflict):
        save(ground, "faith", {"words": "three"}, client="third")


def test_what_cannot_be_kept_keeps_nothing(ground: Ground) -> None:
    with pytest.raises(Invalid) as caught:
        save(ground, "agreement." + ground.family.carer_id, {"answer": "maybe", "words": "kept out"})
    assert set(caught.value.fields) == {"answer"}
    assert rows(ground, Entry) == []


@pytest.mark.parametrize("words", ["قال إنه يحب جدته", "👩‍👧‍👦 and a \t tab", "line\nline", "0\u200d", "{name} %s"])
def test_every_script_comes_back_as_it_was(ground: Ground, words: str) -> None:
    save(ground, "child-voice", {"words": words})
    with ground.practice.open_for(ground.scorer.id) as desk:
        assert entries.of_scoring(desk, ground.scoring_id)["child-voice"].value == {"words": words}


def test_several_at_once_keep_what_can_be_kept(ground: Ground) -> None:
    save(ground, "faith", {"words": "None."})
    with ground.practice.open_for(ground.scorer.id) as desk:
        rejected = entries.save_all(
            desk,
            ground.scoring_id,
            {
                "identity": ({"words": "Travellers."}, 0),
                "faith": ({"words": "Chapel."}, 0),
                "language": ({"words": "\x00"}, 0),
            },
        )
    assert {key: type(reason) for key, reason in rejected.items()} == {"faith": EntryConflict, "language": Invalid}
    assert {row.key: row.value["words"] for row in rows(ground, Entry)} == {"identity": "Travellers.", "faith": "None."}


def test_an_entry_that_the_scoring_has_not_is_not_there(embedded: Ground) -> None:
    for key in ("nothing", "seen.somebody", "voice.carer.nobody.A1a"):
        with pytest.raises(NotFound):
            save(embedded, key, {})
        with embedded.practice.open_for(embedded.scorer.id) as desk, pytest.raises(NotFound):
            entries.history(desk, embedded.scoring_id, key)


def test_the_voices_beside_an_item_are_entries_too(embedded: Ground) -> None:
    saved = save(
        embedded, f"voice.carer.{embedded.family.carer_id}.A1a", {"grade": "2", "words": "We eat what there is."}
    )
    assert saved.kept.value == {"grade": 2, "words": "We eat what there is."}
    assert saved.entry.subject == f"{embedded.family.carer_id}.A1a"


def test_only_who_may_write_writes_and_only_who_may_read_reads(embedded: Ground) -> None:
    for who in (stranger(embedded), embedded.supervisor):
        with pytest.raises(Refused):
            save(embedded, "faith", {"words": "x"}, who=who)
    with pytest.raises(Blocked, match="Only those who score"):
        save(embedded, "faith", {"words": "x"}, who=colleague(embedded))
    with embedded.practice.open_for(build_stranger(embedded)) as desk, pytest.raises(Refused):
        entries.history(desk, embedded.scoring_id, "faith")


def build_stranger(ground: Ground) -> str:
    return next(one.id for one in rows(ground, Person) if one.username == "stranger")


def test_scores_are_seen_once_there_are_some_and_a_sent_scoring_is_locked(embedded: Ground) -> None:
    key = f"seen.{embedded.family.carer_id}"
    with pytest.raises(Invalid, match="Nothing is graded yet"):
        save(embedded, key, {"how": "on-device"})
    embedded.fill()
    embedded.visit()
    save(embedded, key, {"how": "on-device"}, 1)
    embedded.move("send")
    with pytest.raises(Blocked, match="with a supervisor"):
        save(embedded, key, {"how": "on-paper"}, 2)


def test_an_amendment_starts_with_what_was_recorded_and_the_original_stays(ground: Ground) -> None:
    save(ground, "child-voice", {"words": "I like Nan."})
    ground.fill()
    ground.visit()
    save(ground, "going-well", {"words": "Up for school."})
    save(ground, "going-well", {"words": "Up for school, fed."}, 1)
    ground.sign_off()
    new = ground.amend()
    with ground.practice.open_for(ground.scorer.id) as desk:
        copied = entries.of_scoring(desk, new.id)
        entries.save(desk, new.id, "child-voice", {"words": "I love Nan."}, 1)
        original = entries.of_scoring(desk, ground.scoring_id)
    seen = copied.pop(f"seen.{ground.family.carer_id}")
    assert (seen.value, seen.version) == ({"how": "not-yet", "why-not": "Away."}, 1)
    assert {key: (one.value["words"], one.version) for key, one in copied.items()} == {
        "child-voice": ("I like Nan.", 1),
        "going-well": ("Up for school, fed.", 1),
    }
    assert original["child-voice"].value == {"words": "I like Nan."}
    taken_over = [change for change in rows(ground, EntryChange) if change.scoring_id == new.id and change.version == 1]
    assert {change.key for change in taken_over} == {"child-voice", "going-well", f"seen.{ground.family.carer_id}"}
    assert all(change.new_value and not change.old_value for change in taken_over)
