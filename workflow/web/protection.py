"""What every request passes before it reaches a page. Plain ASGI: it runs on every save."""

from urllib.parse import urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from workflow.web.errors import answer

LARGEST_BODY = 4 * 1024 * 1024
"""Bytes; a note of 100,000 emoji is 1.2 million once a browser has encoded it."""
LONGEST_ADDRESS = 8_000
"""Bytes of path and query; the longest of ours name a few ids."""
FORM = b"application/x-www-form-urlencoded"
_SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
_ALIVE = {"/healthz", "/readyz"}
"""Whatever looks after the servers asks each of them by its own address, and learns nothing else."""
_TOO_LARGE = "That is more than can be sent at once. Shorten it, or send it in smaller parts."
_NO_FORM = "Only a form can be sent here. Go back, reload the page, then try again."
_NOT_OURS = (
    "This did not come from a page of Care Profile, so nothing was changed. Open the page again and send it from there."
)


class Gate:
    """Refuses hosts and addresses that are not ours, writes that no page of ours sent or that are no form, and bodies larger than any of ours.

    Browsers say where a request comes from: by `Sec-Fetch-Site`, older ones by `Origin`. A write that says neither is refused.
    `hosts` are the names people reach the application by; empty lets every name in.
    """

    def __init__(self, app: ASGIApp, *, https: bool, hosts: frozenset[str] = frozenset()) -> None:
        self.app = app
        self.schemes = ("https",) if https else ("http", "https")
        self.hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if not self._asks_us(scope):
            # Whoever calls us by another name is not even told what this is.
            scope["state"]["turned"] = "another host"
            await PlainTextResponse("Not found", 404)(scope, receive, send)
            return
        if len(scope.get("raw_path", b"")) + len(scope["query_string"]) > LONGEST_ADDRESS:
            await answer(Request(scope), 414)(scope, receive, send)
            return
        if not _could_be_ours(scope):
            await answer(Request(scope), 404)(scope, receive, send)
            return
        if scope["method"] in _SAFE_METHODS:
            await self.app(scope, receive, send)
            return
        headers: dict[bytes, bytes] = dict(scope["headers"])
        refused = self._refused(headers)
        if refused:
            await answer(Request(scope), *refused)(scope, receive, send)
        elif b"content-length" in headers:
            await self.app(scope, receive, send)
        else:
            await self.app(scope, _counted(receive), send)

    def _asks_us(self, scope: Scope) -> bool:
        named = [value for name, value in scope["headers"] if name == b"host"]
        if not self.hosts or scope["path"] in _ALIVE:
            return len(named) < 2  # noqa: PLR2004  # two names are one too many, whoever reads which
        return len(named) == 1 and _without_port(named[0].decode("latin-1")) in self.hosts

    def _refused(self, headers: dict[bytes, bytes]) -> tuple[int, str] | None:
        """Why a write is not let in, as status and sentence."""
        if not self._from_our_page(headers):
            return 403, _NOT_OURS
        if _length(headers) > LARGEST_BODY:
            return 413, _TOO_LARGE
        kind = headers.get(b"content-type")
        if kind is not None and kind.partition(b";")[0].strip().lower() != FORM:
            return 415, _NO_FORM
        return None

    def _from_our_page(self, headers: dict[bytes, bytes]) -> bool:
        site = headers.get(b"sec-fetch-site")
        if site is not None:
            return site in (b"same-origin", b"none")
        origin = urlsplit(headers.get(b"origin", b"").decode("latin-1"))
        host = headers.get(b"host", b"").decode("latin-1")
        return bool(host) and origin.scheme in self.schemes and origin.netloc.lower() == host.lower()


def _without_port(host: str) -> str:
    name, colon, port = host.lower().rpartition(":")
    return name if colon and port.isdigit() else host.lower()


def _could_be_ours(scope: Scope) -> bool:
    """Our ids are plain letters and digits. A NUL byte would otherwise travel as far as the database, which refuses it loudly."""
    path: str = scope["path"]
    return path.isascii() and path.isprintable() and b"%00" not in scope["query_string"]


def _length(headers: dict[bytes, bytes]) -> int:
    text = headers.get(b"content-length", b"0")
    return int(text) if text.isdigit() else LARGEST_BODY + 1


def _counted(receive: Receive) -> Receive:
    """`receive` for a body whose length was not announced."""
    seen = 0

    async def counted() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > LARGEST_BODY:
            raise HTTPException(413)
        return message

    return counted
