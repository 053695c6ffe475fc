"""The whole demo in one process: the service, card component, mailbox and registry."""

import asyncio
import json
import shutil
import socket
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from models.core.rules import TAIWAN
from models.database.migrate import migrate
from models.database.transaction import opened
from models.partner.administrator import Operator
from models.revocation.trust_store import ReloadingTrustStore
from models.settings.settings import Settings
from resolvers.calendar.replace_year import replace_year
from resolvers.registry.import_file import import_registry
from resolvers.revocation.refresh import refresh
from web.clock import now
from web.demo import people
from web.demo.authority import Authority
from web.demo.component.app import component_app
from web.demo.component.deck import Deck
from web.demo.component.door import loopback_sockets
from web.demo.component.door import serve as serve_component
from web.demo.mailbox import mailbox_app
from web.demo.partner.registered import PATH as TRACKS
from web.demo.partner.registered import registered
from web.demo.partner.site import Site
from web.demo.published.office_calendar import demo_year
from web.demo.revocations import with_own_lists
from web.demo.seeding.cases import Seeding, seeded_registry
from web.demo.token.cards import beside_a_module
from web.demo.token.softhsm import in_softhsm
from web.demo.wallet import Issue, issue_in_python
from web.http.app import Portal
from web.http.context import of_staff
from web.http.graphql.stream import Streams
from web.processes.serve import background_tasks, serve, services_of, working
from web.trust.demo_anchors import DemoAnchors

REGISTRY = Path(__file__).with_name("registry.json")
MAILBOX = "/demo/mailbox"


@dataclass(frozen=True, kw_only=True)
class Given:
    """What a demo begins with.

    ``card`` is "softhsm", or the library of a PKCS#11 module, whose cards come before the usual.
    With ``crowded``, an empty demo begins with sixty companies and their cases.
    """

    card: str | None = None
    crowded: bool = False


async def run(
    settings: Settings,
    *,
    port: int,
    card_port: int,
    echo: Callable[[str], None],
    given: Given,
) -> None:
    """Run the demo until a stop signal; ``echo`` prints to the terminal.

    :raises PortTaken: when a port is in use; the real card component may use that of cards
    :raises ModuleUnusable: when there is no such module, or it cannot be used
    """
    issue = issue_of(given.card)
    if given.card == "softhsm" and not (settings.state / "card" / "softhsm").exists():
        echo("  SoftHSM makes the keys of the cards now, which may take half a minute.")
    sockets = loopback_sockets(port=card_port)
    settings.mailbox.mkdir(exist_ok=True)
    await migrate(settings.database_url)
    deck = Deck.open(settings.state / "card", clock=now, issue=issue)
    anchors = demo_anchors(deck.authority)
    anchors.write(settings.trust)
    async with opened(settings.database_url), _component(deck, sockets, port=card_port):
        trust = ReloadingTrustStore(anchors.store, at=now())
        services = with_own_lists(services_of(settings, trust=trust))
        await import_registry(_registry(settings), now=now(), confirmed=True)
        await refresh(urls=settings.list_urls, trust=services.trust.store, now=now())
        await replace_year(
            actor=Operator(name="demo"),
            csv=demo_year(now().astimezone(TAIWAN).year),
            now=now(),
        )
        admin = await people.settle_in(key=settings.secret_key, at=now())
        if given.crowded:
            await Seeding(
                services=services, authority=deck.authority, registry=REGISTRY, at=now()
            ).fill()
        tracks = Site(client=await registered(settings, at=now()), clock=now)
        streams = Streams()
        portal = Portal(
            services=services,
            streams=streams,
            background=background_tasks(services, streams),
            explorer=partial(of_staff, services=services),
            mounts={MAILBOX: mailbox_app(settings.mailbox), TRACKS: tracks.app()},
        )
        echo(_welcome(settings, deck, admin=admin))
        async with working(services):
            await serve(portal, host="127.0.0.1", port=port, proxies=None)
    echo(f"  Stopped. The data is in {settings.state}/.")


def issue_of(card: str | None) -> Issue:
    match card:
        case None:
            return issue_in_python
        case "softhsm":
            return in_softhsm()
        case _:
            return beside_a_module(Path(card))


def delete_state(state: Path) -> None:
    if state.exists():
        shutil.rmtree(state)


def _registry(settings: Settings) -> Path:
    """Return the registry's file: the one that seeding left, else the demo's own."""
    seeded = seeded_registry(settings)
    return seeded if seeded.exists() else REGISTRY


def demo_anchors(authority: Authority) -> DemoAnchors:
    return DemoAnchors(certificates=authority.anchors(), pins=authority.pins())


@asynccontextmanager
async def _component(
    deck: Deck, sockets: Sequence[socket.socket], *, port: int
) -> AsyncIterator[None]:
    stop = asyncio.Event()
    app = component_app(deck=deck, port=port, clock=now)
    task = asyncio.create_task(serve_component(app, sockets=sockets, stop=stop))
    try:
        yield
    finally:
        stop.set()
        await task


def _welcome(settings: Settings, deck: Deck, *, admin: str | None) -> str:
    cards = "\n".join(
        f"    {card.title}\n      PIN {card.pin or '(its holder knows)'}  {card.note}"
        for card in deck.cards
    )
    return f"""
  毒性及關注化學物質運送車輛即時追蹤系統專區 — demo

  Portal          {settings.origin}/
  Mailbox         {settings.origin}{MAILBOX}/
  Card component  {settings.component_origin}/   (insert and eject cards)
  Partner system  {settings.origin}{TRACKS}/   (sign in there with a bound card)
  Review desk     {settings.origin}/staff
  GraphQL         {settings.origin}/graphql

  Test cards (a card can apply for one company, and is then bound to it)
{cards}

  Existing accounts
    F0000005  既有帳號化工股份有限公司：尚未綁定憑證 (start at {settings.origin}/existing)
    管理端 (reviews at {settings.origin}/staff; bind card 審核人員 first, and no other)
      {_admin_link(settings, admin)}

  Companies in the registry (enter every fact exactly as in web/demo/{REGISTRY.name})
{_companies()}

  Ctrl-C stops the demo. Data: {settings.state}/  (make demo FRESH=1 starts with an empty database)
"""


def _admin_link(settings: Settings, admin: str | None) -> str:
    if admin is None:
        return f"{settings.origin}/sign-in"
    return f"{settings.origin}/first-card#{admin}"


def _companies() -> str:
    rows = json.loads(REGISTRY.read_text(encoding="utf-8"))
    return "\n".join(
        f"    {row['control_number']}  {row['company_name']}\n      {_outcome(row)}" for row in rows
    )


def _outcome(row: dict[str, str]) -> str:
    missing = [name for name, value in row.items() if not value]
    if missing:
        return f"{', '.join(missing)} 未登載：留待人工審核 (a person decides)"
    return "照登載資料填寫即通過 (approved if entered as on file)"
