"""Finds commands by the names of their modules, and imports only the one that is called."""

import gc
import inspect
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from types import MappingProxyType

import click

from web.version import VERSION

# Each command is the function of its name in `web/cli/<name>.py`.
SUMMARIES: Mapping[str, str] = MappingProxyType(
    {
        "demo": "Run everything in one process, with test cards, a mailbox and a registry.",
        "serve": "Serve the portal and GraphQL.",
        "work": "Run the worker: reviews, mail, revocation lists, expiring cards, erasure.",
        "check": "Look at everything that the service needs, one line each.",
        "explain": "Explain what the rules say of a captured answer, certificate, list or file.",
        "migrate": "Migrate the database to this version; safe while the previous one runs.",
        "duties": "Duties that are held, since far more is due at once than ever should be.",
        "registry": "The permit registry (EMS).",
        "calendar": "The office calendar, by which working days are counted.",
        "staff": "Administrators, and accounts that existed before this service.",
        "partner": "Partner systems and their tokens.",
        "openid": "Signing in at partner systems by OpenID Connect: registrations and keys.",
        "trust": "The CA certificates with which cards are verified.",
        "evidence": "Evidence of accepted signatures.",
        "journal": "The hash-chained journal of events.",
        "person": "The data about a person.",
    }
)


@contextmanager
def quick_imports() -> Iterator[None]:
    """Import in a block without collecting garbage, and without reading the records' source.

    Nearly all that modules make stays as long as the process, and each collection would go through
    all of it, now and later. The ORM would parse the source of each record for comments that
    describe its columns to the database, of which ours have none; where there is no source, it does
    without.
    """
    was_enabled, read = gc.isenabled(), inspect.getsource
    gc.disable()
    inspect.getsource = _no_source  # type: ignore[assignment]  # It returns nothing.
    try:
        yield
    finally:
        inspect.getsource = read
        gc.freeze()
        if was_enabled:
            gc.enable()


def _no_source(_: object) -> str:
    raise OSError("it is not read while modules are imported")


class Commands(click.Group):
    """The group of all commands; `demo` is one where its module is installed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name for name in SUMMARIES if find_spec(f"web.cli.{name}")]

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in self.list_commands(ctx):
            return None
        try:
            with quick_imports():
                command = getattr(import_module(f"web.cli.{name}"), name)
        except ModuleNotFoundError as missing:
            raise click.ClickException(f"{missing.name} is not installed here") from missing
        if not isinstance(command, click.Command):
            raise TypeError(f"web.cli.{name}.{name} is not a command")
        command.help = command.help or SUMMARIES[name]
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, SUMMARIES[name]) for name in self.list_commands(ctx)])


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, prog_name="gpszone-accounts", message="%(prog)s %(version)s")
def main() -> None:
    """Run the account service of the GPS zone."""
