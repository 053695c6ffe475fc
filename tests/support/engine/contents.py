"""What an image holds: each file of the last layer's file system, and each path of any layer."""

import hashlib
import io
import json
import subprocess
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from tests.support.engine.engine import Engine

# What the engine puts into each container, and not into an image.
_OF_A_CONTAINER = (
    "dev",
    "proc",
    "sys",
    ".dockerenv",
    "etc/hosts",
    "etc/hostname",
    "etc/resolv.conf",
)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A file, folder or link; ``content`` is the SHA-256 of a file, or where a link leads."""

    kind: bytes
    mode: int
    owner: tuple[int, int]
    content: str


@dataclass(frozen=True, kw_only=True)
class Image:
    """An image of an engine, by its tag."""

    engine: Engine
    tag: str

    def entries(self) -> Mapping[str, Entry]:
        """Return every path with what it holds; times do not count."""
        found = {}
        with self._exported() as packed:
            for member in packed:
                if not member.name.startswith(_OF_A_CONTAINER):
                    found[member.name] = _entry(packed, member)
        return found

    def files(self, prefix: str, *, suffix: str = "") -> Mapping[str, bytes]:
        """Return the files below a folder, with their content."""
        found = {}
        with self._exported() as packed:
            for member in packed:
                name = member.name
                if member.isfile() and name.startswith(prefix) and name.endswith(suffix):
                    found[name] = _read(packed, member)
        return found

    def paths_of_layers(self) -> Iterator[str]:
        """Give the paths of every layer, also of those that a later layer hides."""
        saved = subprocess.run(
            ["docker", "save", self.tag],
            stdout=subprocess.PIPE,
            env=self.engine.environ,
            check=True,
            timeout=300,
        ).stdout
        with tarfile.open(fileobj=io.BytesIO(saved)) as image:
            [manifest] = json.loads(_read(image, image.getmember("manifest.json")))
            for layer in manifest["Layers"]:
                packed = io.BytesIO(_read(image, image.getmember(layer)))
                with tarfile.open(fileobj=packed) as files:
                    yield from files.getnames()

    def config(self) -> Mapping[str, object]:
        """Return how it is run: entry point, user, labels, variables."""
        [described] = json.loads(self.engine.docker("image", "inspect", self.tag).stdout)
        config: Mapping[str, object] = described["Config"]
        return config

    @contextmanager
    def _exported(self) -> Iterator[tarfile.TarFile]:
        container = self.engine.docker("create", self.tag).stdout.strip()
        try:
            with (
                subprocess.Popen(
                    ["docker", "export", container],
                    stdout=subprocess.PIPE,
                    env=self.engine.environ,
                ) as exporting,
                tarfile.open(fileobj=exporting.stdout, mode="r|") as packed,
            ):
                yield packed
        finally:
            self.engine.docker("rm", "--force", container)


def _entry(packed: tarfile.TarFile, member: tarfile.TarInfo) -> Entry:
    content = hashlib.sha256(_read(packed, member)).hexdigest() if member.isfile() else ""
    return Entry(
        kind=member.type,
        mode=member.mode,
        owner=(member.uid, member.gid),
        content=content or member.linkname,
    )


def _read(packed: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    file = packed.extractfile(member)
    return file.read() if file else b""
