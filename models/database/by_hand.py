"""Statements written by hand, for what is asked so often that building the query was most of it.

Each stands beside its record, and a test compares its answers with the ORM's.
"""

from collections.abc import Mapping
from typing import Any, TypeVar

from tortoise.models import Model

from models.database.engine.sqlite import Sqlite, SqliteTransaction
from models.database.transaction import client

Record = TypeVar("Record", bound=Model)


async def rows(statement: str, *values: str) -> list[dict[str, Any]]:
    """Return the rows of a statement whose values are texts, called `$1`, `$2` and so on."""
    connection = client()
    if isinstance(connection, Sqlite | SqliteTransaction):
        statement = statement.replace("$", "?")
    return await connection.execute_query_dict(statement, list(values))


def columns_of(record: type[Model], table: str) -> str:
    """Return the columns of a record, of a table's name in a statement."""
    return ", ".join(f'{table}."{name}"' for name in record._meta.fields_db_projection.values())


def record_of(record: type[Record], row: Mapping[str, Any]) -> Record:
    """Return a record of a row that has all its columns, as the ORM does."""
    return record._init_from_db(**row)


def value_of(record: type[Model], field: str, value: object) -> Any:
    """Return a column's value as the record's field has it, however the database gave it."""
    return record._meta.fields_map[field].to_python_value(value)
