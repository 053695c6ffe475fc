"""Database access for commands: a connection check with a time limit, and a migration check."""

import asyncio
import getpass
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from models.database.address import read_address
from models.database.deadlines import COMMANDS, Deadlines
from models.database.migrate import missing
from models.database.staging import take_for
from models.database.transaction import client, opened
from models.database.unavailable import DatabaseUnavailable
from models.settings.settings import Settings
from web.cli.common.exits import CommandFailed, Exit
from web.ops.database_failures import NOT_MIGRATED, connection_sentence

# Seconds after which a silent server counts as unreachable.
CONNECT_SECONDS = 10.0


@asynccontextmanager
async def open_database(
    settings: Settings, *, deadlines: Deadlines = COMMANDS
) -> AsyncIterator[None]:
    """Open the database after checking that it answers, is migrated and is one of this mode.

    :raises CommandFailed: naming the reason when it cannot be used
    :raises OtherDatabase: when it is one of staging and this process is not, or the reverse
    """
    async with opened(settings.database_url, deadlines=deadlines):
        await _require_answer(settings.database_url)
        if await missing():
            raise CommandFailed(Exit.UNAVAILABLE, NOT_MIGRATED)
        await take_for(settings.mode)
        yield


async def reach_server(settings: Settings) -> None:
    """Check that the database server answers; a SQLite file is created by the migration.

    :raises CommandFailed: naming the reason when it cannot be used
    """
    if settings.database_url.startswith("sqlite:"):
        return
    async with opened(settings.database_url):
        await _require_answer(settings.database_url)


async def _require_answer(url: str) -> None:
    if url.startswith("sqlite:"):
        place = "its file"
    else:
        address = read_address(url)
        place = f"{address.host}:{address.port}"
        _require_user(address.user)
    try:
        async with asyncio.timeout(CONNECT_SECONDS):
            await client().execute_query("SELECT 1")
    except TimeoutError as late:
        sentence = connection_sentence(late, place=place)
        raise CommandFailed(Exit.UNAVAILABLE, sentence) from late
    except DatabaseUnavailable as unavailable:
        if not isinstance(unavailable.cause, OSError):
            raise
        sentence = connection_sentence(unavailable.cause, place=place)
        raise CommandFailed(Exit.UNAVAILABLE, sentence) from unavailable


def _require_user(username: str | None) -> None:
    """Require a user name where the driver would look up that of the process and crash.

    :raises CommandFailed: when neither the URL nor this process has a user name
    """
    if username or os.environ.get("PGUSER"):
        return
    try:
        getpass.getuser()
    except (KeyError, OSError) as fault:
        sentence = (
            "GPSZONE_DATABASE_URL: expected a user name in the URL, because the user of this "
            "process has none"
        )
        raise CommandFailed(Exit.USAGE, sentence) from fault
