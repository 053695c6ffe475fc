"""Server-sent events, as a status page reads them."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx


@dataclass(frozen=True)
class Frame:
    """One server-sent event."""

    event: str
    cursor: str
    data: str

    @property
    def seq(self) -> int:
        """The place in the journal that the cursor names."""
        return int(self.cursor.split(".")[1])

    @property
    def payload(self) -> dict[str, Any]:
        """The value of the subscription's one field, or the whole answer if there is no data."""
        answer: dict[str, Any] = json.loads(self.data or "{}")
        return next(iter((answer.get("data") or {}).values()), None) or answer

    @property
    def status(self) -> str:
        """The application's status."""
        assert self.payload["__typename"] == "ApplicationStatusChanged", self.payload
        return str(self.payload["application"]["status"])


async def frames(answer: httpx.Response) -> AsyncIterator[Frame]:
    """Split a stream into its events (HTML §9.2.6); heartbeats are left out."""
    fields: dict[str, str] = {}
    async for line in answer.aiter_lines():
        name, _, value = line.partition(": ")
        if line and name:
            fields[name] = value
        elif "event" in fields:
            yield Frame(fields["event"], fields.get("id", ""), fields["data"])
            fields = {}
