"""Where we are, as browsers see it: what passkeys belong to."""

import ipaddress
from urllib.parse import urlsplit

from fastapi import Request

from workflow.services.passkeys import Site
from workflow.settings import Settings


def site_of(request: Request, settings: Settings) -> Site | None:
    """The place of the settings; where they name none, in the demonstration, that of the request. None where no passkey can belong to it."""
    address = settings.address or (f"{request.url.scheme}://{request.url.netloc}" if settings.demo else "")
    parts = urlsplit(address)
    host = parts.hostname or ""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        safe = parts.scheme == "https" or host == "localhost"
        return Site(host, f"{parts.scheme}://{parts.netloc}") if host and safe else None
    return None
