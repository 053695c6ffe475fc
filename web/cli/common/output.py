"""Output of commands: the answer on stdout, as lines or as JSON; failures go to stderr."""

import json
from collections.abc import Iterable
from datetime import datetime

import click

from web.cli.common.runner import QUIET

_JSON = "web.cli.json"


def _as_json(ctx: click.Context, _: click.Parameter, value: object) -> None:
    ctx.meta[_JSON] = value


json_option = click.option(
    "--json",
    is_flag=True,
    expose_value=False,
    callback=_as_json,
    help="Print JSON instead of lines.",
)


def answer(lines: Iterable[str], *, data: object) -> None:
    """Print the requested data: as lines, or with ``--json`` as JSON."""
    if click.get_current_context().meta.get(_JSON):
        click.echo(json_text(data))
        return
    for line in lines:
        click.echo(line)


def report(lines: Iterable[str], *, data: object) -> None:
    """Print what was done: as lines, which ``--quiet`` omits, or with ``--json`` as JSON."""
    answer(() if click.get_current_context().meta.get(QUIET) else lines, data=data)


def remark(line: str) -> None:
    """Print a line on stderr, unless ``--quiet`` was given."""
    if not click.get_current_context().meta.get(QUIET):
        click.echo(line, err=True)


def json_text(data: object) -> str:
    """Return indented JSON with RFC 3339 times and unescaped Chinese."""
    return json.dumps(data, ensure_ascii=False, indent=2, default=_plain)


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
