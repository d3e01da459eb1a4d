"""What the script of a page asks for by itself, so that it can keep what it could not send yet."""

from base64 import b64encode

from fastapi import APIRouter, Response

from workflow.services import drafts
from workflow.web.dependencies import SignedIn, Visiting
from workflow.web.posted import PostedForm

router = APIRouter(prefix="/drafts", dependencies=[SignedIn()])


@router.post("/key", name="drafts_key")
def key(visit: Visiting, posted: PostedForm) -> Response:
    """The key of the browser's store that `store` names, in base64; for a script, which never keeps it."""
    with visit.open() as desk:
        found = drafts.key(desk, (posted.get("store") or [""])[0])
    return Response(b64encode(found), media_type="text/plain")
