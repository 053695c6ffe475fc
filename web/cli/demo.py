"""``python -m web demo``: the whole service in one process, or its test cards beside staging.

Neither is part of the image of production.
"""

import logging
import os
from pathlib import Path

import click

from models.settings.operations import LogForm
from models.settings.settings import for_demo, refuse_cards_beside, refuse_demo_beside
from web.cli.common.options import HOST, PORT
from web.cli.common.runner import OperatorGroup
from web.cli.settings import CARD_PORT, DEMO_PORT, keep_ports
from web.demo import stage
from web.demo.beside.run import Beside
from web.demo.beside.run import run as run_beside
from web.ops.logs import set_up

_STATE = click.option(
    "--state",
    default="var",
    type=click.Path(path_type=Path, file_okay=False),
    show_default=True,
    help="The folder of the demo's data.",
)
_CARD = click.option(
    "--card",
    envvar="CARD",
    metavar="softhsm|LIBRARY",
    help="Where cards have their keys: in SoftHSM, or in the cards of a PKCS#11 module.",
)


class _Demo(OperatorGroup):
    """The demo itself where no command is named."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        named = args and args[0] in self.commands
        return super().parse_args(ctx, args if named else [WHOLE, *args])


WHOLE = "all"


@click.group(cls=_Demo)
def demo() -> None:
    pass


@demo.command(WHOLE, epilog="Test cards alone, beside a staging system: python -m web demo card")
@click.option(
    "--port",
    default=DEMO_PORT,
    type=PORT,
    envvar="PORT",
    show_default=True,
    help="The portal's port.",
)
@click.option(
    "--card-port",
    default=CARD_PORT,
    type=PORT,
    envvar="CARD_PORT",
    show_default=True,
    help="The card component's port.",
)
@_STATE
@click.option(
    "--fresh/--keep", default=False, envvar="FRESH", help="Delete the previous data first."
)
@_CARD
@click.option(
    "--companies/--empty",
    default=False,
    help="Begin an empty database with sixty companies, and a dozen cases that wait for staff.",
)
@click.option("--database", hidden=True, help="A database URL instead of the embedded database.")
async def whole(
    port: int,
    card_port: int,
    state: Path,
    card: str | None,
    database: str | None,
    *,
    fresh: bool,
    companies: bool,
) -> None:
    """Run everything in one process, with test cards, a mailbox and a registry."""
    refuse_demo_beside(os.environ)
    if fresh:
        stage.delete_state(state)
    # This terminal shows the welcome text, so only warnings are logged to it.
    set_up(form=LogForm.TEXT, process="demo", level=logging.WARNING)
    settings = for_demo(state=state, port=port, card_port=card_port, database_url=database)
    keep_ports(state, port=port, card_port=card_port)
    given = stage.Given(card=card or None, crowded=companies)
    await stage.run(settings, port=port, card_port=card_port, given=given, echo=click.echo)


@demo.command("card")
@click.option(
    "--port",
    default=CARD_PORT,
    type=PORT,
    envvar="CARD_PORT",
    show_default=True,
    help="The port; pages of staging look for the component at 61161.",
)
@click.option(
    "--host",
    type=HOST,
    help="An address to listen on, as in a container; by default this computer alone reaches it.",
)
@click.option(
    "--reached-at",
    "component",
    metavar="URL",
    help="Where staging reaches lists and responder, if not at http://localhost and the port.",
)
@click.option(
    "--site",
    "sites",
    multiple=True,
    metavar="HOST",
    help="A host whose pages may use the component, as staging's; may be given several times.",
)
@_STATE
@_CARD
async def card_alone(
    port: int,
    host: str | None,
    component: str | None,
    sites: tuple[str, ...],
    state: Path,
    card: str | None,
) -> None:
    """Run the card component with its test cards alone, beside a staging system.

    It writes the files with which staging begins into the folder `staging` of its data.
    """
    refuse_cards_beside(os.environ)
    set_up(form=LogForm.TEXT, process="demo", level=logging.WARNING)
    reached = component.rstrip("/") if component else f"http://localhost:{port}"
    beside = Beside(
        state=state,
        port=port,
        host=host,
        component=reached,
        sites=sites,
        issue=stage.issue_of(card or None),
    )
    await run_beside(beside, echo=click.echo)
