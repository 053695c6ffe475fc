"""The composition in a folder of its own: its secrets, its settings, its services' containers."""

import base64
import json
import os
import re
import secrets
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.support.engine.engine import Engine, called
from tests.support.engine.terminal import at_terminal
from tests.support.paths import ROOT

IMAGE = "gpszone-accounts"
# What an operator writes into `.env`; nothing outside can be reached from the containers.
CHOICES: Mapping[str, str] = {
    "GPSZONE_ORIGIN": "https://accounts.example.gov.tw",
    "GPSZONE_SMTP_HOST": "smtp.example.gov.tw",
    "GPSZONE_LIST_URLS": "https://lists.example.gov.tw/complete.crl",
    "PORTAL_PROXIES": "172.31.250.1",
}
PORTS: Mapping[str, int] = {"web-a": 8000, "web-b": 8001}
# Ours are told to stop and have `stop_grace_period`; the engine kills what is still there then.
STOP_SECONDS = 30
READY_SECONDS = 120.0
_RUN_SECONDS = 300.0


class NotReady(Exception):
    """A service did not get to where it should within its time."""


@dataclass(frozen=True, kw_only=True)
class Composition:
    """``compose.yaml`` in a folder; ``incoming`` is the operator's folder of files to import."""

    engine: Engine
    folder: Path

    @property
    def incoming(self) -> Path:
        return self.folder / "incoming"

    def prepare(self) -> None:
        """Write what `docs/operate/install.md` has an operator write, and no certificate yet."""
        for name, mode in (("secrets", 0o700), ("trust", 0o755), ("incoming", 0o755)):
            (self.folder / name).mkdir(mode=mode)
        composed = (ROOT / "compose.yaml").read_text(encoding="utf-8")
        # A stand-in has no digest.
        composed = re.sub(r"@sha256:[0-9a-f]{64}", "", composed)
        (self.folder / "compose.yaml").write_text(composed, encoding="utf-8")
        password = secrets.token_hex(24)
        for name, secret in (
            ("postgres_password", password),
            ("secret_key", secrets.token_hex(32)),
            ("evidence_keys", base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()),
            ("database_url", f"postgres://gpszone:{password}@postgres:5432/gpszone"),
            ("smtp_password", ""),
            ("registry_token", ""),
        ):
            (self.folder / "secrets" / name).write_text(secret, encoding="utf-8")
        lines = "".join(f"{name}={value}\n" for name, value in CHOICES.items())
        (self.folder / ".env").write_text(lines, encoding="utf-8")

    def compose(
        self, *words: str, check: bool = True, two: bool = True, seconds: float = _RUN_SECONDS
    ) -> "subprocess.CompletedProcess[str]":
        """Call Docker Compose, for two nodes or for one."""
        profiles = {"COMPOSE_PROFILES": "two"} if two else {}
        return called(
            ["docker-compose", *words],
            environ=self.engine.environ | profiles,
            folder=self.folder,
            check=check,
            seconds=seconds,
        )

    def command(self, *words: str) -> "subprocess.CompletedProcess[str]":
        """Run a command of the operator in a container of its own, beside servers that run."""
        incoming = f"{self.incoming}:/run/in:ro"
        return self.compose(
            *("run", "--rm", "-T", "--no-deps", "-v", incoming, "worker", *words), check=False
        )

    def container(self, service: str) -> str:
        """Return the container of a service.

        :raises NotReady: when it has none
        """
        # Compose itself takes a second to say so.
        labels = (f"service={service}", "oneoff=False", f"project={self.folder.name}")
        filters = (f"--filter=label=com.docker.compose.{label}" for label in labels)
        found = self.engine.docker("ps", "--all", "--quiet", *filters).stdout.split()
        if len(found) != 1:
            raise NotReady(f"{service} has {len(found)} containers")
        return found[0]

    def described(self, service: str) -> Mapping[str, Any]:
        """Return what the engine knows of a service's container."""
        [described] = json.loads(
            self.engine.docker("container", "inspect", self.container(service)).stdout
        )
        found: Mapping[str, Any] = described
        return found

    def start(self, service: str) -> None:
        self.engine.docker("start", self.container(service))

    def restart(self, *services: str) -> None:
        """Stop services beside one another, and start them."""
        containers = [self.container(service) for service in services]
        self.engine.docker("stop", "--time", str(STOP_SECONDS), *containers)
        self.engine.docker("start", *containers)

    def stop(self, service: str) -> tuple[int, float]:
        """Stop a service's container; return its exit code, and the seconds that it took."""
        begun = time.monotonic()
        container = self.container(service)
        self.engine.docker("stop", "--time", str(STOP_SECONDS), container)
        code: int = self.described(service)["State"]["ExitCode"]
        return code, time.monotonic() - begun

    def asked(self, node: str, path: str = "/readyz") -> tuple[int, str]:
        """Ask a web node; return status and body, 0 where nobody answers."""
        ended = self.engine.inside(
            *("curl", "--silent", "--max-time", "10", "--write-out", "\n%{http_code}"),
            f"http://127.0.0.1:{PORTS[node]}{path}",
            check=False,
        )
        body, _, status = ended.stdout.rpartition("\n")
        return int(status or 0), body

    def await_ready(self, *nodes: str) -> None:
        """Wait until web nodes can serve.

        :raises NotReady: with what one said last
        """
        end = time.monotonic() + READY_SECONDS
        for node in nodes:
            while (said := self.asked(node))[0] != 200:
                if time.monotonic() > end:
                    log = self.compose("logs", "--tail", "20", node, check=False).stdout
                    raise NotReady(f"{node}: {said}\n{log}")
                time.sleep(0.3)

    def await_unready(self, node: str, *, within: float) -> tuple[int, str]:
        """Wait until a web node says that it cannot serve; return status and body.

        :raises NotReady: when it still says that it can, ``within`` seconds later
        """
        end = time.monotonic() + within
        while (said := self.asked(node))[0] == 200:
            if time.monotonic() > end:
                raise NotReady(f"{node} is ready after {within:g} s: {said}")
            time.sleep(0.3)
        return said

    def await_running(self, service: str) -> None:
        """Wait until a service's container has run for a while without ending.

        :raises NotReady: when it goes on ending
        """
        end = time.monotonic() + READY_SECONDS
        while time.monotonic() < end:
            before = self.described(service)
            time.sleep(4)
            after = self.described(service)
            if before["State"]["Running"] and before["State"]["Pid"] == after["State"]["Pid"]:
                return
        raise NotReady(self.compose("logs", "--tail", "20", service, check=False).stdout)

    def trust_at_terminal(
        self, *files: str, typed: str, folder: str = "trust"
    ) -> "subprocess.CompletedProcess[str]":
        """Add CA certificates at a terminal, where their fingerprints are typed."""
        return at_terminal(
            [
                *("docker", "run", "--rm", "--interactive", "--tty", "--user", str(os.getuid())),
                *("--env", "GPSZONE_TRUST=/run/trust"),
                *("--volume", f"{self.folder / folder}:/run/trust"),
                *("--volume", f"{self.incoming}:/run/in:ro"),
                *(IMAGE, "trust", "add", "--by", "ci"),
                *(f"/run/in/{name}" for name in files),
            ],
            asked="SHA-256",
            typed=typed,
            environ=self.engine.environ,
        )

    def give(self, name: str, content: str | bytes) -> None:
        """Put a file where a command reads it as ``/run/in/NAME``."""
        written = content.encode() if isinstance(content, str) else content
        (self.incoming / name).write_bytes(written)

    def remove(self) -> None:
        """Take everything away that it made in the engine."""
        self.compose("down", "--volumes", "--timeout", "5", check=False)
