"""Accepted signatures leave evidence."""

from tortoise import migrations
from tortoise.migrations import operations as ops
from uuid import uuid4
from tortoise import fields

class Migration(migrations.Migration):
    """Add a table; what runs beside it does not know of it."""

    dependencies = [("models", "0002_keep_the_rules")]

    operations = [
        ops.CreateModel(
            name='Evidence',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('subject', fields.CharField(db_index=True, max_length=64)),
                ('kind', fields.CharField(max_length=16)),
                ('at', fields.DatetimeField()),
                ('certificate_sha256', fields.CharField(db_index=True, max_length=64)),
                ('sealed', fields.BinaryField()),
            ],
            options={'table': 'evidence'},
            bases=['Model'],
        ),
    ]
