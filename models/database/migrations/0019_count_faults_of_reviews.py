"""Reviews that fail for a reason nobody foresaw are counted, and then left to a person."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    """Add a column with a default; what runs beside it does not know of it."""

    dependencies = [("models", "0018_start_sign_in_at_partners")]

    operations = [
        ops.AddField('Application', 'review_faults', fields.IntField(default=0, db_default=0)),
    ]
