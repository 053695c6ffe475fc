"""The counters of the rate limiter: in this process, or in Redis for all processes."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from limits.aio.storage import MemoryStorage
from redis.asyncio.connection import ConnectionPool
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from models.core.tls import UNUSED
from models.limits.limiter import Addition, Total
from models.outside.redis_script import Script

log = logging.getLogger(__name__)

# The most keys that a process counts, so that a flood of addresses cannot fill its memory.
MOST_KEYS = 20_000
_PREFIX = "gpszone"
# Adds to each key, sets the end of a window that begins, and returns counts and remaining times.
_ADD = """
local totals = {}
for place, key in ipairs(KEYS) do
  local amount = tonumber(ARGV[2 * place - 1])
  local count = redis.call("incrby", key, amount)
  if count == amount then
    redis.call("expire", key, ARGV[2 * place])
  end
  totals[2 * place - 1] = count
  totals[2 * place] = redis.call("pttl", key)
end
return totals
"""


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

    async def add(self, additions: Sequence[Addition]) -> list[Total]:
        return [await self._add(addition) for addition in additions]

    async def _add(self, addition: Addition) -> Total:
        if len(self._storage.storage) >= self.most_keys:
            log.warning("more than %d keys are counted: all start again", self.most_keys)
            await self._storage.reset()
        key = addition.key
        count = await self._storage.incr(key, addition.seconds, addition.amount)
        return Total(count, max(0.0, await self._storage.get_expiry(key) - self.clock()))

    async def close(self) -> None:
        """Do nothing: nothing is open."""


@dataclass(eq=False)
class RedisCounters:
    """Counters in Redis; one script adds and sets the windows' ends atomically.

    One connection is kept for it. What is asked while Redis answers is sent together afterwards:
    sending takes most of the time.

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
        # Each use has a deadline of its own; the driver would make a task for those of a socket.
        self._pool = ConnectionPool.from_url(
            self.url, retry=Retry(NoBackoff(), 0), **_encrypted(self.url)
        )
        self._script = Script(self._pool, _ADD)
        self._asked: list[_Asked] = []
        self._sending: asyncio.Task[None] | None = None

    @property
    def away(self) -> bool:
        return self._away_until is not None

    async def add(self, additions: Sequence[Addition]) -> list[Total]:
        if not additions:
            return []
        if self._is_tried_now():
            try:
                return await self._ask(additions)
            except (RedisError, OSError, TimeoutError) as trouble:
                self._lost(trouble)
        self.fallbacks += len(additions)
        return await self._local.add(additions)

    def _ask(self, additions: Sequence[Addition]) -> "asyncio.Future[list[Total]]":
        asked = _Asked(additions, asyncio.get_running_loop().create_future())
        self._asked.append(asked)
        if self._sending is None or self._sending.done():
            self._sending = asyncio.create_task(self._send())
        return asked.totals

    async def _send(self) -> None:
        while self._asked:
            together, self._asked = self._asked, []
            try:
                await self._answer(together)
            except Exception as trouble:
                # Those who have asked meanwhile would wait as long, and in vain.
                late, self._asked = self._asked, []
                for asked in (*together, *late):
                    asked.fail(trouble)

    async def _answer(self, together: Sequence["_Asked"]) -> None:
        """Return to all who asked what Redis answers."""
        keys, values = list[str](), list[int]()
        for asked in together:
            for addition in asked.additions:
                keys.append(f"{_PREFIX}:{addition.key}")
                values += (addition.amount, addition.seconds)
        async with asyncio.timeout(self.seconds):
            found = iter(await self._script.run(keys, values))
        self._found()
        for asked in together:
            asked.answer([Total(next(found), next(found) / 1_000) for _ in asked.additions])

    async def reach(self) -> None:
        """Check that Redis answers.

        :raises RedisError, OSError: when it does not
        """
        async with asyncio.timeout(self.seconds):
            await self._script.run([], [])

    async def close(self) -> None:
        await self._script.close()

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


@dataclass(frozen=True, eq=False)
class _Asked:
    """Who asked for additions; she may have gone away meanwhile."""

    additions: Sequence[Addition]
    totals: "asyncio.Future[list[Total]]"

    def answer(self, totals: list[Total]) -> None:
        if not self.totals.done():
            self.totals.set_result(totals)

    def fail(self, trouble: Exception) -> None:
        if not self.totals.done():
            self.totals.set_exception(trouble)


def _encrypted(url: str) -> dict[str, object]:
    # The driver makes the context itself, from what this version of Python verifies by default.
    return {"ssl_exclude_verify_flags": list(UNUSED)} if url.startswith("rediss:") else {}
