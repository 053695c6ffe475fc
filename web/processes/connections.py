"""The connections of a process, counted by address, and their bounds."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from models.limits.table import address_counted

Address = str | None


@dataclass(frozen=True, kw_only=True)
class ConnectionLimits:
    """The bounds of a connection, and of all connections of an address.

    ``head_bytes`` bounds the request line with all headers, ``headers`` their number. A head must
    be complete after ``head_seconds``, a request ``request_seconds`` later; ``request_bytes`` is
    more than any application reads. A client must read ``read_bytes`` in ``read_seconds``, or all
    there is; the kernel holds ``kernel_bytes`` of that. ``per_address`` and ``unread_bytes`` bound
    the connections of an address, unless it is a proxy's.
    """

    head_bytes: int = 32 * 1024
    headers: int = 100
    pipelined: int = 10
    head_seconds: float = 10.0
    request_seconds: float = 20.0
    request_bytes: int = 512 * 1024
    read_seconds: float = 10.0
    read_bytes: int = 64 * 1024
    per_address: int = 300
    unread_bytes: int = 4 * 1024 * 1024
    kernel_bytes: int = 128 * 1024


@dataclass(kw_only=True)
class Connections:
    """The connections of a process, counted by address; ``trusts`` tells those of proxies."""

    limits: ConnectionLimits = field(default_factory=ConnectionLimits)
    trusts: Callable[[str], bool] = lambda address: False
    open: Counter[str] = field(default_factory=Counter)
    unread: Counter[str] = field(default_factory=Counter)

    def counted(self, host: str | None) -> Address:
        """Return the key of an address, or None of a proxy, which many people share."""
        if host is None or self.trusts(host):
            return None
        return address_counted(host)

    def enter(self, address: Address) -> bool:
        """Count a connection; return whether it may stay."""
        if address is None:
            return True
        self.open[address] += 1
        return self.open[address] <= self.limits.per_address

    def leave(self, address: Address) -> None:
        if address is not None:
            _subtract(self.open, address, 1)

    def left_unread(self, address: Address, change: int) -> bool:
        """Count what a client has not read; return whether that may be kept for it."""
        if address is None:
            return True
        if not change:
            return True
        if change < 0:
            _subtract(self.unread, address, -change)
        else:
            self.unread[address] += change
        return self.unread[address] <= self.limits.unread_bytes


def _subtract(counter: Counter[str], key: str, amount: int) -> None:
    counter[key] -= amount
    if counter[key] <= 0:
        del counter[key]
