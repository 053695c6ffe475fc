"""The name of the operator who runs a command."""

import getpass
import os

import click

operator_option = click.option(
    "--by", "operator", help="The operator's name; by default the user of this machine."
)


def operator_name(given: str | None = None) -> str:
    """Return the given name or that of the process's user; in a container, its number."""
    try:
        return given or getpass.getuser()
    except (KeyError, OSError):
        return f"user {os.getuid()}"
