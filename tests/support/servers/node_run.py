"""Scripts of tests/node, and the JSON lines that they print."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import orjson
import pytest

from tests.support.paths import ROOT

HERE = ROOT / "tests/node"

needs_node = pytest.mark.skipif(
    shutil.which("node") is None or not (HERE / "node_modules").is_dir(),
    reason="the clients of tests/node are not installed: npm ci --prefix tests/node",
)


class Script:
    """A running script."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def line(self) -> object:
        """Wait for the next line; None when the script has ended."""
        assert self._process.stdout is not None
        text = await self._process.stdout.readline()
        printed: object = orjson.loads(text) if text else None
        return printed

    def end(self) -> None:
        """End the script if it is still running."""
        if self._process.returncode is None:
            self._process.kill()


@asynccontextmanager
async def node(script: str, url: str) -> AsyncIterator[Script]:
    """Run a script against a server; end it afterwards."""
    process = await asyncio.create_subprocess_exec(
        "node", str(HERE / script), url, stdout=asyncio.subprocess.PIPE, limit=1 << 20
    )
    running = Script(process)
    try:
        yield running
    finally:
        running.end()
        await process.wait()
