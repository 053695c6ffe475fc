"""A store in SQLite, of the standard library."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from gpszone_partner.generated import Account
from gpszone_partner.store import Place

# ``round`` is the listing that brought an account last; those of an earlier one are dropped.
_TABLES = """
CREATE TABLE IF NOT EXISTS place (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    cursor TEXT,
    whole INTEGER NOT NULL DEFAULT 0,
    round INTEGER NOT NULL DEFAULT 1
);
CREATE TABLE IF NOT EXISTS account (
    id TEXT PRIMARY KEY,
    control_number TEXT NOT NULL,
    kind TEXT NOT NULL,
    status TEXT NOT NULL,
    name TEXT,
    opened_at TEXT NOT NULL,
    changed_at TEXT,
    round INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS account_by_number ON account (control_number);
CREATE TABLE IF NOT EXISTS certificate (
    account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    sha256 TEXT NOT NULL,
    is_disputed INTEGER NOT NULL,
    valid_from TEXT NOT NULL,
    valid_until TEXT NOT NULL,
    PRIMARY KEY (account_id, sha256)
);
CREATE INDEX IF NOT EXISTS certificate_by_sha256 ON certificate (sha256);
INSERT OR IGNORE INTO place (only) VALUES (1);
"""


class SQLiteStore:
    """A copy in one file, which other programs may read at the same time.

    Its tables are ``account`` and ``certificate``; times are ISO 8601 in UTC. Each transaction
    blocks the event loop for as long as the disk takes.
    """

    def __init__(self, path: Path | str) -> None:
        self._database = sqlite3.connect(path, isolation_level=None)
        self._database.execute("PRAGMA journal_mode = WAL")
        self._database.execute("PRAGMA foreign_keys = ON")
        self._database.executescript(_TABLES)

    def close(self) -> None:
        self._database.close()

    async def place(self) -> Place:
        row = self._database.execute("SELECT cursor, whole FROM place").fetchone()
        return Place(cursor=row[0], whole=bool(row[1]))

    async def begin(self) -> None:
        with self._transaction():
            self._put(Place())
            self._database.execute("UPDATE place SET round = round + 1")

    async def write(self, accounts: Sequence[Account], place: Place) -> None:
        with self._transaction():
            self._insert(accounts)
            self._put(place)

    async def finish(self, accounts: Sequence[Account], place: Place) -> None:
        with self._transaction():
            self._insert(accounts)
            self._database.execute("DELETE FROM account WHERE round <> (SELECT round FROM place)")
            self._put(place)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._database.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._database.execute("ROLLBACK")
            raise
        self._database.execute("COMMIT")

    def _put(self, place: Place) -> None:
        self._database.execute(
            "UPDATE place SET cursor = ?, whole = ?", (place.cursor, place.whole)
        )

    def _insert(self, accounts: Sequence[Account]) -> None:
        for account in accounts:
            # Its cards go with it.
            self._database.execute("DELETE FROM account WHERE id = ?", (account.id,))
            self._database.execute(
                "INSERT INTO account SELECT ?, ?, ?, ?, ?, ?, ?, round FROM place",
                (
                    account.id,
                    account.control_number,
                    account.kind,
                    account.status,
                    account.name,
                    account.opened_at.isoformat(),
                    _iso(account.changed_at),
                ),
            )
            edges = account.certificates.edges if account.certificates else ()
            self._database.executemany(
                "INSERT INTO certificate VALUES (?, ?, ?, ?, ?)",
                [
                    (
                        account.id,
                        edge.node.sha256,
                        edge.node.is_disputed,
                        edge.node.valid_from.isoformat(),
                        edge.node.valid_until.isoformat(),
                    )
                    for edge in edges
                ],
            )


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
