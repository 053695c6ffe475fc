"""``python -m web evidence``: what was accepted is found, judged again, and sealed anew."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

import click

from models.core.errors import UserError
from models.database.transaction import opened
from models.pki.path.anchors import TrustRefused
from models.pki.path.trust import TrustStore
from models.settings.settings import Settings
from models.signature.evidence import EvidenceUnusable
from resolvers.evidence.list_evidence import list_evidence
from resolvers.evidence.rotate import rotate_evidence
from resolvers.evidence.verify import verify_evidence
from web.cli.evidence_report import told
from web.cli.progress import progress
from web.cli.settings import of_demo, settings_of
from web.demo.stage import demo_store
from web.demo.wallet import kept_authority
from web.http.context import now
from web.trust.files import TrustFilesUnusable, read_folder


@dataclass(frozen=True, kw_only=True)
class Place:
    """Say where evidence is, and whom one could believe at a time."""

    settings: Settings
    trust: Callable[[datetime], TrustStore]


@click.group()
def evidence() -> None:
    """What accepted signatures were judged by."""


@evidence.command("list")
@click.argument("number")
@of_demo
def show(number: str, state: Path | None) -> None:
    """List the evidence that a case (GZ-…), or the accounts of a control number, have left."""
    _run(_list(_place(state), number))


@evidence.command()
@click.argument("evidence_id", metavar="ID", type=click.UUID)
@of_demo
def verify(evidence_id: UUID, state: Path | None) -> None:
    """Judge a signature again, at the time when it was accepted; ends with 0 or 1."""
    _run(_verify(_place(state), evidence_id))


@evidence.command()
@of_demo
def rotate(state: Path | None) -> None:
    """Seal everything under the newest of GPSZONE_EVIDENCE_KEYS."""
    _run(_rotate(_place(state)))


async def _list(place: Place, number: str) -> None:
    """Print one line for each."""
    async with opened(place.settings.database_url):
        for found in await list_evidence(number):
            click.echo(f"{found.id}  {found.at:%Y-%m-%dT%H:%M:%SZ}  {found.kind.value}")


async def _verify(place: Place, evidence_id: UUID) -> None:
    """Replay, and print what that has shown."""
    async with opened(place.settings.database_url):
        replay = await verify_evidence(
            evidence_id, seal=place.settings.evidence_seal, trust=place.trust
        )
    for line in told(replay):
        click.echo(line)


async def _rotate(place: Place) -> None:
    """Seal again, and print how many."""
    async with opened(place.settings.database_url):
        with progress("Sealing evidence") as advance:
            done = await rotate_evidence(seal=place.settings.evidence_seal, advance=advance)
    click.echo(f"{done.renewed} sealed again, {done.already} were so already")
    if done.unopened:
        names = ", ".join(map(str, done.unopened))
        raise EvidenceUnusable(f"{names}: left as they are; none of the keys opens them")


def _place(state: Path | None) -> Place:
    """Look where the settings say, or into a demo's state, whose authority is a test's."""
    settings = settings_of(state)
    if state is not None:
        authority = kept_authority(state / "card" / "authority", at=now())
        return Place(settings=settings, trust=demo_store(authority))
    schemes = settings.revocation.schemes

    def store(at: datetime) -> TrustStore:
        return read_folder(settings.trust).store(at=at, schemes=schemes)

    return Place(settings=settings, trust=store)


def _run(coroutine: Coroutine[object, object, None]) -> None:
    """Run a command to its end; what is not so is one sentence, and the exit code 1."""
    try:
        asyncio.run(coroutine)
    except UserError as refusal:
        raise click.ClickException(f"not verified: the verdict is {refusal.code}") from refusal
    except (EvidenceUnusable, TrustRefused, TrustFilesUnusable) as refusal:
        raise click.ClickException(f"not verified: {refusal}") from refusal
