"""A PostgreSQL cluster of its own, on a port of its own, on a small disk of its own if wanted."""

import os
import shutil
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from tempfile import mkdtemp

import asyncpg

from tests.support.production.processes.child import Child
from tests.support.servers.process import free_port, until

START_SECONDS = 60.0
# PostgreSQL refuses to run as root.
USER = "postgres" if os.geteuid() == 0 else None
# PostgreSQL, "Shutting Down the Server".
FAST, IMMEDIATE = signal.SIGINT, signal.SIGQUIT


def binaries() -> Path | None:
    """Return the folder of PostgreSQL's newest binaries, if any are installed."""
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: path.parts[-3]
    )
    if found:
        return found[-1].parent
    known = shutil.which("initdb")
    return Path(known).parent if known else None


class NoRoom(Exception):
    """A file system of a given size cannot be mounted here."""


class Cluster:
    """A cluster in a folder of its own, removed at the end."""

    def __init__(self, *, like: Path | None = None, disk_megabytes: int | None = None) -> None:
        """Create a cluster, or copy the data of another that is stopped.

        :raises NoRoom: when a small disk is wanted and nothing can be mounted
        """
        found = binaries()
        if found is None:
            raise RuntimeError("no PostgreSQL server is installed")
        # Not below pytest's own folder, which only its owner may enter.
        self.folder = Path(mkdtemp(prefix="gpszone-pg-"))
        self.mounted = False
        if disk_megabytes is not None:
            self._mount(disk_megabytes)
        self.data = self.folder / "data"
        self.port = free_port()
        if like is not None:
            shutil.copytree(like, self.data, symlinks=True)
            (self.data / "postmaster.pid").unlink(missing_ok=True)
        self._own()
        if like is None:
            self._run(
                *(str(found / "initdb"), "-D", str(self.data), "-U", "postgres", "-A", "trust"),
                *("-E", "UTF8", "--locale=C.UTF-8", "--no-sync", "--wal-segsize=1"),
            )
        self.log = self.folder / "server.log"
        self.child = Child(
            [
                *(str(found / "postgres"), "-D", str(self.data), "-p", str(self.port)),
                *("-c", "listen_addresses=127.0.0.1"),
                *("-c", f"unix_socket_directories={self.folder}"),
                *("-c", "max_wal_size=24MB", "-c", "min_wal_size=4MB"),
                *("-c", "max_connections=60", "-c", "restart_after_crash=on"),
                *("-c", "log_line_prefix=%m [%p] "),
            ],
            self.log,
            environ={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
            user=USER,
        )

    def url(self, database: str = "gpszone", *, port: int | None = None) -> str:
        return f"postgres://postgres@127.0.0.1:{port or self.port}/{database}"

    async def start(self) -> None:
        self.child.start()
        await until(self.answers, within=START_SECONDS)

    async def answers(self) -> bool:
        """Return whether it accepts connections now; start it if it has ended by itself."""
        if not self.child.is_running:
            # As a supervisor does.
            (self.data / "postmaster.pid").unlink(missing_ok=True)
            self.child.start()
        try:
            server = await asyncpg.connect(self.url("postgres"), timeout=3)
        except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
            return False
        await server.close(timeout=5)
        return True

    def stop(self, number: signal.Signals = FAST) -> None:
        self.child.end(number)

    def backends(self) -> list[int]:
        """Return the ids of the processes that serve clients."""
        parent = self.child.pid
        found = []
        for entry in Path("/proc").iterdir():
            if not entry.name.isdigit():
                continue
            with suppress(OSError):
                status = (entry / "stat").read_text()
                title = (entry / "cmdline").read_bytes().decode(errors="replace")
                if int(status.rpartition(")")[2].split()[1]) == parent and " gpszone " in title:
                    found.append(int(entry.name))
        return found

    async def run(self, *statements: str, database: str = "gpszone") -> None:
        server = await asyncpg.connect(self.url(database), timeout=30)
        try:
            for statement in statements:
                await server.execute(statement)
        finally:
            await server.close(timeout=5)

    def fill(self) -> Path:
        """Fill the disk to its last block; return the file that does."""
        if not self.mounted:
            raise RuntimeError("this cluster is on the machine's disk")
        filler = self.folder / "filler"
        with filler.open("wb", buffering=0) as file, suppress(OSError):
            while True:
                file.write(bytes(65_536))
        with filler.open("ab", buffering=0) as file, suppress(OSError):
            while True:
                file.write(bytes(512))
        return filler

    def remove(self) -> None:
        """End it, and remove all that it has written."""
        if self.child.is_running:
            self.child.thaw()
            self.child.end(IMMEDIATE)
        if self.mounted:
            for _ in range(20):
                if subprocess.run(["umount", str(self.folder)], check=False).returncode == 0:
                    break
                time.sleep(0.25)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _mount(self, megabytes: int) -> None:
        command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(self.folder)]
        if os.geteuid() != 0 or subprocess.run(command, check=False).returncode != 0:
            self.folder.rmdir()
            raise NoRoom("a small file system cannot be mounted here: that needs root")
        self.mounted = True

    def _own(self) -> None:
        if USER is None:
            return
        for path in (self.folder, *self.folder.rglob("*")):
            shutil.chown(path, USER, USER)
        if self.data.exists():
            self.data.chmod(0o700)

    def _run(self, *command: str) -> None:
        ended = subprocess.run(
            command,
            check=False,
            cwd="/",
            capture_output=True,
            timeout=120,
            user=USER,
            group=USER,
        )
        if ended.returncode != 0:
            raise RuntimeError(ended.stderr.decode(errors="replace"))
