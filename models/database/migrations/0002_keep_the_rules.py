"""The rules that the database itself keeps, and that the ORM cannot say: written by hand."""

import secrets

from tortoise import migrations
from tortoise.migrations import operations as ops

# Each of these names the rule that it keeps; the same SQL works on both databases.
RULES = (
    # A certificate is live at one place only.
    "CREATE UNIQUE INDEX certificate_live_once ON certificate (sha256) WHERE status = 'LIVE'",
    # A person is live at one place only, by whichever card.
    "CREATE UNIQUE INDEX certificate_person_once ON certificate (issuer_key_id, subject_serial)"
    " WHERE status = 'LIVE'",
    # A control number has one open account.
    "CREATE UNIQUE INDEX account_open_once ON account (control_number) WHERE status <> 'CLOSED'",
    # A session has one live challenge of a purpose.
    "CREATE UNIQUE INDEX challenge_live_once ON challenge (session_id, purpose)"
    " WHERE spent_at IS NULL",
    # An application has one live link of a purpose.
    "CREATE UNIQUE INDEX link_live_once ON link (application_id, purpose) WHERE spent_at IS NULL",
    # The same request of one session opens one application.
    "CREATE UNIQUE INDEX application_request_once ON application (session_id, request_key)"
    " WHERE request_key IS NOT NULL",
)

APPEND_ONLY_SQLITE = tuple(
    f"CREATE TRIGGER event_never_{verb.lower()} BEFORE {verb} ON event "
    "BEGIN SELECT RAISE(ABORT, 'the journal is append only'); END"
    for verb in ("UPDATE", "DELETE")
)
APPEND_ONLY_POSTGRES = (
    "CREATE FUNCTION event_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'the journal is append only'; END $$",
    "CREATE TRIGGER event_never_changes BEFORE UPDATE OR DELETE OR TRUNCATE ON event "
    "FOR EACH STATEMENT EXECUTE FUNCTION event_is_append_only()",
)


async def keep_journal(apps, editor):
    """Begin the journal with an epoch of its own, and let nobody rewrite it."""
    on_sqlite = editor.client.capabilities.dialect == "sqlite"
    for statement in APPEND_ONLY_SQLITE if on_sqlite else APPEND_ONLY_POSTGRES:
        await editor.client.execute_query(statement)
    epoch, genesis = secrets.token_hex(8), "0" * 64
    await editor.client.execute_query(
        f"INSERT INTO journal (id, epoch, seq, hash) VALUES (1, '{epoch}', 0, '{genesis}')"
    )


class Migration(migrations.Migration):
    """Add what the ORM's own operations would lose."""

    dependencies = [("models", "0001_lay_the_ground")]

    operations = [ops.RunSQL(list(RULES)), ops.RunPython(keep_journal)]
