"""Partners' sign-in starts from the portal's menu, and a client's secret is renewed with an overlap."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    """Add columns that may be empty; what runs beside them does not know of them."""

    dependencies = [("models", "0017_sign_in_at_partners")]

    operations = [
        ops.AddField(
            model_name='RelyingParty',
            name='initiate_login_uri',
            field=fields.CharField(null=True, max_length=300),
        ),
        ops.AddField(
            model_name='RelyingParty',
            name='target_link_uri',
            field=fields.CharField(null=True, max_length=300),
        ),
        ops.AddField(
            model_name='RelyingParty',
            name='previous_secret_hash',
            field=fields.CharField(null=True, max_length=64),
        ),
        ops.AddField(
            model_name='RelyingParty',
            name='previous_secret_until',
            field=fields.DatetimeField(null=True),
        ),
    ]
