"""``python -m web evidence``: list, verify and re-encrypt stored evidence."""

from pathlib import Path
from uuid import UUID

import click

from models.core.errors import OperatorError, UserError
from resolvers.evidence.list_evidence import list_evidence
from resolvers.evidence.rotate import rotate_evidence
from resolvers.evidence.verify import verify_evidence
from resolvers.openid.rotate_keys import reseal_keys
from web.cli.common.database import open_database
from web.cli.common.evidence_report import report_data, report_lines
from web.cli.common.exits import CommandFailed, Exit
from web.cli.common.failures import ending_of
from web.cli.common.output import answer, json_option, report
from web.cli.common.progress import progress
from web.cli.common.runner import OperatorGroup
from web.cli.settings import of_demo, settings_of, trust_with


@click.group(cls=OperatorGroup)
def evidence() -> None:
    pass


@evidence.command("list")
@click.argument("number")
@json_option
@of_demo
async def show(number: str, state: Path | None) -> None:
    """List the evidence of a case (GZ-…) or of a control number's accounts."""
    async with open_database(settings_of(state)):
        evidence_items = await list_evidence(number)
    answer(
        (f"{item.id}  {item.at:%Y-%m-%dT%H:%M:%SZ}  {item.kind.value}" for item in evidence_items),
        data=[{"id": item.id, "at": item.at, "kind": item.kind} for item in evidence_items],
    )
    if not evidence_items:
        raise CommandFailed(Exit.REFUSED, f"there is no evidence for {number}")


@evidence.command()
@click.argument("evidence_id", metavar="ID", type=click.UUID)
@json_option
@of_demo
async def verify(evidence_id: UUID, state: Path | None) -> None:
    """Verify a stored signature again, as of the time when it was accepted."""
    settings = settings_of(state)
    async with open_database(settings):
        try:
            replay = await verify_evidence(
                evidence_id, seal=settings.evidence_seal, trust=trust_with(settings, state)
            )
        except UserError as refusal:
            sentence = f"not verified: {refusal.code}"
            raise CommandFailed(Exit.REFUSED, sentence) from refusal
        except OperatorError as refusal:
            ending = ending_of(refusal)
            raise CommandFailed(ending.code, f"not verified: {ending.sentence}") from refusal
    answer(report_lines(replay), data=report_data(replay))


@evidence.command()
@json_option
@of_demo
async def rotate(state: Path | None) -> None:
    """Encrypt all evidence with the newest of GPSZONE_EVIDENCE_KEYS."""
    settings = settings_of(state)
    async with open_database(settings):
        with progress("Encrypting evidence") as advance:
            done = await rotate_evidence(seal=settings.evidence_seal, advance=advance)
        # The same keys seal what signs ID tokens.
        await reseal_keys(seal=settings.evidence_seal)
    report(
        [f"{done.renewed} encrypted with the newest key, {done.already} already used it"],
        data={"renewed": done.renewed, "already": done.already, "unopened": done.unopened},
    )
    if done.unopened:
        names = ", ".join(map(str, done.unopened))
        code = Exit.PARTIAL if done.renewed or done.already else Exit.REFUSED
        raise CommandFailed(
            code, f"{names}: not changed, because no key in GPSZONE_EVIDENCE_KEYS decrypts them"
        )
