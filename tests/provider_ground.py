"""A certified OpenID provider run on this machine, the settings that name it, and going there and back as a browser does."""

import json
import select as readable
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
from pydantic import SecretStr

from tests.client import Client
from workflow.settings import Settings

FOLDER = Path(__file__).parent / "oidc"
HERE = "http://testserver"
SECRET = SecretStr("a secret of the tests alone")
SCORERS = json.dumps({"scorers": {"roles": ["practitioner"], "agency": "Example Council", "team": "Early Help"}})
READY_WITHIN = 60


@contextmanager
def running() -> Iterator[str]:
    """The provider, on a free port: its address."""
    node = shutil.which("node")
    assert node, "Node is missing. Run: make install-test"
    assert (FOLDER / "node_modules").is_dir(), "The provider is missing. Run: make install-test"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    back = f"{HERE}/sign-in/provider/back"
    command = [node, "provider.mjs", str(port), back]
    with subprocess.Popen(command, cwd=FOLDER, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout
        assert readable.select([process.stdout], [], [], READY_WITHIN)[0], "the provider did not start"
        assert process.stdout.readline().strip() == "ready"
        yield f"http://127.0.0.1:{port}"
        process.terminate()


def settings_for(issuer: str, **more: Any) -> Settings:
    """Settings that name the provider."""
    facts: dict[str, Any] = {
        "address": HERE,
        "oidc_issuer": issuer,
        "oidc_client_id": "careprofile",
        "oidc_client_secret": SECRET,
        "oidc_name": "Example Council",
        "oidc_scopes": "groups",
    }
    return Settings.model_construct(**{**facts, **more})


def at_provider(browser: Client, who: str, path: str = "/sign-in/provider", **query: str) -> str:
    """Go to the provider and be signed in there as somebody; the address that it sends the browser back to."""
    away = browser.get(path, params=query, follow_redirects=False)
    assert away.status_code == 303
    address = f"{away.headers['location']}&login_hint={who.replace('+', '%2B')}"
    with httpx.Client() as outside:
        answer = outside.get(address)
        while not answer.headers["location"].startswith(HERE):
            answer = outside.get(answer.url.join(answer.headers["location"]))
    return str(answer.headers["location"]).removeprefix(HERE)
