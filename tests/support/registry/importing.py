"""A process that imports a registry file, and after each batch waits for a line on its stdin."""

import asyncio
import sys
from pathlib import Path

from models.database.transaction import opened
from resolvers.registry.import_file import import_registry
from web.clock import now


def _pause(done: int, of: int) -> None:
    print(done, of, flush=True)  # noqa: T201  # Read by the test.
    sys.stdin.readline()


async def main(url: str, file: Path) -> None:
    async with opened(url):
        await import_registry(file, now=now(), advance=_pause)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2])))
