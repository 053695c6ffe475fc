"""Indexes for what requests and frequent duties ask of tables that years fill."""

from tortoise import migrations
from tortoise.migrations import operations as ops

STATEMENTS = (
    "CREATE INDEX account_by_number ON account (control_number, opened_at)",
    "CREATE INDEX account_by_opening ON account (opened_at, id)",
    "CREATE INDEX account_of_staff ON account (id) WHERE kind = 'STAFF'",
    "CREATE INDEX certificate_live ON certificate (id)"
    " WHERE status = 'LIVE' AND account_id IS NOT NULL",
    "CREATE INDEX evidence_by_time ON evidence (at)",
    "CREATE INDEX logout_notice_by_state ON logout_notice (state, due_at)",
    "CREATE INDEX logout_notice_by_time ON logout_notice (queued_at)",
    "CREATE INDEX mail_by_time ON mail (queued_at)",
    "CREATE INDEX session_ended ON session (ended_at) WHERE ended_at IS NOT NULL",
)


class Migration(migrations.Migration):
    """Add indexes; what runs beside it does not know of them."""

    # Built beside the service, without a lock that anybody waits for.
    atomic = False
    dependencies = [("models", "0029_keep_unsent_forms")]

    operations = [ops.RunSQL([*STATEMENTS])]
