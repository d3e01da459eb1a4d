"""Static files: kept for a year under a path that changes with them, small, and asking no other host."""

import gzip
import re

import pytest

from tests.client import Client
from tests.web import small_app
from workflow import paths
from workflow.services.desk import Practice
from workflow.web import static_files
from workflow.web.static_files import static_path, version

WITHOUT_STYLE = {"govuk-table__head", "govuk-table__body", "govuk-table__row"}
"""Classes that GOV.UK's own markup carries and its style sheet does not mention."""
FIRST_LOAD = (
    "app.css",
    "app.js",
    "favicon.svg",
    "fonts/source-sans-3-latin-400.woff2",
    "fonts/source-sans-3-latin-600.woff2",
)


@pytest.fixture
def client(embedded_practice: Practice) -> Client:
    return Client(small_app.make(embedded_practice))


def test_a_file_is_kept_for_a_year_under_its_version(client: Client) -> None:
    answer = client.get(static_path("app.css"))
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.text == (paths.static() / "app.css").read_text()


def test_only_the_worker_may_stand_in_and_only_for_pages_of_scorings(client: Client) -> None:
    header = "service-worker-allowed"
    assert client.get(static_path("worker.js")).headers[header] == "/scorings/"
    assert all(header not in client.get(static_path(name)).headers for name in FIRST_LOAD)


def test_a_page_of_an_earlier_version_still_gets_its_look(client: Client) -> None:
    answer = client.get("/static/000000000000/app.css")
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-cache")


def test_a_browser_without_gzip_gets_the_plain_file(client: Client) -> None:
    answer = client.get(static_path("app.js"), headers={"accept-encoding": "identity"})
    assert "content-encoding" not in answer.headers
    assert int(answer.headers["content-length"]) == (paths.static() / "app.js").stat().st_size


@pytest.mark.parametrize(
    "path",
    [
        "/static/",
        f"/static/{version()}/",
        f"/static/{version()}/nothing.css",
        f"/static/{version()}/../rendering.py",
        f"/static/{version()}/%2e%2e/rendering.py",
        f"/static/{version()}/VENDORED.md",
        f"/static/{version()}/fonts/DejaVuSans.ttf",
    ],
)
def test_nothing_else_is_served(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_head_has_no_body_and_post_is_refused(client: Client) -> None:
    head = client.head(static_path("app.css"))
    assert (head.status_code, head.content) == (200, b"")
    assert client.post(static_path("app.css"), headers={"sec-fetch-site": "same-origin"}).status_code == 405


def test_the_version_is_of_the_content() -> None:
    assert re.fullmatch("[0-9a-f]{12}", version())
    with pytest.raises(LookupError, match="nothing"):
        static_path("nothing.css")


def test_the_first_visit_costs_little() -> None:
    """The scoring page has 150 kB and 6 requests: these five, and itself with at most 60 kB."""
    sent = [static_files.files()[name] for name in FIRST_LOAD]
    assert sum(len(file.compressed or file.body) for file in sent) < 90_000


def test_no_style_or_script_asks_another_host_or_uses_the_governments_typeface() -> None:
    css = (paths.static() / "app.css").read_text()
    script = (paths.static() / "app.js").read_text()
    assert set(re.findall(r"url\((.*?)\)", css)) == {
        f'"fonts/source-sans-3-{subset}-{weight}.woff2"' for subset in ("latin", "latin-ext") for weight in (400, 600)
    }
    assert "@import" not in css
    assert "GDS" not in css
    assert "font-display:swap" in css
    assert not re.findall(r"https?://(?!www\.w3\.org)", script)


def test_every_address_in_the_style_sheet_is_served() -> None:
    css = (paths.static() / "app.css").read_text()
    for name in re.findall(r'url\("(.*?)"\)', css):
        assert static_path(name)


def test_what_is_vendored_says_its_licence() -> None:
    text = (paths.static() / "VENDORED.md").read_text()
    for part in ("govuk-frontend", "htmx.org", "Source Sans 3", "DejaVu", "axe-core"):
        assert part in text
    for licence in ("source-sans-3-LICENSE.txt", "dejavu-LICENSE.txt"):
        assert (paths.fonts() / licence).stat().st_size > 1000


def test_compressed_files_are_what_they_were() -> None:
    for name, file in static_files.files().items():
        if file.compressed:
            assert gzip.decompress(file.compressed) == file.body, name


def luminance(colour: str) -> float:
    channels = [int(part) / 255 for part in colour]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def rgb(text: str) -> tuple[str, ...]:
    if text.startswith("#"):
        digits = text[1:] if len(text) == 7 else "".join(digit * 2 for digit in text[1:])
        return tuple(str(int(digits[at : at + 2], 16)) for at in (0, 2, 4))
    return tuple(str(round(float(part))) for part in re.findall(r"[\d.]+", text)[:3])


@pytest.mark.parametrize("count", range(2, 12))
def test_grades_keep_their_order_in_grey_and_their_numbers_can_be_read(count: int) -> None:
    css = (paths.static() / "app.css").read_text()
    found = re.findall(rf"\.grade-(\d+)-of-{count}{{--grade: ?([^;]+);--grade-ink: ?([^;}}]+)}}", css)
    assert [int(rank) for rank, _, _ in found] == list(range(1, count + 1))
    lightness = [luminance(rgb(colour)) for _, colour, _ in found]
    assert lightness == sorted(lightness, reverse=True)
    assert len(set(lightness)) == count
    for (_, _, ink), of_grade in zip(found, lightness, strict=True):
        dark, light = sorted((of_grade, luminance(rgb(ink))))
        assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_every_govuk_class_that_a_template_names_is_in_the_style_sheet() -> None:
    css = (paths.static() / "app.css").read_text().replace("\\", "")
    templates = [path for path in paths.templates().rglob("*.html") if path.parent.name != "reports"]
    named = {
        (name, path.name)
        for path in templates
        for name in re.findall(
            r"(?<![\w/-])govuk-[a-z!][\w!-]*[a-z0-9]", re.sub(r'data-module="[^"]*"', "", path.read_text())
        )
    }
    assert len(named) > 20
    assert not [(name, where) for name, where in sorted(named) if f".{name}" not in css and name not in WITHOUT_STYLE]
