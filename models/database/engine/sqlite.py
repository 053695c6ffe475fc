"""SQLite: a file with one connection."""

from tortoise.backends.sqlite.client import SqliteClient, SqliteTransactionWrapper

from models.database.engine.translating import Translating
from models.database.unavailable import translated


class Sqlite(Translating, SqliteClient):
    """A file, with one connection."""

    async def create_connection(self, with_db: bool) -> None:  # noqa: FBT001  # The ORM's own.
        with translated():
            await super().create_connection(with_db)


class SqliteTransaction(Translating, SqliteTransactionWrapper):
    """A transaction of the file's connection, which writes from its beginning."""

    async def begin(self) -> None:
        with translated():
            await self._connection.execute("BEGIN IMMEDIATE")

    async def commit(self) -> None:
        """Commit; what cannot be committed, such as on a full disk, does not stay open."""
        try:
            with translated():
                await super().commit()
        except BaseException:
            await self.rollback()
            raise


client_class = Sqlite
