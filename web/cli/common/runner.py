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

from web.cli.common.exits import Exit
from web.cli.common.failures import ending_of
from web.ops.logs import is_set_up

log = logging.getLogger(__name__)

QUIET = "web.cli.quiet"
TRACEBACK = "web.cli.traceback"


def _remember(ctx: click.Context, option: click.Parameter, value: object) -> None:
    ctx.meta[f"web.cli.{option.name}"] = value


class OperatorCommand(click.Command):
    """A command that may be a coroutine function."""

    def __init__(self, *args: Any, **attributes: Any) -> None:
        super().__init__(*args, **attributes)
        self.params += [
            click.Option(
                ["-q", "--quiet"],
                is_flag=True,
                expose_value=False,
                callback=_remember,
                help="Print only the requested data and failures.",
            ),
            click.Option(
                ["--traceback"],
                is_flag=True,
                expose_value=False,
                callback=_remember,
                help="Print the traceback of a failure.",
            ),
        ]

    def invoke(self, ctx: click.Context) -> None:
        """Run the command; a failure is raised as `click.exceptions.Exit`."""
        try:
            _escape_unencodable()
            result = super().invoke(ctx)
            if inspect.iscoroutine(result):
                asyncio.run(result)
            # Without this, writing what is still buffered could fail after the last `except`.
            sys.stdout.flush()
        except (click.ClickException, click.exceptions.Exit):
            raise
        except (KeyboardInterrupt, click.Abort) as interruption:
            click.echo(err=True)
            # At a prompt, click turns both Ctrl-C and the end of the input into `Abort`.
            causes = (interruption, interruption.__context__)
            pressed = any(isinstance(cause, KeyboardInterrupt) for cause in causes)
            ctx.exit(Exit.INTERRUPTED if pressed else Exit.REFUSED)
        except BrokenPipeError:
            _discard_stdout()
            ctx.exit(Exit.PIPE_CLOSED)
        except Exception as error:
            ctx.exit(_report(error, ctx))


class OperatorGroup(click.Group):
    """A group of operator commands."""

    command_class = OperatorCommand


def _report(error: Exception, ctx: click.Context) -> Exit:
    ending = ending_of(error)
    if ctx.meta.get(TRACEBACK):
        traceback.print_exception(error)
    elif ending.code is Exit.SOFTWARE and is_set_up():
        log.critical("the process ends", exc_info=error)
    click.echo(f"Error: {ending.sentence}", err=True)
    if ending.code is Exit.WRITING:
        _discard_stdout()
    return ending.code


def _escape_unencodable() -> None:
    """Escape characters that the terminal's encoding lacks, instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _discard_stdout() -> None:
    """Redirect stdout, so that the interpreter's last flush does not fail again."""
    devnull = os.open(os.devnull, os.O_WRONLY)
    os.dup2(devnull, sys.stdout.fileno())
