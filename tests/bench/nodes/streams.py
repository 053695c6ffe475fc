"""A web process for the benchmark of streams: partners' tokens, and limits that only count."""

import asyncio
import sys
from dataclasses import replace
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path

from models.database.transaction import opened
from models.limits.table import Mode
from models.partner.partner import Partner, PartnerToken, Scope
from models.revocation.trust_store import ReloadingTrustStore
from models.settings.operations import FreeForm, OperationSettings
from models.settings.settings import for_demo
from tests.support import cards
from web.clock import now
from web.processes.serve import portal_of, serve, services_of

MOST_STREAMS = 50_000
TOKENS = 2_000


async def main(url: str, port: int, state: Path) -> None:
    """Serve a migrated database; the tokens are written to the state's folder."""
    operation = OperationSettings(
        limits=Mode.TRACK,
        documents=FreeForm.EVERYBODY,
        streams=MOST_STREAMS,
        connections_per_address=MOST_STREAMS,
    )
    demo = for_demo(state=state, port=port, card_port=port + 1, database_url=url)
    settings = replace(demo, operation=operation, openid_networks=(ip_network("127.0.0.0/8"),))
    async with opened(url):
        await issue_tokens(state, name=f"系統{port}")
        trust = ReloadingTrustStore(lambda _: cards.trust(cards.AT), at=now())
        portal = portal_of(services_of(settings, trust=trust), metrics_at=None)
        await serve(portal, host="127.0.0.1", port=port, proxies=None)


async def issue_tokens(state: Path, *, name: str) -> None:
    partner = await Partner.create(
        name=name,
        scopes=[Scope.EVENTS_READ.value],
        created_at=now(),
        created_by="bench",
        changed_at=now(),
    )
    life = timedelta(days=1)
    made = [
        await PartnerToken.issue(partner, at=now(), expires_at=now() + life) for _ in range(TOKENS)
    ]
    (state / "tokens").write_text("\n".join(token.text for token in made), encoding="ascii")


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])))
