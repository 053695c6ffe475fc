"""The commands: ``python -m web`` with demo, serve, work, migrate and more."""

import asyncio
import logging
import os
import sys
from collections.abc import Coroutine
from contextlib import aclosing
from functools import partial
from pathlib import Path

import click

from models.database.migrate import MigrationBroke
from models.database.migrate import migrate as migrate_database
from models.database.transaction import opened
from models.pki.path.anchors import TrustRefused
from models.registry.file import RegistryFileRefused
from models.revocation.trust_store import ReloadingTrustStore
from models.settings.operations import LogForm
from models.settings.refused import SettingsRefused
from models.settings.settings import Settings, for_demo, refuse_demo_beside
from resolvers.registry.import_file import Drop, import_registry
from web.cli.evidence import evidence
from web.cli.journal import journal
from web.cli.options import HOST, PORT, PROXIES
from web.cli.partner import partner
from web.cli.person import person
from web.cli.progress import progress
from web.cli.settings import Misconfigured, settings_of
from web.cli.staff import staff
from web.cli.trust import trust
from web.demo import stage
from web.demo.component.door import PortTaken
from web.http.context import now, of_staff
from web.ops.logs import set_up
from web.ops.metrics_server import MetricsAddress
from web.processes.serve import portal_of, serve, services_of, work
from web.trust.files import TrustFilesUnusable, read_folder

REFUSED = (
    MigrationBroke,
    TrustFilesUnusable,
    TrustRefused,
    PortTaken,
    RegistryFileRefused,
)


METRICS_PORT = click.option(
    "--metrics-port", type=PORT, help="Serve /metrics there, apart from the public port."
)
METRICS_HOST = click.option("--metrics-host", default="127.0.0.1", type=HOST, show_default=True)


@click.group()
def main() -> None:
    """Run the account service of the GPS zone."""


@main.command()
@click.option("--port", default=8000, type=PORT, envvar="PORT", show_default=True)
@click.option("--card-port", default=61161, type=PORT, envvar="CARD_PORT", show_default=True)
@click.option("--state", default="var", type=click.Path(path_type=Path), show_default=True)
@click.option("--fresh/--keep", default=False, envvar="FRESH", help="Forget the last demo first.")
@click.option("--database", hidden=True, help="Another database than the embedded one.")
def demo(port: int, card_port: int, state: Path, database: str | None, *, fresh: bool) -> None:
    """Run everything in one process, with test cards, a mailbox and a registry."""
    try:
        refuse_demo_beside(os.environ)
    except SettingsRefused as refusal:
        raise Misconfigured(str(refusal)) from refusal
    if fresh:
        stage.forget(state)
    # A newcomer reads this terminal: it says what is wrong, not what is asked.
    set_up(form=LogForm.TEXT, process="demo", level=logging.WARNING)
    settings = for_demo(state=state, port=port, card_port=card_port, database_url=database)
    _run(stage.run(settings, port=port, card_port=card_port, say=click.echo))


@main.command("serve")
@click.option("--host", default="127.0.0.1", type=HOST, show_default=True)
@click.option("--port", default=8000, type=PORT, show_default=True)
@click.option("--proxies", type=PROXIES, help="Proxies whose X-Forwarded-* is believed.")
@METRICS_PORT
@METRICS_HOST
def serve_web(
    host: str, port: int, proxies: str | None, metrics_port: int | None, metrics_host: str
) -> None:
    """Serve the web."""
    settings = settings_of(None)
    set_up(form=settings.operation.log, process="web")
    at = _metrics_at(metrics_host, metrics_port)
    _run(_serve(settings, host=host, port=port, proxies=proxies, metrics_at=at))


@main.command("work")
@METRICS_PORT
@METRICS_HOST
def work_off(metrics_port: int | None, metrics_host: str) -> None:
    """Review, mail, expire and fetch lists."""
    settings = settings_of(None)
    set_up(form=settings.operation.log, process="worker")
    _run(_work(settings, metrics_at=_metrics_at(metrics_host, metrics_port)))


@main.command()
def migrate() -> None:
    """Bring the database to this version; safe beside the running one."""
    _run(migrate_database(settings_of(None).database_url))


main.add_command(trust)
main.add_command(evidence)
main.add_command(person)
main.add_command(journal)
main.add_command(staff)
main.add_command(partner)


@main.group()
def registry() -> None:
    """What EMS has on file."""


@registry.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--drop", is_flag=True, help="Drop what the file lacks, however much it is.")
def import_file(file: Path, *, drop: bool) -> None:
    """Import table C or EMS_S_01 from CSV or JSON; the same file again changes nothing."""
    _run(_import(settings_of(None), file, drop=Drop.ALL if drop else Drop.FEW))


async def _serve(
    settings: Settings,
    *,
    host: str,
    port: int,
    proxies: str | None,
    metrics_at: MetricsAddress | None,
) -> None:
    """Serve the web with the database open."""
    services = services_of(settings, trust=_trust(settings))
    async with opened(settings.database_url), aclosing(services.limiter):
        explorer = partial(of_staff, services=services)
        portal = portal_of(services, metrics_at=metrics_at, explorer=explorer)
        await serve(portal, host=host, port=port, proxies=proxies)


async def _work(settings: Settings, *, metrics_at: MetricsAddress | None) -> None:
    """Work with the database open."""
    services = services_of(settings, trust=_trust(settings))
    async with opened(settings.database_url), aclosing(services.limiter):
        await work(services, metrics_at=metrics_at)


def _metrics_at(host: str, port: int | None) -> MetricsAddress | None:
    """Say where metrics are asked for, if anywhere."""
    return MetricsAddress(host=host, port=port) if port else None


async def _import(settings: Settings, file: Path, *, drop: Drop) -> None:
    """Import a file and report."""
    async with opened(settings.database_url):
        with progress(f"Importing {file.name}") as advance:
            report = await import_registry(file, now=now(), drop=drop, advance=advance)
    for line in report.lines():
        click.echo(line)


def _trust(settings: Settings) -> ReloadingTrustStore:
    """Believe the CAs in the operator's folder, read again whenever they are verified again."""
    schemes = settings.revocation.schemes
    return ReloadingTrustStore(
        lambda at: read_folder(settings.trust).store(at=at, schemes=schemes), at=now()
    )


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
