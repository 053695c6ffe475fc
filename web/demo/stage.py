"""The demo: the whole service in one process, with the parties that nobody can have at home."""

import asyncio
import json
import shutil
import socket
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from models.database.migrate import migrate
from models.database.transaction import opened
from models.revocation.trust_store import ReloadingTrustStore
from models.settings.settings import Settings
from resolvers.registry.import_file import import_registry
from resolvers.revocation.refresh import refresh
from web.demo import people
from web.demo.authority import Authority
from web.demo.component.app import component_app
from web.demo.component.deck import Deck
from web.demo.component.door import loopback_sockets
from web.demo.component.door import serve as serve_component
from web.demo.mailbox import mailbox_app
from web.http.app import Portal
from web.http.context import now, of_staff
from web.http.graphql.stream import Streams
from web.processes.serve import background_tasks, serve, services_of, working
from web.trust.demo_anchors import DemoAnchors

REGISTRY = Path(__file__).with_name("registry.json")
MAILBOX = "/demo/mailbox"


async def run(settings: Settings, *, port: int, card_port: int, say: Callable[[str], None]) -> None:
    """Run the demo until the process is told to stop.

    :raises PortTaken: when something listens on the component's port; a real one may.
    """
    sockets = loopback_sockets(port=card_port)
    settings.mailbox.mkdir(exist_ok=True)
    await migrate(settings.database_url)
    deck = Deck.open(settings.state / "card", clock=now)
    anchors = demo_anchors(deck.authority)
    anchors.write(settings.trust)
    async with opened(settings.database_url), _component(deck, sockets, port=card_port):
        services = services_of(settings, trust=ReloadingTrustStore(anchors.store, at=now()))
        await import_registry(REGISTRY, now=now())
        await refresh(urls=settings.list_urls, trust=services.trust.store, now=now())
        admin = await people.settle_in(key=settings.secret_key, at=now())
        streams = Streams()
        portal = Portal(
            services=services,
            streams=streams,
            background=background_tasks(services, streams),
            explorer=partial(of_staff, services=services),
            mounts={MAILBOX: mailbox_app(settings.mailbox)},
        )
        say(_welcome(settings, deck, admin=admin))
        async with working(services):
            await serve(portal, host="127.0.0.1", port=port, proxies=None)
    say(f"  Ended. The state stands in {settings.state}/.")


def forget(state: Path) -> None:
    """Throw the state of earlier demos away."""
    if state.exists():
        shutil.rmtree(state)


def demo_anchors(authority: Authority) -> DemoAnchors:
    """Give the demo's own authorities, which no other mode loads."""
    return DemoAnchors(certificates=authority.anchors(), pins=authority.pins())


@asynccontextmanager
async def _component(
    deck: Deck, sockets: Sequence[socket.socket], *, port: int
) -> AsyncIterator[None]:
    """Run the card component beside a block."""
    stop = asyncio.Event()
    app = component_app(deck=deck, port=port, clock=now)
    task = asyncio.create_task(serve_component(app, sockets=sockets, stop=stop))
    try:
        yield
    finally:
        stop.set()
        await task


def _welcome(settings: Settings, deck: Deck, *, admin: str | None) -> str:
    """Tell a newcomer where to go and with what."""
    cards = "\n".join(f"    {card.title}\n      PIN {card.pin}  {card.note}" for card in deck.cards)
    return f"""
  毒性及關注化學物質運送車輛即時追蹤系統專區 — demo

  Portal          {settings.origin}/
  Mailbox         {settings.origin}{MAILBOX}/
  Card component  {settings.component_origin}/   (put cards in and out of readers)
  GraphQL         {settings.origin}/graphql

  Test cards (a card may apply for any one company; it is then bound to it)
{cards}

  Who is there before anybody applies
    F0000005  既有帳號化工股份有限公司：尚未綁定憑證 (begins at {settings.origin}/existing)
    管理端 (reviews in GraphiQL, {settings.origin}/graphiql; bind card 審核人員 first)
      {_admins_way(settings, admin)}

  Companies on file (every fact, to be typed exactly: web/demo/{REGISTRY.name})
{_companies()}

  Ctrl-C ends it. State: {settings.state}/  (make demo FRESH=1 starts anew)
"""


def _admins_way(settings: Settings, admin: str | None) -> str:
    """Say how the administrator gets in."""
    if admin is None:
        return f"{settings.origin}/sign-in"
    return f"{settings.origin}/first-card#{admin}"


def _companies() -> str:
    """List the companies of the demo registry, and what comes of applying for each."""
    rows = json.loads(REGISTRY.read_text(encoding="utf-8"))
    return "\n".join(
        f"    {row['control_number']}  {row['company_name']}\n      {_outcome(row)}" for row in rows
    )


def _outcome(row: dict[str, str]) -> str:
    """Say what a review will make of a company's facts when they are typed as they stand."""
    missing = [name for name, value in row.items() if not value]
    if missing:
        return f"{', '.join(missing)} 未登載：留待人工審核 (a person decides)"
    return "照登載資料填寫即通過 (passes when typed as on file)"
