"""The database of a command: reached in time and migrated, before anything is done."""

import asyncio
import getpass
import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from tortoise.exceptions import DBConnectionError

from models.database.migrate import missing
from models.database.transaction import client, opened
from models.settings.settings import Settings
from web.cli.shared.exits import CommandFailed, Exit
from web.cli.shared.failures import NOT_MIGRATED

# How long a database may take to answer at all.
CONNECT_SECONDS = 10.0


@asynccontextmanager
async def open_database(settings: Settings) -> AsyncIterator[None]:
    """Hold the database open, after making sure that it answers and has this version's tables.

    :raises CommandFailed: saying why it cannot be used
    """
    async with opened(settings.database_url):
        await _answers(settings.database_url)
        if await missing():
            raise CommandFailed(Exit.UNAVAILABLE, NOT_MIGRATED)
        yield


async def reach_server(settings: Settings) -> None:
    """Make sure that a database server answers; a file of SQLite's is there once it is migrated.

    :raises CommandFailed: saying why it cannot be used
    """
    if settings.database_url.startswith("sqlite:"):
        return
    async with opened(settings.database_url):
        await _answers(settings.database_url)


async def _answers(url: str) -> None:
    """Ask the open database for nothing in particular."""
    parts = urlsplit(url)
    if parts.scheme != "sqlite":
        _require_user(parts.username)
    try:
        async with asyncio.timeout(CONNECT_SECONDS):
            await client().execute_query("SELECT 1")
    except DBConnectionError:
        # The server has answered, that it has no such database.
        raise
    except OSError as fault:
        reason = _reason(fault)
        place = f"{parts.hostname}:{parts.port or 5432}"
        sentence = f"the database at {place} cannot be reached: {reason}"
        raise CommandFailed(Exit.UNAVAILABLE, sentence) from fault


def _reason(fault: OSError) -> str:
    """Say why there is no connection, without repeating where to."""
    if isinstance(fault, TimeoutError):
        return "no answer in time"
    # Names that do not resolve have numbers of their own.
    if fault.errno is None or isinstance(fault, socket.gaierror):
        return fault.strerror or "no connection"
    return os.strerror(fault.errno)


def _require_user(username: str | None) -> None:
    """Insist on a user where the driver would ask the system for one, and find none.

    :raises CommandFailed: when neither the address nor this process has a user name
    """
    if username or os.environ.get("PGUSER"):
        return
    try:
        getpass.getuser()
    except (KeyError, OSError) as fault:
        sentence = "GPSZONE_DATABASE_URL: expected a user in it; that of this process has no name"
        raise CommandFailed(Exit.USAGE, sentence) from fault
