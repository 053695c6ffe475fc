"""The open streams of the process: their limits, and how they end."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from web.http.graphql.error import Refused
from web.http.graphql.shares import AllTaken, Shares, ShareTaken

# Seconds between the moments at which streams have their heartbeats.
_TOGETHER = 0.25


class Streams:
    """The open streams of the process: their limits, and how they are aborted."""

    def __init__(
        self,
        *,
        per_key: int = 10,
        in_all: int = 2_000,
        per_address: int = 20,
        heartbeat_seconds: float = 15.0,
        send_seconds: float = 20.0,
        retry_milliseconds: int = 1_000,
    ) -> None:
        """Set the limits; an EventSource reconnects after ``retry_milliseconds``.

        An address may have ``per_address`` streams, and more as long as many are free.
        """
        self.heartbeat_seconds = heartbeat_seconds
        self.send_seconds = send_seconds
        self.retry_milliseconds = retry_milliseconds
        self._per_key = per_key
        self._shares = Shares(in_all=in_all, floor=per_address)
        self._open_by_key: Counter[str] = Counter()
        self._deliveries: dict[asyncio.Task[None], str] = {}
        self._stopping = False

    @property
    def open(self) -> int:
        return self._open_by_key.total()

    @contextmanager
    def reserve(self, key: str, *, address: str) -> Iterator[None]:
        """Count one stream while the block runs.

        :raises Refused: 429 when the key or the address has no stream left, 503 when the process
            has none
        """
        if self._open_by_key[key] >= self._per_key:
            message = f"At most {self._per_key} streams may be open at once."
            raise _refused(429, "TOO_MANY_STREAMS", message)
        try:
            self._shares.occupy(address)
        except AllTaken as full:
            raise _refused(503, "NO_STREAM_FREE", "Too many streams are open; try again.") from full
        except ShareTaken as full:
            message = "Too many streams of this address are open; close some."
            raise _refused(429, "TOO_MANY_STREAMS", message) from full
        self._open_by_key[key] += 1
        try:
            yield
        finally:
            self._shares.release(address)
            self._open_by_key[key] -= 1
            if not self._open_by_key[key]:
                del self._open_by_key[key]

    def until_heartbeat(self) -> float:
        """Return the seconds until a stream's next heartbeat.

        Streams have theirs at the same moments, four a second, so that what each asks before it is
        asked together.
        """
        now = asyncio.get_running_loop().time()
        return self.heartbeat_seconds - now % min(_TOGETHER, self.heartbeat_seconds / 2)

    def watch(self, delivery: asyncio.Task[None], *, key: str) -> None:
        """Register a delivery, which is cancelled when the process stops or the key is aborted."""
        self._deliveries[delivery] = key
        delivery.add_done_callback(self._deliveries.pop)
        if self._stopping:
            delivery.cancel()

    def abort(self, key: str) -> None:
        """End the streams of a key without ``complete``: clients that reconnect get the reason."""
        for delivery, owner in tuple(self._deliveries.items()):
            if owner == key:
                delivery.cancel()

    def abort_all(self) -> None:
        """End every stream, also later ones, without ``complete``, so that clients reconnect."""
        self._stopping = True
        for delivery in tuple(self._deliveries):
            delivery.cancel()


def _refused(status: int, code: str, message: str) -> Refused:
    return Refused(status, code, message, headers={"retry-after": "10"})
