"""What anybody may ask: two answers for whoever looks after the server, and the page that stands in where none can be fetched."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse

from workflow.services import readiness
from workflow.web.dependencies import Public, ThePractice
from workflow.web.rendering import page

router = APIRouter(dependencies=[Public()])


@router.get("/healthz", name="healthz")
def healthz() -> Response:
    """The process answers; the database is not asked."""
    return PlainTextResponse("ok")


@router.get("/readyz", name="readyz")
def readyz(practice: ThePractice) -> Response:
    """The database answers and its schema is the one this version needs; else 503."""
    return PlainTextResponse("ready") if readiness.ready(practice) else PlainTextResponse("not ready", status_code=503)


@router.get("/no-connection", name="no_connection")
def no_connection(request: Request) -> Response:
    """What a browser keeps and shows instead of a page of a scoring that it cannot fetch. It is the same for everybody."""
    return page(request, "errors/no_connection.html", {})
