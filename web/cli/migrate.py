"""``python -m web migrate``: apply the missing migrations."""

import click

from models.database import migrate as migrations
from models.database.staging import require_mode_before, take_for
from models.database.transaction import opened
from web.cli.common.database import reach_server
from web.cli.common.output import remark
from web.cli.common.runner import OperatorCommand
from web.cli.settings import settings_of


@click.command(cls=OperatorCommand)
@click.option("--dry-run", is_flag=True, help="Report what would be done, and change nothing.")
async def migrate(*, dry_run: bool) -> None:
    """Apply the missing migrations and print what they report."""
    settings = settings_of(None)
    await reach_server(settings)
    async with opened(settings.database_url):
        await require_mode_before(settings.mode)
    for line in await migrations.migrate(settings.database_url, trial=dry_run):
        click.echo(line)
    if not dry_run:
        async with opened(settings.database_url):
            await take_for(settings.mode)
    remark("Nothing was changed." if dry_run else "The database is migrated to this version.")
