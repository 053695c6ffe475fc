"""The card component with its test cards, alone, until it is stopped."""

import asyncio
import signal
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from web.clock import now
from web.demo.beside.files import StagingFiles
from web.demo.component.app import component_app
from web.demo.component.deck import Deck
from web.demo.component.door import loopback_sockets, serve
from web.demo.wallet import Issue, issue_in_python
from web.processes.ports import listening


@dataclass(frozen=True, kw_only=True)
class Beside:
    """How the component is reached: by browsers on a port, and by staging at an address.

    ``host`` is None for the addresses of this computer alone. ``sites`` are hosts whose pages may
    use the component from the start.
    """

    state: Path
    port: int
    host: str | None
    component: str
    sites: Sequence[str]
    issue: Issue = issue_in_python


async def run(beside: Beside, *, echo: Callable[[str], None]) -> None:
    """Run the component until a signal to stop; ``echo`` prints to the terminal.

    :raises PortTaken: when the port is in use, perhaps by the real component
    :raises HostUnusable: when the host is not one of this computer
    """
    sockets = _sockets(beside)
    deck = Deck.open(beside.state / "card", clock=now, issue=beside.issue)
    for site in beside.sites:
        deck.trust(site)
    files = StagingFiles.write(
        beside.state, authority=deck.authority, component=beside.component, at=now()
    )
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    echo(_welcome(deck, files, beside=beside))
    await serve(component_app(deck=deck, port=beside.port, clock=now), sockets=sockets, stop=stop)


def _sockets(beside: Beside) -> Sequence[socket.socket]:
    if beside.host is None:
        return loopback_sockets(port=beside.port)
    return listening(host=beside.host, port=beside.port)


def _welcome(deck: Deck, files: StagingFiles, *, beside: Beside) -> str:
    cards = "\n".join(
        f"    {card.title}\n      PIN {card.pin or '(its holder knows)'}  {card.note}"
        for card in deck.cards
    )
    reach = f"by all who reach {beside.host}" if beside.host else "by this computer alone"
    return f"""
  Test cards for staging. None of them is real, and production refuses each.

  Card component  http://localhost:{beside.port}/   (insert and eject cards; reached {reach})
  Trusted sites   {", ".join(deck.sites)}   (others by --site, or at /addDomain)

  What staging needs (docs/operate/staging.md)
    settings           {files.settings}
    test authority     python -m web trust add-test {files.authority}
    companies          python -m web registry import {files.registry}
    office calendar    python -m web calendar import {files.calendar}

  Test cards
{cards}

  Ctrl-C stops the component. Data: {beside.state}/
"""
