"""Copies of a migrated PostgreSQL database, made or emptied ahead while a test runs."""

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from threading import Thread
from time import monotonic
from typing import Any, Self, TypeVar
from uuid import uuid4

import asyncpg

from tests.support.emptied import Contents

_T = TypeVar("_T")
# One is emptied while a test uses the other; more would only wait.
_AHEAD = 2
# Each drop waits for a checkpoint, but those that are asked for at once share one.
_DROPPED_AT_ONCE = 8
# Less than the time that a test may take, since the last test's teardown waits for it.
_LAST_SECONDS = 60.0


class Copies:
    """Copies of a template, each as good as fresh; a thread of its own cares for them."""

    def __init__(self, server: str, template: str) -> None:
        """``server`` is an address without a database."""
        self._server = server
        self._template = template
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, name="copies", daemon=True)
        self._ready: deque[Future[str]] = deque()
        self._used: list[str] = []
        self._dropped: list[Future[None]] = []
        # What a fresh copy contains, once there was one.
        self._contents: Contents | None = None
        # Those that a busy server did not drop in time; they are dropped at the end.
        self._failed: list[str] = []
        # One statement after the other: two copies of one template at once wait for each other.
        self._turn = asyncio.Lock()
        # One batch after the other, or a slow disk lets them use up the server's connections.
        self._dropping = asyncio.Lock()

    @classmethod
    @contextmanager
    def of(cls, server: str, template: str) -> Iterator[Self]:
        """Create copies until the block ends, then drop those that are left."""
        copies = cls(server, template)
        copies._thread.start()
        yield copies
        copies._finish()
        copies._loop.call_soon_threadsafe(copies._loop.stop)
        copies._thread.join()
        copies._loop.close()

    def _finish(self) -> None:
        """Drop what is left; a server too busy to do so keeps some copies and fails no test."""
        end = monotonic() + _LAST_SECONDS
        with suppress(TimeoutError):
            for ahead in self._ready:
                self._used.append(ahead.result(timeout=max(0, end - monotonic())))
            self._drop_used()
            for dropped in self._dropped:
                dropped.result(timeout=max(0, end - monotonic()))
            self._soon(self._drop_all(self._failed)).result(timeout=max(0, end - monotonic()))

    async def take(self) -> str:
        """Return the name of a copy, and start another if there are too few."""
        while len(self._ready) < _AHEAD:
            self._ready.append(self._soon(self._make()))
        return await asyncio.wrap_future(self._ready.popleft())

    def give_back(self, name: str) -> None:
        """Take back a copy, even if it is still open, for a later test."""
        self._ready.append(self._soon(self._emptied(name)))

    def drop(self, name: str) -> None:
        """Drop a copy, even if it is still open."""
        self._used.append(name)
        if len(self._used) >= _DROPPED_AT_ONCE:
            self._drop_used()

    async def _emptied(self, name: str) -> str:
        """Return a used copy, emptied, or a fresh one where a test has changed its tables."""
        try:
            assert self._contents is not None
            is_restored = await self._within(name, self._contents.restore)
        except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
            is_restored = False
        if is_restored:
            return name
        self.drop(name)
        return await self._make()

    async def _within(
        self, name: str, work: Callable[[asyncpg.Connection], Coroutine[Any, Any, _T]]
    ) -> _T:
        connection = await asyncpg.connect(f"{self._server}/{name}", timeout=60, command_timeout=60)
        try:
            return await work(connection)
        finally:
            await connection.close()

    def _drop_used(self) -> None:
        used, self._used = self._used, []
        self._dropped.append(self._soon(self._drop_all(used)))

    async def _drop_all(self, names: list[str]) -> None:
        drops = [f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)' for name in names]
        async with self._dropping:
            outcomes = await asyncio.gather(*map(self._tell, drops), return_exceptions=True)
        failed = (name for name, outcome in zip(names, outcomes, strict=True) if outcome)
        self._failed = [name for name in self._failed if name not in names] + list(failed)

    def _soon(self, work: Coroutine[Any, Any, _T]) -> "Future[_T]":
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    async def _make(self) -> str:
        name = f"{self._template}_{uuid4().hex[:8]}"
        async with self._turn:
            # Nobody needs a copy after the server's own death, so no commit waits for the disk.
            await self._tell(
                f'CREATE DATABASE "{name}" TEMPLATE "{self._template}"',
                f'ALTER DATABASE "{name}" SET synchronous_commit = off',
            )
            if self._contents is None:
                self._contents = await self._within(name, Contents.of)
        return name

    async def _tell(self, *statements: str) -> None:
        connection = await asyncpg.connect(f"{self._server}/postgres", timeout=60)
        try:
            for statement in statements:
                await connection.execute(statement, timeout=60)
        finally:
            await connection.close()
