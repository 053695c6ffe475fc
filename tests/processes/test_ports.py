"""Tests of the sockets that web processes listen on."""

import asyncio
import socket

from web.processes.ports import listening


async def test_what_is_answered_is_sent_at_once() -> None:
    waits = asyncio.get_running_loop().create_future()

    async def accept(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        accepted = writer.get_extra_info("socket")
        waits.set_result(accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) == 0)
        writer.close()

    [bound] = listening(host="127.0.0.1", port=0)
    async with await asyncio.start_server(accept, sock=bound):
        _, writer = await asyncio.open_connection("127.0.0.1", bound.getsockname()[1])
        assert not await waits
        writer.close()
