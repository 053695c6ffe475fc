"""Members inserted into a demo's database, more than a test has time to bind."""

import sqlite3
from collections.abc import Mapping
from uuid import uuid4

from tests.support.browser.tables import tables
from tests.support.servers.process import Demo


def colleagues(demo: Demo, number: int) -> list[str]:
    """Insert so many members, each with a card, beside the one who is there; return their names."""
    names = [f"測試・同仁{place:02}" for place in range(1, number + 1)]
    with tables(demo) as database:
        database.row_factory = sqlite3.Row
        [person] = database.execute("SELECT * FROM person").fetchall()
        [membership] = database.execute("SELECT * FROM membership").fetchall()
        [bound] = database.execute("SELECT * FROM certificate").fetchall()
        for place, name in enumerate(names, start=1):
            person_id, membership_id = str(uuid4()), str(uuid4())
            _insert(database, "person", {**dict(person), "id": person_id, "name": name})
            member = {"id": membership_id, "person_id": person_id}
            _insert(database, "membership", {**dict(membership), **member})
            own = {
                "id": str(uuid4()),
                "person_id": person_id,
                "membership_id": membership_id,
                "sha256": f"{place:064x}",
                "serial_number": f"{place:x}",
                "subject_serial": f"{place:016}",
                "holder_name": name,
                "application_id": None,
                "last_used_at": None,
            }
            _insert(database, "certificate", {**dict(bound), **own})
    return names


def _insert(database: sqlite3.Connection, table: str, row: Mapping[str, object]) -> None:
    marks = ", ".join("?" * len(row))
    text = f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})"  # noqa: S608  # The names are the tables' own.
    database.execute(text, tuple(row.values()))
