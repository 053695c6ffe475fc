"""A process whose writers change something and record it, as fast as they can, until it is told."""

import asyncio
import sys
from datetime import UTC, datetime

from models.database.transaction import opened, tx
from models.journal.event import NewEvent
from models.journal.kinds import EventKind


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


async def write(writer: str, *, until: asyncio.Event) -> int:
    """Record one event a transaction; return how many have committed."""
    written = 0
    while not until.is_set():
        async with tx() as change:
            change.record(
                NewEvent(
                    subject=f"account:{writer}",
                    kind=EventKind.CARD_ADDED,
                    actor="system",
                    at=datetime.now(UTC),
                    payload={"number": str(written)},
                )
            )
        written += 1
    return written


async def main(url: str, name: str, writers: int) -> None:
    """Begin at the first line that is read, end at the next, and print how many were written."""
    loop, until = asyncio.get_running_loop(), asyncio.Event()
    async with opened(url):
        say("ready")
        await loop.run_in_executor(None, sys.stdin.readline)
        writing = [
            asyncio.create_task(write(f"{name}.{number}", until=until)) for number in range(writers)
        ]
        await loop.run_in_executor(None, sys.stdin.readline)
        until.set()
        say(str(sum(await asyncio.gather(*writing))))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
