"""``python -m web person``: what is held on a person, for whoever has to tell her."""

import asyncio
import csv
import getpass
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from models.database.transaction import opened
from models.forms.csv_cells import guarded
from resolvers.privacy.export import Held, NothingHeld, export_person
from web.cli.settings import of_demo, settings_of
from web.http.context import now


@click.group()
def person() -> None:
    """What is held on a person."""


@person.command()
@click.option("--card", "sha256", help="The SHA-256 of any certificate of hers.")
@click.option("--name", help="Her name, exactly as a company has stated it.")
@click.option("--as", "form", type=click.Choice(["json", "csv"]), default="json")
@of_demo
def export(sha256: str | None, name: str | None, form: str, state: Path | None) -> None:
    """Print all that is held on a person; that it was asked stands in the journal."""
    if not sha256 and not name:
        raise click.UsageError("say whose: --card or --name")
    try:
        held = asyncio.run(_export(sha256, name, state))
    except NothingHeld as nothing:
        raise click.ClickException("nothing is held on such a person") from nothing
    if form == "json":
        click.echo(json.dumps(held, ensure_ascii=False, indent=2, default=str))
    else:
        csv.writer(sys.stdout).writerows(_cells(held))


async def _export(sha256: str | None, name: str | None, state: Path | None) -> Held:
    """Gather with the database open."""
    async with opened(settings_of(state).database_url):
        actor = f"operator:{getpass.getuser()}"[:64]
        return await export_person(sha256=sha256, name=name, actor=actor, now=now())


def _cells(held: Held) -> Iterator[list[str]]:
    """Lay it out as one table: the record, which one, the field, what it holds."""
    yield ["record", "number", "field", "value"]
    for kind, rows in held.items():
        for number, row in enumerate(rows, start=1):
            for field, value in row.items():
                yield [kind, str(number), field, guarded(value)]
