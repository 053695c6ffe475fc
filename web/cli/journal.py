"""``python -m web journal``: verify the chain of events, and print its head."""

import re
from pathlib import Path

import click

from models.journal.chain_verification import HashChain, Head
from resolvers.journal.verify import journal_head, verify_journal
from web.cli.common.database import open_database
from web.cli.common.exits import CommandFailed, Exit
from web.cli.common.output import answer, json_option, report
from web.cli.common.progress import progress
from web.cli.common.runner import OperatorGroup
from web.cli.settings import of_demo, settings_of

_HEAD = re.compile(r"([0-9]{1,18}):([0-9a-f]{64})")


@click.group(cls=OperatorGroup)
def journal() -> None:
    pass


def _head(_: click.Context, __: click.Parameter, text: str | None) -> Head | None:
    """Parse a head as ``journal head`` prints it.

    :raises click.BadParameter: when the text is not one
    """
    if text is None:
        return None
    match = _HEAD.fullmatch(text.strip())
    if match is None:
        raise click.BadParameter("expected SEQ:HASH, as `journal head` prints it")
    return Head(seq=int(match[1]), hash=match[2])


@journal.command()
@click.option(
    "--kept", metavar="SEQ:HASH", callback=_head, help="A head that was stored elsewhere."
)
@json_option
@of_demo
async def verify(kept: Head | None, state: Path | None) -> None:
    """Find events that were changed, removed, inserted or reordered."""
    async with open_database(settings_of(state)):
        with progress("Verifying the journal") as advance:
            chain = await verify_journal(kept=kept, advance=advance)
    whole = chain.first is None
    sentence = f"{chain.events} events; the chain is complete. Its head is {chain.head}"
    data = {
        "events": chain.events,
        "whole": whole,
        "head": str(chain.head),
        "first": None if whole else str(chain.first),
        "faults": {str(kind): count for kind, count in sorted(chain.faults.items())},
    }
    report([sentence] if whole else (), data=data)
    if not whole:
        raise CommandFailed(Exit.REFUSED, _faults(chain))


@journal.command()
@json_option
@of_demo
async def head(state: Path | None) -> None:
    """Print the newest event's number and hash, to be stored outside this system."""
    async with open_database(settings_of(state)):
        newest = await journal_head()
    answer([str(newest)], data={"seq": newest.seq, "hash": newest.hash})


def _faults(chain: HashChain) -> str:
    counts = ", ".join(f"{count} {kind}" for kind, count in sorted(chain.faults.items()))
    return f"the journal has faults: {chain.first}. In all: {counts}"
