"""Several streams as one."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from typing import TypeVar

Message = TypeVar("Message")


async def merged(
    sources: Sequence[AsyncGenerator[Message, None]],
) -> AsyncGenerator[Message, None]:
    """Yield the messages of all sources, each source's in its order, until all have ended.

    No source is ahead of the reader by more than one message. An exception of one source ends the
    whole. However it ends, all sources are closed.
    """
    coming = {asyncio.create_task(_next(source)): source for source in sources}
    try:
        while coming:
            done, _ = await asyncio.wait(coming, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                source = coming.pop(task)
                try:
                    message = task.result()
                except StopAsyncIteration:
                    continue
                yield message
                coming[asyncio.create_task(_next(source))] = source
    finally:
        for task in coming:
            task.cancel()
        await asyncio.gather(*coming, return_exceptions=True)
        for source in sources:
            await source.aclose()


async def _next(source: AsyncGenerator[Message, None]) -> Message:
    return await anext(source)
