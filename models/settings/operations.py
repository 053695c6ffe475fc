"""The operator's choices about limits, their store, and the log."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from models.core.rules import AT_ONCE
from models.limits.table import Mode
from models.settings.group import Group
from models.settings.kinds import Choice, Number


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

    ``streams``, ``requests_at_once`` and ``connections_per_address`` bound a web process: its open
    streams, the requests that it carries out at once, and the connections of an address.
    ``drain_seconds`` is how long one that is told to stop still serves. ``at_once`` are the
    letters, and the reviews, that a worker carries out side by side.
    """

    limits: Mode = Mode.ON
    documents: FreeForm = FreeForm.TRUSTED
    redis_url: str | None = field(default=None, repr=False)
    log: LogForm = LogForm.TEXT
    streams: int = 2_000
    requests_at_once: int = 200
    connections_per_address: int = 300
    drain_seconds: int = 0
    at_once: int = AT_ONCE


class Operation(Group):
    title = "Limits and the log"

    limits: Annotated[Mode, Choice(*Mode)] = Field(
        Mode.ON, description="limits refuse (`on`), or only count, log and measure (`track`)"
    )
    documents: Annotated[FreeForm, Choice(*FreeForm)] = Field(
        FreeForm.TRUSTED,
        description="who may send GraphQL documents that are not the portal's own: partners with a "
        "token and signed-in staff (`trusted`), or `everybody`",
    )
    streams: Annotated[int, Number(10, 100_000)] = Field(
        2_000, description="the most open streams (subscriptions) of a web process"
    )
    requests_at_once: Annotated[int, Number(10, 10_000)] = Field(
        200, description="the most GraphQL requests that a web process carries out at once"
    )
    connections_per_address: Annotated[int, Number(10, 100_000)] = Field(
        300,
        description="the most connections of an address to a web process, unless it is one of "
        "`serve --proxies`",
    )
    drain_seconds: Annotated[int, Number(0, 300)] = Field(
        5,
        description="how long a web process that is told to stop still serves, while `/readyz` "
        "says that it is not ready",
    )
    at_once: Annotated[int, Number(1, 100)] = Field(
        AT_ONCE,
        description="so many letters, and so many reviews, a worker carries out side by side; the"
        " mail server must accept that many connections of it",
    )
    log: Annotated[LogForm, Choice(*LogForm)] = Field(
        LogForm.JSON, description="lines of the log: `json` or `text`"
    )
