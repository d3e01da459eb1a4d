"""Putting two records together, as browsers see it: the pages say what would be so, and old addresses lead to the record that stays."""

from collections.abc import Callable

import pytest
from sqlalchemy import delete

from tests import build
from tests.client import Client
from tests.merge_ground import Two, kept_home, two_records
from tests.page_checks import check_page
from tests.web.visitors import app_of
from workflow.models import metadata
from workflow.services import families
from workflow.services.desk import Practice


@pytest.fixture
def two(embedded_practice: Practice) -> Two:
    return two_records(embedded_practice)


@pytest.fixture
def visitor(two: Two) -> Callable[[str], Client]:
    app = app_of(two.practice)

    def sign_in(username: str) -> Client:
        client = Client(app, follow_redirects=False, headers={"sec-fetch-site": "same-origin"})
        client.cookies.set("careprofile", build.token(two.practice, username))
        return client

    return sign_in


def form_of(two: Two, **more: object) -> dict[str, object]:
    wanted = two.wanted(two.preview())
    facts = {
        "same": wanted.same,
        "take": wanted.take,
        "stay": wanted.stay,
        "reason": wanted.reason,
        "mark": wanted.mark,
    }
    return {**facts, **more}


def test_the_record_is_found_looked_at_put_together_and_taken_apart(two: Two, visitor) -> None:
    quality = visitor("quality")
    address = f"/families/{two.kept.id}/merges/{two.gone.id}"
    assert address in quality.get(f"/families/{two.kept.id}/merges").text
    shown = quality.get(address)
    check_page(shown.text)
    assert "Robyn Example, born 14 May 2019 is Robin Example, born 14 May 2019" in shown.text
    assert "Other Example (Example Health) leads no longer, and stays involved as co-worker" in shown.text
    made = quality.post(address, data=form_of(two))
    assert (made.status_code, made.headers["location"]) == (303, f"/families/{two.kept.id}?done=records-merged")
    listed = quality.get(f"/families/{two.kept.id}/merges").text
    (row,) = two.rows("record_merge")
    undo = f"/families/{two.kept.id}/merges/{row['id']}/undo"
    assert undo in listed
    page = quality.get(undo)
    check_page(page.text)
    mark = page.text.partition('name="mark" value="')[2].partition('"')[0]
    refused = quality.post(undo, data={"mark": mark, "reason": " "})
    assert refused.status_code == 422
    assert "Say why the two are taken apart." in refused.text
    assert quality.post(undo, data={"mark": mark, "reason": "They are cousins."}).status_code == 303
    assert "Taken apart on 20 March 2026 by Quality Example" in quality.get(f"/families/{two.kept.id}/merges").text


def test_an_undone_merge_has_no_page_and_names_nobody(two: Two, visitor) -> None:
    build.involve(two.practice, two.gone.id, two.here.supervisor)
    merge_id = two.merge()
    two.undo(merge_id, "Robyn is a cousin.")
    for who in ("quality", "supervisor", "manager"):
        assert visitor(who).get(f"/families/{two.kept.id}/merges/{merge_id}/undo").status_code == 404, who
    told = visitor("manager").get(f"/families/{two.gone.id}/merges").text
    check_page(told)
    assert "this record and another were put together" in told
    assert "cousin" not in told
    assert "The same child, added twice." not in told


def test_an_old_address_of_another_record_leads_nowhere(two: Two, visitor) -> None:
    two.merge()
    away = build.person(two.practice, "away", team="Elsewhere", agency="Elsewhere")
    theirs = build.family(two.practice, away, name="Specimen", called="Pat")
    led = visitor("away").get(f"/families/{theirs.id}/children/{two.gone.child_id}/edit")
    assert (led.status_code, "location" in led.headers) == (404, False)


def test_who_was_left_out_is_told_without_a_way_in(two: Two, visitor) -> None:
    two.merge(stay=[])
    home = visitor("nursery").get("/").text
    check_page(home)
    assert "put the record together with another. Your part in it has ended." in home
    assert two.kept.id not in home
    assert "The same child, added twice." not in home


def test_without_a_reason_the_page_comes_back_with_what_was_chosen(two: Two, visitor) -> None:
    page = visitor("quality").post(
        f"/families/{two.kept.id}/merges/{two.gone.id}", data=form_of(two, reason="", stay=[])
    )
    assert page.status_code == 422
    assert "Say why the two are one." in page.text
    assert 'name="stay"' in page.text
    assert page.text.count(" checked>") == 0


def test_a_record_that_changed_is_shown_again_with_what_was_typed(two: Two, visitor) -> None:
    sent = form_of(two, reason="They are one.")
    with two.practice.open_for(two.here.scorer.id) as desk:
        families.rename(desk, two.kept.id, "Exemplar")
    page = visitor("quality").post(f"/families/{two.kept.id}/merges/{two.gone.id}", data=sent)
    assert page.status_code == 422
    assert "is not as it was when you looked" in page.text
    assert "They are one." in page.text
    assert "Exemplar family" in page.text
    assert not two.rows("record_merge")


def test_what_is_chosen_otherwise_is_shown_before_it_is_done(two: Two, visitor) -> None:
    quality, address = visitor("quality"), f"/families/{two.kept.id}/merges/{two.gone.id}"
    apart = quality.get(f"{address}?same=&same=")
    assert "comes into the record as somebody of their own" in apart.text
    assert 'name="same" value="' not in apart.text
    sent = quality.post(address, data=form_of(two, same=[]))
    assert sent.status_code == 422


def test_old_addresses_lead_to_the_record_that_stays_for_those_who_see_it(two: Two, visitor) -> None:
    two.merge()
    wren = next(row["id"] for row in two.rows("child", called="Wren"))
    build.person(two.practice, "outsider", team="Elsewhere", agency="Elsewhere")
    addresses = {
        f"/families/{two.gone.id}": f"/families/{two.kept.id}",
        f"/families/{two.gone.id}/meetings": f"/families/{two.kept.id}/meetings",
        f"/children/{two.gone.child_id}/progress?draft=1": f"/children/{two.kept.child_id}/progress?draft=1",
        f"/families/{two.gone.id}/children/{wren}/edit": f"/families/{two.kept.id}/children/{wren}/edit",
        f"/families/{two.gone.id}/children/{two.gone.child_id}/edit": f"/families/{two.kept.id}/children/{two.kept.child_id}/edit",
    }
    for who in ("other", "practitioner"):
        for old, new in addresses.items():
            led = visitor(who).get(old)
            assert (led.status_code, led.headers.get("location")) == (303, new), (who, old)
            assert visitor(who).get(new).status_code == 200
    for old in addresses:
        assert visitor("outsider").get(old).status_code == 404, old
    assert visitor("quality").get(f"/families/{two.gone.id}").headers["location"] == f"/families/{two.kept.id}"
    assert (
        Client(visitor("quality").app)
        .get(f"/families/{two.gone.id}", follow_redirects=False)
        .headers["location"]
        .startswith("/sign-in")
    )


def test_a_form_sent_to_the_record_that_went_does_nothing_gives_its_words_back_and_can_be_sent_on(
    two: Two, visitor
) -> None:
    writers = visitor("other"), visitor("practitioner")
    two.merge()
    build.person(two.practice, "outsider", team="Elsewhere", agency="Elsewhere")
    before, words = two.rows("meeting"), "Gran brought the school’s letter"
    old, new = (f"/families/{key}/meetings/new" for key in (two.gone.id, two.kept.id))
    typed = {"kind": "core group", "on-day": "27", "on-month": "3", "on-year": "2026", "chaired_by": words}
    for who in writers:
        sent = who.post(old, data=typed)
        assert sent.status_code == 409
        check_page(sent.text)
        assert words in sent.text
        assert f'href="/families/{two.kept.id}"' in sent.text
        assert f'action="{new}"' in sent.text
    block = writers[0].post(old, data=typed, headers={"HX-Request": "true"})
    assert (block.status_code, block.headers["HX-Retarget"]) == (409, "#problem")
    assert f'href="/families/{two.kept.id}"' in block.text
    refused, never = (visitor("outsider").post(url, data=typed) for url in (old, "/families/nobodys/meetings/new"))
    assert refused.status_code == never.status_code == 404
    assert refused.text == never.text.replace("/families/nobodys/", f"/families/{two.gone.id}/")
    assert two.rows("meeting") == before


def test_the_start_page_tells_both_and_names_nobody_whom_they_do_not_see(two: Two, visitor) -> None:
    merge_id = two.merge()
    for who in ("practitioner", "other"):
        assert "the two are one record now" in visitor(who).get("/").text
    two.undo(merge_id)
    home = visitor("other").get("/").text
    assert "took the record apart from another again" in home
    assert two.kept.id not in home


def test_whoever_puts_them_together_finds_no_trace_of_what_is_kept_from_them(two: Two, visitor) -> None:
    """The page of the merge is the same, to the letter, whether something is kept from its reader or not."""
    address = f"/families/{two.kept.id}/merges/{two.gone.id}"
    before = visitor("quality").get(address).text
    kept_home(two, two.there.scorer)
    assert visitor("quality").get(address).text == before
    assert "The refuge" in visitor("other").get(f"/families/{two.gone.id}").text
    with two.practice.database.open() as session:
        session.connection().execute(delete(metadata.tables["restriction_person"]))
        session.connection().execute(delete(metadata.tables["restriction"]))
    assert "The refuge" in visitor("quality").get(address).text
