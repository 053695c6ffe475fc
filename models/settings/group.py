"""The settings of one subject, and the prefix of every variable."""

from typing import ClassVar

from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

PREFIX = "GPSZONE_"


class Group(BaseSettings):
    """Settings of one subject."""

    model_config = SettingsConfigDict(
        frozen=True, extra="forbid", validate_default=False, hide_input_in_errors=True
    )
    title: ClassVar[str] = ""

    def __init__(self, *, source: PydanticBaseSettingsSource) -> None:
        # Only this source: by default pydantic-settings reads os.environ and .env as well.
        super().__init__(_build_sources=((source,), {}))
