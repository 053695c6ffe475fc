"""``python -m web demo``: the whole service in one process; not part of the image."""

import logging
import os
from pathlib import Path

import click

from models.settings.operations import LogForm
from models.settings.settings import for_demo, refuse_demo_beside
from web.cli.common.options import PORT
from web.cli.common.runner import OperatorCommand
from web.demo import stage
from web.ops.logs import set_up


@click.command(cls=OperatorCommand)
@click.option(
    "--port", default=8000, type=PORT, envvar="PORT", show_default=True, help="The portal's port."
)
@click.option(
    "--card-port",
    default=61161,
    type=PORT,
    envvar="CARD_PORT",
    show_default=True,
    help="The card component's port.",
)
@click.option(
    "--state",
    default="var",
    type=click.Path(path_type=Path, file_okay=False),
    show_default=True,
    help="The folder of the demo's data.",
)
@click.option(
    "--fresh/--keep", default=False, envvar="FRESH", help="Delete the previous data first."
)
@click.option(
    "--companies/--empty",
    default=False,
    help="Begin an empty database with sixty companies, and a dozen cases that wait for staff.",
)
@click.option("--database", hidden=True, help="A database URL instead of the embedded database.")
async def demo(
    port: int,
    card_port: int,
    state: Path,
    database: str | None,
    *,
    fresh: bool,
    companies: bool,
) -> None:
    refuse_demo_beside(os.environ)
    if fresh:
        stage.delete_state(state)
    # This terminal shows the welcome text, so only warnings are logged to it.
    set_up(form=LogForm.TEXT, process="demo", level=logging.WARNING)
    settings = for_demo(state=state, port=port, card_port=card_port, database_url=database)
    await stage.run(settings, port=port, card_port=card_port, crowded=companies, echo=click.echo)
