"""What every answer carries before it leaves: a name for the request, and what a browser may do with the answer. Plain ASGI."""

import os

from starlette.types import ASGIApp, Message, Receive, Scope, Send

CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "object-src 'none'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; "
    "require-trusted-types-for 'script'; trusted-types careprofile"
)
"""Nothing inline and nothing from elsewhere; markup that a script puts on a page comes through `assets/trusted.js`, or not at all."""
_NOT_USED = (
    "accelerometer",
    "browsing-topics",
    "camera",
    "display-capture",
    "encrypted-media",
    "geolocation",
    "gyroscope",
    "hid",
    "local-fonts",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "screen-wake-lock",
    "serial",
    "usb",
    "web-share",
    "xr-spatial-tracking",
)
_ALWAYS: dict[bytes, bytes] = {
    b"content-security-policy": CONTENT_POLICY.encode(),
    b"x-content-type-options": b"nosniff",
    # Not "no-referrer": with that, browsers send the origin of a form as "null", which the gate cannot tell from a stranger's.
    b"referrer-policy": b"same-origin",
    b"cross-origin-opener-policy": b"same-origin",
    b"cross-origin-embedder-policy": b"require-corp",
    b"cross-origin-resource-policy": b"same-origin",
    b"origin-agent-cluster": b"?1",
    b"permissions-policy": ", ".join(f"{feature}=()" for feature in _NOT_USED).encode(),
    b"x-frame-options": b"DENY",
    b"x-permitted-cross-domain-policies": b"none",
    b"x-robots-tag": b"noindex, nofollow",
    b"cache-control": b"no-store",
}
_ONLY_HTTPS = {b"strict-transport-security": b"max-age=63072000; includeSubDomains"}


class SecurityHeaders:
    """Gives every request an id, and every answer the security headers; everything but static files is `no-store`.

    An answer that says one of them itself keeps its own.
    """

    def __init__(self, app: ASGIApp, *, https: bool) -> None:
        self.app = app
        self.headers = tuple({**_ALWAYS, **(_ONLY_HTTPS if https else {})}.items())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = os.urandom(6).hex()
        scope.setdefault("state", {})["request_id"] = request_id

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                said = {name for name, _ in message["headers"]}
                ours = (header for header in self.headers if header[0] not in said)
                message["headers"] = [*message["headers"], *ours, (b"x-request-id", request_id.encode())]
            await send(message)

        await self.app(scope, receive, with_headers)
