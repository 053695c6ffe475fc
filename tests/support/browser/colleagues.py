"""Cards inserted into a demo's database, more than a test has time to bind."""

import sqlite3
from uuid import uuid4

from tests.support.browser.tables import tables
from tests.support.servers.process import Demo


def colleagues(demo: Demo, number: int) -> list[str]:
    """Insert so many cards, each of another person, beside the bound one; return their names."""
    names = [f"測試・同仁{place:02}" for place in range(1, number + 1)]
    with tables(demo) as database:
        database.row_factory = sqlite3.Row
        [bound] = database.execute("SELECT * FROM certificate").fetchall()
        for place, name in enumerate(names, start=1):
            own = {
                "id": str(uuid4()),
                "sha256": f"{place:064x}",
                "serial_number": f"{place:x}",
                "subject_serial": f"{place:016}",
                "holder_name": name,
                "application_id": None,
                "last_used_at": None,
            }
            row = {**dict(bound), **own}
            marks = ", ".join("?" * len(row))
            statement = f"INSERT INTO certificate ({', '.join(row)}) VALUES ({marks})"  # noqa: S608  # The names are the table's own.
            database.execute(statement, tuple(row.values()))
    return names
