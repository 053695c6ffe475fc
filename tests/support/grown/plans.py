"""The plans by which PostgreSQL carried out the statements of a database (auto_explain)."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import asyncpg
import pytest
from asyncpg.connection import Connection

from tests.support.grown.copying import FEW

_SETTINGS = (
    "session_preload_libraries = 'auto_explain'",
    "auto_explain.log_min_duration = 0",
    "auto_explain.log_format = 'json'",
    "auto_explain.log_level = 'notice'",
    # A table of a few pages is read whole although there is an index for millions.
    "enable_seqscan = off",
    # What reads such a table nevertheless seems so dear that it would be compiled, for a second.
    "jit = off",
)
_MARK = "plan:\n"


@dataclass(frozen=True, kw_only=True)
class Scan:
    """A table, or an index, that was read from one end to the other."""

    table: str
    index: str | None
    statement: str

    def __str__(self) -> str:
        return f"{self.table} by {self.index or 'no index'}: {self.statement}"


@dataclass
class Plans:
    """The plans of what was carried out while they are noted."""

    found: list[dict[str, Any]] = field(default_factory=list)

    def scans(self) -> set[Scan]:
        """Return what was read whole of tables that grow.

        What is read in an index's order until enough was found is not: it has a limit.
        """
        return {
            scan
            for plan in self.found
            for scan in _scans(plan["Plan"], plan["Query Text"], limited=False)
        }


async def explain_all(url: str) -> None:
    """Have the connections of a database that are opened from now on explain their statements."""
    connection = await asyncpg.connect(url, timeout=30)
    name = await connection.fetchval("SELECT current_database()")
    # A connection that is opened meanwhile has all of the settings, or none.
    async with connection.transaction():
        for setting in _SETTINGS:
            await connection.execute(f'ALTER DATABASE "{name}" SET {setting}')
    await connection.close()


@contextmanager
def noted() -> Iterator[Plans]:
    """Note the plans of what this process has carried out meanwhile."""
    plans = Plans()

    def note(_: object, fields: dict[str, str], __: str) -> None:
        _text, mark, plan = fields.get("M", "").partition(_MARK)
        if mark:
            plans.found.append(json.loads(plan))

    with pytest.MonkeyPatch.context() as patch:
        # The pool takes away listeners when a connection is given back.
        patch.setattr(Connection, "_process_log_message", note)
        yield plans


def _scans(node: dict[str, Any], statement: str, *, limited: bool) -> Iterator[Scan]:
    table, kind = node.get("Relation Name"), node["Node Type"]
    limited = kind == "Limit" or (limited and kind in ("Index Scan", "Index Only Scan", "LockRows"))
    if table and kind.endswith("Scan") and table not in FEW and not table.startswith("pg_"):
        bitmap = [one for one in node.get("Plans", ()) if one["Node Type"] == "Bitmap Index Scan"]
        for one in (*bitmap, *(() if kind == "Bitmap Heap Scan" else (node,))):
            if "Index Cond" not in one and not limited:
                yield Scan(table=table, index=one.get("Index Name"), statement=statement)
    for inner in node.get("Plans", ()):
        if inner["Node Type"] != "Bitmap Index Scan":
            yield from _scans(inner, statement, limited=limited)
