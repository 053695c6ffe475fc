"""The operator's folder as a running process reads it: a bad file is left out, others count."""

import logging
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from models.core.mode import Mode
from models.pki.path.anchors import TrustRefused, read_anchor
from models.pki.path.trust import TrustStore
from web.trust.files import (
    TrustFile,
    TrustFilesUnusable,
    TrustFolder,
    files_in,
    read_file,
    read_folder,
)

log = logging.getLogger(__name__)


class FolderReader:
    """Reads the folder again and again; at first every file must be sound.

    Later a file that cannot be read counts as it did before, because it may be about to be
    replaced. One with a certificate that is not pinned, or not sound, does not count.
    """

    def __init__(self, folder: Path, *, mode: Mode = Mode.PRODUCTION) -> None:
        self._folder = folder
        self._mode = mode
        self._last: Mapping[str, tuple[TrustFile, ...]] = {}
        self._unusable: tuple[str, ...] = ()

    def unusable(self) -> tuple[str, ...]:
        """Return the names of the files that were not usable at the last reading."""
        return self._unusable

    def store(self, at: datetime) -> TrustStore:
        """Read the folder, and build the trust store as of a time.

        :raises TrustFilesUnusable: when there is no file, or at the first reading a bad one
        :raises TrustRefused: when what counts is not sound as a whole
        """
        if not self._last:
            store = read_folder(self._folder, mode=self._mode).store(at=at)
            self._last = {
                path.name: read_file(path, mode=self._mode) for path in files_in(self._folder)
            }
            return store
        read, troubles = self._read()
        files = tuple(file for name in read for file in read[name])
        store = TrustFolder(files).store(at=at)
        for trouble in troubles.values():
            log.error("a CA certificate file is left out, or counts as before: %s", trouble)
        self._last, self._unusable = read, tuple(troubles)
        return store

    def _read(self) -> tuple[dict[str, tuple[TrustFile, ...]], dict[str, str]]:
        read: dict[str, tuple[TrustFile, ...]] = {}
        troubles: dict[str, str] = {}
        for path in files_in(self._folder):
            try:
                read[path.name] = read_file(path, mode=self._mode)
            except TrustFilesUnusable as fault:
                troubles[path.name] = str(fault)
                read[path.name] = self._last.get(path.name, ())
        pins = TrustFolder(tuple(file for files in read.values() for file in files)).pins
        for name, files in read.items():
            try:
                for file in files:
                    read_anchor(file.certificate, pinned=pins)
            except TrustRefused as fault:
                troubles[name] = f"{name}: {fault}"
                read[name] = ()
        return read, troubles
