"""How long is waited for the database."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Deadlines:
    """Times in seconds, after which what waits for PostgreSQL fails.

    The server ends a statement after ``statement``; a server that has not answered by ``silence``
    counts as silent, and its connection is closed. SQLite has a busy timeout only: its file does
    not fall silent.
    """

    statement: float
    # More than `statement`, so that the server's reason comes first.
    silence: float
    # A free connection of the pool, making one included.
    acquire: float = 5.0
    connect: float = 5.0
    # How long a connection waits for its next statement before the pool has it back.
    kept: float = 1.0
    # A rollback, and giving a connection back.
    release: float = 2.0
    # After this the server ends a transaction whose client does nothing.
    idle_transaction: float = 60.0
    # TCP: what was sent is not acknowledged, or nothing was heard, for so long.
    unacknowledged: int = 20


# Requests and jobs: a person waits for them, or the next job does.
SERVING = Deadlines(statement=10.0, silence=12.0)
# Commands and migrations: an operator waits, and reads or changes all there is.
COMMANDS = Deadlines(statement=1800.0, silence=1860.0, idle_transaction=1800.0)
