"""Packing of a large list's entries in a process of its own, so that no thread here is blocked."""

import logging
import os
import subprocess
import sys
import tempfile
import threading
from array import array
from datetime import timedelta
from pathlib import Path
from typing import IO

from models.pki.crl.index import RECORD, Index, read_entries
from models.pki.crl.revocation_list import RevocationList, read_list
from models.pki.der import reader as der
from models.pki.path.trust import Issuer

log = logging.getLogger(__name__)

# Smaller lists take a few milliseconds, less than starting a process.
LARGE = 256 * 1024
LONGEST = timedelta(seconds=60)
_MALFORMED = 3
_ROOT = Path(__file__).parents[2]
_OCTETS_OF_A_NUMBER = 8


def read_large_list(crl: bytes, *, issuer: Issuer) -> RevocationList:
    """Read a list like `read_list`, in a thread; the entries of a large one in another process.

    :raises ListUnusable: with the problem, when it must not be used.
    """
    return read_list(crl, issuer=issuer, index=packed_apart)


def packed_apart(entries: der.Reader, *, large: int = LARGE) -> Index:
    """Index entries, which are verified already, in another process if there are many.

    Sorting them holds the interpreter lock long enough to delay every request.

    :raises der.Malformed: as `read_entries` does.
    """
    if entries.stop - entries.at < large:
        return read_entries(entries)
    try:
        with _scratch() as given, _scratch() as packed:
            os.write(given.fileno(), memoryview(entries.data)[entries.at : entries.stop])
            code = _run(given, packed)
            if code == 0:
                return _read_back(packed)
    except OSError as fault:
        log.warning("no process to read a large list in (%s); it is read here", fault)
        return read_entries(entries)
    if code == _MALFORMED:
        raise der.Malformed("an entry")
    log.warning("the process that reads a large list ended with %s; it is read here", code)
    return read_entries(entries)


def _scratch() -> IO[bytes]:
    # In memory where possible, because no disk may be writable.
    if sys.platform == "linux":
        return os.fdopen(os.memfd_create("list"), "w+b", buffering=0)
    return tempfile.TemporaryFile(buffering=0)


def _run(given: IO[bytes], packed: IO[bytes]) -> int:
    files = given.fileno(), packed.fileno()
    command = [sys.executable, "-m", "models.revocation.list_packing", *map(str, files)]
    with subprocess.Popen(command, pass_fds=files, cwd=_ROOT) as process:  # noqa: S603  # Our own module.
        watchdog = threading.Timer(LONGEST.total_seconds(), process.kill)
        watchdog.start()
        try:
            return process.wait()
        finally:
            watchdog.cancel()


def _read_back(packed: IO[bytes]) -> Index:
    # Each part is read by one call, which releases the interpreter lock.
    shift, length, at = *_numbers(packed, 0, 2), 2
    bounds = _numbers(packed, at, length)
    at, count = at + length, bounds[-1]
    keys = _numbers(packed, at, count)
    records = _part(packed, (at + count) * _OCTETS_OF_A_NUMBER, count * RECORD)
    return Index(keys, records, bounds, shift)


def _numbers(packed: IO[bytes], at: int, count: int) -> "array[int]":
    read = array("Q")
    read.frombytes(_part(packed, at * _OCTETS_OF_A_NUMBER, count * _OCTETS_OF_A_NUMBER))
    return read


def _part(packed: IO[bytes], at: int, size: int) -> bytes:
    content = os.pread(packed.fileno(), size, at)
    if len(content) != size:
        raise OSError("cut off")
    return content


def main(given: int, packed: int) -> int:
    """Index the entries in one open file, and write the index to another.

    It is its shift, the number of its bounds, these, the keys and the records.
    """
    content = os.pread(given, os.fstat(given).st_size, 0)
    try:
        index = read_entries(der.Reader(content))
    except der.Malformed:
        return _MALFORMED
    head = array("Q", [index.shift, len(index.bounds)])
    for part in (head, index.bounds, index.keys, index.records):
        os.write(packed, part)
    return 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
