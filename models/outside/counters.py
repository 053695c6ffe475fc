"""The counters of the rate limiter: in this process, or in Redis for all processes."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field

from limits.aio.storage import MemoryStorage, RedisStorage
from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from models.core.tls import UNUSED

log = logging.getLogger(__name__)

# The most keys that a process counts, so that a flood of addresses cannot fill its memory.
MOST_KEYS = 20_000


@dataclass(eq=False)
class MemoryCounters:
    """Counters in this process only.

    A key's window begins with the first act counted and its end does not move, so that nobody is
    locked out longer by asking on. Up to twice the amount may pass around the end of a window; the
    limits allow for that. A key has one window at a time, whatever it counts.
    """

    clock: Callable[[], float]
    most_keys: int = MOST_KEYS
    fallbacks: int = 0
    _storage: MemoryStorage = field(default_factory=MemoryStorage)

    @property
    def away(self) -> bool:
        return False

    async def add(self, key: str, amount: int, *, seconds: int) -> int:
        """Add to a key's window of this length, and return its count."""
        if len(self._storage.storage) >= self.most_keys:
            log.warning("more than %d keys are counted: all start again", self.most_keys)
            await self._storage.reset()
        return await self._storage.incr(key, seconds, amount)

    async def ends_in(self, key: str) -> float:
        return max(0.0, await self._storage.get_expiry(key) - self.clock())

    async def close(self) -> None:
        """Do nothing: nothing is open."""


@dataclass(eq=False)
class RedisCounters:
    """Counters in Redis; one script adds and sets the window's end atomically.

    While Redis does not answer within ``seconds``, this process counts locally and tries Redis
    again after each pause: nobody is locked out, and nobody waits.
    """

    url: str = field(repr=False)
    clock: Callable[[], float]
    seconds: float = 0.25
    pause: float = 5.0
    fallbacks: int = 0
    _away_until: float | None = None

    def __post_init__(self) -> None:
        self._local = MemoryCounters(clock=self.clock)
        self._pool = BlockingConnectionPool.from_url(
            self.url,
            max_connections=50,
            timeout=self.seconds,
            socket_timeout=self.seconds,
            socket_connect_timeout=self.seconds,
            retry=Retry(NoBackoff(), 0),
            **_encrypted(self.url),
        )
        self._storage = RedisStorage(
            f"async+{self.url}",
            implementation="redispy",
            key_prefix="gpszone",
            connection_pool=self._pool,  # type: ignore[arg-type]  # Typed for plain options alone.
        )

    @property
    def away(self) -> bool:
        return self._away_until is not None

    async def add(self, key: str, amount: int, *, seconds: int) -> int:
        if self._is_tried_now():
            try:
                async with asyncio.timeout(self.seconds):
                    counted = await self._storage.incr(key, seconds, amount)
            except (RedisError, OSError, TimeoutError) as trouble:
                self._lost(trouble)
            else:
                self._found()
                return counted
        self.fallbacks += 1
        return await self._local.add(key, amount, seconds=seconds)

    async def ends_in(self, key: str) -> float:
        if not self.away:
            try:
                async with asyncio.timeout(self.seconds):
                    return max(0.0, await self._storage.get_expiry(key) - self.clock())
            except (RedisError, OSError, TimeoutError) as trouble:
                self._lost(trouble)
        return await self._local.ends_in(key)

    async def reach(self) -> None:
        """Check that Redis answers.

        :raises RedisError, OSError: when it does not
        """
        await Redis(connection_pool=self._pool).ping()

    async def close(self) -> None:
        await self._pool.aclose()

    def _is_tried_now(self) -> bool:
        if self._away_until is None:
            return True
        now = asyncio.get_running_loop().time()
        if now < self._away_until:
            return False
        # Only one request per pause tries.
        self._away_until = now + self.pause
        return True

    def _lost(self, trouble: Exception) -> None:
        if self._away_until is None:
            log.warning("limits are counted in this process alone: %s", type(trouble).__name__)
        self._away_until = asyncio.get_running_loop().time() + self.pause

    def _found(self) -> None:
        if self._away_until is not None:
            log.warning("limits are counted in Redis again")
            self._away_until = None


def _encrypted(url: str) -> dict[str, object]:
    # The driver makes the context itself, from what this version of Python verifies by default.
    return {"ssl_exclude_verify_flags": list(UNUSED)} if url.startswith("rediss:") else {}
