"""Packing a large list's entries in a process of its own, so that no thread here has to wait."""

import logging
import subprocess
import sys
import threading
from array import array
from datetime import timedelta
from pathlib import Path

from models.pki import der
from models.pki.algorithms import Scheme
from models.pki.crl_index import Index, read_entries
from models.pki.revocation_list import RevocationList, read_list
from models.pki.trust import Issuer

log = logging.getLogger(__name__)

# Below this, reading takes a few milliseconds and a process would take longer.
LARGE = 256 * 1024
LONGEST = timedelta(seconds=60)
_MALFORMED = 3
_ROOT = Path(__file__).parent.parent
_OCTETS = 8


def read_large_list(crl: bytes, *, issuer: Issuer, schemes: frozenset[Scheme]) -> RevocationList:
    """Read a list as `read_list` does, from a thread; the entries of a large one elsewhere.

    :raises ListUnusable: with the problem, when it may not be used.
    """
    return read_list(crl, issuer=issuer, schemes=schemes, index=packed_apart)


def packed_apart(entries: der.Reader, *, large: int = LARGE) -> Index:
    """Index entries, which are verified by now, in another process if there are many.

    Sorting them holds the interpreter's lock for long enough that every request would feel it.

    :raises der.Malformed: as `read_entries` does.
    """
    if entries.stop - entries.at < large:
        return read_entries(entries)
    content = memoryview(entries.data)[entries.at : entries.stop]
    try:
        code, packed = _run(content)
    except OSError as fault:
        log.warning("no process to read a large list in (%s); it is read here", fault)
        return read_entries(entries)
    if code == _MALFORMED:
        raise der.Malformed("an entry")
    if code != 0:
        log.warning("the process that reads a large list ended with %s; it is read here", code)
        return read_entries(entries)
    return _unpacked(packed)


def _run(content: memoryview) -> tuple[int, bytes]:
    """Hand the entries to a process of this very program and give its exit code and answer."""
    command = [sys.executable, "-m", "models.list_packing"]
    with subprocess.Popen(  # noqa: S603  # Every word of the command is ours.
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=_ROOT, bufsize=0
    ) as process:
        watchdog = threading.Timer(LONGEST.total_seconds(), process.kill)
        watchdog.start()
        try:
            # It reads all before it writes anything, so that neither waits for the other.
            stdin, stdout = process.stdin, process.stdout
            if stdin is None or stdout is None:
                raise OSError("no pipes")  # Cannot happen: both were asked for.
            with stdin:
                while content:
                    content = content[stdin.write(content) :]
            packed = stdout.read()
            return process.wait(), packed
        finally:
            watchdog.cancel()


def _unpacked(packed: bytes) -> Index:
    view = memoryview(packed)
    bounds_end = 257 * _OCTETS
    bounds = array("Q", bytes(view[:bounds_end]))
    keys_end = bounds_end + bounds[-1] * _OCTETS
    keys = array("Q")
    keys.frombytes(view[bounds_end:keys_end])
    return Index(keys, bytes(view[keys_end:]), tuple(bounds))


def main() -> int:
    """Index the entries from the standard input and write keys, records and bounds."""
    content = sys.stdin.buffer.read()
    try:
        index = read_entries(der.Reader(content))
    except der.Malformed:
        return _MALFORMED
    for part in (array("Q", index.bounds), index.keys, index.records):
        sys.stdout.buffer.write(part)
    return 0


if __name__ == "__main__":
    sys.exit(main())
