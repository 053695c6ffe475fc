"""What is done to the running whole: kills, freezes, outages; each leaves everything running."""

import asyncio
import os
import random
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress

from tests.support.production.processes.child import Child
from tests.support.production.processes.cluster import START_SECONDS
from tests.support.production.production import Production
from tests.support.servers.process import until

Fault = Callable[[Production], Awaitable[None]]


def kills(seed: int, *, times: int, targets: Sequence[str] = ("web", "worker", "backend")) -> Fault:
    """Kill at random moments (SIGKILL) what is drawn of the targets, and start it again soon."""

    async def act(shape: Production) -> None:
        # Chance needs no secrecy here.
        chance = random.Random(seed)  # noqa: S311  # Draws moments and victims; nothing secret.
        for _ in range(times):
            await asyncio.sleep(chance.uniform(0.3, 4))
            target = chance.choice(targets)
            if target == "backend":
                await kill_backend(shape, chance)
                continue
            child = chance.choice(shape.webs if target == "web" else shape.workers)
            child.kill()
            await asyncio.sleep(chance.uniform(0, 2))
            child.start()

    return act


async def kill_backend(shape: Production, chance: random.Random) -> None:
    """Kill a process of PostgreSQL that serves a client: all others end, and it recovers."""
    backends = shape.cluster.backends()
    if backends:
        with suppress(ProcessLookupError):
            os.kill(chance.choice(backends), signal.SIGKILL)


def stopped(number: signal.Signals, *, seconds: float) -> Fault:
    """Stop PostgreSQL by a signal, and start it so much later."""

    async def act(shape: Production) -> None:
        await asyncio.to_thread(shape.cluster.stop, number)
        await asyncio.sleep(seconds)
        await shape.cluster.start()

    return act


def frozen(children: Callable[[Production], Sequence[Child]], *, seconds: float) -> Fault:
    """Stop processes where they are, without their knowing, for so long."""

    async def act(shape: Production) -> None:
        found = children(shape)
        for child in found:
            child.freeze()
        try:
            await asyncio.sleep(seconds)
        finally:
            for child in found:
                child.thaw()

    return act


def frozen_backends(*, seconds: float) -> Fault:
    """Freeze the processes of PostgreSQL that serve clients now; new ones are not."""

    async def act(shape: Production) -> None:
        backends = shape.cluster.backends()
        _signal_all(backends, signal.SIGSTOP)
        try:
            await asyncio.sleep(seconds)
        finally:
            _signal_all(backends, signal.SIGCONT)

    return act


@asynccontextmanager
async def read_only(shape: Production) -> AsyncIterator[None]:
    """Have PostgreSQL refuse every write while the block runs."""
    await shape.cluster.run(
        "ALTER SYSTEM SET default_transaction_read_only = on", "SELECT pg_reload_conf()"
    )
    try:
        yield
    finally:
        await shape.cluster.run(
            "SET default_transaction_read_only = off",
            "ALTER SYSTEM RESET default_transaction_read_only",
            "SELECT pg_reload_conf()",
        )


@asynccontextmanager
async def full_disk(shape: Production) -> AsyncIterator[None]:
    """Leave PostgreSQL not a block of its disk while the block runs."""
    filler = await asyncio.to_thread(shape.cluster.fill)
    try:
        yield
    finally:
        filler.unlink()
        await until(shape.cluster.answers, within=START_SECONDS)


def _signal_all(processes: Sequence[int], number: signal.Signals) -> None:
    for process in processes:
        with suppress(ProcessLookupError):
            os.kill(process, number)
