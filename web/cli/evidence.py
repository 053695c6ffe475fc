"""``python -m web evidence``: what was accepted is found, judged again, and sealed anew."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from uuid import UUID

import click

from models.core.errors import OperatorError, UserError
from models.pki.path.trust import TrustStore
from models.settings.settings import Settings
from resolvers.evidence.list_evidence import list_evidence
from resolvers.evidence.rotate import rotate_evidence
from resolvers.evidence.verify import verify_evidence
from web.cli.runner import OperatorGroup
from web.cli.shared.database import open_database
from web.cli.shared.evidence_report import report_data, told
from web.cli.shared.exits import CommandFailed, Exit
from web.cli.shared.failures import ending_of
from web.cli.shared.output import answer, json_option, report
from web.cli.shared.progress import progress
from web.cli.shared.settings import of_demo, settings_of, trust_of
from web.trust.demo_anchors import read_demo_anchors


@click.group(cls=OperatorGroup)
def evidence() -> None:
    pass


@evidence.command("list")
@click.argument("number")
@json_option
@of_demo
async def show(number: str, state: Path | None) -> None:
    """List the evidence that a case (GZ-…), or the accounts of a control number, have left."""
    async with open_database(settings_of(state)):
        found = await list_evidence(number)
    answer(
        (f"{one.id}  {one.at:%Y-%m-%dT%H:%M:%SZ}  {one.kind.value}" for one in found),
        data=[{"id": one.id, "at": one.at, "kind": one.kind} for one in found],
    )
    if not found:
        raise CommandFailed(Exit.REFUSED, f"there is no evidence of {number}")


@evidence.command()
@click.argument("evidence_id", metavar="ID", type=click.UUID)
@json_option
@of_demo
async def verify(evidence_id: UUID, state: Path | None) -> None:
    """Judge a signature again, at the time when it was accepted."""
    settings = settings_of(state)
    async with open_database(settings):
        try:
            replay = await verify_evidence(
                evidence_id, seal=settings.evidence_seal, trust=_trust(settings, state)
            )
        except UserError as refusal:
            sentence = f"not verified: the verdict is {refusal.code}"
            raise CommandFailed(Exit.REFUSED, sentence) from refusal
        except OperatorError as refusal:
            ending = ending_of(refusal)
            raise CommandFailed(ending.code, f"not verified: {ending.sentence}") from refusal
    answer(told(replay), data=report_data(replay))


@evidence.command()
@json_option
@of_demo
async def rotate(state: Path | None) -> None:
    """Seal everything under the newest of GPSZONE_EVIDENCE_KEYS."""
    settings = settings_of(state)
    async with open_database(settings):
        with progress("Sealing evidence") as advance:
            done = await rotate_evidence(seal=settings.evidence_seal, advance=advance)
    report(
        [f"{done.renewed} sealed again, {done.already} were so already"],
        data={"renewed": done.renewed, "already": done.already, "unopened": done.unopened},
    )
    if done.unopened:
        names = ", ".join(map(str, done.unopened))
        code = Exit.PARTIAL if done.renewed or done.already else Exit.REFUSED
        raise CommandFailed(code, f"{names}: left as they are; none of the keys opens them")


def _trust(settings: Settings, state: Path | None) -> Callable[[datetime], TrustStore]:
    """Believe the operator's CAs, or, in a demo's state, the demo's own."""
    if state is None:
        return trust_of(settings)
    return lambda at: read_demo_anchors(settings.trust).store(at)
