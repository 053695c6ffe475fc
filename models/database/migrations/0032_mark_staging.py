"""A database is one of production or of staging, permanently; until it has served it is neither."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    """Add a column that may be empty; what runs beside it does not know of it."""

    dependencies = [("models", "0031_count_refused_cards")]

    operations = [
        ops.AddField(
            model_name='Journal',
            name='staging',
            field=fields.BooleanField(null=True),
        ),
    ]
