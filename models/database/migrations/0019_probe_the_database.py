"""A table to which readiness writes, and rolls back."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    """Add a table; what runs beside it does not know of it."""

    dependencies = [("models", "0018_start_sign_in_at_partners")]

    operations = [
        ops.CreateModel(
            name='Probe',
            fields=[
                ('id', fields.BigIntField(primary_key=True, generated=False, unique=True, db_index=True)),
                ('filler', fields.TextField(unique=False)),
            ],
            options={'table': 'probe'},
            bases=['Model'],
        ),
    ]
