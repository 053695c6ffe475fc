"""What came to nothing is known by when it ended, so that it can be erased in time."""

from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields

INDEX = "CREATE INDEX application_closed ON application (closed_at)"
# The journal knows when an application was closed before there was a column for it.
FILL = (
    "UPDATE application SET closed_at = ("
    " SELECT max(at) FROM event WHERE event.subject = {subject}"
    " AND event.kind IN ('WITHDRAWN', 'EXPIRED'))"
    " WHERE status IN ('WITHDRAWN', 'EXPIRED')"
)


async def fill(apps, editor):
    """Read the time of closing out of the journal."""
    on_sqlite = editor.client.capabilities.dialect == "sqlite"
    subject = "'application:' || application.id" + ("" if on_sqlite else "::text")
    await editor.client.execute_query(FILL.format(subject=subject))


class Migration(migrations.Migration):
    """Add a column that may be empty."""

    dependencies = [("models", "0004_let_holders_sign_in")]

    operations = [
        ops.AddField('Application', 'closed_at', fields.DatetimeField(null=True, db_index=True)),
        ops.RunSQL([INDEX]),
        ops.RunPython(fill),
    ]
