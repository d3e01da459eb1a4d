"""What can be set from outside, by environment variables named CAREPROFILE_…, each with a safe default."""

import re
from enum import StrEnum
from ipaddress import ip_network
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    TypeAdapter,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict

from workflow import leaked, logo


class Environment(StrEnum):
    """Where this runs. Only `DEMO` has demonstration accounts; only `PRODUCTION` insists on secrets and encrypted cookies."""

    DEMO = "demo"
    PRODUCTION = "production"


DEFAULT_DATABASE = "sqlite:///var/careprofile.db"


SECRET_LENGTH = 32
NONE_BEFORE = "-"
"""What stands among the former secrets for a time without any."""
LEAST_REQUESTS = 60
"""A minute: somebody who fills in a scoring with two pages open must never meet the limit."""
_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?|\[[0-9a-f:.]+\]")


class GroupRoles(BaseModel):
    """The roles that a group of the sign-on provider gives, and the team they are held in."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    roles: tuple[str, ...]
    agency: str = Field(min_length=1, max_length=120)
    team: str = Field(min_length=1, max_length=120)


_GROUPS = TypeAdapter(dict[str, GroupRoles])


class Settings(BaseSettings):
    """The settings in force. Production refuses to start with a secret that is missing or short."""

    model_config = SettingsConfigDict(env_prefix="CAREPROFILE_", extra="ignore", frozen=True)

    database_url: str = Field(DEFAULT_DATABASE, description="sqlite:///PATH or postgresql+psycopg://…")
    secret_key: SecretStr = Field(SecretStr(""), description="at least 32 characters, required in production")
    former_secret_keys: SecretStr = Field(
        SecretStr(""), description="secrets used before (- for none), the oldest first, separated by spaces"
    )
    environment: Environment = Field(Environment.DEMO, description="demo | production")
    address: str = Field("", description="where people open it, such as https://care.council.example")
    questionnaires: Path | None = Field(None, description="extra folder of licensed or local instruments")
    hosts: str = Field("", description="the names people reach this by, separated by commas; empty: any")
    trusted_proxies: str = Field(
        "", description="addresses or networks of the proxies whose X-Forwarded-… is believed, by commas; empty: none"
    )
    requests_a_minute: int = Field(
        300,
        ge=0,
        le=100_000,
        description="requests one person may make a minute; 0: any number, as in the demonstration",
    )
    passwords: bool = Field(True, description="whether a username and password get in, beside single sign-on")
    leaked_passwords: Path | None = Field(
        None, description="a file of leaked passwords, as SHA-1 in order; none is taken"
    )
    oidc_issuer: str = Field("", description="the OpenID provider, as it calls itself; empty: none")
    oidc_client_id: str = Field("", description="what the provider calls us")
    oidc_client_secret: SecretStr = Field(SecretStr(""), description="what we prove it with")
    oidc_name: str = Field("your organisation", description="what the button says: Sign in with ...")
    oidc_scopes: str = Field("", description="scopes to ask for besides openid and profile, separated by spaces")
    oidc_username_claim: str = Field(
        "", description="the claim that is the username, to bind accounts by; empty: never"
    )
    oidc_groups_claim: str = Field("groups", description="the claim that lists somebody's groups")
    oidc_roles: str = Field("", description='{"a group": {"roles": ["a role"], "agency": "...", "team": "..."}}')
    oidc_second_step: str = Field("", description="values of acr or amr that say the second step is done, by spaces")

    prompt_scorings: int = Field(3, ge=2, le=50, description="scorings without improvement that raise a prompt")
    prompt_targets: int = Field(2, ge=2, le=50, description="times a target is set again that raise a prompt")
    prompt_missed: int = Field(1, ge=1, le=50, description="scorings without a grade that raise a prompt")
    rescore_weeks: int = Field(13, ge=1, le=520, description="weeks until the next scoring where no day was set")

    keep_after_closing: int = Field(
        0, ge=0, le=150, description="years a record is kept after the work was closed; 0: not said"
    )
    keep_after_birth: int = Field(
        0, ge=0, le=150, description="years a record is kept after the youngest child's birth; 0: not said"
    )
    keep_source: str = Field("", max_length=200, description="where that stands: the schedule, its line and its year")

    authority_name: str = Field("", max_length=120, description="whose reports these are, at the head of each")
    authority_address: str = Field("", max_length=400, description="the lines under the name, separated by |")
    authority_logo: Path | None = Field(None, description="an SVG or PNG file, at the head of each report")
    report_text: str = Field("", max_length=2_000, description="a text that stands on every report")

    @field_validator("address")
    @classmethod
    def _address_is_one(cls, given: str) -> str:
        """Links that are handed over begin with it, and passkeys and sign-on belong to it."""
        found = urlsplit(given)
        if given and not (
            found.scheme in {"http", "https"} and found.netloc and found.path in {"", "/"} and not found.query
        ):
            raise ValueError("Give the address as a browser shows it, without a path: https://care.council.example")
        return given.rstrip("/")

    @field_validator("questionnaires", "authority_logo", "leaked_passwords", mode="before")
    @classmethod
    def _nothing_is_no_folder(cls, given: object) -> object:
        """A variable set to nothing names no folder; read as a path it would be the folder one happens to stand in."""
        return None if given == "" else given

    @field_validator("questionnaires")
    @classmethod
    def _folder_is_there(cls, folder: Path | None) -> Path | None:
        if folder is not None and not folder.is_dir():
            raise ValueError(f"There is no folder {folder}. Name the folder of your own instruments, or nothing.")
        return folder

    @field_validator("authority_logo")
    @classmethod
    def _logo_is_a_drawing(cls, file: Path | None) -> Path | None:
        fault = logo.fault_in(file) if file else ""
        if fault:
            raise ValueError(fault)
        return file

    @field_validator("leaked_passwords")
    @classmethod
    def _list_is_one(cls, file: Path | None) -> Path | None:
        fault = leaked.fault_in(file) if file else ""
        if fault:
            raise ValueError(fault)
        return file

    @field_validator("hosts")
    @classmethod
    def _names_are_names(cls, given: str) -> str:
        wrong = [name for name in _listed(given) if not _HOST.fullmatch(name)]
        if wrong:
            raise ValueError(f"{wrong[0]!r} is no name of a host. Write names like care.council.example, without port.")
        return given

    @field_validator("requests_a_minute")
    @classmethod
    def _nobody_is_held_up_at_work(cls, given: int) -> int:
        if 0 < given < LEAST_REQUESTS:
            raise ValueError(f"Give {LEAST_REQUESTS} or more, or 0 for any number: fewer would hold up people at work.")
        return given

    @field_validator("trusted_proxies")
    @classmethod
    def _proxies_are_addresses(cls, given: str) -> str:
        """Everybody may not be believed: a mistyped address would otherwise trust nobody, and a star whoever asks."""
        for address in _listed(given):
            try:
                ip_network(address)
            except ValueError:
                raise ValueError(f"{address!r} is no address. Write it like 10.0.0.5 or 10.0.0.0/24.") from None
        return given

    @model_validator(mode="after")
    def _production_is_strict(self) -> Self:
        if self.environment is Environment.PRODUCTION and len(self.secret_key.get_secret_value()) < SECRET_LENGTH:
            raise ValueError("CAREPROFILE_SECRET_KEY must hold at least 32 characters in production.")
        return self

    @model_validator(mode="after")
    def _a_time_has_its_source(self) -> Self:
        """A day after which a record may go is only worth what it rests on."""
        if (self.keep_after_closing or self.keep_after_birth) and not self.keep_source.strip():
            raise ValueError(
                "CAREPROFILE_KEEP_SOURCE must say where CAREPROFILE_KEEP_AFTER_CLOSING and CAREPROFILE_KEEP_AFTER_BIRTH stand: "
                "the schedule, its line and its year."
            )
        return self

    @field_validator("oidc_roles")
    @classmethod
    def _roles_can_be_read(cls, given: str) -> str:
        if given:
            try:
                _GROUPS.validate_json(given)
            except ValidationError:
                raise ValueError(
                    'Write it like {"scorers": {"roles": ["…"], "agency": "Example Council", "team": "Early Help"}}'
                ) from None
        return given

    @model_validator(mode="after")
    def _sign_on_is_whole(self) -> Self:
        """A provider that is half set up would fail at the first person's sign-in."""
        if self.oidc_issuer and not (self.oidc_client_id and self.address):
            raise ValueError("CAREPROFILE_OIDC_ISSUER needs CAREPROFILE_OIDC_CLIENT_ID and CAREPROFILE_ADDRESS.")
        if (
            self.oidc_issuer
            and self.environment is Environment.PRODUCTION
            and urlsplit(self.oidc_issuer).scheme != "https"
        ):
            raise ValueError("CAREPROFILE_OIDC_ISSUER must begin with https:// in production.")
        if not self.passwords and not self.oidc_issuer:
            raise ValueError(
                "Without passwords nobody gets in: CAREPROFILE_PASSWORDS=false needs CAREPROFILE_OIDC_ISSUER."
            )
        return self

    @property
    def group_roles(self) -> dict[str, GroupRoles]:
        """The roles of each group of the provider."""
        return _GROUPS.validate_json(self.oidc_roles) if self.oidc_roles else {}

    @property
    def former_secrets(self) -> tuple[str, ...]:
        """The secrets used before, the oldest first; "" for a time without any."""
        return tuple("" if one == NONE_BEFORE else one for one in self.former_secret_keys.get_secret_value().split())

    @property
    def demo(self) -> bool:
        return self.environment is Environment.DEMO

    @property
    def pace(self) -> int:
        """How many requests one person may make a minute; 0 for any number. The demonstration has no limit unless it is told to."""
        return 0 if self.demo and "requests_a_minute" not in self.model_fields_set else self.requests_a_minute

    @property
    def host_names(self) -> frozenset[str]:
        """The names people reach this by; none where every name is answered."""
        return frozenset(_listed(self.hosts))

    @property
    def proxies(self) -> list[str]:
        """The proxies that are believed when they say who asked."""
        return _listed(self.trusted_proxies)

    @property
    def second_step_needed(self) -> bool:
        """Whether nobody gets in by a password alone."""
        return self.environment is Environment.PRODUCTION


def _listed(given: str) -> list[str]:
    return [one.strip().lower() for one in given.split(",") if one.strip()]
