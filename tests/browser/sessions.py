"""Sessions that end while their holders look on."""

import sqlite3
from contextlib import closing

from tests.process import Demo

END = """
UPDATE session SET ended_at = '2000-01-01 00:00:00+00:00', ended_because = 'CARD_REMOVED'
WHERE ended_at IS NULL
"""


def end_sessions(demo: Demo) -> None:
    """End every session, as the service does when a card may not act any more."""
    file = demo.database_url.removeprefix("sqlite://")
    with closing(sqlite3.connect(file, timeout=10)) as database, database:
        database.execute(END)
