"""``python -m web registry``: import the permit registry (EMS)."""

from contextlib import nullcontext
from pathlib import Path

import click

from models.registry.report import ImportReport, NoListing, Outcome, listing_in
from resolvers.registry.import_file import import_registry
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
    "--confirm",
    "confirmed",
    is_flag=True,
    help="Put the file on file although it lacks very many companies, or changes very many"
    " mailboxes; also drop companies that may stand in an unreadable row.",
)
@click.option(
    "--report",
    "listing",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write every row that is unreadable, and every company that is new, changed, gone or"
    " released, to a file: CSV if its name ends in .csv, else JSON.",
)
@json_option
async def import_file(file: Path, *, confirmed: bool, listing: Path | None) -> None:
    """Import table C or EMS_S_01 from CSV, JSON or a ZIP of one, all of it or nothing.

    Importing a file again changes nothing. Exits with 0 when all rows were imported, with 3 when
    some were skipped, and with 1 when nothing was changed: the file is damaged or cut off, no
    row is readable, another import is running, or too much would go without --confirm.
    """
    settings = settings_of(None)
    async with open_database(settings):
        with (
            progress(f"Importing {file.name}") as advance,
            listing_in(listing) if listing else nullcontext(NoListing()) as listed,
        ):
            imported = await import_registry(
                file,
                now=now(),
                confirmed=confirmed,
                heeds_release=settings.registry_heeds_release,
                domain=settings.mail_from.partition("@")[2],
                listing=listed,
                advance=advance,
            )
    report(imported.lines(), data=_data(imported))
    _require_whole(imported, file)


def _data(imported: ImportReport) -> dict[str, object]:
    return {
        "source": imported.source,
        "outcome": imported.outcome,
        "rows": imported.rows,
        "kept": imported.kept,
        "unreadable": imported.unreadable,
        "kept_old": imported.kept_old,
        "new_mailboxes": imported.mailboxes,
        "companies": imported.companies,
        "named": imported.named,
        "unknown_columns": imported.unknown_columns,
        "skipped": [{"row": row.line, "reason": row.reason} for row in imported.skipped],
    }


def _require_whole(imported: ImportReport, file: Path) -> None:
    """Require that every row was imported.

    :raises CommandFailed: when none was, or some were unreadable
    """
    match imported.outcome:
        case Outcome.NOTHING_READABLE:
            raise CommandFailed(Exit.REFUSED, f"{file.name}: no row could be imported")
        case Outcome.HELD:
            raise CommandFailed(Exit.REFUSED, f"{file.name}: {_held(imported)}")
        case Outcome.IMPORTED if imported.unreadable:
            raise CommandFailed(
                Exit.PARTIAL,
                f"{file.name}: {imported.unreadable} of {imported.rows} rows were skipped",
            )
        case _:
            return


def _held(imported: ImportReport) -> str:
    return (
        f"nothing was changed, since {imported.taken_off} of {imported.before} companies would no"
        f" longer be on file and {imported.mailboxes} would have another mailbox, more than"
        f" {imported.most}; look at the report, and if the file is right, import it again with"
        " --confirm"
    )
