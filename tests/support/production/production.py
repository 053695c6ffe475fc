"""The service in production shape: a cluster, Redis, mail server, registry, two nodes, two workers.

Every one is a process of its own, and is ended by its id.
"""

import asyncio
import atexit
import shutil
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from time import monotonic

import asyncpg
import httpx

from tests.support.cli.commands import PRODUCTION
from tests.support.production.authority import founded
from tests.support.production.commands import command, machine
from tests.support.production.letters import Letters
from tests.support.production.processes.child import Child
from tests.support.production.processes.cluster import FAST, Cluster
from tests.support.production.processes.registry_server import LIST_PATH
from tests.support.servers.process import free_port, until

START_SECONDS = 60.0
SUPERVISED_SECONDS = 0.5
_PREPARED: list[Path] = []


@dataclass
class Production:
    """The running whole; each list has the first and the second node or worker."""

    folder: Path
    cluster: Cluster
    redis: Child
    smtp: Child
    registry: Child
    webs: list[Child]
    workers: list[Child]
    ports: tuple[int, ...]
    metrics_ports: tuple[int, ...]
    environ: Mapping[str, str]
    letters: Letters

    @property
    def origins(self) -> tuple[str, ...]:
        return tuple(f"http://127.0.0.1:{port}" for port in self.ports)

    @property
    def outside(self) -> list[Child]:
        return [self.registry, self.smtp, self.redis]

    @property
    def own(self) -> list[Child]:
        return [*self.webs, *self.workers]

    @property
    def said(self) -> str:
        """What nodes and workers have logged."""
        return "".join(child.said for child in self.own)

    def delay_mail(self, seconds: float) -> None:
        """Have the mail server wait before it accepts a letter."""
        (self.folder / "delay").write_text(str(seconds), encoding="ascii")

    async def ready(self, origin: str) -> dict[str, object] | None:
        """Return what a node says of itself, with its status code; None if it does not answer."""
        try:
            async with httpx.AsyncClient(base_url=origin, timeout=8) as client:
                answer = await client.get("/readyz")
        except httpx.TransportError:
            return None
        return {**answer.json(), "code": answer.status_code}

    async def supervise(self) -> None:
        """Start nodes and workers again that have ended, as `restart: unless-stopped` does."""
        while True:
            for child in self.own:
                child.supervise()
            await asyncio.sleep(SUPERVISED_SECONDS)

    @property
    def exits(self) -> list[int]:
        """The exit codes of nodes and workers that have ended by themselves."""
        return [code for child in self.own for code in child.exits]

    async def all_ready(self, *, within: float = START_SECONDS) -> float:
        """Wait until every node is ready; return the seconds that it took."""
        began = monotonic()

        async def are() -> bool:
            found = [await self.ready(origin) for origin in self.origins]
            return all(one is not None and one["code"] == 200 for one in found)

        await until(are, within=within)
        return monotonic() - began

    async def command(self, *words: str) -> str:
        """Run one of the service's own commands.

        :raises RuntimeError: when it fails; with its output
        """
        return await command(*words, environ=self.environ)

    async def start(self) -> None:
        """Start everything, and wait until it serves.

        :raises RuntimeError: when it does not in time; with what was logged
        """
        await self.cluster.start()
        for child in self.outside:
            child.start()
        try:
            # A worker that asks too early asks again much later.
            await until(self.serves_list, within=START_SECONDS)
            for child in self.own:
                child.start()
            await self.all_ready()
            await until(self.has_list, within=START_SECONDS)
        except TimeoutError as late:
            raise RuntimeError(self.said[-4000:] + self.cluster.child.said[-2000:]) from late

    def end(self) -> None:
        """End everything, what is frozen too."""
        for child in (*self.own, *self.outside):
            child.kill()
        self.cluster.remove()

    async def serves_list(self) -> bool:
        with suppress(httpx.TransportError):
            async with httpx.AsyncClient(timeout=8) as client:
                return (await client.get(self.environ["GPSZONE_LIST_URLS"])).is_success
        return False

    async def has_list(self) -> bool:
        server = await asyncpg.connect(self.cluster.url(), timeout=10)
        try:
            return bool(await server.fetchval("SELECT count(*) FROM revocation_list"))
        finally:
            await server.close(timeout=5)


def assembled(
    folder: Path, cluster: Cluster, *, port: int | None = None, **more: str
) -> Production:
    """Return the whole, not started, around a cluster; ``more`` are settings.

    The nodes reach the cluster by ``port``, where something may stand before it.
    """
    names = ("redis", "smtp", "registry", "one", "two", "metrics-one", "metrics-two")
    ports = {name: free_port() for name in names}
    founded().confirm_into(folder / "trust")
    (folder / "list.crl").write_bytes(founded().revocation_list())
    environ = {
        **machine(),
        **PRODUCTION,
        "GPSZONE_DATABASE_URL": cluster.url(port=port),
        "GPSZONE_REDIS_URL": f"redis://127.0.0.1:{ports['redis']}/0",
        "GPSZONE_SMTP_HOST": "127.0.0.1",
        "GPSZONE_SMTP_PORT": str(ports["smtp"]),
        "GPSZONE_SMTP_SECURITY": "none",
        "GPSZONE_REGISTRY_URL": f"http://127.0.0.1:{ports['registry']}",
        "GPSZONE_LIST_URLS": f"http://127.0.0.1:{ports['registry']}{LIST_PATH}",
        "GPSZONE_TRUST": str(folder / "trust"),
        "GPSZONE_STATE": str(folder / "state"),
        "GPSZONE_LIMITS": "track",
        "GPSZONE_DOCUMENTS": "everybody",
        "GPSZONE_DRAIN_SECONDS": "1",
        **more,
    }
    here = "tests.support.production.processes"

    def child(name: str, *command: str) -> Child:
        return Child(command, folder / f"{name}.log", environ)

    def node(name: str, *words: str) -> Child:
        return child(name, sys.executable, "-m", "web", *words)

    served = ("serve", "--proxies", "127.0.0.1", "--port")
    return Production(
        folder=folder,
        cluster=cluster,
        redis=child(
            "redis",
            *("redis-server", "--port", str(ports["redis"]), "--bind", "127.0.0.1"),
            *("--save", "", "--appendonly", "no", "--dir", str(folder)),
        ),
        smtp=child(
            "smtp", sys.executable, "-m", f"{here}.mail_server", str(ports["smtp"]), str(folder)
        ),
        registry=child(
            "registry",
            *(sys.executable, "-m", f"{here}.registry_server", str(ports["registry"])),
            str(folder / "list.crl"),
        ),
        webs=[node(f"web-{name}", *served, str(ports[name])) for name in ("one", "two")],
        workers=[
            node(f"worker-{name}", "work", "--metrics-port", str(ports[f"metrics-{name}"]))
            for name in ("one", "two")
        ],
        ports=(ports["one"], ports["two"]),
        metrics_ports=(ports["metrics-one"], ports["metrics-two"]),
        environ=environ,
        letters=Letters(folder),
    )


async def prepared() -> Path:
    """Return the data of a migrated cluster that is stopped, made once a run."""
    if not _PREPARED:
        cluster = Cluster()
        try:
            await cluster.start()
            await cluster.run("CREATE DATABASE gpszone", database="postgres")
            environ = {**machine(), **PRODUCTION, "GPSZONE_DATABASE_URL": cluster.url()}
            await command("migrate", environ=environ)
            cluster.stop(FAST)
            kept = Path(mkdtemp(prefix="gpszone-pg-template-"))
            atexit.register(shutil.rmtree, kept, ignore_errors=True)
            shutil.copytree(cluster.data, kept / "data", symlinks=True)
            _PREPARED.append(kept / "data")
        finally:
            cluster.remove()
    return _PREPARED[0]
