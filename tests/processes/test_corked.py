"""Tests of answers on the wire: head and body are sent together, and nothing is kept back."""

import asyncio
from collections.abc import Callable

import pytest

from web.processes.corked import Corked

HEAD, BODY = b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n", b"hello"


class Wire(asyncio.Transport):
    """A transport that notes what is done with it."""

    def __init__(self) -> None:
        super().__init__()
        self.done: list[bytes | str] = []

    def write(self, data: object) -> None:
        assert isinstance(data, bytes)
        self.done.append(data)

    def close(self) -> None:
        self.done.append("closed")

    def abort(self) -> None:
        self.done.append("aborted")


@pytest.fixture
async def wire() -> Wire:
    return Wire()


async def test_an_answer_is_sent_at_once(wire: Wire) -> None:
    corked = Corked(wire, loop=asyncio.get_running_loop())

    for _ in range(2):
        corked.write(HEAD)
        corked.write(BODY)
    await asyncio.sleep(0)

    assert wire.done == [HEAD + BODY, HEAD + BODY]


async def test_a_head_without_a_body_waits_for_one_turn_of_the_loop(wire: Wire) -> None:
    corked = Corked(wire, loop=asyncio.get_running_loop())

    corked.write(HEAD)
    before = [*wire.done]
    await asyncio.sleep(0)
    corked.write(BODY)

    assert (before, wire.done) == ([], [HEAD, BODY])


async def test_a_body_that_looks_like_a_head_comes_after_its_head(wire: Wire) -> None:
    corked = Corked(wire, loop=asyncio.get_running_loop())

    corked.write(HEAD)
    corked.write(HEAD)
    corked.write(HEAD)
    corked.write(BODY)

    assert b"".join(one for one in wire.done if isinstance(one, bytes)) == 3 * HEAD + BODY


@pytest.mark.parametrize(
    ("end", "told"), [(Corked.close, [HEAD, "closed"]), (Corked.abort, ["aborted"])]
)
async def test_what_is_held_is_sent_before_a_close_and_not_after_an_abort(
    wire: Wire, end: Callable[[Corked], None], told: list[object]
) -> None:
    corked = Corked(wire, loop=asyncio.get_running_loop())
    corked.write(HEAD)

    end(corked)
    await asyncio.sleep(0)

    assert wire.done == told
