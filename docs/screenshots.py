"""`make screenshots`: the pictures of docs/guide, taken of the demonstration on a clock that stands, so that they change only when pages do."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.browser.conftest import FLAGS, serving, sign_in
from workflow import paths
from workflow.clock import CountedIds, SetClock
from workflow.services import demonstration
from workflow.services.desk import Practice
from workflow.services.library import Library
from workflow.settings import Settings
from workflow.storage import migrate
from workflow.storage.engine import Database

PICTURES = Path(__file__).parent / "guide" / "pictures"
WIDE, TABLET, PHONE = (1280, 900), (820, 1180), (375, 812)


def main() -> None:
    """Take every picture anew."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        practice = _practice(Path(folder))
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(FLAGS))
        with serving(practice) as url:
            page = browser.new_context(base_url=url, locale="en-GB", timezone_id="Europe/London").new_page()
            sign_in(page, "practitioner")
            for name in _pictures(page):
                if "not found" in page.title():
                    raise RuntimeError(f"The picture {name} would show a page that is not there.")
                page.screenshot(path=PICTURES / f"{name}.png")
                print(name)  # noqa: T201
            _report(page, Path(folder))
        browser.close()
        practice.database.close()


def _practice(folder: Path) -> Practice:
    database = Database(f"sqlite:///{folder / 'pictures.db'}")
    migrate.upgrade(database)
    clock = SetClock(datetime(2026, 11, 21, 14, 32, tzinfo=UTC))
    practice = Practice(Settings(), database, clock, CountedIds(), Library(paths.questionnaires()))
    demonstration.load_if_empty(practice)
    return practice


def _pictures(page: Page) -> Iterator[str]:
    """Brings the page to each picture's place and gives the picture's name."""
    _size(page, WIDE)
    page.goto("/")
    yield "your-work"
    page.get_by_role("link", name="Invented", exact=False).first.click()
    page.wait_for_load_state("networkidle")
    yield "family"
    page.goto("/")
    page.get_by_role("link", name="Ben’s scoring with Joy").first.click()
    page.wait_for_load_state("networkidle")
    yield "overview"
    overview = page.url
    page.goto(f"{overview}/sign")
    yield "sign"
    for name, size in (("scoring-tablet", TABLET), ("scoring-phone", PHONE), ("scoring-wide", WIDE)):
        _size(page, size)
        page.goto(f"{overview}/parts/A4")
        page.wait_for_load_state("networkidle")
        yield name
    _size(page, TABLET)
    page.goto(f"{overview}/voices/A3")
    page.wait_for_load_state("networkidle")
    yield "their-own-grades"
    page.goto(f"{overview}/around/voice")
    page.wait_for_load_state("networkidle")
    yield "childs-voice"
    _size(page, WIDE)
    page.goto("/families")
    page.get_by_role("link", name="Example", exact=False).first.click()
    page.get_by_role("link", name="The newest grades side by side").click()
    page.wait_for_load_state("networkidle")
    yield "side-by-side"
    page.goto("/families")
    page.get_by_role("link", name="Example", exact=False).first.click()
    page.get_by_role("link", name="progress").first.click()
    page.wait_for_load_state("networkidle")
    yield "progress"
    progress = page.url
    page.get_by_role("link", name="Beside the one before").first.click()
    page.wait_for_load_state("networkidle")
    yield "compare"
    page.goto(progress)


def _size(page: Page, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})


def _report(page: Page, folder: Path) -> None:
    """The first page of the progress report of the child whose progress is open."""
    page.get_by_role("link", name="Make the progress report").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the report").click()
    pdf = folder / "report.pdf"
    download.value.save_as(pdf)
    words = ("pdftoppm", "-r", "70", "-f", "1", "-l", "1", "-png", "-singlefile", pdf, PICTURES / "report-1")
    subprocess.run(words, check=True)  # noqa: S603


if __name__ == "__main__":
    main()
