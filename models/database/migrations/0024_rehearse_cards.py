"""Rehearsals with real cards, and the notes with which staff close cases of missing companies."""

from uuid import uuid4

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    """Add a table and columns; what runs beside it does not know of them."""

    dependencies = [("models", "0023_stage_the_registry")]

    operations = [
        ops.CreateModel(
            name='Rehearsal',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('actor', fields.CharField(max_length=64)),
                ('at', fields.DatetimeField()),
                ('generation', fields.CharField(null=True, max_length=16)),
                ('accepted', fields.BooleanField()),
                ('held', fields.IntField()),
                ('differs', fields.IntField()),
                ('not_seen', fields.IntField()),
                ('differing', fields.TextField(unique=False)),
                ('recorded_at', fields.DatetimeField(null=True)),
            ],
            options={'table': 'rehearsal'},
            bases=['Model'],
        ),
        ops.AddField('MissingCompany', 'note', fields.CharField(null=True, max_length=400)),
        ops.AddField('MissingCompany', 'closed_by', fields.CharField(null=True, max_length=64)),
    ]
