"""What a scoring page costs a phone that has never been here: few requests, few bytes, all from our own house."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests import scoring_ground
from tests.browser.conftest import WIDTHS, serving
from tests.browser.journeys import come_in
from workflow.services.desk import Practice

pytestmark = pytest.mark.browser

MOST_REQUESTS = 6
MOST_BYTES = 150_000


def load(page: Page, path: str) -> dict[str, int]:
    """Open a page and count, by address, the bytes that came over the wire, headers and all; what came from the cache is left out."""
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    asked: dict[str, str] = {}
    came: dict[str, int] = {}

    def sent(event: dict[str, Any]) -> None:
        asked[event["requestId"]] = event["request"]["url"]

    def finished(event: dict[str, Any]) -> None:
        if event["encodedDataLength"]:
            came[asked[event["requestId"]]] = event["encodedDataLength"]

    network.on("Network.requestWillBeSent", sent)
    network.on("Network.loadingFinished", finished)
    page.goto(path, wait_until="networkidle")
    network.detach()
    return came


def test_a_cold_load_of_the_largest_scoring_page_is_small(
    embedded_practice: Practice, open_page: Callable[..., Page]
) -> None:
    ground = scoring_ground.stand(embedded_practice)
    ground.fill()
    parts = ground.view().parts
    largest = max(parts, key=lambda line: len(line.items)).sub_area.id
    path = f"/scorings/{ground.scoring_id}/parts/{largest}"
    with serving(embedded_practice) as url:
        page = open_page(url, WIDTHS["phone"])
        come_in(page, embedded_practice, url)
        cold = load(page, path)
        warm = load(page, path)
    assert f"{url}{path}" in cold
    assert all(one.startswith((f"{url}/static/", f"{url}{path}")) for one in cold)
    assert len(cold) <= MOST_REQUESTS, cold
    assert sum(cold.values()) <= MOST_BYTES, cold
    assert list(warm) == [f"{url}{path}"]  # everything else is kept by the browser
