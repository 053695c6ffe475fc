"""Cards of accounts are changed with notice: who was told may object."""

from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise.fields.base import OnDelete
from uuid import uuid4
from tortoise import fields

INDEXES = (
    # The worker asks for those whose time is over, or soon will be.
    "CREATE INDEX certificate_ending ON certificate (not_after)"
    " WHERE status = 'LIVE' AND account_id IS NOT NULL",
    # Staff ask for the objections that wait.
    "CREATE INDEX card_change_open ON card_change (reported_at)"
    " WHERE reported_at IS NOT NULL AND settled_at IS NULL",
)


class Migration(migrations.Migration):
    """Add a table and indexes; what runs beside them does not know of them."""

    dependencies = [("models", "0006_trace_the_mail")]

    operations = [
        ops.CreateModel(
            name='CardChange',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('account', fields.ForeignKeyField('models.Account', source_field='account_id', db_index=True, db_constraint=True, to_field='id', on_delete=OnDelete.RESTRICT)),
                ('kind', fields.CharField(max_length=16)),
                ('certificate', fields.ForeignKeyField('models.Certificate', source_field='certificate_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('previous', fields.ForeignKeyField('models.Certificate', source_field='previous_id', null=True, db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('by_certificate', fields.ForeignKeyField('models.Certificate', source_field='by_certificate_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('before', fields.JSONField()),
                ('at', fields.DatetimeField()),
                ('reported_at', fields.DatetimeField(null=True)),
                ('settled_at', fields.DatetimeField(null=True)),
                ('settled_by', fields.CharField(null=True, max_length=64)),
                ('outcome', fields.CharField(null=True, max_length=16)),
                ('note', fields.CharField(null=True, max_length=400)),
            ],
            options={'table': 'card_change'},
            bases=['Model'],
        ),
        ops.RunSQL([*INDEXES]),
    ]
