"""Reviews that fail for a reason that nobody foresaw are counted."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    """Add a column with a default; what runs beside it does not know of it."""

    dependencies = [("models", "0019_probe_the_database")]

    operations = [
        ops.AddField('Application', 'review_faults', fields.IntField(default=0, db_default=0)),
    ]
