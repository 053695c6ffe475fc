"""Wake-ups from other processes, by PostgreSQL's LISTEN and NOTIFY."""

import asyncio
import logging

from models.database.address import read_address
from models.database.deadlines import SERVING
from models.database.engine.asyncpg_pool import BROKEN, connect
from models.database.transaction import CHANNEL
from models.journal.wakeup import WakeUp

log = logging.getLogger(__name__)

PAUSE_SECONDS = 2


async def listen(url: str, wakeup: WakeUp) -> None:
    """Notify this process's listeners at every notification; reconnect when the connection is lost.

    Notifications are hints; listeners also poll. They are notified after every reconnect too, for
    what was committed meanwhile.
    """
    while True:
        try:
            await _listen_once(url, wakeup)
        except BROKEN as trouble:
            log.warning("no wake-ups from the database: %s", type(trouble).__name__)
        await asyncio.sleep(PAUSE_SECONDS)


async def _listen_once(url: str, wakeup: WakeUp) -> None:
    # It may hear nothing for hours, so that only the kernel can tell that the other side is gone.
    connection = await connect(read_address(url), SERVING)
    ended = asyncio.Event()
    try:
        connection.add_termination_listener(lambda _: ended.set())
        await connection.add_listener(CHANNEL, lambda *_: wakeup.notify())
        wakeup.notify()
        await ended.wait()
    finally:
        connection.terminate()
