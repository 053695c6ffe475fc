"""A test of ``python -m web check`` beside a running service: everything is as it should be."""

import asyncio
import json
import sys
from pathlib import Path

from tests.support.paths import ROOT
from tests.support.run.nightly import nightly
from tests.support.servers.process import Demo


@nightly
async def test_lists_and_responders_of_a_demo_are_sound(tmp_path: Path) -> None:
    demo = Demo(tmp_path, f"sqlite://{tmp_path / 'gpszone.sqlite3'}")
    await demo.start()
    try:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "web", "check", "--json", "--demo", str(tmp_path)),
            cwd=ROOT,
            stdout=asyncio.subprocess.PIPE,
        )
        async with asyncio.timeout(120):
            output, _ = await process.communicate()
    finally:
        demo.kill()

    found = {one["name"].split()[0]: one["sound"] for one in json.loads(output)}
    assert process.returncode == 0, output.decode()
    assert {"list", "responder", "trust", "registry", "mail", "database"} <= found.keys()
    assert all(found.values())
