"""The operator's choices about limits, their store, and the log."""

from dataclasses import dataclass, field
from enum import StrEnum

from models.limits.table import Mode


class LogForm(StrEnum):
    """The format of the log."""

    JSON = "json"
    TEXT = "text"


class FreeForm(StrEnum):
    """Who may send GraphQL documents that are not the portal's own."""

    TRUSTED = "trusted"
    EVERYBODY = "everybody"


@dataclass(frozen=True, kw_only=True)
class OperationSettings:
    """These settings; by default a process counts locally and logs text.

    The last three bound a web process: its open streams, the requests that it carries out at once,
    and the connections of an address.
    """

    limits: Mode = Mode.ON
    documents: FreeForm = FreeForm.TRUSTED
    redis_url: str | None = field(default=None, repr=False)
    log: LogForm = LogForm.TEXT
    streams: int = 2_000
    requests_at_once: int = 200
    connections_per_address: int = 300
