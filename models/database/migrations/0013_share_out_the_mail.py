"""A mailbox's allowance is shared out among those who cause its letters."""

from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields

STATEMENTS = (
    # A field that is added gets its index by hand.
    "CREATE INDEX mail_of_mailbox ON mail (mailbox)",
    # What waits is found without reading what was sent.
    "CREATE INDEX mail_waiting ON mail (state, due_at)",
)


class Migration(migrations.Migration):
    """Add columns with a default; what runs beside them knows of none.

    A mail that was queued before gets its mailbox when it is due. One that was sent before counts
    for no mailbox, for a day at most.
    """

    dependencies = [("models", "0012_verify_mailboxes")]

    operations = [
        ops.AddField('Mail', 'mailbox', fields.CharField(db_index=True, max_length=254, db_default='')),
        ops.AddField('Mail', 'share', fields.CharField(null=True, max_length=64)),
        ops.AddField('Mail', 'leads', fields.BooleanField(db_default=False)),
        ops.RunSQL(list(STATEMENTS)),
    ]
