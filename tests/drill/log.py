"""The log of the drill: every command as it is typed, what it printed, and how long it took."""

import shlex
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

from tests.support.paths import ROOT

COMMAND_SECONDS = 300
# Lines of a command's output that are worth keeping.
_KEPT = 40


class DrillFailed(Exception):
    """A step did not end as it should; the text says what was found."""


class Log:
    """Writes to the terminal and to a file; nothing secret is among what it is given."""

    def __init__(self, file: Path) -> None:
        self._file = file.open("w", encoding="utf-8", buffering=1)
        self._began = monotonic()

    def say(self, text: str) -> None:
        line = f"{monotonic() - self._began:7.1f}  {text}"
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
        self._file.write(line + "\n")

    @contextmanager
    def step(self, title: str) -> Iterator[None]:
        self.say(f"== {title}")
        began = monotonic()
        try:
            yield
        except Exception as fault:
            self.say(f"== FAILED: {title}: {type(fault).__name__}: {fault}")
            raise
        self.say(f"== done in {monotonic() - began:.1f} s: {title}")

    def run(
        self,
        *words: str,
        environ: Mapping[str, str],
        cwd: Path = ROOT,
        code: int = 0,
        secret: bool = False,
    ) -> str:
        """Run a command; return what it printed, of which a ``secret`` one is not logged.

        :raises DrillFailed: when it ends with another exit code
        """
        self.say(f"$ {_typed(words)}")
        ended = subprocess.run(
            [*words],
            cwd=cwd,
            env=dict(environ),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=COMMAND_SECONDS,
            check=False,
        )
        printed = ended.stdout + ended.stderr
        if not secret:
            for line in printed.splitlines()[-_KEPT:]:
                self.say(f"  {line}")
        if ended.returncode != code:
            raise DrillFailed(f"exit code {ended.returncode}, expected {code}")
        return printed

    def close(self) -> None:
        self.say(f"ended {datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}")
        self._file.close()


def _typed(words: Sequence[str]) -> str:
    """Return a command as it is typed: the service's own as the runbooks write them."""
    shown = ["python" if word == sys.executable else word for word in words]
    return shlex.join(shown)
