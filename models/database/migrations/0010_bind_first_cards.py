"""Accounts are opened without a card, and their first one is bound by a mailed link."""

from tortoise import migrations
from tortoise.migrations import operations as ops
from uuid import uuid4
from tortoise import fields

STATEMENTS = (
    # A field that is added gets its index by hand.
    "CREATE INDEX application_of_account ON application (account_id)",
    # An account has one change of its data under way.
    "CREATE UNIQUE INDEX data_change_open_once ON application (account_id)"
    " WHERE account_id IS NOT NULL"
    " AND status IN ('DRAFT', 'UNDER_REVIEW', 'APPROVED', 'REJECTED')",
    "INSERT INTO account_number (prefix, given) VALUES ('VND', 0), ('STF', 0)",
)


class Migration(migrations.Migration):
    """Add two tables, and columns that may be empty; what runs beside them knows of neither."""

    dependencies = [("models", "0009_let_partners_ask")]

    operations = [
        ops.CreateModel(
            name='AccountNumber',
            fields=[
                ('prefix', fields.CharField(primary_key=True, unique=True, db_index=True, max_length=3)),
                ('given', fields.IntField()),
            ],
            options={'table': 'account_number'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='SignInRequest',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('control_number', fields.CharField(max_length=8)),
                ('asked_at', fields.DatetimeField(db_index=True)),
            ],
            options={'table': 'sign_in_request'},
            bases=['Model'],
        ),
        ops.AddField('Account', 'opening', fields.JSONField(null=True)),
        ops.AddField('Application', 'account_id', fields.UUIDField(null=True, db_index=True)),
        ops.AddField('Application', 'asked_by', fields.UUIDField(null=True)),
        ops.RunSQL(list(STATEMENTS)),
    ]
