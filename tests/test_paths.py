"""Where the folders that travel with the code are found: beside the packages, or inside the installed one."""

from pathlib import Path

import pytest

from workflow import paths


def test_a_checkout_has_the_folders_beside_the_packages() -> None:
    for folder in (paths.templates(), paths.questionnaires(), paths.migrations(), paths.static(), paths.fonts()):
        assert folder.is_dir()
        assert any(folder.iterdir())
    assert paths.templates().parent == Path(paths.__file__).parent.parent


def test_an_installed_package_has_them_inside_and_prefers_those(tmp_path: Path) -> None:
    package = tmp_path / "site-packages" / "workflow"
    inside, beside = package / "_shipped" / "templates", tmp_path / "site-packages" / "templates"
    beside.mkdir(parents=True)
    assert paths.shipped("templates", package) == beside
    inside.mkdir(parents=True)
    assert paths.shipped("templates", package) == inside


def test_a_folder_that_is_nowhere_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="templates"):
        paths.shipped("templates", tmp_path / "workflow")
