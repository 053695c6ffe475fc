"""A mail names the trace of what caused it."""

from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields

class Migration(migrations.Migration):
    """Add a column that may be empty; what runs beside it does not know of it."""

    dependencies = [("models", "0005_know_when_to_forget")]

    operations = [
        ops.AddField(
            model_name='Mail',
            name='trace',
            field=fields.CharField(max_length=32, null=True),
        ),
    ]
