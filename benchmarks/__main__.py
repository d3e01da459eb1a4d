"""`make bench`: ours against a bare baseline, in turn, in the same run; writes benchmarks/results.json.

Each line is measured for `timing.SECONDS` at most, in blocks of ours and of the baseline by turns, and printed as it comes; its ratio is the median
over neighbouring blocks, so that whatever else the machine does falls on both. What takes longer than that to make once, such as a court bundle, is made
once. The figures to reach are in `TARGETS`; a missed one is printed as missed and changes nothing else: speed is no test.
"""

import json
import os
import platform
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from itertools import chain, count
from pathlib import Path
from typing import Any

from benchmarks.ground import Ground, prepare
from benchmarks.timing import Client, Ratio, in_turn, served
from tests.postgres import Server
from workflow.clock import Clock, Ids
from workflow.paths import questionnaires
from workflow.reports import pdf, render
from workflow.reports.listing import REPORTS, Listed
from workflow.services import reporting
from workflow.services.desk import Practice
from workflow.services.library import Library
from workflow.services.reporting import Wanted
from workflow.settings import Settings
from workflow.storage.engine import Database

TARGETS = {"save": 1.5, "page": 1.5, "story": 2.0, "report": 1.3}
RESULTS = Path(__file__).parent / "results.json"
BROWSER = {"Sec-Fetch-Site": "same-origin"}


def main() -> None:
    """Measure on SQLite and on PostgreSQL, print, and write the results."""
    results: list[dict[str, Any]] = []
    before = os.getloadavg()
    queries: dict[str, dict[str, int]] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        server = Server(durable=True)
        try:
            urls = {
                "sqlite": (f"sqlite:///{folder / 'ours.db'}", f"sqlite:///{folder / 'bare.db'}"),
                "postgresql": (server.address(server.new("ours")), server.address(server.new("bare"))),
            }
            for kind, (ours, bare) in urls.items():
                ground = prepare(ours)
                queries[kind] = ground.queries
                print(f"{kind:<11} statements: {ground.queries}", flush=True)
                reports = REPORTS if kind == "sqlite" else ()
                for ratio in chain(_pages(ours, bare, ground), (_report(ours, ground, one) for one in reports)):
                    results.append({"database": kind, **asdict(ratio)})
                    print(_line(kind, ratio), flush=True)
        finally:
            server.stop()
    machine = {
        "python": platform.python_version(),
        "machine": platform.machine(),
        "system": platform.system(),
        "processors": os.cpu_count(),
        "load": {
            "before": before,
            "after": os.getloadavg(),
        },  # one block of something slow bears all that others do meanwhile
    }
    RESULTS.write_text(json.dumps({"machine": machine, "queries": queries, "ratios": results}, indent=2) + "\n")


def _line(kind: str, ratio: Ratio) -> str:
    target = (
        ""
        if ratio.target is None
        else f", to reach {ratio.target}: {'reached' if ratio.ratio <= ratio.target else 'MISSED'}"
    )
    return f"{kind:<11} {ratio.name:<44} {ratio.ratio:>6.2f} x  ({ratio.ours_ms} ms against {ratio.bare_ms} ms{target})"


def _pages(ours_url: str, bare_url: str, ground: Ground) -> Iterator[Ratio]:
    scoring = f"/scorings/{ground.draft_id}"
    part, progress = f"{scoring}/parts/A1", f"/children/{ground.child_id}/progress?carers={ground.adult_id}"
    grid = f"/families/{ground.family_id}/grid"
    cookie = {**BROWSER, "Cookie": f"careprofile={ground.token}"}
    with served("ours", ours_url) as ours_port:
        ours = Client(ours_port, cookie)
        sizes = [len(ours.ask("GET", path)) for path in (part, progress, grid, f"{grid}/earlier")]
        with served("bare", bare_url, *map(str, sizes)) as bare_port:
            bare = Client(bare_port, cookie)
            yield _save(ours, bare, scoring)
            for page, (name, path, of_size, with_row) in enumerate(
                (
                    ("scoring page", part, None, TARGETS["page"]),
                    ("progress over 20 scorings", progress, TARGETS["story"], None),
                    ("family grid of 6 x 3 x 10", grid, None, None),
                    ("family grid of 6 x 3 x 10 over time", f"{grid}/earlier", None, None),
                )
            ):
                for what, bare_path, target in (
                    (f"{name} / page of its size", f"/page/{page}", of_size),
                    (f"{name} / page of its size, one row", f"/page-with-row/{page}", with_row),
                ):
                    yield in_turn(
                        what,
                        lambda path=path: ours.ask("GET", path) and None,
                        lambda bare_path=bare_path: bare.ask("GET", bare_path) and None,
                        size=10,
                        target=target,
                    )


def _save(ours: Client, bare: Client, scoring: str) -> Ratio:
    numbers, versions = count(), count(1)

    def save() -> None:
        grade, version = 1 + next(numbers) % 5, next(versions)
        body = f"answer-A1a={grade}&note-A1a=What+was+seen&version-A1a={version}"
        ours.ask("POST", f"{scoring}/answers/A1a", body, **{"HX-Request": "true"})

    def row() -> None:
        bare.ask("POST", "/row", "item=A1a&grade=3&note=What+was+seen")

    return in_turn("save one answer / commit one row", save, row, size=20, target=TARGETS["save"])


def _report(url: str, ground: Ground, listed: Listed) -> Ratio:
    """The whole report, from the database to the PDF, against WeasyPrint on the HTML that came out."""
    import weasyprint  # dear to import, and the pages above are measured without it

    database = Database(url)
    practice = Practice(Settings(database_url=url), database, Clock(), Ids(), Library(questionnaires()))

    made: list[str] = []

    def ours() -> None:
        with practice.open(ground.token) as desk:
            report = reporting.make(desk, listed.key, ground.child_id, Wanted(ground.adult_id))
        made.append(render.html(report))
        pdf.make(made[-1])

    def bare() -> None:
        weasyprint.HTML(string=made[-1], base_url="font:", url_fetcher=pdf._fetcher()).write_pdf(pdf_variant="pdf/ua-1")

    try:
        return in_turn(f"{listed.title.lower()} / WeasyPrint on its HTML", ours, bare, size=1, target=TARGETS["report"])
    finally:
        database.close()


if __name__ == "__main__":
    sys.exit(main())
