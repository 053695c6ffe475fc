"""A node in production shape, as a process of its own: web or worker, with real settings."""

import asyncio
import os
import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from tests.support.cli.commands import PRODUCTION
from tests.support.paths import ROOT
from tests.support.pki.trust_folder import confirm_both
from tests.support.servers.process import free_port, until

START_SECONDS = 60.0


def settings_in(folder: Path, database_url: str, **more: str) -> dict[str, str]:
    """Return what a node needs in its environment; ``folder`` gets its CA certificates."""
    trust = folder / "trust"
    if not trust.exists():
        confirm_both(trust)
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("GPSZONE_")},
        **PRODUCTION,
        "GPSZONE_DATABASE_URL": database_url,
        "GPSZONE_TRUST": str(trust),
        "GPSZONE_LIMITS": "track",
        **more,
    }


@dataclass
class Node:
    """A web process or, with ``role="work"``, a worker; its log is kept over all starts."""

    environ: Mapping[str, str]
    log: Path
    role: str = "serve"
    port: int = field(default_factory=free_port)
    _process: asyncio.subprocess.Process | None = None

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def said(self) -> str:
        return self.log.read_text(encoding="utf-8")

    async def start(self) -> None:
        """Start it; a web process is waited for until it is ready."""
        command = ["-m", "web", self.role]
        if self.role == "serve":
            command += ["--port", str(self.port), "--proxies", "127.0.0.1"]
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, *command, cwd=ROOT, env=dict(self.environ), stdout=log, stderr=log
            )
        if self.role == "serve":
            await until(self.is_ready, within=START_SECONDS)

    async def is_ready(self) -> bool:
        """Return whether it says that it can serve.

        :raises RuntimeError: when it has ended; with its log
        """
        if self._process is not None and self._process.returncode is not None:
            raise RuntimeError(self.said)
        try:
            async with httpx.AsyncClient(base_url=self.origin, timeout=5) as client:
                return (await client.get("/readyz")).status_code == 200
        except httpx.TransportError:
            return False

    def signal(self, number: signal.Signals) -> None:
        if self._process is not None and self._process.returncode is None:
            self._process.send_signal(number)

    async def stop(self, *, within: float = 40.0) -> int:
        """Tell it to stop (SIGTERM), and return its exit code.

        :raises TimeoutError: when it does not stop in time
        """
        self.signal(signal.SIGTERM)
        return await self.ended(within=within)

    async def ended(self, *, within: float) -> int:
        process = self._process
        if process is None:
            raise RuntimeError("the node was not started")
        async with asyncio.timeout(within):
            return await process.wait()

    async def kill(self) -> None:
        """Kill it, also if it was frozen."""
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()
