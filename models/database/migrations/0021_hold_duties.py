"""Duties that would end or erase too much at once are held until an operator confirms."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    """Add a table; what runs beside it does not know of it."""

    dependencies = [("models", "0020_count_faults")]

    operations = [
        ops.CreateModel(
            name='HeldDuty',
            fields=[
                ('name', fields.CharField(primary_key=True, unique=True, db_index=True, max_length=40)),
                ('since', fields.DatetimeField()),
                ('due', fields.IntField()),
                ('standing', fields.IntField()),
                ('confirmed_due', fields.IntField(null=True)),
                ('confirmed_by', fields.CharField(null=True, max_length=64)),
            ],
            options={'table': 'held_duty'},
            bases=['Model'],
        ),
    ]
