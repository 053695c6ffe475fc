"""The service's own commands, run beside it."""

import asyncio
import os
import sys
from collections.abc import Mapping

from tests.support.paths import ROOT

COMMAND_SECONDS = 120.0


async def command(*words: str, environ: Mapping[str, str]) -> str:
    """Run a command of the service, and return what it printed.

    :raises RuntimeError: when it fails; with its output
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "web", *words),
        cwd=ROOT,
        env=dict(environ),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    async with asyncio.timeout(COMMAND_SECONDS):
        output, _ = await process.communicate()
    if process.returncode != 0:
        raise RuntimeError(output.decode(errors="replace")[-4000:])
    return output.decode(errors="replace")


def machine() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("GPSZONE_")}
