"""Who gives a command: the user of this machine, or whoever is named."""

import getpass
import os

import click

by_operator = click.option("--by", help="Who does it; the user of this machine when left out.")


def operator_name(by: str | None = None) -> str:
    """Name who gives the command; in a container the user may have a number and no name."""
    try:
        return by or getpass.getuser()
    except (KeyError, OSError):
        return f"user {os.getuid()}"
