"""Phrases are kept with their account; of what is not sent the purpose is kept."""

from uuid import uuid4

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    """Add a table, and a column that may be empty; what runs beside it does not know of them."""

    dependencies = [("models", "0032_mark_staging")]

    operations = [
        ops.CreateModel(
            name='SavedPhrase',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('account', fields.ForeignKeyField('models.Account', source_field='account_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.CASCADE)),
                ('text', fields.CharField(max_length=400)),
                ('saved_at', fields.DatetimeField()),
            ],
            options={'table': 'saved_phrase', 'unique_together': (('account', 'text'),)},
            bases=['Model'],
        ),
        ops.AddField('UnsentForm', 'purpose', fields.CharField(null=True, max_length=16)),
    ]
