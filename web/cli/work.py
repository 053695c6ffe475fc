"""``python -m web work``: the worker process."""

import os
from contextlib import aclosing
from functools import partial

import click

from models.database.deadlines import SERVING
from models.settings.disclosed import disclosed
from web.cli.common.database import open_database
from web.cli.common.runner import OperatorCommand
from web.cli.metrics import listening_at, metrics_at, metrics_options
from web.cli.settings import reloading_trust_of, settings_of
from web.clock import now
from web.ops.logs import set_up
from web.ops.start_line import log_start
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
            listens = {"metrics": listening_at(metrics_host, metrics_port)}
            shown = disclosed(os.environ)
            announce = partial(log_start, listens=listens, settings=settings, disclosed=shown)
            at = metrics_at(metrics_host, metrics_port)
            await process.work(services, metrics_at=at, announce=announce)
