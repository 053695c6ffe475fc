"""Members leave and lapse, the mailbox asks for access, and links belong to a recipient."""

from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise.fields.base import OnDelete
from uuid import uuid4
from tortoise import fields

RULES = (
    # An account has one live link of a purpose about one thing for each recipient. NULL is the
    # registered mailbox, and both databases take one NULL for different from another.
    "DROP INDEX account_link_live_once",
    "CREATE UNIQUE INDEX account_link_live_once"
    " ON account_link (account_id, purpose, about, membership_id)"
    " WHERE spent_at IS NULL AND membership_id IS NOT NULL",
    "CREATE UNIQUE INDEX account_link_of_mailbox_live_once"
    " ON account_link (account_id, purpose, about)"
    " WHERE spent_at IS NULL AND membership_id IS NULL",
    # A member's links are voided when the membership ends.
    "CREATE INDEX account_link_of_member ON account_link (membership_id)"
    " WHERE spent_at IS NULL AND membership_id IS NOT NULL",
    # The worker asks for members without a usable card, and for those who have given notice.
    "CREATE INDEX certificate_usable ON certificate (membership_id, not_after)"
    " WHERE status = 'LIVE' AND on_hold_since IS NULL",
    "CREATE INDEX membership_awake ON membership (account_id)"
    " WHERE ended_at IS NULL AND ends_at IS NULL",
    "CREATE INDEX membership_leaving ON membership (leaves_at)"
    " WHERE ended_at IS NULL AND leaves_at IS NOT NULL",
    # Staff find a member by the number of a card.
    "CREATE INDEX certificate_by_card_number ON certificate (card_number)",
    # An account has one request for access that is not over.
    "CREATE UNIQUE INDEX access_request_open_once ON access_request (account_id)"
    " WHERE done_at IS NULL",
)


class Migration(migrations.Migration):
    """Add two tables, and a column that may be empty."""

    dependencies = [("models", "0013_share_out_the_mail")]

    operations = [
        ops.CreateModel(
            name='AccessRequest',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('account', fields.ForeignKeyField('models.Account', source_field='account_id', db_index=True, db_constraint=True, to_field='id', on_delete=OnDelete.RESTRICT)),
                ('asked_at', fields.DatetimeField()),
                ('effective_at', fields.DatetimeField(db_index=True)),
                ('stopped_at', fields.DatetimeField(null=True)),
                ('stopped_by', fields.CharField(null=True, max_length=64)),
                ('approved_at', fields.DatetimeField(null=True)),
                ('approved_by', fields.CharField(null=True, max_length=64)),
                ('granted_at', fields.DatetimeField(null=True)),
                ('done_at', fields.DatetimeField(null=True)),
                ('done_by', fields.CharField(null=True, max_length=64)),
                ('outcome', fields.CharField(null=True, max_length=16)),
                ('note', fields.CharField(null=True, max_length=400)),
            ],
            options={'table': 'access_request'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='IdentityJoin',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('control_number', fields.CharField(max_length=8)),
                ('account', fields.ForeignKeyField('models.Account', source_field='account_id', null=True, db_index=True, db_constraint=True, to_field='id', on_delete=OnDelete.RESTRICT)),
                ('holder_name', fields.CharField(max_length=120)),
                ('last_four', fields.CharField(null=True, max_length=4)),
                ('authority', fields.CharField(max_length=254)),
                ('issuer_key_id', fields.CharField(max_length=64)),
                ('subject_serial', fields.CharField(max_length=64)),
                ('certificate_sha256', fields.CharField(max_length=64)),
                ('asked_at', fields.DatetimeField(db_index=True)),
                ('expires_at', fields.DatetimeField(db_index=True)),
                ('handled_at', fields.DatetimeField(null=True)),
                ('confirmed_at', fields.DatetimeField(null=True)),
                ('joined_at', fields.DatetimeField(null=True)),
                ('joined_by', fields.CharField(null=True, max_length=64)),
                ('membership_id', fields.UUIDField(null=True)),
            ],
            options={'table': 'identity_join'},
            bases=['Model'],
        ),
        ops.AddField('Membership', 'ended_note', fields.CharField(null=True, max_length=400)),
        ops.AddField('AccountLink', 'membership_id', fields.UUIDField(null=True)),
        ops.RunSQL([*RULES]),
    ]
