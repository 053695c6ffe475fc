"""``python -m web registry``: what EMS has on file is imported."""

from pathlib import Path

import click

from resolvers.registry.import_file import Drop, import_registry
from web.cli.runner import OperatorGroup
from web.cli.shared.database import open_database
from web.cli.shared.exits import CommandFailed, Exit
from web.cli.shared.output import json_option, report
from web.cli.shared.progress import progress
from web.cli.shared.settings import settings_of
from web.http.context import now


@click.group(cls=OperatorGroup)
def registry() -> None:
    pass


@registry.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--drop", is_flag=True, help="Drop what the file lacks, however much it is.")
@json_option
async def import_file(file: Path, *, drop: bool) -> None:
    """Import table C or EMS_S_01 from CSV or JSON; the same file again changes nothing."""
    async with open_database(settings_of(None)):
        with progress(f"Importing {file.name}") as advance:
            found = await import_registry(
                file, now=now(), drop=Drop.ALL if drop else Drop.FEW, advance=advance
            )
    data = {
        "source": found.source,
        "rows": found.rows,
        "kept": found.kept,
        "dropped": found.dropped,
        "missing": found.too_many_gone,
        "unknown_columns": found.unknown_columns,
        "skipped": [{"row": row.line, "reason": row.reason} for row in found.skipped],
    }
    report(found.lines(), data=data)
    if not found.kept:
        raise CommandFailed(Exit.REFUSED, f"{file.name}: no row could be imported")
    if found.too_many_gone:
        gone = found.too_many_gone
        sentence = f"{file.name}: probably cut off; {gone} rows of earlier imports are not in it"
        raise CommandFailed(Exit.REFUSED, sentence)
    if found.skipped:
        sentence = f"{file.name}: {len(found.skipped)} of {found.rows} rows were skipped"
        raise CommandFailed(Exit.PARTIAL, sentence)
