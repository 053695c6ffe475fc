"""Folders in which an engine works, and how they are removed."""

import shutil
from pathlib import Path


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
