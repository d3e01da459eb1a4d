"""Style, script, fonts and icon, served from memory under a path that changes with their content, so browsers keep them for a year."""

import gzip
import hashlib
from dataclasses import dataclass
from functools import lru_cache

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from workflow import paths

_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}
_COMPRESSED = {".css", ".js", ".svg"}
_WORKER = "worker.js"
_WHERE_IT_STANDS_IN = "/scorings/"
_FOREVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True)
class StaticFile:
    """One file as it is sent: its type, its bytes, and its bytes compressed ("" where that saves nothing)."""

    content_type: str
    body: bytes
    compressed: bytes = b""


@lru_cache(maxsize=1)
def files() -> dict[str, StaticFile]:
    """Every file a browser may ask for, by its path under the static folder. TrueType fonts are for paper and not among them."""
    folder = paths.static()
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.suffix in _TYPES:
            body = path.read_bytes()
            packed = gzip.compress(body, 9, mtime=0) if path.suffix in _COMPRESSED else b""
            found[path.relative_to(folder).as_posix()] = StaticFile(_TYPES[path.suffix], body, packed)
    return found


@lru_cache(maxsize=1)
def version() -> str:
    """Twelve letters that change when any file does."""
    digest = hashlib.sha256()
    for name, file in files().items():
        digest.update(f"{name}\0{len(file.body)}\0".encode())
        digest.update(file.body)
    return digest.hexdigest()[:12]


def static_path(name: str) -> str:
    """The path of a static file. Raises LookupError where there is none, so a misspelt one never reaches a page."""
    if name not in files():
        raise LookupError(f"There is no static file {name!r}.")
    return f"/static/{version()}/{name}"


async def serve(scope: Scope, receive: Receive, send: Send) -> None:
    """The ASGI application mounted at /static. A page of an earlier version gets today's file, to be asked for again next time."""
    asked_version, _, name = scope["path"].removeprefix(scope.get("root_path", "")).lstrip("/").partition("/")
    file = files().get(name)
    if file is None or scope["method"] not in ("GET", "HEAD"):
        status = 404 if file is None else 405
        await Response("Not found" if file is None else "Not allowed", status, media_type="text/plain")(
            scope, receive, send
        )
        return
    headers = {
        "Content-Type": file.content_type,
        "Cache-Control": _FOREVER if asked_version == version() else "no-cache",
        "Vary": "Accept-Encoding",
    }
    if name == _WORKER:
        headers["Service-Worker-Allowed"] = _WHERE_IT_STANDS_IN
    body = file.body
    if file.compressed and b"gzip" in dict(scope["headers"]).get(b"accept-encoding", b""):
        headers["Content-Encoding"] = "gzip"
        body = file.compressed
    headers["Content-Length"] = str(len(body))
    await Response(b"" if scope["method"] == "HEAD" else body, headers=headers)(scope, receive, send)
