"""What fails for a reason nobody foresaw is counted, put off, and shown."""

from uuid import uuid4

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    """Add a column with a default, and a table; what runs beside them does not know of them."""

    dependencies = [("models", "0018_start_sign_in_at_partners")]

    operations = [
        ops.AddField('Application', 'review_faults', fields.IntField(default=0, db_default=0)),
        ops.CreateModel(
            name='SetAside',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4)),
                ('job', fields.CharField(max_length=32)),
                ('item', fields.UUIDField()),
                ('faults', fields.IntField()),
                ('due_at', fields.DatetimeField(db_index=True)),
                ('trouble', fields.CharField(max_length=100)),
            ],
            options={'table': 'set_aside', 'unique_together': (('job', 'item'),)},
            bases=['Model'],
        ),
    ]
