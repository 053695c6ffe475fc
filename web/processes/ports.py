"""Ports, bound before a server starts, so that a taken one is reported as a sentence."""

import errno
import socket
from collections.abc import Sequence

from models.core.errors import OperatorError

BACKLOG = 2048


class PortTaken(OperatorError):
    """Another program listens on the port."""

    def __init__(self, port: int, sentence: str | None = None) -> None:
        super().__init__(sentence or f"port {port} is in use by another program")
        self.port = port


class HostUnusable(OperatorError):
    """The host is not an address of this machine."""


def listening(*, host: str, port: int) -> Sequence[socket.socket]:
    """Bind every local address of the host, as `asyncio.loop.create_server` would.

    :raises PortTaken: when one of them is in use
    :raises HostUnusable: when the host does not resolve, or is another machine's
    """
    try:
        resolved = socket.getaddrinfo(
            host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )
    except (OSError, UnicodeError) as fault:
        raise HostUnusable(f"{host}: has no address to listen on") from fault
    bound: list[socket.socket] = []
    try:
        for family, address in dict.fromkeys((family, address) for family, *_, address in resolved):
            bound.append(bind(family, str(address[0]), int(address[1])))
    except BaseException as fault:
        for opened in bound:
            opened.close()
        if isinstance(fault, OSError):
            raise HostUnusable(f"{host}:{port}: {fault.strerror}") from fault
        raise
    return bound


def bind(family: int, host: str, port: int) -> socket.socket:
    """Bind and listen at once, so that a second start is refused and not queued.

    :raises PortTaken: when the address is in use
    """
    # Where the protocol is named, asyncio sends at once (TCP_NODELAY). Otherwise the body of an
    # answer waits for the client to acknowledge its head, which takes 40 ms on a kept connection.
    opened = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            opened.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        opened.bind((host, port))
        opened.listen(BACKLOG)
        opened.setblocking(False)
    except OSError as fault:
        opened.close()
        if fault.errno == errno.EADDRINUSE:
            raise PortTaken(port) from fault
        raise
    return opened
