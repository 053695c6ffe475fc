"""The bytes of a registry file: as they are, or the one file of a ZIP package."""

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from models.registry.reading.refused import RegistryFileRefused

# More than twice the rows of EMS_S_01, and a hundred times the bytes of its rows.
MAX_ROWS = 1_000_000
MAX_ROW_BYTES = 128 * 1024
# JSON of alike records shrinks to a tenth; a ZIP that shrinks far more is made to exhaust.
MAX_RATIO = 200
MAX_MEMBERS = 100
_BEGINS_ZIP = b"PK\x03\x04"
_SUFFIXES = (".json", ".csv")
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_ENCRYPTED = 0x1
# Files of macOS beside the real ones.
_RESOURCE_FORKS = "__MACOSX/"
_CHUNK = 64 * 1024


class Source:
    """A file that can be read from its beginning several times; nothing is unpacked to the disk."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with path.open("rb") as file:
            self._is_zip = file.read(len(_BEGINS_ZIP)) == _BEGINS_ZIP

    @contextmanager
    def open(self) -> Iterator[IO[bytes]]:
        """Open the file, or the one that its package contains.

        :raises RegistryFileRefused: here, or while it is read, when the package cannot be read
        """
        if not self._is_zip:
            with self._path.open("rb") as file:
                yield file
            return
        try:
            with (
                zipfile.ZipFile(self._path) as package,
                package.open(_chosen(package)) as member,
            ):
                yield member
        except (zipfile.BadZipFile, zlib.error, EOFError) as broken:
            raise RegistryFileRefused(
                f"is a ZIP file that is damaged or cut off ({broken}); fetch it again"
            ) from broken


def _chosen(package: zipfile.ZipFile) -> zipfile.ZipInfo:
    """Return the one CSV or JSON file of a package; beside it stand its checksums."""
    members = package.infolist()
    if len(members) > MAX_MEMBERS:
        raise RegistryFileRefused(f"is a ZIP file of more than {MAX_MEMBERS} files")
    found = [
        member
        for member in members
        if member.filename.casefold().endswith(_SUFFIXES)
        and not member.filename.startswith(_RESOURCE_FORKS)
    ]
    if len(found) != 1:
        what = "no CSV or JSON file" if not found else f"{len(found)} CSV or JSON files"
        raise RegistryFileRefused(f"is a ZIP file with {what}; it needs exactly one")
    (member,) = found
    if member.flag_bits & _ENCRYPTED:
        raise RegistryFileRefused("is a ZIP file with a password; unpack it first")
    if member.compress_type not in _METHODS:
        raise RegistryFileRefused("is a ZIP file of an unusual compression; unpack it first")
    most = min(MAX_ROWS * MAX_ROW_BYTES, max(member.compress_size, 1) * MAX_RATIO)
    # Small files may shrink by more than that.
    if member.file_size > max(most, MAX_ROW_BYTES):
        raise RegistryFileRefused(
            f"is a ZIP file that would unpack to {member.file_size // 1024**2} MB, more than "
            f"{MAX_RATIO} times its size"
        )
    return member


class BoundedReader:
    """Bytes for a parser that keeps an unfinished row in memory; a row has a longest length."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._unfinished = 0

    def read(self, size: int) -> bytes:
        """Read a chunk.

        :raises RegistryFileRefused: when the present row is longer than any
        """
        chunk = self._file.read(size)
        self._unfinished += len(chunk)
        if self._unfinished > MAX_ROW_BYTES + 2 * _CHUNK:
            raise RegistryFileRefused(
                f"has a row, or something else, of more than {MAX_ROW_BYTES // 1024} KB"
            )
        return chunk

    def finish_row(self) -> None:
        self._unfinished = 0


def require_few(rows: int) -> None:
    """Require a number of rows that a registry may have.

    :raises RegistryFileRefused: when there are more
    """
    if rows > MAX_ROWS:
        raise RegistryFileRefused(f"has more than {MAX_ROWS:,} rows")
