"""Holders sign in at partner systems by OpenID Connect."""

from uuid import uuid4

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.migrations import operations as ops

RULES = (
    # A partner has one registration that is not removed.
    "CREATE UNIQUE INDEX relying_party_standing_once ON relying_party (partner_id)"
    " WHERE removed_at IS NULL",
    # The worker asks for notices that wait.
    "CREATE INDEX logout_notice_waiting ON logout_notice (due_at) WHERE state = 'QUEUED'",
)


def key() -> fields.UUIDField:
    return fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)


class Migration(migrations.Migration):
    """Add tables; what runs beside them does not know of them."""

    dependencies = [("models", "0016_correct_imported_mailboxes")]

    operations = [
        ops.CreateModel(
            name='RelyingParty',
            fields=[
                ('id', key()),
                ('partner', fields.ForeignKeyField('models.Partner', source_field='partner_id', db_index=True, db_constraint=True, to_field='id', on_delete=OnDelete.RESTRICT)),
                ('client_id', fields.CharField(unique=True, max_length=40)),
                ('keys', fields.JSONField()),
                ('secret_hash', fields.CharField(null=True, max_length=64)),
                ('redirect_uris', fields.JSONField()),
                ('post_logout_redirect_uris', fields.JSONField()),
                ('backchannel_logout_uri', fields.CharField(null=True, max_length=300)),
                ('called_hosts', fields.JSONField()),
                ('algorithm', fields.CharField(max_length=16)),
                ('scopes', fields.JSONField()),
                ('pkce_required', fields.BooleanField()),
                ('secret_allowed', fields.BooleanField()),
                ('created_at', fields.DatetimeField()),
                ('created_by', fields.CharField(max_length=64)),
                ('changed_at', fields.DatetimeField()),
                ('removed_at', fields.DatetimeField(null=True)),
            ],
            options={'table': 'relying_party'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='SigningKey',
            fields=[
                ('id', key()),
                ('kid', fields.CharField(unique=True, max_length=64)),
                ('algorithm', fields.CharField(max_length=16)),
                ('public', fields.JSONField()),
                ('sealed', fields.BinaryField(null=True)),
                ('published_at', fields.DatetimeField()),
                ('signs_from', fields.DatetimeField()),
                ('gone_at', fields.DatetimeField(null=True)),
            ],
            options={'table': 'signing_key'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='AuthorizationRequest',
            fields=[
                ('id', key()),
                ('handle_hash', fields.CharField(unique=True, max_length=64)),
                ('relying_party', fields.ForeignKeyField('models.RelyingParty', source_field='relying_party_id', db_index=True, db_constraint=True, to_field='id', on_delete=OnDelete.RESTRICT)),
                ('redirect_uri', fields.CharField(max_length=300)),
                ('scopes', fields.JSONField()),
                ('state', fields.TextField(null=True)),
                ('nonce', fields.TextField(null=True)),
                ('code_challenge', fields.CharField(null=True, max_length=43)),
                ('prompts', fields.JSONField()),
                ('max_age', fields.BigIntField(null=True)),
                ('subject', fields.CharField(null=True, max_length=36)),
                ('created_at', fields.DatetimeField()),
                ('expires_at', fields.DatetimeField(db_index=True)),
                ('done_at', fields.DatetimeField(null=True)),
            ],
            options={'table': 'authorization_request'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='AuthorizationCode',
            fields=[
                ('id', key()),
                ('code_hash', fields.CharField(unique=True, max_length=64)),
                ('request', fields.ForeignKeyField('models.AuthorizationRequest', source_field='request_id', db_index=True, db_constraint=True, to_field='id', related_name='codes', on_delete=OnDelete.RESTRICT)),
                ('session_id', fields.UUIDField(db_index=True)),
                ('created_at', fields.DatetimeField()),
                ('expires_at', fields.DatetimeField(db_index=True)),
                ('spent_at', fields.DatetimeField(null=True)),
            ],
            options={'table': 'authorization_code'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='AccessToken',
            fields=[
                ('id', key()),
                ('token_hash', fields.CharField(unique=True, max_length=64)),
                ('code', fields.ForeignKeyField('models.AuthorizationCode', source_field='code_id', db_index=True, db_constraint=True, to_field='id', related_name='tokens', on_delete=OnDelete.RESTRICT)),
                ('relying_party_id', fields.UUIDField()),
                ('session_id', fields.UUIDField(db_index=True)),
                ('scopes', fields.JSONField()),
                ('created_at', fields.DatetimeField()),
                ('expires_at', fields.DatetimeField(db_index=True)),
                ('revoked_at', fields.DatetimeField(null=True)),
            ],
            options={'table': 'access_token'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Visit',
            fields=[
                ('id', key()),
                ('session_id', fields.UUIDField()),
                ('relying_party_id', fields.UUIDField(db_index=True)),
                ('subject', fields.UUIDField(db_index=True)),
                ('scopes', fields.JSONField()),
                ('began_at', fields.DatetimeField()),
                ('ended_at', fields.DatetimeField(null=True)),
            ],
            options={'table': 'visit', 'unique_together': (('session_id', 'relying_party_id'),)},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='LogoutNotice',
            fields=[
                ('id', key()),
                ('visit', fields.OneToOneField('models.Visit', source_field='visit_id', db_constraint=True, to_field='id', related_name='notice', on_delete=OnDelete.RESTRICT)),
                ('state', fields.CharField(max_length=16)),
                ('attempts', fields.IntField(default=0)),
                ('queued_at', fields.DatetimeField()),
                ('due_at', fields.DatetimeField(db_index=True)),
                ('leased_until', fields.DatetimeField(null=True)),
                ('lease', fields.UUIDField(null=True)),
                ('sent_at', fields.DatetimeField(null=True)),
                ('trouble', fields.CharField(null=True, max_length=400)),
                ('trace', fields.CharField(null=True, max_length=32)),
            ],
            options={'table': 'logout_notice'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='SpentAssertion',
            fields=[
                ('id', key()),
                ('relying_party_id', fields.UUIDField()),
                ('jti_hash', fields.CharField(max_length=64)),
                ('expires_at', fields.DatetimeField(db_index=True)),
            ],
            options={'table': 'spent_assertion', 'unique_together': (('relying_party_id', 'jti_hash'),)},
            bases=['Model'],
        ),
        ops.RunSQL([*RULES]),
    ]
