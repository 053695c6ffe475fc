"""The machines of the drill in one: database, Redis, mail, two nodes behind TLS, worker, cards."""

import re
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import asyncpg
import httpx

from tests.drill.log import DrillFailed, Log
from tests.support.cli.commands import PRODUCTION
from tests.support.paths import ROOT
from tests.support.production.commands import machine
from tests.support.production.letters import Letters
from tests.support.production.processes.child import Child
from tests.support.production.processes.cluster import Cluster
from tests.support.run.nginx import nginx_conf
from tests.support.run.programs import program
from tests.support.servers.process import free_port, until
from tests.support.servers.smtp_server import throw_away_tls

NAME, TRACKS = "portal.example", "tracks.example"
ORIGIN, TRACKS_ORIGIN = f"https://{NAME}", f"https://{TRACKS}"
HOME = "127.0.0.1"
# Where pages look for the card component, the real one too.
CARD_PORT = 61161
START_SECONDS = 90.0


@dataclass
class Site:
    """All processes of the drill; ``environ`` is what nodes, worker and commands are given."""

    folder: Path
    log: Log
    cluster: Cluster = field(default_factory=Cluster)
    ports: Mapping[str, int] = field(init=False)
    environ: dict[str, str] = field(init=False)
    children: dict[str, Child] = field(default_factory=dict)
    letters: Letters = field(init=False)

    def __post_init__(self) -> None:
        names = ("redis", "smtp", "a", "b", "metrics-a", "metrics-b", "metrics-worker")
        more = ("tls", "plain", "alerts", "tracks", "registry")
        self.ports = {name: free_port() for name in (*names, *more)}
        self.letters = Letters(self.folder)
        self.environ = {
            **machine(),
            **PRODUCTION,
            "GPSZONE_ORIGIN": ORIGIN,
            "GPSZONE_DATABASE_URL": self.cluster.url(),
            "GPSZONE_REDIS_URL": f"redis://{HOME}:{self.ports['redis']}/0",
            "GPSZONE_SMTP_HOST": HOME,
            "GPSZONE_SMTP_PORT": str(self.ports["smtp"]),
            "GPSZONE_SMTP_SECURITY": "none",
            "GPSZONE_TRUST": str(self.folder / "trust"),
            "GPSZONE_STATE": str(self.folder / "state"),
            "GPSZONE_DRAIN_SECONDS": "1",
        }

    @property
    def resolver_rules(self) -> str:
        """Return where Chromium finds the names of the portal and of the partner."""
        tls, tracks = self.ports["tls"], self.ports["tracks"]
        return f"MAP {NAME}:443 {HOME}:{tls},MAP {TRACKS}:443 {HOME}:{tracks}"

    @property
    def pem(self) -> Path:
        return self.folder / "throw-away.pem"

    def command(
        self, *words: str, code: int = 0, secret: bool = False, cwd: Path = ROOT, **more: str
    ) -> str:
        """Run one of the service's own commands; ``more`` are other settings."""
        return self.log.run(
            *(sys.executable, "-m", "web", *words),
            environ={**self.environ, **more},
            cwd=cwd,
            code=code,
            secret=secret,
        )

    def start(self, name: str, *command: str, environ: Mapping[str, str] | None = None) -> Child:
        """Start a process, which is ended with the drill."""
        self.log.say(f"& {name}")
        child = Child(command, self.folder / f"{name}.log", environ or self.environ)
        self.children[name] = child
        child.start()
        return child

    def start_surroundings(self) -> None:
        """Start what the service needs: Redis, a mail server, a proxy that ends TLS."""
        redis = ("--port", str(self.ports["redis"]), "--bind", HOME)
        saves = ("--save", "", "--appendonly", "no", "--dir", str(self.folder))
        self.start("redis", program("redis-server", package="redis-server"), *redis, *saves)
        server = "tests.support.production.processes.mail_server"
        smtp = (str(self.ports["smtp"]), str(self.folder))
        self.start("smtp", sys.executable, "-m", server, *smtp)
        throw_away_tls(self.folder, host=NAME)
        self.start("nginx", program("nginx", package="nginx"), "-c", str(self._nginx()))

    def start_node(self, name: str, *, cwd: Path = ROOT) -> None:
        port, metrics = str(self.ports[name]), str(self.ports[f"metrics-{name}"])
        served = ("serve", "--proxies", HOME, "--port", port, "--metrics-port", metrics)
        self._start_service(f"node-{name}", *served, cwd=cwd)

    def start_worker(self, *, cwd: Path = ROOT) -> None:
        words = ("work", "--metrics-port", str(self.ports["metrics-worker"]))
        self._start_service("worker", *words, cwd=cwd)

    def start_registry(self, revocation_list: bytes) -> str:
        """Serve the permit registry, and a list beside it; return its address."""
        if "registry" not in self.children:
            file = self.folder / "list.crl"
            file.write_bytes(revocation_list)
            server = "tests.support.production.processes.registry_server"
            port = str(self.ports["registry"])
            self.start("registry", sys.executable, "-m", server, port, str(file))
        return f"http://{HOME}:{self.ports['registry']}"

    def end_service(self) -> None:
        """End nodes and worker, which can be started again."""
        for name in ("node-a", "node-b", "worker"):
            self.children[name].end()

    def _start_service(self, name: str, *words: str, cwd: Path = ROOT) -> None:
        # `env --chdir` starts another version, in its own folder, with the same Python.
        chdir = (program("env", package="coreutils"), f"--chdir={cwd}")
        self.start(name, *chdir, sys.executable, "-m", "web", *words)

    async def ready(self, *names: str) -> None:
        """Wait until nodes can serve.

        :raises DrillFailed: when one cannot, with its log
        """

        async def are() -> bool:
            return all([await self._is_ready(name) for name in names])

        try:
            await until(are, within=START_SECONDS)
        except TimeoutError as late:
            said = "".join(self.children[f"node-{name}"].said for name in names)
            raise DrillFailed(said[-4000:]) from late

    async def has_lists(self) -> None:
        """Wait until the worker has fetched every revocation list of the settings."""
        wanted = len(self.environ["GPSZONE_LIST_URLS"].split())

        async def has() -> bool:
            url = self.environ["GPSZONE_DATABASE_URL"]
            server = await asyncpg.connect(url, timeout=10)
            try:
                found = await server.fetchval("SELECT count(*) FROM revocation_list")
            finally:
                await server.close(timeout=5)
            return int(found) >= wanted

        await until(has, within=START_SECONDS)

    async def said_by(self, name: str) -> dict[str, object]:
        """Return what a node says of itself."""
        async with httpx.AsyncClient(timeout=10) as client:
            answer = await client.get(f"http://{HOME}:{self.ports[name]}/readyz")
        return dict(answer.json())

    async def _is_ready(self, name: str) -> bool:
        try:
            async with httpx.AsyncClient(timeout=10) as client:
                answer = await client.get(f"http://{HOME}:{self.ports[name]}/readyz")
        except httpx.TransportError:
            return False
        return answer.status_code == 200

    async def letter(self, to: str, *, page: str) -> str:
        """Wait for a letter with a link to a page; return the link.

        :raises DrillFailed: when its subject does not say that it is of staging
        """
        found: list[Mapping[str, str]] = []

        def has_come() -> bool:
            found[:] = [one for one in self.letters.to(to) if one["page"] == page]
            return bool(found)

        await until(has_come, within=START_SECONDS)
        subject = found[-1]["subject"]
        self.log.say(f"  letter to {to}: {subject}")
        if not subject.startswith("【測試 STAGING】"):
            raise DrillFailed(f"the subject says nothing of staging: {subject}")
        return f"{ORIGIN}/{page}#{found[-1]['token']}"

    def end(self) -> None:
        """End everything that was started."""
        for child in reversed(self.children.values()):
            child.end()
        self.cluster.remove()

    def _nginx(self) -> Path:
        text = (ROOT / "ops/nginx/nginx.conf").read_text(encoding="utf-8")
        text = text.replace("accounts.example.gov.tw", NAME)
        text = text.replace("listen 443", f"listen {HOME}:{self.ports['tls']}")
        text = text.replace("listen 80", f"listen {HOME}:{self.ports['plain']}")
        text = re.sub(r"/etc/nginx/tls/portal\.(?:pem|key)", str(self.pem), text)
        for address, name in (("10.0.0.11:8000", "a"), ("10.0.0.12:8000", "b")):
            text = text.replace(address, f"{HOME}:{self.ports[name]}")
        example, whole = self.folder / "portal.conf", self.folder / "nginx.conf"
        example.write_text(text, encoding="utf-8")
        conf = nginx_conf(self.folder, f"include {example};")
        whole.write_text(conf, encoding="utf-8")
        return whole

    def prometheus(self) -> Path:
        """Write Prometheus' configuration as in ops/, with the ports of the drill."""
        shutil.copytree(ROOT / "ops/prometheus", self.folder / "prometheus")
        file = self.folder / "prometheus/prometheus.yml"
        text = file.read_text(encoding="utf-8")
        for example, name in (("node-a.internal:9100", "a"), ("node-b.internal:9100", "b")):
            text = text.replace(example, f"{HOME}:{self.ports[f'metrics-{name}']}")
        worker = f'"{HOME}:{self.ports["metrics-worker"]}"'
        text = text.replace('"node-a.internal:9101", "node-b.internal:9101"', worker)
        file.write_text(text, encoding="utf-8")
        return file
