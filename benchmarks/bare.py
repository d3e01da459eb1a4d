"""The bare baselines: the same framework doing the least that could be called the same work.

`POST /row`: one form read, one row inserted, one durable commit on the same kind of database. `GET /page`: a Jinja page of as many bytes
as ours has, out of a loop, with or without one row committed. None knows who is asking, and none leaves a trail.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated

from fastapi import FastAPI, Form, Response
from fastapi.responses import HTMLResponse
from jinja2 import DictLoader, Environment
from sqlmodel import Field, SQLModel

from workflow.storage.engine import Database


class BareRow(SQLModel, table=True):
    """A row about as wide as an answer."""

    __tablename__ = "bare_row"

    id: int | None = Field(default=None, primary_key=True)
    item: str
    grade: int
    note: str
    at: datetime


PAGE = """<!doctype html><html lang="en-GB"><head><title>{{ title }}</title></head><body><h1>{{ title }}</h1>
{% for row in rows %}<div class="row"><label for="i{{ row.number }}">{{ row.name }}</label><input id="i{{ row.number }}" name="n{{ row.number }}" value="{{ row.value }}"><p>{{ row.words }}</p></div>
{% endfor %}</body></html>"""
ROW_BYTES = 420


def bare_app(database: Database, sizes: Sequence[int]) -> FastAPI:
    """The baseline application on a database of its own; page `n` is about `sizes[n]` bytes long."""
    SQLModel.metadata.create_all(database.engine, tables=[BareRow.__table__])  # type: ignore[attr-defined]
    app = FastAPI(docs_url=None, openapi_url=None)
    template = Environment(loader=DictLoader({"page": PAGE}), autoescape=True).get_template("page")
    words = "What somebody could see, hear or be told, in a sentence or two of about this length. " * 3
    pages = [[_row(n, words) for n in range(max(1, size // ROW_BYTES))] for size in sizes]

    @app.post("/row")
    def row(item: Annotated[str, Form()], grade: Annotated[int, Form()], note: Annotated[str, Form()] = "") -> Response:
        with database.open() as session:
            session.add(BareRow(item=item, grade=grade, note=note, at=datetime.now(UTC)))
        return HTMLResponse("<p>Saved</p>")

    @app.get("/page/{number}")
    def page(number: int) -> Response:
        return HTMLResponse(template.render(title="Bare", rows=pages[number]))

    @app.get("/page-with-row/{number}")
    def page_with_row(number: int) -> Response:
        with database.open() as session:
            session.add(BareRow(item="read", grade=1, note="", at=datetime.now(UTC)))
        return HTMLResponse(template.render(title="Bare", rows=pages[number]))

    return app


def _row(number: int, words: str) -> dict[str, object]:
    return {"number": number, "name": f"Row {number}", "value": number, "words": words}
