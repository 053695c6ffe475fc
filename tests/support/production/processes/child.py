"""A process of a test: started with a log of its own, frozen, thawed, and ended by its id."""

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.paths import ROOT

END_SECONDS = 20.0


@dataclass
class Child:
    """A process that can be started again; with ``user`` it runs as that user, if we may."""

    command: Sequence[str]
    log: Path
    environ: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    user: str | None = None
    # Whether it should run: it was started, and not ended since.
    is_wanted: bool = False
    exits: list[int] = field(default_factory=list)
    _process: "subprocess.Popen[bytes] | None" = None

    @property
    def pid(self) -> int:
        """Its id.

        :raises RuntimeError: when it does not run
        """
        if self._process is None or self._process.poll() is not None:
            raise RuntimeError(f"{self.command[0]} does not run: {self.said[-2000:]}")
        return self._process.pid

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def said(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace") if self.log.exists() else ""

    def start(self) -> None:
        if self.is_running:
            raise RuntimeError(f"{self.command[0]} runs already")
        self.is_wanted = True
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [*self.command],
                cwd=ROOT if self.user is None else "/",
                env=dict(self.environ),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                user=self.user,
                group=self.user,
            )

    def supervise(self) -> None:
        """Start it again if it has ended by itself, and note its exit code."""
        if self.is_wanted and not self.is_running and self._process is not None:
            self.exits.append(self._process.returncode)
            self.start()

    def send(self, number: signal.Signals) -> None:
        with suppress(RuntimeError):
            os.kill(self.pid, number)

    def freeze(self) -> None:
        """Stop it where it is, without its knowing (SIGSTOP)."""
        self.send(signal.SIGSTOP)

    def thaw(self) -> None:
        self.send(signal.SIGCONT)

    def end(self, number: signal.Signals = signal.SIGTERM) -> int | None:
        """Send a signal, wait, and kill it if it does not end; return its exit code, if any."""
        self.is_wanted = False
        if self._process is None:
            return None
        self.send(number)
        try:
            return self._process.wait(timeout=END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            return self._process.wait(timeout=END_SECONDS)

    def kill(self) -> None:
        """Kill it (SIGKILL), frozen or not."""
        self.end(signal.SIGKILL)
