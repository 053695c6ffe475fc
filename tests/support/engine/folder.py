"""Folders in which an engine works, and how they are removed."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# Bytes that it may grow to; only what is written is taken from the machine's disk.
DISK = 24 * 1024**3
_PATH = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin"}


class StillMounted(Exception):
    """Something is mounted below a folder; removing the folder would remove what is mounted."""


def remove_folder(folder: Path) -> None:
    """Remove a folder below which nothing is mounted.

    :raises StillMounted: naming what is, and then nothing has been removed
    """
    root = folder.resolve()
    # proc(5), mountinfo: the fifth field is the place, with blanks as octal escapes.
    mounts = Path("/proc/self/mountinfo").read_text(encoding="utf-8").splitlines()
    places = [Path(line.split()[4].replace("\\040", " ")) for line in mounts]
    below = [str(place) for place in places if place.is_relative_to(root)]
    if below:
        raise StillMounted(", ".join(below))
    shutil.rmtree(root)


@contextmanager
def disk_of_its_own(folder: Path) -> Iterator[bool]:
    """Mount a file as a disk in an empty folder; give whether this machine can.

    It ends with its file. To remove a million files of images one by one takes minutes.
    """
    file = folder.with_name(f"{folder.name}.disk")
    with file.open("wb") as sparse:
        sparse.truncate(DISK)
    try:
        mounted = _done("mkfs.ext4", "-q", "-F", "-O", "^has_journal", str(file)) and _done(
            "mount", "-o", "loop,noatime", str(file), str(folder)
        )
        try:
            yield mounted
        finally:
            if mounted and not _done("umount", str(folder)):
                raise StillMounted(str(folder))
    finally:
        file.unlink()


def _done(*command: str) -> bool:
    try:
        return subprocess.run([*command], capture_output=True, env=_PATH).returncode == 0
    except FileNotFoundError:
        return False
