"""``python -m web journal``: verify the chain of events, and print its head."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import click

from models.journal.chain_verification import FaultKind, HashChain, Head
from models.signature.evidence_audit import EvidenceAudit, EvidenceFaultKind
from resolvers.journal.begin_epoch import begin_epoch
from resolvers.journal.verify import journal_head, verify_journal_and_evidence
from web.cli.common.database import open_database
from web.cli.common.exits import CommandFailed, Exit
from web.cli.common.operator import operator_name, operator_option
from web.cli.common.output import answer, json_option, report
from web.cli.common.progress import progress
from web.cli.common.runner import OperatorGroup
from web.cli.settings import of_demo, settings_of
from web.clock import now

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
    """Find events that were changed, removed, reordered or inserted, and missing evidence."""
    settings = settings_of(state)
    async with open_database(settings):
        with progress("Verifying the journal") as advance:
            chain, audit = await verify_journal_and_evidence(
                kept=kept, seal=settings.evidence_seal, advance=advance, now=now()
            )
    whole = chain.first is None
    data = {
        "events": chain.events,
        "whole": whole,
        "head": str(chain.head),
        "first": None if whole else str(chain.first),
        "faults": _counts(chain.faults),
        "evidence": {
            "kept": audit.kept,
            "older": audit.older,
            "erased": audit.erased,
            "first": None if audit.first is None else str(audit.first),
            "faults": _counts(audit.faults),
        },
    }
    chained = f"{chain.events} events; the chain is complete. Its head is {chain.head}"
    lines = [*([chained] if whole else ()), *(_evidence_lines(audit) if not audit.first else ())]
    report(lines, data=data)
    faults = [*([] if whole else [_chain_faults(chain)]), *_evidence_faults(audit)]
    if faults:
        raise CommandFailed(Exit.REFUSED, "; ".join(faults))


@journal.command()
@json_option
@of_demo
async def head(state: Path | None) -> None:
    """Print the newest event's number and hash, to be stored outside this system."""
    async with open_database(settings_of(state)):
        newest = await journal_head()
    answer([str(newest)], data={"seq": newest.seq, "hash": newest.hash})


@journal.command("begin-epoch")
@operator_option
@json_option
@of_demo
async def begin(operator: str | None, state: Path | None) -> None:
    """After a backup was restored: refuse cursors from before, and end all sessions.

    Every process must be stopped; see docs/operate/restore.md.
    """
    async with open_database(settings_of(state)):
        begun = await begin_epoch(operator=operator_name(operator), now=now())
    report(
        [f"epoch {begun.epoch} has begun; {begun.sessions} sessions were ended"],
        data={"epoch": begun.epoch, "sessions": begun.sessions},
    )


def _evidence_lines(audit: EvidenceAudit) -> Iterator[str]:
    yield (
        f"{audit.kept} pieces of evidence agree with the events that name them; {audit.erased} were"
        " erased when their retention had ended"
    )
    if audit.older:
        yield f"{audit.older} of them are older than the first event that names any: not compared"


def _chain_faults(chain: HashChain) -> str:
    return f"the journal has faults: {chain.first}. In all: {_listed(chain.faults)}"


def _evidence_faults(audit: EvidenceAudit) -> Iterator[str]:
    if audit.first is not None:
        yield f"the evidence has faults: {audit.first}. In all: {_listed(audit.faults)}"


def _counts(faults: Mapping[FaultKind, int] | Mapping[EvidenceFaultKind, int]) -> dict[str, int]:
    return {str(kind): count for kind, count in sorted(faults.items())}


def _listed(faults: Mapping[FaultKind, int] | Mapping[EvidenceFaultKind, int]) -> str:
    return ", ".join(f"{count} {kind}" for kind, count in _counts(faults).items())
