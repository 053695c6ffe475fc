"""Statements written by hand, for what is asked so often that building the query was most of it.

Each stands beside its record, and a test compares its answers with the ORM's.
"""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from tortoise.models import Model

from models.database.engine.asyncpg_pool import Postgres, PostgresTransaction
from models.database.engine.sqlite import Sqlite, SqliteTransaction
from models.database.transaction import client

Record = TypeVar("Record", bound=Model)


async def rows(statement: str, *values: str) -> list[dict[str, Any]]:
    """Return the rows of a statement whose values are texts, called `$1`, `$2` and so on."""
    connection = client()
    if isinstance(connection, Postgres) and not isinstance(connection, PostgresTransaction):
        return await connection.fetch(statement, values)
    if isinstance(connection, Sqlite | SqliteTransaction):
        statement = statement.replace("$", "?")
    return await connection.execute_query_dict(statement, list(values))


def one_of(column: str) -> str:
    """Return the condition that a column is one of the ids in `$1`, which commas separate."""
    if isinstance(client(), Sqlite | SqliteTransaction):
        ids = """json_each('["' || replace($1, ',', '","') || '"]')"""
        return f"{column} IN (SELECT value FROM {ids})"  # noqa: S608  # Our own names.
    return f"{column} = ANY (string_to_array($1, ',')::uuid[])"


def texts(values: Iterable[str]) -> str:
    """Return words of our own as a list of SQL's texts.

    :raises ValueError: for what is no word
    """
    if wrong := [value for value in values if not value.isidentifier()]:
        raise ValueError(f"no words: {wrong}")
    return ", ".join(f"'{value}'" for value in values)


def columns_of(record: type[Model], table: str) -> str:
    """Return the columns of a record, of a table's name in a statement."""
    return ", ".join(f'{table}."{name}"' for name in record._meta.fields_db_projection.values())


def record_of(record: type[Record], row: Mapping[str, Any]) -> Record:
    """Return a record of a row that has all its columns, as the ORM does."""
    return record._init_from_db(**row)


def value_of(record: type[Model], field: str, value: object) -> Any:
    """Return a column's value as the record's field has it, however the database gave it."""
    return record._meta.fields_map[field].to_python_value(value)
