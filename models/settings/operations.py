"""What the operator may choose about running it: limits, where they are counted, the log."""

from dataclasses import dataclass, field
from enum import StrEnum

from models.limits.table import Mode


class LogForm(StrEnum):
    """Name how the log is written."""

    JSON = "json"
    TEXT = "text"


@dataclass(frozen=True, kw_only=True)
class OperationSettings:
    """Hold those choices; the defaults are a process that counts by itself and writes text."""

    limits: Mode = Mode.ON
    redis_url: str | None = field(default=None, repr=False)
    log: LogForm = LogForm.TEXT
