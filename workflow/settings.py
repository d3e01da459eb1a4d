"""What can be set from outside, by environment variables named CAREPROFILE_…, each with a safe default."""

from enum import StrEnum
from pathlib import Path
from typing import Self

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Environment(StrEnum):
    """Where this runs. Only `DEMO` has demonstration accounts; only `PRODUCTION` insists on secrets and encrypted cookies."""

    DEMO = "demo"
    PRODUCTION = "production"


DEFAULT_DATABASE = "sqlite:///var/careprofile.db"


SECRET_LENGTH = 32


class Settings(BaseSettings):
    """The settings in force. Production refuses to start with a secret that is missing or short."""

    model_config = SettingsConfigDict(env_prefix="CAREPROFILE_", extra="ignore", frozen=True)

    database_url: str = Field(DEFAULT_DATABASE, description="sqlite:///PATH or postgresql+psycopg://…")
    secret_key: SecretStr = Field(SecretStr(""), description="at least 32 characters, required in production")
    environment: Environment = Field(Environment.DEMO, description="demo | production")
    questionnaires: Path | None = Field(None, description="extra folder of licensed or local instruments")

    prompt_scorings: int = Field(3, ge=2, le=50, description="scorings without improvement that raise a prompt")
    prompt_targets: int = Field(2, ge=2, le=50, description="times a target is set again that raise a prompt")
    prompt_missed: int = Field(1, ge=1, le=50, description="scorings without a grade that raise a prompt")
    rescore_weeks: int = Field(13, ge=1, le=520, description="weeks until the next scoring where no day was set")

    @field_validator("questionnaires", mode="before")
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

    @model_validator(mode="after")
    def _production_is_strict(self) -> Self:
        if self.environment is Environment.PRODUCTION and len(self.secret_key.get_secret_value()) < SECRET_LENGTH:
            raise ValueError("CAREPROFILE_SECRET_KEY must hold at least 32 characters in production.")
        return self

    @property
    def demo(self) -> bool:
        return self.environment is Environment.DEMO
