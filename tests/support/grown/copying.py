"""Multiplies what a database on PostgreSQL holds: each copy is a world of its own.

Every id is replaced by one that is derived from it and the copy's number, wherever it stands, so
that the rows of a copy refer to one another as those of the original do.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import asyncpg

# What a service has few of, however long it serves.
FEW = frozenset(
    (
        "account_number",
        "event_pending",
        "held_duty",
        "invitation",
        "journal",
        "partner",
        "partner_token",
        "probe",
        "refused_cards",
        "registry_import",
        "relying_party",
        "revocation_list",
        "signing_key",
        "tortoise_migrations",
    )
)
# Columns whose texts name a record: ``account:<id>``.
_NAMING = ("subject", "actor")
_ROUND = 2_000
_COLUMNS = """
SELECT c.table_name, c.column_name, c.data_type, c.character_maximum_length, EXISTS (
  SELECT FROM pg_index i
  JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
  WHERE i.indisunique AND i.indrelid = c.table_name::regclass AND a.attname = c.column_name
) AS is_unique
FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE'
ORDER BY c.table_name, c.ordinal_position
"""


@dataclass(kw_only=True)
class _Table:
    name: str
    # By column, the expression of a copy's value: ``o`` is the original, ``n`` the copy's number.
    values: dict[str, str] = field(default_factory=dict)


async def multiply(
    url: str,
    times: int,
    *,
    first: int = 1,
    changed: Mapping[tuple[str, str], str] | None = None,
    only: str | None = None,
) -> None:
    """Add copies of everything that a database holds, but of what there are few of.

    :param first: the number of the first copy; copies of a database have different ones.
    :param changed: the values (SQL) of some columns, by table and column.
    :param only: the one table of which copies are added.
    """
    connection = await asyncpg.connect(url, timeout=30, command_timeout=None)
    try:
        tables = await _tables(connection, changed or {})
        # The rows refer to one another, and are written table by table.
        await connection.execute("SET session_replication_role = 'replica'")
        for begin in range(first, first + times, _ROUND):
            end = min(begin + _ROUND, first + times)
            for table in (one for one in tables if only in (None, one.name)):
                await connection.execute(_statement(table), begin, end - 1)
        await _end_journal(connection)
        await connection.execute("ANALYZE")
    finally:
        await connection.close()


async def _tables(
    connection: "asyncpg.Connection[asyncpg.Record]", changed: Mapping[tuple[str, str], str]
) -> list[_Table]:
    tables = dict[str, _Table]()
    for row in await connection.fetch(_COLUMNS):
        name = row["table_name"]
        if name in FEW:
            continue
        table = tables.setdefault(name, _Table(name=name))
        column = row["column_name"]
        table.values[column] = changed.get((name, column)) or _value(row)
    originals = list(tables.values())
    # Later copies are of the same originals.
    await connection.execute("CREATE SCHEMA IF NOT EXISTS original")
    for table in originals:
        await connection.execute(
            f'CREATE TABLE IF NOT EXISTS original."{table.name}" AS SELECT * FROM "{table.name}"'
        )
    await connection.execute(
        "CREATE TEMP TABLE few_ids AS "
        + " UNION ".join(f'SELECT id FROM "{name}"' for name in await _with_ids(connection))
    )
    return originals


async def _with_ids(connection: "asyncpg.Connection[asyncpg.Record]") -> Iterable[str]:
    """Return the tables, of those with few rows, whose rows have ids that others name."""
    found = await connection.fetch(
        "SELECT table_name FROM information_schema.columns WHERE table_schema = 'public' "
        "AND column_name = 'id' AND data_type = 'uuid' AND table_name = ANY ($1)",
        list(FEW),
    )
    return [row["table_name"] for row in found]


def _value(column: asyncpg.Record) -> str:
    """Return the value of a column in a copy (SQL)."""
    name = f'o."{column["column_name"]}"'
    if column["data_type"] == "uuid":
        return f"CASE WHEN {name} IN (SELECT id FROM few_ids) THEN {name} ELSE {_id(name)} END"
    if column["column_name"] in _NAMING:
        return (
            f"CASE WHEN {name} ~ '^[a-z-]+:[0-9a-f-]{{36}}$' AND split_part({name}, ':', 2)::uuid "
            f"NOT IN (SELECT id FROM few_ids) THEN split_part({name}, ':', 1) || ':' || "
            f"md5(split_part({name}, ':', 2) || n)::uuid ELSE {name} END"
        )
    if column["column_name"] == "control_number":
        return f"left({name}, 1) || right({name}, 1) || lpad(to_hex(n), 6, '0')"
    if column["column_name"] == "seq":
        return f"{name} + n * (SELECT max(seq) FROM original.event)"
    if column["is_unique"] and column["data_type"] in ("character varying", "text"):
        most = column["character_maximum_length"] or 64
        return f"left(md5({name} || n) || md5(n || {name}), {most})"
    if column["is_unique"] and column["data_type"] in ("bigint", "integer"):
        return f"{name} + n * 100000"
    return name


def _id(name: str) -> str:
    return f"md5({name}::text || n)::uuid"


def _statement(table: _Table) -> str:
    columns = ", ".join(f'"{column}"' for column in table.values)
    values = ", ".join(table.values.values())
    return (
        f'INSERT INTO "{table.name}" ({columns}) SELECT {values} '
        f'FROM original."{table.name}" o, generate_series($1::int, $2::int) n'
    )


async def _end_journal(connection: "asyncpg.Connection[asyncpg.Record]") -> None:
    """Make the journal end at its last event."""
    await connection.execute("UPDATE journal SET seq = (SELECT max(seq) FROM event)")
