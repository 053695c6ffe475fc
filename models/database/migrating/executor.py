"""The ORM's executor of migrations, inside a transaction that is open already."""

from collections.abc import Awaitable, Callable, Sequence
from functools import partial

from tortoise.migrations.executor import MigrationExecutor, MigrationTarget
from tortoise.migrations.graph import MigrationKey
from tortoise.migrations.migration import Migration
from tortoise.migrations.recorder import MigrationRecorder
from tortoise.migrations.schema_editor.base import BaseSchemaEditor
from tortoise.migrations.schema_generator.state import State

from models.database.transaction import client

Apps = dict[str, dict[str, object]]
# What remains to be done of a migration once its statements are known.
Step = Callable[[BaseSchemaEditor], Awaitable[None]]


def targets_of(upto: str | None) -> list[MigrationTarget] | None:
    return [MigrationTarget("models", upto)] if upto else None


async def make_record_table() -> None:
    """Create the table of applied migrations, which the ORM cannot do inside a transaction."""
    stock = MigrationExecutor(client(), {})
    await stock.recorder.ensure_schema(stock._schema_editor(atomic=False))


async def _execute(sql: str, editor: BaseSchemaEditor) -> None:
    await editor.client.execute_script(sql)


class Executor(MigrationExecutor):
    """An executor that runs inside the open transaction, and knows what it has done before."""

    def __init__(self, apps: Apps) -> None:
        super().__init__(client(), apps)
        self._state: State | None = None
        self._bind()

    async def run(self, upto: str | None) -> None:
        """Apply what is missing of the migrations up to one, in the open transaction."""
        self._bind()
        await self.migrate(targets_of(upto))

    async def prepare(self, migration: Migration) -> list[Step]:
        """Work out what a migration does to the database, before anything is locked for it.

        The ORM takes longer for that than the server for the statements.
        """
        self._bind()
        state = await self._project_state(set(await self.recorder.applied_migrations()))
        steps: list[Step] = []
        for operation in migration.operations:
            before = state.clone()
            operation.state_forward("models", state)
            if operation.reduces_to_sql:
                editor = self._schema_editor(collect_sql=True)
                await operation.database_forward("models", before, state, editor)
                steps += [partial(_execute, sql) for sql in editor.collected_sql]
            else:
                steps.append(partial(operation.database_forward, "models", before, state))
        return steps

    async def carry_out(self, steps: Sequence[Step], name: str) -> None:
        """Carry out and record a prepared migration, in the open transaction."""
        self._bind()
        editor = self._schema_editor()
        for step in steps:
            await step(editor)
        await self.recorder.record_applied("models", name)

    def _bind(self) -> None:
        """Use the connection of the open transaction."""
        self.connection = client()
        self.recorder = _Recorder(self.connection)
        self.loader.recorder = self.recorder

    def _schema_editor(  # The arguments are the ORM's own.
        self,
        atomic: bool = True,  # noqa: FBT001  # As above.
        collect_sql: bool = False,  # noqa: FBT001  # As above.
    ) -> BaseSchemaEditor:
        """Return an editor that is atomic: one that is not would commit SQLite's transaction."""
        return super()._schema_editor(atomic=not collect_sql, collect_sql=collect_sql)

    async def _project_state(
        self, applied: set[MigrationKey], *, upto: MigrationKey | None = None
    ) -> State:
        """Return the state that the last migration has led to, instead of deriving it again."""
        if self._state is None:
            self._state = await super()._project_state(applied, upto=upto)
        return self._state


class _Recorder(MigrationRecorder):
    """A recorder that does not create its table, which would commit SQLite's transaction."""

    async def ensure_schema(self, schema_editor: BaseSchemaEditor) -> None:
        """Do nothing: `make_record_table` has created the table."""
