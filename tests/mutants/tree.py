"""A copy of the working tree in a temporary folder, where code is changed and tests are run."""

import json
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Protocol

from tests.mutants.patch import Patch
from tests.mutants.serve import OPTIONS, READY
from tests.support.templates import digest

# Installed or built, and the same for every copy.
LINKED = (
    *(".venv", "tests/node/node_modules", "web/client/dist", "web/client/node_modules"),
    *("web/graphiql/dist", "web/graphiql/node_modules"),
)
# Nobody answers there, so that a run of SQLite's tests alone does not wait for a second database.
NO_POSTGRES = {"GPSZONE_TEST_POSTGRES": "postgres://postgres@127.0.0.1:1"}


class Runner(Protocol):
    """Something that runs tests, for so many seconds at most.

    It returns pytest's exit code, or None when the time was over. ``root`` is a folder of its own.
    """

    @property
    def root(self) -> Path: ...

    def run(
        self, arguments: Sequence[str], *, environ: Mapping[str, str], seconds: float
    ) -> int | None: ...


@dataclass(frozen=True)
class Tree:
    """A copy of a tree at ``root``, which runs tests in a new process each time."""

    root: Path
    _originals: dict[str, bytes] = field(default_factory=dict)

    def original(self, path: str) -> bytes:
        """Return a file's content as it was copied."""
        return self._originals.get(path) or (self.root / path).read_bytes()

    def write(self, path: str, content: bytes) -> None:
        self._originals.setdefault(path, self.original(path))
        file = self.root / path
        # Python trusts compiled code of a file of the same size and second.
        for compiled in (file.parent / "__pycache__").glob(f"{file.stem}.*.pyc"):
            compiled.unlink()
        file.write_bytes(content)

    def restore(self, path: str) -> None:
        self.write(path, self.original(path))

    def run(
        self, arguments: Sequence[str], *, environ: Mapping[str, str], seconds: float
    ) -> int | None:
        with (self.root / "mutants.log").open("a", encoding="utf-8") as log:
            started = self._start(
                ["-m", "pytest", *OPTIONS, *arguments], environ, stdout=log, stderr=log
            )
            try:
                return started.wait(timeout=seconds)
            except subprocess.TimeoutExpired:
                # The session's processes, among them those that a test has started.
                os.killpg(started.pid, signal.SIGKILL)
                started.wait()
                return None

    @contextmanager
    def serving(self, tests: Sequence[str]) -> Iterator["Server"]:
        """Start a server that has imported some tests."""
        pipe = subprocess.PIPE
        with (self.root / "mutants.log").open("a", encoding="utf-8") as log:
            arguments = ["-m", "tests.mutants.serve"]
            started = self._start(arguments, {}, stdin=pipe, stdout=pipe, stderr=log)
            try:
                server = Server(root=self.root, process=started)
                server.warm_up(tests)
                yield server
            finally:
                os.killpg(started.pid, signal.SIGKILL)
                started.communicate()

    def _start(
        self,
        arguments: Sequence[str],
        environ: Mapping[str, str],
        *,
        stdout: int | IO[str],
        stderr: IO[str],
        stdin: int = subprocess.DEVNULL,
    ) -> "subprocess.Popen[str]":
        """Start Python here, in a session of its own."""
        # With CI set, a test fails instead of being skipped where a service is missing.
        inherited = {name: value for name, value in os.environ.items() if name != "CI"}
        # No guard changes the records, so the databases of the unchanged code are good for all.
        own = {"PYTHONPATH": str(self.root), "GPSZONE_TEST_TEMPLATE": digest()}
        # Every test may be the one that notices, on SQLite too, where it is quicker.
        own["GPSZONE_TEST_NIGHTLY"] = "1"
        return subprocess.Popen(
            [self.root / ".venv/bin/python", *arguments],
            cwd=self.root,
            env={**inherited, **own, **environ},
            stdin=stdin,
            stdout=stdout,
            stderr=stderr,
            text=True,
            start_new_session=True,
        )


@dataclass(frozen=True, kw_only=True)
class Server:
    """A process in a copy at ``root`` that forks for each run of tests.

    With ``patch`` it changes a function before each.
    """

    root: Path
    process: "subprocess.Popen[str]"
    patch: Patch | None = None

    def warm_up(self, tests: Sequence[str]) -> None:
        if self._ask(tests) != READY:
            raise RuntimeError(f"no tests are served: see {self.root}/mutants.log")

    def run(
        self, arguments: Sequence[str], *, environ: Mapping[str, str], seconds: float
    ) -> int | None:
        patch = asdict(self.patch) if self.patch else None
        asked = {
            "arguments": arguments,
            "environ": environ,
            "seconds": seconds,
            "patch": patch,
        }
        code: int | None = json.loads(self._ask(asked))
        return code

    def _ask(self, asked: object) -> str:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(asked) + "\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()


@contextmanager
def copied(source: Path) -> Iterator[Tree]:
    """Copy what Git knows, and what it does not ignore, into a temporary folder."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=source,
        check=True,
        capture_output=True,
    )
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        root = Path(folder)
        for name in listed.stdout.decode().split("\0"):
            if name and (source / name).is_file() and not (source / name).is_symlink():
                (root / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(source / name, root / name)
        for name in LINKED:
            if (source / name).exists() and not (root / name).exists():
                (root / name).symlink_to((source / name).resolve())
        yield Tree(root=root)
