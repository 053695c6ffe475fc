"""What the operator may choose about running it: limits, where they are counted, the log."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol, Self

from models.limits.table import Mode


class LogForm(StrEnum):
    """Name how the log is written."""

    JSON = "json"
    TEXT = "text"


class Reader(Protocol):
    """Say what reads a setting, and refuses it by its name."""

    def choice(self, name: str, choices: tuple[str, ...]) -> str: ...

    def address(self, name: str, schemes: tuple[str, ...]) -> str | None: ...


@dataclass(frozen=True, kw_only=True)
class OperationSettings:
    """Hold those choices; the defaults are a process that counts by itself and writes text."""

    limits: Mode = Mode.ON
    redis_url: str | None = field(default=None, repr=False)
    log: LogForm = LogForm.TEXT

    @classmethod
    def read(cls, read: Reader) -> Self:
        """Read what a production process is told.

        :raises SettingRefused: when one has another shape.
        """
        return cls(
            limits=Mode(read.choice("LIMITS", (Mode.ON, Mode.TRACK))),
            redis_url=read.address("REDIS_URL", ("redis", "rediss")),
            log=LogForm(read.choice("LOG", (LogForm.JSON, LogForm.TEXT))),
        )
