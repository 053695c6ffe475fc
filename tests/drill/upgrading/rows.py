"""Every row of a database before and after it was migrated, so that none is gone or changed."""

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import asyncpg

# By table, by the primary key as text: the row's columns.
Rows = Mapping[str, Mapping[str, Mapping[str, Any]]]

_KEYS = """
    SELECT c.relname AS name, string_agg(format('%I::text', a.attname), ' || '' '' || '
        ORDER BY array_position(i.indkey::int2[], a.attnum)) AS key
    FROM pg_index i
    JOIN pg_class c ON c.oid = i.indrelid
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (i.indkey)
    WHERE i.indisprimary AND c.relnamespace = 'public'::regnamespace
    GROUP BY c.relname
"""
# The record of migrations grows by them.
_OWN = "tortoise_migrations"


@dataclass(frozen=True)
class Difference:
    """What became of the rows of before: each a table, and how many of its rows."""

    gone: Mapping[str, int]
    changed: Mapping[str, int]


async def rows_of(url: str) -> Rows:
    """Read all rows of all tables."""
    server = await asyncpg.connect(url, timeout=30)
    try:
        keys = {row["name"]: row["key"] for row in await server.fetch(_KEYS)}
        return {
            name: {
                row["key"]: json.loads(row["row"])
                for row in await server.fetch(
                    f'SELECT {key} AS key, to_jsonb(t)::text AS row FROM "{name}" t'  # noqa: S608  # Names of the catalogue.
                )
            }
            for name, key in keys.items()
            if name != _OWN
        }
    finally:
        await server.close(timeout=5)


async def applied(url: str) -> frozenset[str]:
    """Return the names of the migrations that a database has."""
    server = await asyncpg.connect(url, timeout=30)
    try:
        return frozenset(
            row["name"] for row in await server.fetch("SELECT name FROM tortoise_migrations")
        )
    finally:
        await server.close(timeout=5)


def compared(before: Rows, after: Rows) -> Difference:
    """Compare the columns of before; what was added since does not count."""
    gone: defaultdict[str, int] = defaultdict(int)
    changed: defaultdict[str, int] = defaultdict(int)
    for table, rows in before.items():
        for key, row in rows.items():
            now = after.get(table, {}).get(key)
            if now is None:
                gone[table] += 1
            elif any(now.get(name) != value for name, value in row.items()):
                changed[table] += 1
    return Difference(gone=dict(gone), changed=dict(changed))
