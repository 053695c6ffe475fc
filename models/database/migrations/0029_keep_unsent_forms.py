"""What was typed and not sent is kept with the session; a code takes it to another browser."""

from uuid import uuid4

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    """Add two tables and a column; what runs beside it does not know of them."""

    dependencies = [("models", "0027_know_the_office_calendar")]

    operations = [
        ops.CreateModel(
            name='UnsentForm',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('session', fields.OneToOneField('models.Session', source_field='session_id', db_constraint=True, to_field='id', related_name='unsent_form', on_delete=OnDelete.CASCADE)),
                ('case_number', fields.CharField(max_length=20, default='')),
                ('texts', fields.JSONField()),
                ('privacy_notice', fields.CharField(max_length=16)),
                ('saved_at', fields.DatetimeField()),
                ('expires_at', fields.DatetimeField(db_index=True)),
            ],
            options={'table': 'unsent_form'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='TransferCode',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('session', fields.OneToOneField('models.Session', source_field='session_id', db_constraint=True, to_field='id', related_name='transfer_code', on_delete=OnDelete.CASCADE)),
                ('code_hash', fields.CharField(max_length=64, unique=True)),
                ('expires_at', fields.DatetimeField(db_index=True)),
            ],
            options={'table': 'transfer_code'},
            bases=['Model'],
        ),
        ops.AddField('Application', 'privacy_notice', fields.CharField(null=True, max_length=16)),
    ]
