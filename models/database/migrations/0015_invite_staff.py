"""Staff are invited by name: a mailbox alone binds no card to a staff account."""

from uuid import uuid4

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.migrations import operations as ops

RULES = (
    # A staff account has one invitation that can be used.
    "CREATE UNIQUE INDEX invitation_live_once ON invitation (account_id)"
    " WHERE used_at IS NULL AND voided_at IS NULL",
)

# Links to staff accounts that were made before name nobody; their accounts are invited again. When
# they were voided is not recorded: a migration has no clock.
VOID = (
    "UPDATE account_link SET spent_at = created_at WHERE purpose = 'SIGN_IN' AND spent_at IS NULL"
    " AND account_id IN (SELECT id FROM account WHERE kind = 'STAFF')",
    "UPDATE session SET ended_at = created_at, ended_because = 'INVITATION_VOIDED'"
    " WHERE kind = 'BIND_ONLY' AND ended_at IS NULL"
    " AND account_id IN (SELECT id FROM account WHERE kind = 'STAFF')",
)


class Migration(migrations.Migration):
    """Add a table, and void the links that it replaces."""

    dependencies = [("models", "0014_let_members_leave")]

    operations = [
        ops.CreateModel(
            name='Invitation',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('account', fields.ForeignKeyField('models.Account', source_field='account_id', db_index=True, db_constraint=True, to_field='id', on_delete=OnDelete.RESTRICT)),
                ('name', fields.CharField(max_length=120)),
                ('last_four', fields.CharField(max_length=4)),
                ('made_by', fields.CharField(max_length=16)),
                ('invited_by', fields.CharField(max_length=64)),
                ('created_at', fields.DatetimeField()),
                ('link', fields.ForeignKeyField('models.AccountLink', source_field='link_id', db_index=True, db_constraint=True, to_field='id', on_delete=OnDelete.RESTRICT)),
                ('used_at', fields.DatetimeField(null=True)),
                ('voided_at', fields.DatetimeField(null=True)),
            ],
            options={'table': 'invitation'},
            bases=['Model'],
        ),
        ops.RunSQL([*RULES, *VOID]),
    ]
