"""The web process's server, which stops without failing a request."""

import asyncio
import logging
import signal
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress

import uvicorn

from web.http.graphql.stream import Streams
from web.ops.health import Health

log = logging.getLogger(__name__)

# How long after the last connection was taken requests are still read.
LAST_SECONDS = 0.25


class Server(uvicorn.Server):
    """A server that ends streams on a signal, without ``complete``, so that clients reconnect.

    For ``drain`` seconds after the signal it goes on serving, and says that it is not ready, so
    that the proxy before it sends nothing that would be refused. A second signal ends that time.
    """

    def __init__(
        self, config: uvicorn.Config, *, streams: Streams, health: Health, drain: float
    ) -> None:
        super().__init__(config)
        self._streams = streams
        self._health = health
        self._drain = drain

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Handle stop signals and do not raise them again afterwards, as uvicorn would."""
        loop = asyncio.get_running_loop()
        signals = (signal.SIGINT, signal.SIGTERM)
        for number in signals:
            loop.add_signal_handler(number, self._stop, number)
        try:
            yield
        finally:
            for number in signals:
                loop.remove_signal_handler(number)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop, after taking the connections that the kernel has accepted already.

        Closing a listening socket resets those, and a proxy must not send their requests again.
        """
        waiting = [*_accepted(sockets or ())]
        for server in self.servers:
            server.close()
        loop = asyncio.get_running_loop()
        for one in waiting:
            await loop.connect_accepted_socket(self._protocol, one)
        # So that their requests are read, before idle connections are closed.
        await asyncio.sleep(LAST_SECONDS if self._drain else 0)
        await super().shutdown(sockets)

    def _protocol(self) -> asyncio.Protocol:
        make: Callable[..., asyncio.Protocol] = self.config.http_protocol_class
        return make(
            config=self.config, server_state=self.server_state, app_state=self.lifespan.state
        )

    def _stop(self, number: int) -> None:
        again = self._health.stopping
        self._health.stopping = True
        if self._drain and not again:
            log.info("stopping in %g seconds", self._drain)
            asyncio.get_running_loop().call_later(self._drain, self._stop, number)
            return
        # In this order: for uvicorn, Ctrl-C on a server that ends already means to finish nothing.
        self.handle_exit(number, None)
        self.stop()

    def stop(self) -> None:
        """Finish what is being answered, and serve no more."""
        # Open streams would keep the server from stopping.
        self._streams.abort_all()
        self.should_exit = True


def _accepted(listening: Sequence[socket.socket]) -> Iterator[socket.socket]:
    for one in listening:
        one.setblocking(False)
        with suppress(OSError):  # There is no further one.
            while True:
                yield one.accept()[0]
