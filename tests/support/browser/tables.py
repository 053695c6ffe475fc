"""Direct access to the tables of a running demo."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

from tests.support.servers.process import Demo


@contextmanager
def tables(demo: Demo) -> Iterator[sqlite3.Connection]:
    """Open a demo's database for one transaction."""
    file = demo.database_url.removeprefix("sqlite://")
    with closing(sqlite3.connect(file, timeout=10)) as database, database:
        yield database


def carry_out_on(demo: Demo, *statements: str) -> None:
    """Run statements in one transaction."""
    with tables(demo) as database:
        for statement in statements:
            database.execute(statement)
