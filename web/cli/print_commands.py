"""Prints the operator's page of commands: ``python -m web.cli.print_commands FILE``."""

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from web.cli.common.exits import MEANINGS
from web.cli.loader import main

# Options of every command, which the head of the page describes.
COMMON = frozenset({"--quiet", "--traceback", "--help"})
# `make demo` is for developers.
NOT_OPERATED = frozenset({"demo"})

_HEAD = """\
# Commands

<!-- Printed by `make commands`; a test compares them. -->

Every process and every task of the operator is a command of one program, with the same
[settings](settings.md). In the image the program is the entry point:
`docker compose run --rm worker journal verify`.

A command that fails prints one sentence on stderr. Its output goes to stdout: lines, or with
`--json` JSON. A progress bar is shown on stderr, and only at a terminal.

Every command takes `-h` or `--help`, `-q` or `--quiet` (print only the requested data and failures)
and `--traceback` (print the traceback of a failure). `python -m web --version`
prints the version.
"""


def printed() -> str:
    codes = "\n".join(f"| {int(code)} | {meaning} |" for code, meaning in MEANINGS.items())
    sections = "\n".join(_sections())
    return f"{_HEAD}\n## Exit codes\n\n| code | meaning |\n|---|---|\n{codes}\n\n{sections}"


def _sections() -> Iterator[str]:
    with main.make_context("python -m web", [], resilient_parsing=True) as ctx:
        for name in main.list_commands(ctx):
            command = main.get_command(ctx, name)
            if command is None or name in NOT_OPERATED:
                continue
            if not isinstance(command, click.Group):
                yield from _section(command, name, parent=ctx, level="##")
                continue
            yield f"## {name}\n\n{command.help}\n"
            with click.Context(command, parent=ctx, info_name=name) as group:
                for verb in command.list_commands(group):
                    member = command.commands[verb]
                    yield from _section(member, verb, parent=group, level="###")


def _section(
    command: click.Command, name: str, *, parent: click.Context, level: str
) -> Iterator[str]:
    with click.Context(command, parent=parent, info_name=name) as ctx:
        path = ctx.command_path.removeprefix("python -m web ")
        pieces = [piece for piece in command.collect_usage_pieces(ctx) if piece != "[OPTIONS]"]
        rows = [
            record
            for option in command.get_params(ctx)
            if isinstance(option, click.Option) and not COMMON & set(option.opts)
            if (record := option.get_help_record(ctx))
        ]
        usage = " ".join(["python -m web", path, *(["[OPTIONS]"] if rows else []), *pieces])
        yield f"{level} {path}\n\n{_help(command)}\n\n    {usage}\n"
        if rows:
            yield "| option | meaning |\n|---|---|"
            yield (
                "\n".join(f"| `{_cell(option)}` | {_cell(meaning)} |" for option, meaning in rows)
                + "\n"
            )


def _help(command: click.Command) -> str:
    return "\n".join(line.strip() for line in (command.help or "").strip().splitlines())


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("  [", " [")


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(printed(), encoding="utf-8")
