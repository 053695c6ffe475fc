"""Every command of the operator, called as an operator may call it."""

import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import click

from tests.support.cli.settings import GOOD
from web.cli.loader import SUMMARIES, main

NOBODY = UUID(int=0)
# All that production needs but the database.
PRODUCTION = {name: value for name, value in GOOD.items() if name != "GPSZONE_DATABASE_URL"}
# What follows the command's name; FILE is a file that is there.
ARGUMENTS: Mapping[str, tuple[str, ...]] = {
    "serve": (),
    "work": (),
    "migrate": (),
    "check": (),
    "explain": ("FILE",),
    "duties": (),
    "registry import": ("FILE",),
    "calendar import": ("FILE",),
    "staff create": (
        *("--name", "測試管理者", "--last-four", "0001"),
        *("--mailbox", "admin@agency.example"),
    ),
    "staff invite": ("STF-0001",),
    "staff list": (),
    "staff import-accounts": ("FILE",),
    "partner create": ("定位", "--scope", "events:read"),
    "partner update": (str(NOBODY), "--name", "定位二"),
    "partner rotate": (str(NOBODY),),
    "partner revoke": (str(NOBODY),),
    "partner list": (),
    "openid register": (str(NOBODY), "--redirect-uri", "https://tracks.example/in", "--secret"),
    "openid renew-secret": (str(NOBODY),),
    "openid remove": (str(NOBODY),),
    "openid list": (),
    "openid rotate-keys": (),
    "trust add": ("FILE",),
    "trust add-test": ("FILE",),
    "trust list": (),
    "evidence list": ("A0000006",),
    "evidence verify": (str(NOBODY),),
    "evidence rotate": (),
    "journal verify": (),
    "journal head": (),
    "journal begin-epoch": (),
    "person export": ("--name", "測試甲"),
}
# Those that open the database.
# `check` looks at it, and says the rest as well.
ON_DATABASE = tuple(
    name for name in ARGUMENTS if not name.startswith(("trust ", "check", "explain"))
)


def called(name: str, *, file: Path | str = "README.md") -> list[str]:
    """Write out the call of a command."""
    arguments = (str(file) if given == "FILE" else given for given in ARGUMENTS[name])
    return [*name.split(), *arguments]


def leaves() -> Iterator[tuple[str, click.Command]]:
    """Walk every command that does something, with its name as it is typed."""
    with main.make_context("web", [], resilient_parsing=True) as ctx:
        for name in SUMMARIES:
            command = main.get_command(ctx, name)
            assert command is not None
            if isinstance(command, click.Group):
                yield from ((f"{name} {verb}", found) for verb, found in command.commands.items())
            else:
                yield name, command


@contextmanager
def silent_server() -> Iterator[int]:
    """Listen on a port, and never answer; give the port."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        port: int = server.getsockname()[1]
        yield port
