"""``python -m web migrate``: apply the missing migrations."""

import click

from models.database import migrate as migrations
from web.cli.common.database import reach_server
from web.cli.common.output import remark
from web.cli.common.runner import OperatorCommand
from web.cli.settings import settings_of


@click.command(cls=OperatorCommand)
async def migrate() -> None:
    settings = settings_of(None)
    await reach_server(settings)
    await migrations.migrate(settings.database_url)
    remark("The database is migrated to this version.")
