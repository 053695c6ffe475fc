"""SQL that the ORM cannot express, the same on both databases."""

from itertools import count

from models.database.transaction import client, on_postgres

Row = dict[str, str | None]


async def select(statement: str, *values: object) -> list[Row]:
    """Return the rows of a query whose values are written as question marks."""
    return await client().execute_query_dict(_numbered(statement), list(values))


async def execute_many(statement: str, rows: list[list[object]]) -> None:
    await client().execute_many(_numbered(statement), rows)


def _numbered(statement: str) -> str:
    if not on_postgres():
        return statement
    places = count(1)
    return "".join(f"${next(places)}" if letter == "?" else letter for letter in statement)
