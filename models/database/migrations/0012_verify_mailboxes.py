"""Where the registry has no mailbox, two reviewers verify one."""

from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise.fields.base import OnDelete
from uuid import uuid4
from tortoise import fields

STATEMENTS = (
    # A case has one mailbox that is not superseded.
    "CREATE UNIQUE INDEX case_mailbox_standing_once ON case_mailbox (application_id)"
    " WHERE superseded_at IS NULL",
)


class Migration(migrations.Migration):
    """Add a table; what runs beside it does not know of it."""

    dependencies = [("models", "0011_remember_members")]

    operations = [
        ops.CreateModel(
            name='CaseMailbox',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('application', fields.ForeignKeyField('models.Application', source_field='application_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('application_version', fields.IntField()),
                ('email', fields.CharField(max_length=254)),
                ('verified_how', fields.CharField(max_length=400)),
                ('proposed_by', fields.UUIDField()),
                ('proposed_at', fields.DatetimeField()),
                ('confirmed_by', fields.UUIDField(null=True)),
                ('confirmed_at', fields.DatetimeField(null=True)),
                ('superseded_at', fields.DatetimeField(null=True)),
            ],
            options={'table': 'case_mailbox'},
            bases=['Model'],
        ),
        ops.RunSQL([*STATEMENTS]),
    ]
