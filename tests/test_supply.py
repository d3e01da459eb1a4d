"""The bill of materials is whole and sound, and what looks like a secret is found."""

import json

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from tests import supply
from tests.licences import ASSETS, PACKAGES

PLANTED = {
    "a private key": "-----BEGIN RSA PRIVATE KEY-----",
    "a key of a cloud": "AKIAABCDEFGHIJKLMNOP",
    "a token of a code host": "ghp_" + "a1B2" * 9,
    "a token of a chat": "xoxb-1234567890-abc",
    "a token of a package index": "npm_" + "a1B2" * 9,
    "a signed token": "eyJhbGciOiJub25l.eyJzdWIiOiJ4In0abc.c2lnbmF0dXJl",
    "a password in an address": "postgresql+psycopg://care:sesame1@database/care",
    "an index of packages": "py" + "pi.org/simple",
}
INNOCENT = (
    "postgresql+psycopg://care:…@host/care",
    "postgresql+psycopg://care:***@host/care",
    "postgresql://{user}:{password}@{host}/x",
    "CAREPROFILE_SECRET_KEY",
    "https://care.council.example/families",
    'PASSWORD = "demonstration"',
)


@pytest.mark.parametrize("kind", supply.SECRETS)
def test_what_looks_like_a_secret_is_found(kind: str) -> None:
    assert kind in supply.secrets_in(f"x = '{PLANTED[kind]}'")


@pytest.mark.parametrize("text", INNOCENT)
def test_what_is_none_is_left_alone(text: str) -> None:
    assert supply.secrets_in(text) == []


def test_the_bill_names_everything_that_is_shipped() -> None:
    made = json.loads(supply.bill())
    named = {one["purl"]: one["licenses"] for one in made["components"]}
    packages, assets = supply.locked(supply.LOCKS[0]), supply.assets()
    assert len(named) == len(packages) + len(assets)
    assert set(packages) == set(PACKAGES)
    assert set(assets) == set(ASSETS)
    for name, version in packages.items():
        assert named[f"pkg:pypi/{name}@{version}"]
    assert named[f"pkg:npm/htmx.org@{assets['htmx.org']}"]
    (ours,) = [one for one in made["dependencies"] if one["ref"] == "careprofile"]
    assert "pkg:npm/govuk-frontend@" in " ".join(ours["dependsOn"])


def test_the_bill_is_the_same_every_time_and_sound() -> None:
    made = supply.bill()
    assert made == supply.bill()
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(made) is None
    assert "://" not in made


def test_what_is_made_elsewhere_stands_in_its_list_with_its_version() -> None:
    told = (supply.ROOT / "workflow/web/static/VENDORED.md").read_text(encoding="utf-8")
    for name, version in supply.assets().items():
        assert name in told
        assert f"| {version} |" in told
