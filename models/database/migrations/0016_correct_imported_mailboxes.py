"""Two members of staff correct the mailbox of an imported account."""

from uuid import uuid4

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.migrations import operations as ops

STATEMENTS = (
    # An account has one correction that is not over.
    "CREATE UNIQUE INDEX mailbox_correction_open_once ON mailbox_correction (account_id)"
    " WHERE done_at IS NULL",
)


class Migration(migrations.Migration):
    """Add a table; what runs beside it does not know of it."""

    dependencies = [("models", "0015_invite_staff")]

    operations = [
        ops.CreateModel(
            name='MailboxCorrection',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('account', fields.ForeignKeyField('models.Account', source_field='account_id', db_index=True, db_constraint=True, to_field='id', on_delete=OnDelete.RESTRICT)),
                ('status', fields.CharField(max_length=16)),
                ('previous', fields.CharField(max_length=254)),
                ('email', fields.CharField(max_length=254)),
                ('reason', fields.CharField(max_length=400)),
                ('evidence', fields.CharField(max_length=400)),
                ('after_objection', fields.BooleanField()),
                ('proposed_by', fields.UUIDField()),
                ('proposed_at', fields.DatetimeField()),
                ('expires_at', fields.DatetimeField()),
                ('confirmed_by', fields.UUIDField(null=True)),
                ('confirmed_at', fields.DatetimeField(null=True)),
                ('effective_at', fields.DatetimeField(null=True)),
                ('done_at', fields.DatetimeField(null=True)),
                ('done_by', fields.CharField(null=True, max_length=64)),
                ('note', fields.CharField(null=True, max_length=400)),
            ],
            options={'table': 'mailbox_correction'},
            bases=['Model'],
        ),
        ops.RunSQL([*STATEMENTS]),
    ]
