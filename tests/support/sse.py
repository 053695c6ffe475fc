"""Server-sent events as a status page takes them."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx


@dataclass(frozen=True)
class Frame:
    """Hold one server-sent event."""

    event: str
    cursor: str
    data: str

    @property
    def seq(self) -> int:
        """Read the place in the journal out of the cursor."""
        return int(self.cursor.rpartition(".")[2])

    @property
    def status(self) -> str:
        """Read the application's status."""
        pushed = json.loads(self.data)["data"]["applicationStatus"]
        assert pushed["__typename"] == "ApplicationStatusChanged", pushed
        return str(pushed["application"]["status"])


async def frames(answer: httpx.Response) -> AsyncIterator[Frame]:
    """Cut a stream into its frames (HTML §9.2.6); heartbeats are left out."""
    fields: dict[str, str] = {}
    async for line in answer.aiter_lines():
        name, _, value = line.partition(": ")
        if line and name:
            fields[name] = value
        elif "event" in fields:
            yield Frame(fields["event"], fields.get("id", ""), fields["data"])
            fields = {}
