"""A web process for the benchmark of partners: limits in Redis that nobody reaches, and the log."""

import asyncio
import sys
from dataclasses import replace
from ipaddress import ip_network
from pathlib import Path

from models.database.transaction import opened
from models.limits.table import RULES, Act, Mode, Window
from models.revocation.trust_store import ReloadingTrustStore
from models.settings.operations import FreeForm, LogForm, OperationSettings
from models.settings.settings import for_demo
from tests.bench.questions import trust_of
from web.clock import now
from web.ops.logs import set_up
from web.processes.serve import portal_of, serve, services_of

# As much as the peers allow.
MOST = 1_000_000_000


async def main(port: int, url: str, redis_url: str, state: Path) -> None:
    operation = OperationSettings(
        limits=Mode.TRACK, documents=FreeForm.EVERYBODY, redis_url=redis_url, log=LogForm.JSON
    )
    demo = for_demo(state=state, port=port, card_port=port + 1, database_url=url)
    settings = replace(demo, operation=operation, openid_networks=(ip_network("127.0.0.0/8"),))
    set_up(form=operation.log, process="web")
    async with opened(url):
        trust = ReloadingTrustStore(lambda _: trust_of(state), at=now())
        services = services_of(settings, trust=trust)
        services.limiter.rules = {
            **RULES,
            Act.REQUEST: {
                counted: tuple(Window(MOST, window.length) for window in windows)
                for counted, windows in RULES[Act.REQUEST].items()
            },
        }
        portal = portal_of(services, metrics_at=None)
        await serve(portal, host="127.0.0.1", port=port, proxies=None)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), sys.argv[2], sys.argv[3], Path(sys.argv[4])))
