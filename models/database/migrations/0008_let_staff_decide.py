"""Reviewers claim and decide; the journal is searched by who acted and when."""

from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields

APPLICATION = {
    'claimed_by': fields.UUIDField(null=True),
    'claimed_until': fields.DatetimeField(null=True),
    'decided_by': fields.CharField(null=True, max_length=64),
    'marked': fields.JSONField(null=True),
    'remark': fields.CharField(null=True, max_length=400),
}

INDEXES = (
    "CREATE INDEX application_by_status ON application (status, submitted_at)",
    "CREATE INDEX event_by_actor ON event (actor, seq)",
    "CREATE INDEX event_by_time ON event (at, seq)",
)


class Migration(migrations.Migration):
    """Add columns that may be empty; what runs beside them does not know of them."""

    dependencies = [("models", "0007_change_cards_with_notice")]

    operations = [
        *(ops.AddField('Application', name, field) for name, field in APPLICATION.items()),
        ops.RunSQL(list(INDEXES)),
    ]
