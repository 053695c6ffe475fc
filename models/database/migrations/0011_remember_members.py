"""Persons and memberships are records of their own, derived from the cards that there are."""

from datetime import UTC, datetime
from uuid import uuid4

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.migrations import operations as ops

from models.database import migration_report
from models.database.memberships_from_cards import derive
from models.journal.writer import append

RULES = (
    # A person has one membership that has not ended.
    "CREATE UNIQUE INDEX membership_standing_once ON membership (person_id)"
    " WHERE ended_at IS NULL",
    # The worker asks for those that become dormant, and those that end.
    "CREATE INDEX membership_ending ON membership (ends_at)"
    " WHERE ended_at IS NULL AND ends_at IS NOT NULL",
    # A field that is added gets its index by hand.
    "CREATE INDEX certificate_of_person ON certificate (person_id)",
    "CREATE INDEX certificate_of_membership ON certificate (membership_id)",
)
# After the cards have their persons. A person has one card that is bound.
ONE_CARD = (
    "DROP INDEX certificate_live_once",
    "DROP INDEX certificate_person_once",
    "CREATE UNIQUE INDEX certificate_live_once ON certificate (sha256) WHERE status = 'LIVE'",
    "CREATE UNIQUE INDEX certificate_person_once ON certificate (person_id)"
    " WHERE status = 'LIVE'",
)


async def derive_members(apps, editor):
    """Derive persons and memberships, and report what needs a look."""
    done = await derive(editor.client, at=datetime.now(UTC))
    if done.events:
        await append(editor.client, done.events)
    for line in done.lines():
        migration_report.add(line)


class Migration(migrations.Migration):
    """Add three tables, and columns that may be empty."""

    dependencies = [("models", "0010_bind_first_cards")]

    operations = [
        ops.CreateModel(
            name='Person',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('name', fields.CharField(max_length=120)),
                ('last_four', fields.CharField(null=True, max_length=4)),
                ('created_at', fields.DatetimeField()),
                ('changed_at', fields.DatetimeField()),
            ],
            options={'table': 'person'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='PersonIdentifier',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('person', fields.ForeignKeyField('models.Person', source_field='person_id', db_index=True, db_constraint=True, to_field='id', related_name='identifiers', on_delete=OnDelete.CASCADE)),
                ('authority', fields.CharField(null=True, max_length=254)),
                ('issuer_key_id', fields.CharField(max_length=64)),
                ('subject_serial', fields.CharField(db_index=True, max_length=64)),
                ('joined_at', fields.DatetimeField()),
                ('joined_by', fields.CharField(max_length=64)),
            ],
            options={'table': 'person_identifier', 'unique_together': (('issuer_key_id', 'subject_serial'),)},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Membership',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('person', fields.ForeignKeyField('models.Person', source_field='person_id', db_index=True, db_constraint=True, to_field='id', on_delete=OnDelete.RESTRICT)),
                ('account', fields.ForeignKeyField('models.Account', source_field='account_id', db_index=True, db_constraint=True, to_field='id', on_delete=OnDelete.RESTRICT)),
                ('began_at', fields.DatetimeField()),
                ('began_because', fields.CharField(max_length=16)),
                ('began_by', fields.CharField(max_length=64)),
                ('confirmed_at', fields.DatetimeField(null=True)),
                ('confirmed_by', fields.CharField(null=True, max_length=64)),
                ('dormant_since', fields.DatetimeField(null=True)),
                ('warned_at', fields.DatetimeField(null=True)),
                ('ends_at', fields.DatetimeField(null=True)),
                ('leaves_at', fields.DatetimeField(null=True)),
                ('ended_at', fields.DatetimeField(null=True)),
                ('ended_because', fields.CharField(null=True, max_length=16)),
                ('ended_by', fields.CharField(null=True, max_length=64)),
            ],
            options={'table': 'membership'},
            bases=['Model'],
        ),
        ops.AddField('Certificate', 'person', fields.ForeignKeyField('models.Person', source_field='person_id', null=True, db_index=True, db_constraint=True, to_field='id', on_delete=OnDelete.RESTRICT)),
        ops.AddField('Certificate', 'membership', fields.ForeignKeyField('models.Membership', source_field='membership_id', null=True, db_index=True, db_constraint=True, to_field='id', on_delete=OnDelete.RESTRICT)),
        ops.AddField('Certificate', 'on_hold_since', fields.DatetimeField(null=True)),
        ops.AddField('CardChange', 'membership_id', fields.UUIDField(null=True)),
        ops.AddField('CardChange', 'ended_membership_id', fields.UUIDField(null=True)),
        ops.RunSQL([*RULES]),
        ops.RunPython(derive_members),
        ops.RunSQL([*ONE_CARD]),
    ]
