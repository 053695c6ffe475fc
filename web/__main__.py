"""The commands: ``python -m web demo | serve | work | migrate | …``; a bare ``web`` lists them."""

import asyncio
import os
import sys
from collections.abc import Coroutine
from pathlib import Path

import click

from models.database import opened
from models.migrate import MigrationBroke
from models.migrate import migrate as migrate_database
from models.pki.anchors import TrustRefused
from models.registry_file import RegistryFileRefused
from models.settings import SettingRefused, Settings, for_demo, from_environ
from models.trusted import Trust
from resolvers.import_registry import Drop, import_registry
from web.app import Portal
from web.context import now
from web.demo import stage
from web.demo.door import PortTaken
from web.evidence_commands import evidence
from web.partner_commands import partner
from web.progress import progress
from web.serve import beside, serve, services_of, work
from web.stream import Streams
from web.trust_commands import trust
from web.trust_files import TrustFilesUnusable, read_folder

REFUSED = (
    SettingRefused,
    MigrationBroke,
    TrustFilesUnusable,
    TrustRefused,
    PortTaken,
    RegistryFileRefused,
)


@click.group()
def main() -> None:
    """Run the account service of the GPS zone."""


@main.command()
@click.option("--port", default=8000, envvar="PORT", show_default=True)
@click.option("--card-port", default=61161, envvar="CARD_PORT", show_default=True)
@click.option("--state", default="var", type=click.Path(path_type=Path), show_default=True)
@click.option("--fresh/--keep", default=False, envvar="FRESH", help="Forget the last demo first.")
@click.option("--database", hidden=True, help="Another database than the embedded one.")
def demo(port: int, card_port: int, state: Path, database: str | None, *, fresh: bool) -> None:
    """Run everything in one process, with test cards, a mailbox and a registry."""
    if os.environ.get("GPSZONE_ORIGIN"):
        raise click.ClickException("GPSZONE_ORIGIN is set: a demo never runs on a production host")
    if fresh:
        stage.forget(state)
    settings = for_demo(state=state, port=port, card_port=card_port, database_url=database)
    _run(stage.run(settings, port=port, card_port=card_port, say=click.echo))


@main.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--proxies", help="Addresses of proxies whose X-Forwarded-* is believed.")
def serve_web(host: str, port: int, proxies: str | None) -> None:
    """Serve the web."""
    _run(_serve(_settings(), host=host, port=port, proxies=proxies))


@main.command("work")
def work_off() -> None:
    """Review, mail, expire and fetch lists."""
    _run(_work(_settings()))


@main.command()
def migrate() -> None:
    """Bring the database to this version; safe beside the running one."""
    _run(migrate_database(_settings().database_url))


main.add_command(trust)
main.add_command(evidence)
main.add_command(partner)


@main.group()
def registry() -> None:
    """What EMS has on file."""


@registry.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--drop", is_flag=True, help="Drop what the file lacks, however much it is.")
def import_file(file: Path, *, drop: bool) -> None:
    """Import table C or EMS_S_01 from CSV or JSON; the same file again changes nothing."""
    _run(_import(_settings(), file, drop=Drop.ALL if drop else Drop.FEW))


async def _serve(settings: Settings, *, host: str, port: int, proxies: str | None) -> None:
    """Serve the web with the database open."""
    async with opened(settings.database_url):
        services = services_of(settings, trust=_trust(settings))
        streams = Streams()
        background = beside(services, streams)
        portal = Portal(services=services, streams=streams, background=background)
        await serve(portal, host=host, port=port, proxies=proxies)


async def _work(settings: Settings) -> None:
    """Work with the database open."""
    async with opened(settings.database_url):
        await work(services_of(settings, trust=_trust(settings)))


async def _import(settings: Settings, file: Path, *, drop: Drop) -> None:
    """Import a file and report."""
    async with opened(settings.database_url):
        with progress(f"Importing {file.name}") as advance:
            report = await import_registry(file, now=now(), drop=drop, advance=advance)
    for line in report.lines():
        click.echo(line)


def _settings() -> Settings:
    """Read the settings, or end with a sentence."""
    try:
        return from_environ(os.environ)
    except SettingRefused as refusal:
        raise click.ClickException(str(refusal)) from refusal


def _trust(settings: Settings) -> Trust:
    """Believe the CAs in the operator's folder, read again whenever they are verified again."""
    return Trust(lambda at: read_folder(settings.trust).store(at=at), at=now())


def _run(coroutine: Coroutine[object, object, None]) -> None:
    """Run a command to its end; what its user can mend is one sentence."""
    try:
        asyncio.run(coroutine)
    except REFUSED as refusal:
        raise click.ClickException(str(refusal)) from refusal
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
