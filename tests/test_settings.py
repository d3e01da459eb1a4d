"""What is set from outside about names and proxies: read as written, refused where it is no name, and handed to the server as it is."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import uvicorn
from pydantic import ValidationError

from workflow import cli
from workflow.settings import Settings


@pytest.mark.parametrize(
    ("given", "names"),
    [
        ("", set()),
        (" , ", set()),
        ("care.council.example", {"care.council.example"}),
        ("Care.Council.Example , localhost,[::1]", {"care.council.example", "localhost", "[::1]"}),
    ],
)
def test_hosts_are_names_between_commas(given: str, names: set[str]) -> None:
    assert Settings(hosts=given).host_names == names


@pytest.mark.parametrize("given", ["*", "https://care.council.example", "care.council.example:443", "a b", "-a", "a/"])
def test_what_is_no_name_is_refused(given: str) -> None:
    with pytest.raises(ValidationError, match="is no name of a host"):
        Settings(hosts=given)


@pytest.mark.parametrize("given", ["*", "proxy", "10.0.0.0/33", "10.0.0.1:80"])
def test_what_is_no_address_is_refused(given: str) -> None:
    with pytest.raises(ValidationError, match="is no address"):
        Settings(trusted_proxies=given)


def asked_by(monkeypatch: pytest.MonkeyPatch, trusted: str, client: str, said: str) -> tuple[str, str]:
    """Who asked, and how, as the application of `careprofile serve` sees it."""
    started: dict[str, Any] = {}
    monkeypatch.setenv("CAREPROFILE_TRUSTED_PROXIES", trusted)
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", "*")
    monkeypatch.setattr(uvicorn, "run", lambda _app, **options: started.update(options))
    monkeypatch.setattr("sys.argv", ["careprofile", "serve"])
    with pytest.raises(SystemExit):
        cli.main()
    seen: list[Any] = []

    async def app(scope: Any, _receive: Any, _send: Any) -> None:
        seen.append((scope["client"][0], scope["scheme"]))

    config = uvicorn.Config(app, **{**started, "factory": False, "log_config": None})
    config.load()
    headers = [(b"x-forwarded-for", said.encode()), (b"x-forwarded-proto", b"https")]
    scope = {"type": "http", "client": (client, 1), "scheme": "http", "headers": headers}
    with ThreadPoolExecutor(1) as elsewhere:  # a browser's tests leave a loop running in this thread
        elsewhere.submit(lambda: asyncio.run(config.loaded_app(scope, None, None))).result()
    assert (started["http"], started["ws"]) == ("httptools", "none")
    (found,) = seen
    assert config.ws_protocol_class is None
    return found


@pytest.fixture
def _migrated(monkeypatch: pytest.MonkeyPatch, migrated_file: Any) -> None:
    monkeypatch.setenv("CAREPROFILE_DATABASE_URL", f"sqlite:///{migrated_file}")


@pytest.mark.usefixtures("_migrated")
@pytest.mark.parametrize(
    ("trusted", "client", "said", "found"),
    [
        ("", "127.0.0.1", "6.6.6.6", ("127.0.0.1", "http")),
        ("10.0.0.5", "10.0.0.6", "6.6.6.6", ("10.0.0.6", "http")),
        ("10.0.0.5", "127.0.0.1", "6.6.6.6", ("127.0.0.1", "http")),
        ("10.0.0.5", "10.0.0.5", "192.0.2.7", ("192.0.2.7", "https")),
        ("10.0.0.0/24", "10.0.0.9", "6.6.6.6, 192.0.2.7, 10.0.0.5", ("192.0.2.7", "https")),
    ],
)
def test_only_a_trusted_proxy_says_who_asked(
    monkeypatch: pytest.MonkeyPatch, trusted: str, client: str, said: str, found: tuple[str, str]
) -> None:
    assert asked_by(monkeypatch, trusted, client, said) == found
