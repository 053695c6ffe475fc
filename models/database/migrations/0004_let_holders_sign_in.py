"""Accounts and cards are signed in with: who may act, by which card, until when."""

from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise.fields.base import OnDelete
from uuid import uuid4
from tortoise import fields

ACCOUNT = {
    'name': fields.CharField(null=True, max_length=120),
    'mailbox': fields.CharField(null=True, max_length=254),
    'facts': fields.JSONField(null=True),
    'frozen_at': fields.DatetimeField(null=True),
    'status_reason': fields.CharField(null=True, max_length=400),
    'confirmed_at': fields.DatetimeField(null=True),
    'changed_at': fields.DatetimeField(null=True),
}
CERTIFICATE = {
    'label': fields.CharField(null=True, max_length=80),
    'last_used_at': fields.DatetimeField(null=True),
    'announced_days': fields.SmallIntField(null=True),
    'removed_by': fields.CharField(null=True, max_length=64),
}


SESSION = {
    'account_id': fields.UUIDField(null=True, db_index=True),
    'certificate_id': fields.UUIDField(null=True, db_index=True),
    'proven_at': fields.DatetimeField(null=True),
    'seen_at': fields.DatetimeField(null=True),
    'ended_because': fields.CharField(null=True, max_length=32),
    'device': fields.CharField(null=True, max_length=80),
}

# A field that is added gets its index by hand.
INDEXES = (
    "CREATE INDEX mail_of_account_link ON mail (account_link_id)",
    # An account has one live link of a purpose about one thing.
    "CREATE UNIQUE INDEX account_link_live_once ON account_link (account_id, purpose, about)"
    " WHERE spent_at IS NULL",
    "CREATE INDEX session_of_account ON session (account_id)",
    "CREATE INDEX session_of_certificate ON session (certificate_id)",
)

# A card that was frozen is at its place still: it may not be bound at another meanwhile.
RULES = (
    "DROP INDEX certificate_live_once",
    "DROP INDEX certificate_person_once",
    "CREATE UNIQUE INDEX certificate_live_once ON certificate (sha256)"
    " WHERE status IN ('LIVE', 'FROZEN')",
    "CREATE UNIQUE INDEX certificate_person_once ON certificate (issuer_key_id, subject_serial)"
    " WHERE status IN ('LIVE', 'FROZEN')",
)

# An account that was opened before keeps what was approved then, and knows its mailbox.
FACTS = (
    "control_number", "company_name", "responsible_person", "business_address", "business_email",
    "mailing_postal_code", "mailing_address", "contact_name", "contact_email",
)
PAIRS = ", ".join(f"'{name}', p.{name}" for name in FACTS)
FILL = (
    "UPDATE account SET name = p.company_name, mailbox = COALESCE(p.mailbox, p.business_email),"
    " facts = {build}({pairs}), changed_at = opened_at FROM application p"
    " WHERE account.application_id = p.id"
)


async def fill(apps, editor):
    """Copy what was approved from the application to its account."""
    on_sqlite = editor.client.capabilities.dialect == "sqlite"
    build = "json_object" if on_sqlite else "jsonb_build_object"
    await editor.client.execute_query(FILL.format(build=build, pairs=PAIRS))


class Migration(migrations.Migration):
    """Add columns that may be empty; what runs beside them does not know of them."""

    dependencies = [("models", "0003_keep_evidence")]

    operations = [
        ops.CreateModel(
            name='AccountLink',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('token_hash', fields.CharField(unique=True, max_length=64)),
                ('created_at', fields.DatetimeField()),
                ('expires_at', fields.DatetimeField(db_index=True)),
                ('spent_at', fields.DatetimeField(null=True)),
                ('used_at', fields.DatetimeField(null=True)),
                ('purpose', fields.CharField(max_length=16)),
                ('account', fields.ForeignKeyField('models.Account', source_field='account_id', db_index=True, db_constraint=True, to_field='id', on_delete=OnDelete.RESTRICT)),
                ('about', fields.CharField(max_length=64)),
            ],
            options={'table': 'account_link'},
            bases=['Model'],
        ),
        ops.AddField('Mail', 'account_link', fields.ForeignKeyField('models.AccountLink', source_field='account_link_id', null=True, db_index=True, db_constraint=True, to_field='id', on_delete=OnDelete.RESTRICT)),
        *(ops.AddField('Account', name, field) for name, field in ACCOUNT.items()),
        *(ops.AddField('Certificate', name, field) for name, field in CERTIFICATE.items()),
        *(ops.AddField('Session', name, field) for name, field in SESSION.items()),
        ops.RunSQL([*INDEXES, *RULES]),
        ops.RunPython(fill),
    ]
