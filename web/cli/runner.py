"""Runs every command: a failure is one sentence on stderr and a documented exit code."""

import asyncio
import inspect
import io
import logging
import os
import sys
import traceback
from typing import Any

import click

from web.cli.shared.exits import Exit
from web.cli.shared.failures import ending_of
from web.ops.logs import is_set_up

log = logging.getLogger(__name__)

QUIET = "web.cli.quiet"
TRACEBACK = "web.cli.traceback"


def _remember(ctx: click.Context, option: click.Parameter, value: object) -> None:
    """Keep an option that no command takes as an argument."""
    ctx.meta[f"web.cli.{option.name}"] = value


class OperatorCommand(click.Command):
    """A command of the operator, which may be a coroutine function."""

    def __init__(self, *args: Any, **attributes: Any) -> None:
        super().__init__(*args, **attributes)
        self.params += [
            click.Option(
                ["-q", "--quiet"],
                is_flag=True,
                expose_value=False,
                callback=_remember,
                help="Print only what was asked for and what went wrong.",
            ),
            click.Option(
                ["--traceback"],
                is_flag=True,
                expose_value=False,
                callback=_remember,
                help="Show where in the program a failure arose.",
            ),
        ]

    def invoke(self, ctx: click.Context) -> None:
        """Carry the command out; it ends by `click.exceptions.Exit` when it does not succeed."""
        try:
            _write_any_character()
            result = super().invoke(ctx)
            if inspect.iscoroutine(result):
                asyncio.run(result)
            # What is still in the buffer would otherwise fail after the last `except`.
            sys.stdout.flush()
        except (click.ClickException, click.exceptions.Exit):
            raise
        except (KeyboardInterrupt, click.Abort) as interruption:
            click.echo(err=True)
            # At a prompt click turns Ctrl-C into `Abort`, and the end of the input too.
            causes = (interruption, interruption.__context__)
            pressed = any(isinstance(cause, KeyboardInterrupt) for cause in causes)
            ctx.exit(Exit.INTERRUPTED if pressed else Exit.REFUSED)
        except BrokenPipeError:
            _write_to_nobody()
            ctx.exit(Exit.PIPE_CLOSED)
        except Exception as error:
            ctx.exit(_told(error, ctx))


class OperatorGroup(click.Group):
    """A group of commands of the operator."""

    command_class = OperatorCommand


def _told(error: Exception, ctx: click.Context) -> Exit:
    """Say how a command ends."""
    ending = ending_of(error)
    if ctx.meta.get(TRACEBACK):
        traceback.print_exception(error)
    elif ending.code is Exit.SOFTWARE and is_set_up():
        log.critical("the process ends", exc_info=error)
    click.echo(f"Error: {ending.sentence}", err=True)
    if ending.code is Exit.WRITING:
        _write_to_nobody()
    return ending.code


def _write_any_character() -> None:
    """Print what the terminal's encoding lacks as its number, instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _write_to_nobody() -> None:
    """Let the interpreter flush its buffer at the end without failing once more."""
    nobody = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nobody, sys.stdout.fileno())
