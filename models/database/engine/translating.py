"""Statements whose failures are told apart: the database is away, or the statement is wrong."""

from typing import Any

from tortoise.backends.base.client import BaseDBAsyncClient

from models.database.unavailable import translated


class Translating(BaseDBAsyncClient):
    """Statements that raise ``DatabaseUnavailable`` in place of what the driver raises."""

    async def execute_insert(self, query: str, values: list[Any]) -> Any:
        with translated():
            return await super().execute_insert(query, values)

    async def execute_query(self, query: str, values: list[Any] | None = None) -> tuple[int, Any]:
        with translated():
            return await super().execute_query(query, values)

    async def execute_query_dict(
        self, query: str, values: list[Any] | None = None
    ) -> list[dict[str, Any]]:
        with translated():
            return await super().execute_query_dict(query, values)

    async def execute_many(self, query: str, values: list[Any]) -> None:
        with translated():
            await super().execute_many(query, values)

    async def execute_script(self, query: str) -> None:
        with translated():
            await super().execute_script(query)
