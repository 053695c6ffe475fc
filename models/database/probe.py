"""Whether the database can be written to now, asked on a connection of its own."""

import asyncio
import secrets
import sqlite3
from contextlib import closing

from tortoise import fields
from tortoise.models import Model

from models.database.address import read_address
from models.database.deadlines import Deadlines
from models.database.engine.asyncpg_pool import connect
from models.database.unavailable import translated

# What is written has several pages, so that it needs room on the disk.
FILLER_BYTES = 8_192
PROBING = Deadlines(statement=2.0, silence=2.5, connect=2.5, acquire=2.5, idle_transaction=10.0)
_INSERT = "INSERT INTO probe (id, filler) VALUES"


class Probe(Model):
    """A row that is never committed."""

    id = fields.BigIntField(primary_key=True, generated=False)
    filler = fields.TextField()

    class Meta:
        table = "probe"


async def check_writable(url: str) -> None:
    """Write a row on a connection of its own, and roll back.

    :raises DatabaseUnavailable: when the database cannot be written to: it is away, read-only,
        locked, or its disk is full
    """
    with translated():
        if url.startswith("sqlite:"):
            await asyncio.to_thread(_write_to_file, url)
        else:
            await _write_to_server(url)


async def _write_to_server(url: str) -> None:
    connection = await connect(read_address(url), PROBING)
    try:
        await connection.execute("BEGIN")
        await connection.execute(f"{_INSERT} ($1, $2)", _number(), _filler())
    finally:
        # The server rolls back.
        connection.terminate()


def _write_to_file(url: str) -> None:
    path = url.removeprefix("sqlite://").partition("?")[0]
    with closing(sqlite3.connect(path, timeout=PROBING.statement, isolation_level=None)) as file:
        # Without room in memory, what is written goes to the disk before it is committed.
        file.execute("PRAGMA cache_size=1")
        file.execute("BEGIN IMMEDIATE")
        try:
            file.execute(f"{_INSERT} (?, ?)", (_number(), _filler()))
        finally:
            if file.in_transaction:
                file.execute("ROLLBACK")


def _number() -> int:
    return secrets.randbits(62)


def _filler() -> str:
    return secrets.token_hex(FILLER_BYTES)
