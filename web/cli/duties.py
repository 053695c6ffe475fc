"""``python -m web duties``: what is held because too much is due at once, and its confirmation."""

from pathlib import Path

import click

from models.database.brake import HeldDuty, confirm_duty, held_duties
from web.cli.common.database import open_database
from web.cli.common.operator import operator_name, operator_option
from web.cli.common.output import answer, json_option
from web.cli.common.runner import OperatorCommand
from web.cli.settings import of_demo, settings_of


@click.command(cls=OperatorCommand)
@click.option("--confirm", metavar="NAME", help="Let this duty touch as much as is due now.")
@operator_option
@json_option
@of_demo
async def duties(confirm: str | None, operator: str | None, state: Path | None) -> None:
    async with open_database(settings_of(state)):
        if confirm is not None:
            await confirm_duty(confirm, operator=operator_name(operator))
        held = await held_duties()
    answer(
        (_line(one) for one in held),
        data=[
            {
                "name": one.name,
                "due": one.due,
                "standing": one.standing,
                "since": one.since,
                "confirmed": one.confirmed_due,
                "confirmed_by": one.confirmed_by,
            }
            for one in held
        ],
    )


def _line(held: HeldDuty) -> str:
    by = f", confirmed by {held.confirmed_by}" if held.confirmed_by else ""
    since = f"{held.since:%Y-%m-%dT%H:%M:%SZ}"
    return f"{held.name}: {held.due} of {held.standing} are due, held since {since}{by}"
