"""A Docker Engine of its own: its data in one folder, its containers in a network of their own."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

START_SECONDS = 60.0
END_SECONDS = 60.0
COMMAND_SECONDS = 120.0
BUILD_SECONDS = 1800.0


class EngineDoesNotRun(Exception):
    """The engine's process has ended, or does not answer."""


class CommandFailed(Exception):
    """A command that must succeed did not."""


@dataclass(frozen=True, kw_only=True)
class Engine:
    """An engine that runs; ``network`` is the namespace of its containers, or the machine's own."""

    folder: Path
    network: str | None

    @property
    def environ(self) -> dict[str, str]:
        """The variables with which its clients find it."""
        return {
            **{name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
            "DOCKER_HOST": f"unix://{self.folder}/docker.sock",
            # The builder of the engine itself; the other needs a plugin that Debian 12 lacks.
            "DOCKER_BUILDKIT": "0",
        }

    def docker(
        self, *words: str, check: bool = True, seconds: float = COMMAND_SECONDS
    ) -> "subprocess.CompletedProcess[str]":
        """Call the engine's client."""
        return called(["docker", *words], environ=self.environ, check=check, seconds=seconds)

    def build(
        self, context: Path, *, tag: str, target: str | None = None, cached: bool = True
    ) -> None:
        """Build a folder's Dockerfile; registries of packages are reached by our network."""
        fresh = () if cached else ("--no-cache",)
        until = () if target is None else ("--target", target)
        self.docker(
            *("build", "--network", "host", "--tag", tag, *until, *fresh),
            str(context),
            seconds=BUILD_SECONDS,
        )

    def inside(self, *command: str, check: bool = True) -> "subprocess.CompletedProcess[str]":
        """Run a program of this machine in the containers' network."""
        entered = ["nsenter", f"--net=/run/netns/{self.network}"] if self.network else []
        return called([*entered, *command], environ=self.environ, check=check)


def called(
    command: Sequence[str],
    *,
    environ: dict[str, str],
    check: bool = True,
    seconds: float = COMMAND_SECONDS,
    folder: Path | None = None,
) -> "subprocess.CompletedProcess[str]":
    """Run a command; what it said stands in the failure, if it must succeed."""
    ended = subprocess.run(
        [*command], capture_output=True, text=True, env=environ, timeout=seconds, cwd=folder
    )
    if check and ended.returncode != 0:
        said = f"{ended.stdout[-3000:]}\n{ended.stderr[-3000:]}"
        raise CommandFailed(f"{' '.join(command)} ended with {ended.returncode}:\n{said}")
    return ended


@contextmanager
def running(folder: Path, *, network: str | None = None) -> Iterator[Engine]:
    """Run an engine on its data in a folder; its containers and processes end with the block.

    Without a network of its own it makes none at all: it builds, by the machine's network.

    :raises EngineDoesNotRun: when it does not start
    """
    engine = Engine(folder=folder, network=network)
    # `ip netns exec` would hide the control groups.
    entered = ["nsenter", f"--net=/run/netns/{network}"] if network else []
    flags = [] if network else ["--bridge=none", "--iptables=false"]
    command = [
        *(*entered, "dockerd", "--host", engine.environ["DOCKER_HOST"], *flags),
        *("--data-root", str(folder / "data"), "--exec-root", str(folder / "exec")),
        *("--pidfile", str(folder / "pid"), "--config-file", str(folder / "none.json")),
    ]
    (folder / "none.json").write_text("{}", encoding="utf-8")
    with (folder / "dockerd.log").open("ab") as log:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
        )
    try:
        _await(engine, process)
        yield engine
    finally:
        process.send_signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=END_SECONDS)
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(timeout=END_SECONDS)
        # The engine leaves the name of its network mounted, which would keep its folder.
        for name in (folder / "exec" / "netns").glob("*"):
            called(["umount", str(name)], environ=engine.environ, check=False)


def _await(engine: Engine, process: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + START_SECONDS
    while engine.docker("info", check=False).returncode != 0:
        if process.poll() is not None or time.monotonic() > end:
            log = (engine.folder / "dockerd.log").read_text(encoding="utf-8", errors="replace")
            raise EngineDoesNotRun(log.strip().splitlines()[-1] if log.strip() else "it is silent")
        time.sleep(0.2)


@contextmanager
def network_of_its_own(name: str) -> Iterator[str]:
    """Make a network namespace, which has itself alone to talk to."""
    environ = {"PATH": f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"}
    called(["ip", "netns", "add", name], environ=environ)
    try:
        called(["ip", "-n", name, "link", "set", "lo", "up"], environ=environ)
        yield name
    finally:
        called(["ip", "netns", "del", name], environ=environ)
