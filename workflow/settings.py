"""What can be set from outside, by environment variables named CAREPROFILE_…, each with a safe default."""

import re
from enum import StrEnum
from ipaddress import ip_network
from pathlib import Path
from typing import Self

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from workflow import logo


class Environment(StrEnum):
    """Where this runs. Only `DEMO` has demonstration accounts; only `PRODUCTION` insists on secrets and encrypted cookies."""

    DEMO = "demo"
    PRODUCTION = "production"


DEFAULT_DATABASE = "sqlite:///var/careprofile.db"


SECRET_LENGTH = 32
_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?|\[[0-9a-f:.]+\]")


class Settings(BaseSettings):
    """The settings in force. Production refuses to start with a secret that is missing or short."""

    model_config = SettingsConfigDict(env_prefix="CAREPROFILE_", extra="ignore", frozen=True)

    database_url: str = Field(DEFAULT_DATABASE, description="sqlite:///PATH or postgresql+psycopg://…")
    secret_key: SecretStr = Field(SecretStr(""), description="at least 32 characters, required in production")
    former_secret_keys: SecretStr = Field(
        SecretStr(""), description="secrets used before (- for none), the oldest first, separated by spaces"
    )
    environment: Environment = Field(Environment.DEMO, description="demo | production")
    questionnaires: Path | None = Field(None, description="extra folder of licensed or local instruments")
    hosts: str = Field("", description="the names people reach this by, separated by commas; empty: any")
    trusted_proxies: str = Field(
        "", description="addresses or networks of the proxies whose X-Forwarded-… is believed, by commas; empty: none"
    )

    prompt_scorings: int = Field(3, ge=2, le=50, description="scorings without improvement that raise a prompt")
    prompt_targets: int = Field(2, ge=2, le=50, description="times a target is set again that raise a prompt")
    prompt_missed: int = Field(1, ge=1, le=50, description="scorings without a grade that raise a prompt")
    rescore_weeks: int = Field(13, ge=1, le=520, description="weeks until the next scoring where no day was set")

    authority_name: str = Field("", max_length=120, description="whose reports these are, at the head of each")
    authority_address: str = Field("", max_length=400, description="the lines under the name, separated by |")
    authority_logo: Path | None = Field(None, description="an SVG or PNG file, at the head of each report")
    report_text: str = Field("", max_length=2_000, description="a text that stands on every report")

    @field_validator("questionnaires", "authority_logo", mode="before")
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

    @field_validator("hosts")
    @classmethod
    def _names_are_names(cls, given: str) -> str:
        wrong = [name for name in _listed(given) if not _HOST.fullmatch(name)]
        if wrong:
            raise ValueError(f"{wrong[0]!r} is no name of a host. Write names like care.council.example, without port.")
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

    @property
    def demo(self) -> bool:
        return self.environment is Environment.DEMO

    @property
    def host_names(self) -> frozenset[str]:
        """The names people reach this by; none where every name is answered."""
        return frozenset(_listed(self.hosts))

    @property
    def proxies(self) -> list[str]:
        """The proxies that are believed when they say who asked."""
        return _listed(self.trusted_proxies)


def _listed(given: str) -> list[str]:
    return [one.strip().lower() for one in given.split(",") if one.strip()]
