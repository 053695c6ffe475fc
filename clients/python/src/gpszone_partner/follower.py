"""Events as they happen, over any number of connections."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing

from gpszone_partner.errors import RateLimited, ResyncNeeded, Unreachable
from gpszone_partner.generated import (
    AccountEvent,
    AccountEventKind,
    AccountEventsBegun,
    ResyncRequired,
    UserError,
    follow_events,
)
from gpszone_partner.patience import Patience
from gpszone_partner.reading import Unknown
from gpszone_partner.transport import Transport, refused


async def follow(
    transport: Transport,
    *,
    cursor: str | None,
    kinds: Sequence[AccountEventKind],
    patience: Patience,
) -> AsyncGenerator[AccountEvent | AccountEventsBegun, None]:
    """Yield events after a cursor, or from now on; come back whenever the stream ends."""
    failures = 0
    while True:
        beats = 0
        try:
            async with aclosing(_stream(transport, cursor=cursor, kinds=kinds)) as stream:
                async for item in stream:
                    if item is None:
                        # The first comes at once, even from what breaks off right after it.
                        beats += 1
                        failures = failures if beats < 2 else 0
                        continue
                    failures, cursor = 0, item.cursor
                    yield item
            failure: RateLimited | Unreachable = Unreachable("the stream ended")
        except (RateLimited, Unreachable) as fault:
            failure = fault
        failures += 1
        await patience.wait(failure, failures=failures)


async def _stream(
    transport: Transport, *, cursor: str | None, kinds: Sequence[AccountEventKind]
) -> AsyncGenerator[AccountEvent | AccountEventsBegun | None, None]:
    answers = transport.follow(follow_events(kinds=kinds, after=cursor))
    async with aclosing(answers) as pushed:
        async for data in pushed:
            match data and data.account_events:
                case None | AccountEvent() | AccountEventsBegun() as item:
                    yield item
                case ResyncRequired():
                    raise ResyncNeeded
                case UserError() as error:
                    raise refused(error)
                # Of a type that the contract did not have, and that nobody asked for.
                case Unknown():
                    continue
