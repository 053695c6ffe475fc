"""``python -m web person``: export the data about a person (個人資料保護法 §10)."""

import csv
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from models.forms.csv_cells import guarded
from resolvers.privacy.export import Held, export_person
from web.cli.common.database import open_database
from web.cli.common.operator import operator_name
from web.cli.common.output import json_text
from web.cli.common.runner import OperatorGroup
from web.cli.settings import of_demo, settings_of
from web.clock import now


@click.group(cls=OperatorGroup)
def person() -> None:
    pass


@person.command()
@click.option("--card", "sha256", help="SHA-256 of any certificate of the person.")
@click.option("--name", help="The person's name, exactly as a company entered it.")
@click.option(
    "--as",
    "form",
    type=click.Choice(["json", "csv"]),
    default="json",
    show_default=True,
    help="The format.",
)
@click.option("--json", "form", flag_value="json", help="The same as --as json.")
@of_demo
async def export(sha256: str | None, name: str | None, form: str, state: Path | None) -> None:
    """Print all data about a person; the journal records that it was exported."""
    if not sha256 and not name:
        raise click.UsageError("expected --card or --name")
    async with open_database(settings_of(state)):
        actor = f"operator:{operator_name()}"[:64]
        records = await export_person(sha256=sha256, name=name, actor=actor, now=now())
    if form == "json":
        click.echo(json_text(records))
    else:
        csv.writer(sys.stdout).writerows(_cells(records))


def _cells(records: Held) -> Iterator[list[str]]:
    yield ["record", "number", "field", "value"]
    for kind, rows in records.items():
        for number, row in enumerate(rows, start=1):
            for field, value in row.items():
                yield [kind, str(number), field, guarded(value)]
