"""Finds the commands by the names of their modules, and imports none but the one that is called."""

from collections.abc import Mapping
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
        "work": "Review, send mail, fetch lists, mark and announce cards that end, erase.",
        "migrate": "Bring the database to this version; safe beside the running one.",
        "registry": "The permit registry (EMS).",
        "staff": "Administrators, and accounts that existed before this service.",
        "partner": "Partner systems: let in, given new tokens, shut out.",
        "trust": "The CA certificates by which cards are verified.",
        "evidence": "What accepted signatures were verified by.",
        "journal": "What has happened, chained event to event.",
        "person": "What is held on a person.",
    }
)


class Commands(click.Group):
    """All commands; the demo is one where it is installed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name the commands in the order of the table."""
        return [name for name in SUMMARIES if find_spec(f"web.cli.{name}")]

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """Import the module of a command."""
        if name not in self.list_commands(ctx):
            return None
        try:
            command = getattr(import_module(f"web.cli.{name}"), name)
        except ModuleNotFoundError as missing:
            raise click.ClickException(f"{missing.name} is not installed here") from missing
        if not isinstance(command, click.Command):
            raise TypeError(f"web.cli.{name}.{name} is no command")
        command.help = command.help or SUMMARIES[name]
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, SUMMARIES[name]) for name in self.list_commands(ctx)])


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, prog_name="gpszone-accounts", message="%(prog)s %(version)s")
def main() -> None:
    """Run the account service of the GPS zone."""
