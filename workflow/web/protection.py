"""What every request passes before it reaches a page, and every answer before it leaves. Plain ASGI: it runs on every save."""

import os
from urllib.parse import urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from workflow.web.errors import answer

LARGEST_BODY = 4 * 1024 * 1024
"""Bytes; a note of 100,000 emoji is 1.2 million once a browser has encoded it."""
_SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
_TOO_LARGE = "That is more than can be sent at once. Shorten it, or send it in smaller parts."
_NOT_OURS = (
    "This did not come from a page of Care Profile, so nothing was changed. Open the page again and send it from there."
)

CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
_SECURITY: list[tuple[bytes, bytes]] = [
    (b"content-security-policy", CONTENT_POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"),
    (b"x-robots-tag", b"noindex, nofollow"),
]
_NO_STORE = (b"cache-control", b"no-store")
_ONLY_HTTPS = (b"strict-transport-security", b"max-age=31536000")


class SecurityHeaders:
    """Gives every request an id, and every answer the security headers; everything but static files is `no-store`."""

    def __init__(self, app: ASGIApp, *, https: bool) -> None:
        self.app = app
        self.headers = [*_SECURITY, _ONLY_HTTPS] if https else _SECURITY

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = os.urandom(6).hex()
        scope.setdefault("state", {})["request_id"] = request_id

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = message["headers"] = [*message["headers"], *self.headers]
                headers.append((b"x-request-id", request_id.encode()))
                if not any(name == b"cache-control" for name, _ in headers):
                    headers.append(_NO_STORE)
            await send(message)

        await self.app(scope, receive, with_headers)


class Gate:
    """Refuses addresses that no page of ours has, writes that no page of ours sent, and bodies larger than any of ours.

    Browsers say where a request comes from: by `Sec-Fetch-Site`, older ones by `Origin`. A write that says neither is refused.
    """

    def __init__(self, app: ASGIApp, *, https: bool) -> None:
        self.app = app
        self.schemes = ("https",) if https else ("http", "https")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if not _could_be_ours(scope):
            await answer(Request(scope), 404)(scope, receive, send)
            return
        if scope["method"] in _SAFE_METHODS:
            await self.app(scope, receive, send)
            return
        headers: dict[bytes, bytes] = dict(scope["headers"])
        if not self._from_our_page(headers):
            await answer(Request(scope), 403, _NOT_OURS)(scope, receive, send)
        elif _length(headers) > LARGEST_BODY:
            await answer(Request(scope), 413, _TOO_LARGE)(scope, receive, send)
        elif b"content-length" in headers:
            await self.app(scope, receive, send)
        else:
            await self.app(scope, _counted(receive), send)

    def _from_our_page(self, headers: dict[bytes, bytes]) -> bool:
        site = headers.get(b"sec-fetch-site")
        if site is not None:
            return site in (b"same-origin", b"none")
        origin = urlsplit(headers.get(b"origin", b"").decode("latin-1"))
        host = headers.get(b"host", b"").decode("latin-1")
        return bool(host) and origin.scheme in self.schemes and origin.netloc.lower() == host.lower()


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
