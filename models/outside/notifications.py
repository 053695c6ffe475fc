"""Wake-ups from other processes: PostgreSQL's notifications ring this process's bell."""

import asyncio
import logging

import asyncpg

from models.database.transaction import CHANNEL
from models.journal.wakeup import WakeUp

log = logging.getLogger(__name__)

CONNECT_SECONDS = 10
PAUSE_SECONDS = 2


async def listen(url: str, bell: WakeUp) -> None:
    """Ring the bell at every notification, for ever; a lost connection is made again.

    A notification is a hint: while none can come, who listens to the bell still polls. The bell is
    rung after every reconnect, for what happened meanwhile.
    """
    while True:
        try:
            await _listen_once(url, bell)
        except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as trouble:
            log.warning("no wake-ups from the database: %s", type(trouble).__name__)
        await asyncio.sleep(PAUSE_SECONDS)


async def _listen_once(url: str, bell: WakeUp) -> None:
    """Listen until the connection ends."""
    dsn = url.replace("asyncpg://", "postgres://", 1).partition("?")[0]
    connection = await asyncpg.connect(dsn, timeout=CONNECT_SECONDS)
    ended = asyncio.Event()
    try:
        connection.add_termination_listener(lambda _: ended.set())
        await connection.add_listener(CHANNEL, lambda *_: bell.notify())
        bell.notify()
        await ended.wait()
    finally:
        connection.terminate()
