"""Registry files are staged beside what is on file; changed mailboxes wait, and missing companies are listed."""

import re
from uuid import uuid4

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.migrations import operations as ops
from tortoise.migrations.constraints import UniqueConstraint

ENTRIES = 'registry_entry'
WITHIN_TABLE = re.compile(r',\s*CONSTRAINT "[^"]+" UNIQUE \("source", "digest"\)')

# What is on file came from the newest import of each source, whose rows are now its own.
ADOPT = (
    "INSERT INTO registry_import (id, source, status, began_at)"
    " SELECT import_id, source, 'ACTIVE', at FROM ("
    "  SELECT import_id, source, max(read_at) AS at,"
    "   row_number() OVER (PARTITION BY source ORDER BY max(read_at) DESC) AS place"
    "  FROM registry_entry GROUP BY import_id, source"
    " ) AS imports WHERE place = 1",
    "UPDATE registry_entry SET import_id ="
    " (SELECT id FROM registry_import WHERE registry_import.source = registry_entry.source)",
)
STATEMENTS = (
    "CREATE UNIQUE INDEX registry_import_active_once ON registry_import (source)"
    " WHERE status = 'ACTIVE'",
    "CREATE UNIQUE INDEX missing_company_open_once ON missing_company (account_id)"
    " WHERE ended_at IS NULL",
)


class RemoveUnique(ops.RemoveConstraint):
    """Remove a constraint of a table, which on SQLite needs another table."""

    async def database_forward(self, app_label, old_state, new_state, state_editor=None):
        if state_editor is None or state_editor.DIALECT != 'sqlite':
            return await super().database_forward(app_label, old_state, new_state, state_editor)
        run = state_editor.client.execute_query_dict
        named = f"FROM sqlite_master WHERE tbl_name = '{ENTRIES}' AND sql IS NOT NULL"
        [table] = await run(f"SELECT sql {named} AND type = 'table'")
        indexes = await run(f"SELECT sql {named} AND type = 'index'")
        made, count = WITHIN_TABLE.subn('', table['sql'])
        if count != 1:
            raise RuntimeError('the table of the registry has another constraint')
        await run(f'ALTER TABLE {ENTRIES} RENAME TO {ENTRIES}_before')
        await run(made)
        await run(f'INSERT INTO {ENTRIES} SELECT * FROM {ENTRIES}_before')
        await run(f'DROP TABLE {ENTRIES}_before')
        for index in indexes:
            await run(index['sql'])


class Migration(migrations.Migration):
    """Add tables and columns; what runs beside it sees the rows of an import while it is staged, as of its own."""

    dependencies = [("models", "0021_hold_duties")]

    operations = [
        ops.CreateModel(
            name='RegistryImport',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('source', fields.CharField(max_length=16)),
                ('status', fields.CharField(max_length=16)),
                ('began_at', fields.DatetimeField()),
            ],
            options={'table': 'registry_import'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='RegistryMailbox',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('control_number', fields.CharField(max_length=8)),
                ('email', fields.CharField(max_length=320)),
                ('status', fields.CharField(max_length=16)),
                ('since', fields.DatetimeField()),
                ('effective_at', fields.DatetimeField(null=True, db_index=True)),
            ],
            options={'table': 'registry_mailbox', 'unique_together': (('control_number', 'email'),)},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='MissingCompany',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('account', fields.ForeignKeyField('models.Account', source_field='account_id', db_index=True, db_constraint=True, to_field='id', on_delete=OnDelete.RESTRICT)),
                ('reason', fields.CharField(max_length=16)),
                ('since', fields.DatetimeField()),
                ('ended_at', fields.DatetimeField(null=True)),
            ],
            options={'table': 'missing_company'},
            bases=['Model'],
        ),
        ops.AddField('RegistryEntry', 'release_reason', fields.CharField(null=True, max_length=16)),
        ops.AddField('RegistryEntry', 'released_on', fields.DateField(null=True)),
        ops.RunSQL([*ADOPT]),
        RemoveUnique('RegistryEntry', fields=['source', 'digest']),
        ops.AddConstraint('RegistryEntry', UniqueConstraint(fields=('import_id', 'control_number', 'digest'))),
        ops.RunSQL([*STATEMENTS]),
    ]
