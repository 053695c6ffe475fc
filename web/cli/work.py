"""``python -m web work``: the worker process."""

from contextlib import aclosing

import click

from models.database.deadlines import SERVING
from web.cli.common.database import open_database
from web.cli.common.runner import OperatorCommand
from web.cli.metrics import metrics_at, metrics_options
from web.cli.settings import reloading_trust_of, settings_of
from web.clock import now
from web.ops.logs import set_up
from web.processes import serve as process


@click.command(cls=OperatorCommand)
@metrics_options
async def work(metrics_port: int | None, metrics_host: str) -> None:
    settings = settings_of(None)
    set_up(form=settings.operation.log, process="worker")
    async with open_database(settings, deadlines=SERVING):
        trust = reloading_trust_of(settings, at=now())
        services = process.services_of(settings, trust=trust)
        async with aclosing(services.limiter):
            await process.work(services, metrics_at=metrics_at(metrics_host, metrics_port))
