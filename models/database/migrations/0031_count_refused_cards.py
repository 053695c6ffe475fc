"""Cards that were refused are counted, by day and reason."""

from uuid import uuid4

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    """Add a table; what runs beside it does not know of it."""

    dependencies = [("models", "0030_find_among_millions")]

    operations = [
        ops.CreateModel(
            name='RefusedCards',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('day', fields.DateField()),
                ('reason', fields.CharField(max_length=40)),
                ('count', fields.IntField()),
            ],
            options={'table': 'refused_cards', 'unique_together': (('day', 'reason'),)},
            bases=['Model'],
        ),
    ]
