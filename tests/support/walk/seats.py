"""What people keep: browsers that they used, letters that they got, streams that they opened."""

import asyncio
import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from tests.support.people.staff import Colleague
from tests.support.walk.people import Identity

_WATCH = """subscription { accountChanged { __typename ... on UserError { code }
  ... on AccountChanged { cursor kind account { controlNumber } } } }"""


@dataclass
class Seat:
    """A browser that somebody once used: its cookie may still be good, or not any longer.

    ``number`` is the account that it was signed in to; it is dead once the model says that it must
    never read again, and it was seen that it does not.
    """

    who: Identity
    person: Colleague
    applications: list[str] = field(default_factory=list)
    number: str | None = None
    is_dead: bool = False


@dataclass(frozen=True)
class Letter:
    """A letter with a link, as its reader kept it; ``members`` belonged to the account then."""

    page: str
    token: str
    recipient: str
    number: str
    at: datetime
    step: int
    members: frozenset[Identity]


@dataclass(eq=False)
class Stream:
    """A subscription of the account that a browser is signed in to, open in the background.

    ``places`` are the numbers in the account's journal of what it has delivered; ``ended_at`` is
    the last such number that its holder may have seen, once the holder is out.
    """

    who: Identity
    number: str
    account_id: UUID
    places: list[int] = field(default_factory=list)
    ended_at: int | None = None
    _task: "asyncio.Task[None] | None" = None

    @classmethod
    def opened(cls, seat: Seat, number: str, account_id: UUID) -> "Stream":
        """Open a subscription with a browser's cookie."""
        stream = cls(seat.who, number, account_id)
        stream._task = asyncio.create_task(stream._read(seat))
        return stream

    async def close(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _read(self, seat: Seat) -> None:
        """Speak ASGI to the portal, because httpx gives an answer only once it is complete."""
        cookies = seat.person.browser.cookies.items()
        cookie = "; ".join(f"{name}={value}" for name, value in cookies)
        headers = {
            "host": "portal.example",
            "accept": "text/event-stream",
            "content-type": "application/json",
            "sec-fetch-site": "same-origin",
            "cookie": cookie,
        }
        scope: dict[str, Any] = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "POST",
            "scheme": "https",
            "path": "/graphql",
            "raw_path": b"/graphql",
            "query_string": b"",
            "root_path": "",
            "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
            "client": ("127.0.0.1", 50_001),
            "server": ("portal.example", 443),
        }
        asked = json.dumps({"query": _WATCH}).encode()
        body = [{"type": "http.request", "body": asked, "more_body": False}]

        async def receive() -> dict[str, Any]:
            if body:
                return body.pop()
            await asyncio.Event().wait()  # The browser stays.
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            for line in bytes(message.get("body", b"")).decode().splitlines():
                self._take(line)

        await seat.person.portal.app(scope, receive, send)

    def _take(self, line: str) -> None:
        """Keep the place of an update; refusals, heartbeats and ends tell nothing."""
        name, _, text = line.partition(": ")
        if name != "data" or not text:
            return
        update = (json.loads(text).get("data") or {}).get("accountChanged") or {}
        if update.get("__typename") == "AccountChanged":
            self.places.append(int(update["cursor"].split(".")[1]))
