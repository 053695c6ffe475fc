"""Emptying of a used PostgreSQL database, which takes a tenth of the time of a fresh copy."""

import io
from dataclasses import dataclass

import asyncpg

# The tables' columns, keys, indexes, triggers and functions, and the database's own settings. A
# test that has changed any of them leaves a database that no other test can use.
_SHAPE = """
SELECT md5(string_agg(line, '|' ORDER BY line)) FROM (
  SELECT format('%s %s %s %s %s', c.relname, c.relkind, a.attname, a.atttypid, a.attnotnull) AS line
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
    WHERE c.relnamespace = 'public'::regnamespace AND a.attnum > 0
  UNION ALL SELECT pg_get_indexdef(i.indexrelid) FROM pg_index i
    JOIN pg_class c ON c.oid = i.indrelid WHERE c.relnamespace = 'public'::regnamespace
  UNION ALL SELECT conrelid::regclass || pg_get_constraintdef(oid) FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace
  UNION ALL SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
  UNION ALL SELECT pg_get_functiondef(oid) FROM pg_proc
    WHERE pronamespace = 'public'::regnamespace
  UNION ALL SELECT array_to_string(setconfig, ',') FROM pg_db_role_setting
    WHERE setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database())
  UNION ALL SELECT nspname::text FROM pg_namespace WHERE nspname !~ '^pg_'
) AS shape
"""
_TABLES = "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'"
_SEQUENCES = "SELECT sequencename AS name, start_value, last_value FROM pg_sequences"
_ALONE = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


@dataclass(frozen=True)
class Contents:
    """What a fresh database has: its shape, the rows that migrations wrote, its sequences."""

    shape: str
    tables: tuple[str, ...]
    rows: dict[str, bytes]
    sequences: dict[str, tuple[int, bool]]

    @classmethod
    async def of(cls, connection: asyncpg.Connection) -> "Contents":
        tables = tuple(row["name"] for row in await connection.fetch(_TABLES))
        rows = {}
        for table in tables:
            if await connection.fetchval(f'SELECT EXISTS (SELECT FROM "{table}")'):  # noqa: S608  # The catalogue's own name.
                kept = io.BytesIO()
                await connection.copy_from_table(table, output=kept, format="binary")
                rows[table] = kept.getvalue()
        sequences = {
            row["name"]: (row["last_value"] or row["start_value"], row["last_value"] is not None)
            for row in await connection.fetch(_SEQUENCES)
        }
        shape = await connection.fetchval(_SHAPE)
        return cls(shape=shape, tables=tables, rows=rows, sequences=sequences)

    async def restore(self, connection: asyncpg.Connection) -> bool:
        """Bring a used database back to this; return False when its shape has changed."""
        await connection.execute(_ALONE)
        if await connection.fetchval(_SHAPE) != self.shape:
            return False
        deletions = [f'DELETE FROM "{table}"' for table in self.tables]  # noqa: S608  # The catalogue's own names.
        async with connection.transaction():
            # Neither the order of foreign keys nor a trigger matters.
            await connection.execute("SET LOCAL session_replication_role = replica")
            await connection.execute(";".join(deletions))
            for table, rows in self.rows.items():
                await connection.copy_to_table(table, source=io.BytesIO(rows), format="binary")
            for name, (value, is_called) in self.sequences.items():
                await connection.execute(
                    "SELECT setval($1::text::regclass, $2, $3)", name, value, is_called
                )
        return True
