"""Partner systems ask by tokens, and holders go over to them with codes."""

from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise.fields.base import OnDelete
from uuid import uuid4
from tortoise import fields

class Migration(migrations.Migration):
    """Add tables; what runs beside them does not know of them."""

    dependencies = [("models", "0008_let_staff_decide")]

    operations = [
        ops.CreateModel(
            name='Partner',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('name', fields.CharField(unique=True, max_length=80)),
                ('scopes', fields.JSONField()),
                ('handoff_url', fields.CharField(null=True, max_length=300)),
                ('created_at', fields.DatetimeField()),
                ('created_by', fields.CharField(max_length=64)),
                ('changed_at', fields.DatetimeField()),
                ('revoked_at', fields.DatetimeField(null=True)),
            ],
            options={'table': 'partner'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='PartnerToken',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('partner', fields.ForeignKeyField('models.Partner', source_field='partner_id', db_index=True, db_constraint=True, to_field='id', on_delete=OnDelete.RESTRICT)),
                ('token_hash', fields.CharField(unique=True, max_length=64)),
                ('prefix', fields.CharField(max_length=16)),
                ('created_at', fields.DatetimeField()),
                ('expires_at', fields.DatetimeField()),
                ('last_used_at', fields.DatetimeField(null=True)),
                ('revoked_at', fields.DatetimeField(null=True)),
            ],
            options={'table': 'partner_token'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Handoff',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('code_hash', fields.CharField(unique=True, max_length=64)),
                ('partner', fields.ForeignKeyField('models.Partner', source_field='partner_id', db_index=True, db_constraint=True, to_field='id', on_delete=OnDelete.RESTRICT)),
                ('session_id', fields.UUIDField()),
                ('created_at', fields.DatetimeField()),
                ('expires_at', fields.DatetimeField(db_index=True)),
                ('redeemed_at', fields.DatetimeField(null=True)),
            ],
            options={'table': 'handoff'},
            bases=['Model'],
        ),
    ]
