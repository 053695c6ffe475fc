"""The connections that a server of this machine has open."""

from pathlib import Path

_ESTABLISHED = "01"


def connections_to(port: int) -> int:
    """Return how many connections a port of the loopback interface has accepted."""
    return sum(
        int(local.rpartition(":")[2], 16) == port and state == _ESTABLISHED
        for table in ("/proc/net/tcp", "/proc/net/tcp6")
        for _, local, _, state, *_ in map(str.split, Path(table).read_text().splitlines()[1:])
    )
