"""Counters of limits in memory and in Redis, and a clock for their windows."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from uuid import uuid4

import pytest
from redis.asyncio import Redis
from redis.exceptions import RedisError

from models.limits.limiter import Counters, Limiter
from models.limits.table import RULES, Act, Counted, Window
from models.outside.counters import MemoryCounters, RedisCounters
from tests.support.worker import WORKER
from web.clock import epoch

# Each worker counts in a database of its own.
REDIS = os.environ.get("GPSZONE_TEST_REDIS", f"redis://127.0.0.1:6379/{15 - WORKER}")
KINDS = ("memory", "redis")


@dataclass
class Epoch:
    """A clock for windows, set by hand; also stands in for the library's ``time``."""

    at: float = 1_000_000.0

    def time(self) -> float:
        """Return the time in seconds."""
        return self.at


@asynccontextmanager
async def counters_of(kind: str) -> AsyncIterator[Counters]:
    counters: Counters = MemoryCounters(clock=epoch)
    if kind == "redis":
        await _needs_redis()
        counters = RedisCounters(REDIS, clock=epoch, seconds=5)
    try:
        yield counters
    finally:
        await counters.close()


async def _needs_redis() -> None:
    async with Redis.from_url(REDIS, socket_connect_timeout=5) as server:
        try:
            await server.ping()
        except (RedisError, OSError) as fault:
            if os.environ.get("CI"):
                pytest.fail(f"no Redis at {REDIS}: {fault}")
            pytest.skip(f"no Redis at {REDIS}: {fault}")


def limiter(counters: Counters | None = None) -> Limiter:
    """Return a limiter over the real table that shares no key with another test."""
    return Limiter(counters=counters or MemoryCounters(clock=epoch), secret=uuid4().hex.encode())


def only(
    act: Act, counted: Counted, window: Window
) -> dict[Act, dict[Counted, tuple[Window, ...]]]:
    """Return the table with one limit, and none for other acts."""
    return {other: {} for other in RULES} | {act: {counted: (window,)}}


@dataclass
class Silent:
    """A server that accepts connections and never answers."""

    port: int = 0
    _held: list[asyncio.StreamWriter] = field(default_factory=list)

    @property
    def connections(self) -> int:
        return len(self._held)

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Silent"]:
        server = await asyncio.start_server(self._hold, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()
            for writer in self._held:
                writer.transport.abort()
            await server.wait_closed()

    async def _hold(self, _: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._held.append(writer)


@dataclass
class Following:
    """A time for windows that follows a test's clock."""

    clock: Callable[[], datetime]

    def time(self) -> float:
        """Return the time in seconds."""
        return self.clock().timestamp()


def follow(clock: Callable[[], datetime], counted_by: Limiter, patch: pytest.MonkeyPatch) -> None:
    """Let a limiter count in memory by a test's clock."""
    time = Following(clock)
    patch.setattr("limits.aio.storage.memory.time", time)
    counted_by.counters = MemoryCounters(clock=time.time)
