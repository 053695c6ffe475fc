"""Benchmark of growth: what is asked again and again, with few rows and with many.

ACCOUNTS sets how many accounts, applications, mails and events there are at the end.
"""

import asyncio
import os
import tempfile
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from statistics import median
from time import perf_counter

from rich.console import Console

from models.access.authentication import viewer_of
from models.account.account import Account
from models.application.application import Application
from models.application.newest import newest_of as application_of
from models.card.certificate import Certificate
from models.database.transaction import opened
from models.mail.outbox import Mail
from models.partner.newest import newest_of
from models.review import queue
from models.session.session import Session
from resolvers.health.measure import measure
from tests.bench.measure import Measure, table_of
from tests.conftest import POSTGRES
from tests.support import cards
from tests.support.grown.copying import multiply
from tests.support.portal import COMPANY, TestPortal
from tests.support.scenarios.accounts import activated, enter
from tests.support.templates import digest, on_postgres
from web.clock import now

FEW, MANY = 1_000, int(os.environ.get("ACCOUNTS", "1000000"))
# What grows with the years, of which the questions below go through the most rows.
GROWING = ("account", "application", "mail", "event")
SENT = {("mail", "state"): "'SENT'"}
RUNS = 25
GOAL = 1.2


async def timed(act: Callable[[], Awaitable[object]]) -> float:
    """Return the milliseconds that something takes, the median of some runs."""
    await act()
    waited = []
    for _ in range(RUNS):
        began = perf_counter()
        await act()
        waited.append(1_000 * (perf_counter() - began))
    return median(waited)


async def questions(token: str) -> dict[str, float]:
    """Return the milliseconds of what requests, commits, probes and frequent duties ask."""
    viewer = await viewer_of(token, at=now())
    assert viewer
    return {
        "a session": await timed(lambda: viewer_of(token, at=now())),
        "a session's application": await timed(lambda: application_of(viewer)),
        "a partner's account": await timed(lambda: newest_of(COMPANY.control_number)),
        "the next mail": await timed(lambda: Mail.next_due(at=now())),
        "the totals of the queue": await timed(lambda: queue.head(at=now())),
        "the measurements of /readyz": await timed(
            lambda: measure(trust=cards.trust(cards.AT), now=now())
        ),
        "the accounts opened last": await timed(
            lambda: Account.all().order_by("-opened_at", "-id").limit(20)
        ),
    }


async def measures() -> list[Measure]:
    with tempfile.TemporaryDirectory() as folder, on_postgres(POSTGRES, digest()) as name:
        url = f"{POSTGRES}/{name}"
        async with opened(url):
            async with TestPortal.over(url, state=Path(folder)) as portal:
                alice = await activated(portal)
                await enter(alice)
                token = alice.session_token
            await _stand_now()
            await multiply(url, FEW, changed=SENT)
            few = await questions(token)
            for growing in GROWING:
                await multiply(url, MANY, first=FEW + 1, changed=SENT, only=growing)
            many = await questions(token)
    return [
        Measure(
            what=f"{what}, ms at {MANY:,} rows",
            here=many[what],
            peer=milliseconds,
            beside=f"at {FEW:,}",
            goal=GOAL,
        )
        for what, milliseconds in few.items()
    ]


async def _stand_now() -> None:
    """Move what the portal did in the past to the present."""
    later = now() + timedelta(days=1)
    await Session.all().update(ended_at=None, expires_at=later, seen_at=now())
    await Certificate.all().update(not_after=later)
    await Application.all().update(expires_at=None)


if __name__ == "__main__":
    Console(width=140).print(table_of(asyncio.run(measures()), title="Growth"))
