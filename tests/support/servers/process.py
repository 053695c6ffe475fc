"""The demo as a child process that can be killed and started again on the same state."""

import asyncio
import multiprocessing
import os
import secrets
import signal
import socket
import ssl
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import cycle
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import httpx

from tests.support.run.patience import PATIENCE
from tests.support.worker import MOST_WORKERS, WORKER
from web.cli.loader import main

# Each demo is forked from a server that has imported everything, and done nothing, before.
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["__main__", __name__, "tests.support.run.preloaded"])
# A start takes two seconds; a noisy machine may need many times that.
START_SECONDS = 120.0
WAIT_SECONDS = 90.0
# How many ports a worker has, and in which order it gives them, from anywhere on.
_SHARE = 12_000 // MOST_WORKERS
_BEGIN = secrets.randbelow(_SHARE)
_PLACES: Iterator[int] = cycle((*range(_BEGIN, _SHARE), *range(_BEGIN)))
# A demo speaks HTTP alone, and reading the machine's authorities takes longer than asking it.
_NO_AUTHORITIES = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
# A connection's state in the kernel's tables.
_ESTABLISHED = "01"


@dataclass
class Demo:
    """One demo over all its restarts: state, database and ports stay the same."""

    state: Path
    database_url: str
    port: int = field(default_factory=lambda: free_port())
    card_port: int = field(default_factory=lambda: free_port())
    # Where the cards have their keys, as the demo's option says it.
    card: str | None = None
    # Variables of its own.
    environ: Mapping[str, str] = field(default_factory=dict)
    # Whether an empty database begins with the demo's companies and their cases.
    companies: bool = False
    _process: ForkServerProcess | None = None

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def card_origin(self) -> str:
        return f"http://localhost:{self.card_port}"

    @property
    def mailbox(self) -> Path:
        """The folder that its letters are written to."""
        return self.state / "mail"

    @property
    def said(self) -> str:
        """Its output over all restarts."""
        return self._log.read_text(encoding="utf-8")

    @property
    def connections(self) -> int:
        """How many connections of browsers it has open."""
        rows = [
            row.split()
            for table in ("/proc/net/tcp", "/proc/net/tcp6")
            for row in Path(table).read_text().splitlines()[1:]
        ]
        accepted = [int(row[1].rpartition(":")[2], 16) for row in rows if row[3] == _ESTABLISHED]
        return accepted.count(self.port)

    async def start(self) -> None:
        """Start it and wait until it answers.

        :raises RuntimeError: when it ends instead; with its output.
        """
        process = self._spawn()
        async with httpx.AsyncClient(
            base_url=self.origin, timeout=PATIENCE, verify=_NO_AUTHORITIES
        ) as client:

            async def ready() -> bool:
                if process.exitcode is not None:
                    raise RuntimeError(self.said)
                try:
                    return (await client.get("/readyz")).status_code == 200
                except httpx.TransportError:
                    return False

            # Asked more often, it would be kept from starting by the asking.
            await until(ready, within=START_SECONDS, every=0.05)

    def kill(self) -> None:
        """Kill it, with web, worker and card component (SIGKILL)."""
        if self._process is not None:
            # It may have ended by itself, where a start went wrong.
            with suppress(ProcessLookupError):
                self._signal(signal.SIGKILL)
            self._process.join()
            self._process = None

    async def interrupt(self, *, within: float) -> int | None:
        """Press Ctrl-C; return the exit code, or None if it still runs after ``within`` seconds."""
        process = self._running
        self._signal(signal.SIGINT)
        await asyncio.to_thread(process.join, within)
        if process.exitcode is not None:
            self._process = None
        return process.exitcode

    @property
    def memory(self) -> int:
        """The bytes that it has in memory."""
        status = Path(f"/proc/{self._running.pid}/statm").read_text(encoding="ascii")
        return int(status.split()[1]) * os.sysconf("SC_PAGE_SIZE")

    @property
    def _log(self) -> Path:
        return self.state / "demo.log"

    @property
    def _running(self) -> ForkServerProcess:
        if self._process is None:
            raise RuntimeError("the demo does not run")
        return self._process

    def _signal(self, number: signal.Signals) -> None:
        # It leads a group of its own, so that nothing it may have started is left over.
        pid = self._running.pid
        assert pid is not None
        os.killpg(pid, number)

    def _spawn(self) -> ForkServerProcess:
        command = ["demo", "--port", str(self.port), "--card-port", str(self.card_port)]
        command += ["--state", str(self.state), "--database", self.database_url]
        command += [] if self.card is None else ["--card", self.card]
        command += ["--companies"] if self.companies else []
        given = (command, str(self._log), dict(self.environ))
        self._process = PROCESSES.Process(target=run, args=given)
        self._process.start()
        return self._process


def run(command: Sequence[str], log: str, environ: Mapping[str, str] | None = None) -> None:
    """The child process: lead a process group, write to the log, run the command."""
    os.setsid()
    here = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(here, 1)
    os.dup2(here, 2)
    for name in ("GPSZONE_ORIGIN", "PORT", "CARD_PORT", "FRESH", "CARD"):
        os.environ.pop(name, None)
    # What it asks is plain HTTP of its own, and reading the machine's authorities takes long.
    os.environ["SSL_CERT_FILE"] = os.devnull
    os.environ.update(environ or {})
    main(command)


def free_port() -> int:
    """Return a free port outside the range of outgoing connections.

    The demo uses its port again after each restart, so no connection may take it meanwhile; each
    worker has its own range, and gives no port again before all others.
    """
    first = 20_000 + WORKER % MOST_WORKERS * _SHARE
    while True:
        port = first + next(_PLACES)
        with socket.socket() as here:
            try:
                here.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port


async def until(
    condition: Callable[[], object], *, within: float = WAIT_SECONDS, every: float = 0.005
) -> None:
    """Wait until a condition holds, trying it, or a coroutine function, so often (seconds).

    :raises TimeoutError: when it does not hold in time.
    """
    async with asyncio.timeout(within):
        while True:
            holds = condition()
            if asyncio.iscoroutine(holds):
                holds = await holds
            if holds:
                return
            await asyncio.sleep(every)
