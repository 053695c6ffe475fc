"""A process that imports a registry file, and prints what that took: seconds, and megabytes."""

import asyncio
import json
import sys
import time
from pathlib import Path

from models.database.deadlines import COMMANDS
from models.database.transaction import opened
from resolvers.registry.import_file import import_registry
from web.clock import now


async def main(url: str, file: Path) -> None:
    begin = time.perf_counter()
    async with opened(url, deadlines=COMMANDS):
        report = await import_registry(file, now=now())
    measured = {
        "kept": report.kept,
        "seconds": time.perf_counter() - begin,
        "cpu": time.process_time(),
        "megabytes": _most_megabytes(),
    }
    print(json.dumps(measured))  # noqa: T201  # Read by the caller.


def _most_megabytes() -> float:
    """Return the most that this program has had in memory.

    `getrusage` would count what the process that started it had, too.
    """
    status = Path("/proc/self/status").read_text("ascii")
    [line] = (line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2])))
