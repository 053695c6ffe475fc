"""A process that imports a registry file, and prints what that took: seconds, and megabytes."""

import asyncio
import json
import resource
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
        # Linux counts in kilobytes.
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    print(json.dumps(measured))  # noqa: T201  # Read by the caller.


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2])))
