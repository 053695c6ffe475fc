"""What an image holds: each file of the last layer's file system, and each path of any layer."""

import hashlib
import io
import json
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

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
    """An image of an engine, by its tag; its files are exported once, into the engine's folder."""

    engine: Engine
    tag: str

    def entries(self) -> Mapping[str, Entry]:
        """Return every path with what it holds; times do not count."""
        with tarfile.open(self._exported) as packed:
            return {
                member.name: _entry(packed, member)
                for member in packed
                if not member.name.startswith(_OF_A_CONTAINER)
            }

    def files(self, prefix: str, *, suffix: str = "") -> Mapping[str, bytes]:
        """Return the files below a folder, with their content."""
        with tarfile.open(self._exported) as packed:
            return {
                member.name: _read(packed, member)
                for member in packed
                if member.isfile()
                and member.name.startswith(prefix)
                and member.name.endswith(suffix)
            }

    @cached_property
    def paths_of_layers(self) -> frozenset[str]:
        """The paths of every layer, also of those that a later layer hides."""
        saved = self._written("save", self.tag)
        found: set[str] = set()
        with tarfile.open(saved) as image:
            [manifest] = json.loads(_read(image, image.getmember("manifest.json")))
            for layer in manifest["Layers"]:
                packed = io.BytesIO(_read(image, image.getmember(layer)))
                with tarfile.open(fileobj=packed) as files:
                    found |= set(files.getnames())
        saved.unlink()
        return frozenset(found)

    def config(self) -> Mapping[str, object]:
        """Return how it is run: entry point, user, labels, variables."""
        [described] = json.loads(self.engine.docker("image", "inspect", self.tag).stdout)
        config: Mapping[str, object] = described["Config"]
        return config

    @cached_property
    def _exported(self) -> Path:
        """The file with the image's file system."""
        container = self.engine.docker("create", self.tag).stdout.strip()
        try:
            return self._written("export", container)
        finally:
            self.engine.docker("rm", "--force", container)

    def _written(self, word: str, name: str) -> Path:
        """Have the engine write an image or a container into a file."""
        file = self.engine.folder / f"{word}-{self.tag.replace(':', '-')}.tar"
        self.engine.docker(word, "--output", str(file), name, seconds=300)
        return file


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
