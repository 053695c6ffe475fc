"""``python -m web registry``: import the permit registry (EMS)."""

from pathlib import Path

import click

from resolvers.registry.import_file import Drop, import_registry
from web.cli.common.database import open_database
from web.cli.common.exits import CommandFailed, Exit
from web.cli.common.output import json_option, report
from web.cli.common.progress import progress
from web.cli.common.runner import OperatorGroup
from web.cli.settings import settings_of
from web.clock import now


@click.group(cls=OperatorGroup)
def registry() -> None:
    pass


@registry.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--drop", is_flag=True, help="Delete all rows that are not in the file, however many."
)
@json_option
async def import_file(file: Path, *, drop: bool) -> None:
    """Import table C or EMS_S_01 from CSV or JSON; importing a file again changes nothing."""
    async with open_database(settings_of(None)):
        with progress(f"Importing {file.name}") as advance:
            imported = await import_registry(
                file, now=now(), drop=Drop.ALL if drop else Drop.FEW, advance=advance
            )
    data = {
        "source": imported.source,
        "rows": imported.rows,
        "kept": imported.kept,
        "dropped": imported.dropped,
        "missing": imported.too_many_gone,
        "unknown_columns": imported.unknown_columns,
        "skipped": [{"row": row.line, "reason": row.reason} for row in imported.skipped],
    }
    report(imported.lines(), data=data)
    if not imported.kept:
        raise CommandFailed(Exit.REFUSED, f"{file.name}: no row could be imported")
    if imported.too_many_gone:
        gone = imported.too_many_gone
        sentence = f"{file.name}: probably incomplete; {gone} rows of earlier imports are missing"
        raise CommandFailed(Exit.REFUSED, sentence)
    if imported.skipped:
        sentence = f"{file.name}: {len(imported.skipped)} of {imported.rows} rows were skipped"
        raise CommandFailed(Exit.PARTIAL, sentence)
