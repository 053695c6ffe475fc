"""A journal as it is after an older backup of the database was restored."""

from models.database.transaction import client, on_postgres
from models.journal.event import Event, Journal
from models.journal.writer import hash_of


async def rewind(to: int) -> None:
    """Remove every event after a number; the next one gets the number after it."""
    run = client().execute_query
    if on_postgres():
        await run("ALTER TABLE event DISABLE TRIGGER event_never_changes")
    else:
        await run("DROP TRIGGER event_never_delete")
    await run(f"DELETE FROM event WHERE seq > {to}")  # noqa: S608  # Our own integer.
    if on_postgres():
        await run("ALTER TABLE event ENABLE TRIGGER event_never_changes")
    await Journal.filter(id=1).update(seq=to, hash=hash_of(await Event.get(seq=to)))
