"""The instruments at hand: the product's own and the authority's, by name, and never two of one edition."""

from dataclasses import replace
from pathlib import Path

import pytest

from gcp.errors import DefinitionFault
from workflow import paths
from workflow.services.library import Library, fingerprint

OWN = "care-profile@2026.1"
TEXT = (paths.questionnaires() / "care-profile-2026.1.yaml").read_text(encoding="utf-8")
LICENSED = TEXT.replace("key: care-profile\n", "key: licensed-example\n", 1)


@pytest.fixture
def local(tmp_path: Path) -> Path:
    folder = tmp_path / "local"
    folder.mkdir()
    return folder


def test_the_products_own_instruments_are_on_the_shelf(library: Library) -> None:
    found = library.find(OWN)
    assert found is not None
    assert (found.local, found.text, found.fingerprint) == (False, TEXT, fingerprint(TEXT))
    assert found.instrument.descriptors_exportable
    assert [one.instrument.name for one in library.editions()] == sorted(library.shelf())
    assert library.find("care-profile@1999.1") is None


def test_the_authoritys_own_folder_adds_instruments_that_are_not_for_export(local: Path) -> None:
    (local / "licensed.yaml").write_text(LICENSED, encoding="utf-8")
    library = Library(paths.questionnaires(), local)
    found = library.find("licensed-example@2026.1")
    assert found is not None
    assert found.local
    assert not found.instrument.descriptors_exportable
    own = library.find(OWN)
    assert own is not None
    assert own.instrument.descriptors_exportable


def test_a_new_scoring_is_offered_the_newest_edition_of_each_instrument(local: Path) -> None:
    for edition in ("2026.3", "2026.10", "2026.9", "later"):
        text = TEXT.replace('edition: "2026.1"', f'edition: "{edition}"')
        (local / f"{edition}.yaml").write_text(text, encoding="utf-8")
    library = Library(paths.questionnaires(), local)
    assert OWN in library.shelf()
    newest = [one.instrument.name for one in library.newest()]
    assert newest == sorted(newest)
    assert [name for name in newest if name.startswith("care-profile@")] == ["care-profile@2026.10"]


def test_every_item_may_be_compared_with_the_earlier_edition_whose_descriptors_it_has() -> None:
    shelf = Library(paths.questionnaires()).shelf()
    earlier, later = shelf[OWN].instrument, shelf["care-profile@2026.2"].instrument
    assert later.same_as[OWN] == {item.id: item.id for item in earlier.items}
    assert [replace(item, plain_child="") for item in later.items] == list(earlier.items)


def test_two_files_may_not_claim_one_edition_and_the_first_stays(local: Path) -> None:
    (local / "copy.yaml").write_text(TEXT, encoding="utf-8")
    library = Library(paths.questionnaires(), local)
    found = library.find(OWN)
    assert found is not None
    assert not found.local
    (fault,) = library.faulty
    assert str(fault).startswith(
        "copy.yaml has 1 fault: edition: care-profile-2026.1.yaml is care-profile@2026.1 already."
    )


def test_a_slip_of_the_authoritys_own_is_told_and_stops_nobodys_work(local: Path) -> None:
    (local / "broken.yaml").write_text("key: broken\n", encoding="utf-8")
    (local / "licensed.yaml").write_text(LICENSED, encoding="utf-8")
    library = Library(paths.questionnaires(), local)
    own = [one.instrument.name for one in Library(paths.questionnaires(), None).editions()]
    assert OWN in own
    assert sorted(one.instrument.name for one in library.editions()) == sorted([*own, "licensed-example@2026.1"])
    assert [fault.source for fault in library.faulty] == ["broken.yaml"]


def test_a_fault_in_the_products_own_is_a_broken_installation(local: Path) -> None:
    (local / "broken.yaml").write_text("key: broken\n", encoding="utf-8")
    with pytest.raises(DefinitionFault, match=r"^broken\.yaml has"):
        Library(local).shelf()


def test_other_files_are_left_alone(local: Path) -> None:
    (local / "notes.txt").write_text("not an instrument")
    (local / "licensed.yml").write_text(LICENSED, encoding="utf-8")
    names = [path.name for path, is_local in Library(paths.questionnaires(), local).paths() if is_local]
    assert names == ["licensed.yml"]


def test_a_text_is_read_once_and_says_the_same(library: Library) -> None:
    assert library.parsed(TEXT) is library.parsed(TEXT)
    assert not library.parsed(TEXT, exportable=False).descriptors_exportable
    assert library.parsed(TEXT).descriptors_exportable


def test_a_fingerprint_changes_with_every_letter() -> None:
    assert fingerprint(TEXT) != fingerprint(TEXT + " ")
    assert fingerprint("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
