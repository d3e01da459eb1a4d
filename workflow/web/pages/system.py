"""Two answers for whoever looks after the server: alive, and ready. They reveal nothing else."""

from fastapi import APIRouter, Response
from fastapi.responses import PlainTextResponse

from workflow.services import readiness
from workflow.web.dependencies import Public, ThePractice

router = APIRouter(dependencies=[Public()])


@router.get("/healthz", name="healthz")
def healthz() -> Response:
    """The process answers; the database is not asked."""
    return PlainTextResponse("ok")


@router.get("/readyz", name="readyz")
def readyz(practice: ThePractice) -> Response:
    """The database answers and its schema is the one this version needs; else 503."""
    return PlainTextResponse("ready") if readiness.ready(practice) else PlainTextResponse("not ready", status_code=503)
