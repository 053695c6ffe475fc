"""The office calendar of a year, by which ages and due times are computed."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    """Add a table; what runs beside it does not know of it."""

    dependencies = [("models", "0024_rehearse_cards")]

    operations = [
        ops.CreateModel(
            name='OfficeYear',
            fields=[
                ('year', fields.IntField(primary_key=True, generated=False)),
                ('free', fields.JSONField()),
                ('replaced_at', fields.DatetimeField()),
                ('replaced_by', fields.CharField(max_length=64)),
            ],
            options={'table': 'office_year'},
            bases=['Model'],
        ),
    ]
