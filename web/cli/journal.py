"""``python -m web journal``: the chain of events is verified, and its head kept elsewhere."""

import re
from pathlib import Path

import click

from models.journal.hash_chain import HashChain, Head
from resolvers.journal.verify import journal_head, verify_journal
from web.cli.runner import OperatorGroup
from web.cli.shared.database import open_database
from web.cli.shared.exits import CommandFailed, Exit
from web.cli.shared.output import answer, json_option, report
from web.cli.shared.progress import progress
from web.cli.shared.settings import of_demo, settings_of

_HEAD = re.compile(r"([0-9]{1,18}):([0-9a-f]{64})")


@click.group(cls=OperatorGroup)
def journal() -> None:
    pass


def _head(_: click.Context, __: click.Parameter, text: str | None) -> Head | None:
    """Read a head as ``journal head`` has printed it.

    :raises click.BadParameter: when it is none
    """
    if text is None:
        return None
    found = _HEAD.fullmatch(text.strip())
    if found is None:
        raise click.BadParameter("expected SEQ:HASH, as `journal head` prints it")
    return Head(seq=int(found[1]), hash=found[2])


@journal.command()
@click.option("--kept", metavar="SEQ:HASH", callback=_head, help="A head that was kept elsewhere.")
@json_option
@of_demo
async def verify(kept: Head | None, state: Path | None) -> None:
    """Find events that were changed, are missing or out of order."""
    async with open_database(settings_of(state)):
        with progress("Verifying the journal") as advance:
            chain = await verify_journal(kept=kept, advance=advance)
    whole = chain.first is None
    said = f"{chain.events} events, and the chain is whole. Its head is {chain.head}"
    data = {
        "events": chain.events,
        "whole": whole,
        "head": str(chain.head),
        "first": None if whole else str(chain.first),
        "faults": {str(kind): count for kind, count in sorted(chain.faults.items())},
    }
    report([said] if whole else (), data=data)
    if not whole:
        raise CommandFailed(Exit.REFUSED, _faults(chain))


@journal.command()
@json_option
@of_demo
async def head(state: Path | None) -> None:
    """Print the newest event's number and hash, to be kept where nobody here can write."""
    async with open_database(settings_of(state)):
        found = await journal_head()
    answer([str(found)], data={"seq": found.seq, "hash": found.hash})


def _faults(chain: HashChain) -> str:
    """Write the first fault, and how many there are."""
    counts = ", ".join(f"{count} {kind}" for kind, count in sorted(chain.faults.items()))
    return f"the journal is not whole: {chain.first}. In all: {counts}"
