"""``python -m web journal``: the chain of events is verified, and its head kept elsewhere."""

import asyncio
import re
from collections.abc import Coroutine
from pathlib import Path

import click

from models.database.transaction import opened
from models.journal.hash_chain import HashChain, Head
from models.settings.settings import Settings
from resolvers.journal.verify import JournalLost, journal_head, verify_journal
from web.cli.progress import progress
from web.cli.settings import of_demo, settings_of

_HEAD = re.compile(r"([0-9]{1,18}):([0-9a-f]{64})")


@click.group()
def journal() -> None:
    """What has happened, chained event to event."""


@journal.command()
@click.option("--kept", metavar="SEQ:HASH", help="A head that was kept elsewhere.")
@of_demo
def verify(kept: str | None, state: Path | None) -> None:
    """Find events that were changed, are missing or out of order; ends with 0 or 1."""
    _run(_verify(settings_of(state), _read(kept) if kept else None))


@journal.command()
@of_demo
def head(state: Path | None) -> None:
    """Print the newest event's number and hash, to be kept where nobody here can write."""
    _run(_head(settings_of(state)))


async def _verify(settings: Settings, kept: Head | None) -> None:
    """Walk the journal, and print what was found."""
    async with opened(settings.database_url):
        with progress("Verifying the journal") as advance:
            chain = await verify_journal(kept=kept, advance=advance)
    if chain.first is not None:
        raise click.ClickException(_said(chain))
    click.echo(f"{chain.events} events, and the chain is whole. Its head is {chain.head}")


async def _head(settings: Settings) -> None:
    """Print the head."""
    async with opened(settings.database_url):
        click.echo(str(await journal_head()))


def _read(text: str) -> Head:
    """Read a head as ``journal head`` has printed it."""
    found = _HEAD.fullmatch(text.strip())
    if found is None:
        raise click.ClickException("--kept: expected SEQ:HASH, as `journal head` prints it")
    return Head(seq=int(found[1]), hash=found[2])


def _said(chain: HashChain) -> str:
    """Write the first fault, and how many there are."""
    counts = ", ".join(f"{count} {kind}" for kind, count in sorted(chain.faults.items()))
    return f"the journal is not whole: {chain.first}. In all: {counts}"


def _run(coroutine: Coroutine[object, object, None]) -> None:
    """Run a command to its end; a journal that is lost is a sentence, and the exit code 1."""
    try:
        asyncio.run(coroutine)
    except JournalLost as lost:
        raise click.ClickException(str(lost)) from lost
