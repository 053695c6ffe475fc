"""The journal's row is locked by the commit itself, so that nobody waits for a client meanwhile."""

from tortoise import migrations
from tortoise.migrations import operations as ops

# A transaction's events, each column a list, from its last statement to its commit. No row is ever
# committed, so that nothing is lost with a table that is not logged. With `marked` are the columns
# of a database of staging; `content` is what an event's hash covers between its number and the hash
# of its predecessor.
PENDING = """
CREATE UNLOGGED TABLE event_pending (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz[] NOT NULL,
  subject text[] NOT NULL,
  kind text[] NOT NULL,
  actor text[] NOT NULL,
  payload text[] NOT NULL,
  content text[] NOT NULL,
  marked_payload text[] NOT NULL,
  marked_content text[] NOT NULL
)
"""
NUMBER = """
CREATE FUNCTION number_events() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  head journal%ROWTYPE;
  payload text[];
  content text[];
BEGIN
  DELETE FROM event_pending WHERE id = NEW.id;
  SELECT * INTO STRICT head FROM journal WHERE id = 1 FOR NO KEY UPDATE;
  IF head.staging THEN
    payload := NEW.marked_payload;
    content := NEW.marked_content;
  ELSE
    payload := NEW.payload;
    content := NEW.content;
  END IF;
  FOR n IN 1 .. cardinality(NEW.subject) LOOP
    head.seq := head.seq + 1;
    INSERT INTO event (seq, at, subject, kind, actor, payload, previous_hash)
    VALUES (head.seq, NEW.at[n], NEW.subject[n], NEW.kind[n], NEW.actor[n], payload[n]::jsonb,
      head.hash);
    head.hash := encode(
      sha256(convert_to('[' || head.seq || ',' || content[n] || ',"' || head.hash || '"]', 'UTF8')),
      'hex'
    );
  END LOOP;
  UPDATE journal SET seq = head.seq, hash = head.hash WHERE id = 1;
  RETURN NULL;
END $$
"""
AT_THE_COMMIT = """
CREATE CONSTRAINT TRIGGER events_are_numbered AFTER INSERT ON event_pending
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION number_events()
"""


async def number_at_the_commit(apps, editor):
    """Make what numbers events; SQLite has one writer, who numbers them itself."""
    if editor.client.capabilities.dialect == "postgres":
        for statement in (PENDING, NUMBER, AT_THE_COMMIT):
            await editor.client.execute_query(statement)


class Migration(migrations.Migration):
    """Add a table and a trigger; what runs beside it goes on numbering events itself."""

    dependencies = [("models", "0033_keep_phrases")]

    operations = [ops.RunPython(number_at_the_commit)]
