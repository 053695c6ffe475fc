"""``python -m web trust``: CA certificates are taken in, and listed."""

import getpass
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from models.pki.path.anchors import TrustRefused
from models.settings.refused import SettingsRefused
from models.settings.settings import trust_folder, trust_schemes
from web.cli.settings import Misconfigured
from web.http.context import now
from web.trust.add import TrustAdder, take_files
from web.trust.files import TrustFilesUnusable, read_folder
from web.trust.show import listed


class Terminal:
    """Ask the person at the terminal."""

    def text(self, question: str) -> str:
        """Ask for a line."""
        return str(click.prompt(question))

    def choice(self, question: str, choices: Sequence[str]) -> str:
        """Ask for one of these."""
        return str(click.prompt(question, type=click.Choice(choices)))


@click.group()
def trust() -> None:
    """The certification authorities whose cards are believed."""


@trust.command()
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--by", help="Who confirms; the user of this machine when left out.")
def add(files: Sequence[Path], by: str | None) -> None:
    """Take in CA certificates: PEM, DER or PKCS#7.

    Those that the project does not pin are taken in when their whole fingerprint is typed.
    """
    adder = TrustAdder(
        folder=_folder(),
        operator=Terminal() if sys.stdin.isatty() else None,
        by=by or _user(),
        at=now(),
    )
    try:
        done, refused = take_files(files, adder=adder)
    except (TrustFilesUnusable, OSError) as fault:
        raise click.ClickException(str(fault)) from fault
    for line in done:
        click.echo(line)
    _say_what_is_missing()
    if refused:
        raise click.ClickException("not taken in:\n  " + "\n  ".join(refused))


@trust.command("list")
def show() -> None:
    """List the CA certificates in the folder, and who answers for each."""
    try:
        for line in listed(read_folder(_folder()), at=now()):
            click.echo(line)
    except TrustFilesUnusable as fault:
        raise click.ClickException(str(fault)) from fault
    _say_what_is_missing()


def _user() -> str:
    """Name the user of this machine; in a container he may have a number only."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"user {os.getuid()}"


def _folder() -> Path:
    """Find the folder, without asking for any other setting."""
    try:
        return trust_folder(os.environ)
    except SettingsRefused as refusal:
        raise Misconfigured(str(refusal)) from refusal


def _say_what_is_missing() -> None:
    """Say why a process would not start on the folder as it is."""
    try:
        read_folder(_folder()).store(at=now(), schemes=trust_schemes(os.environ))
    except (TrustFilesUnusable, TrustRefused, SettingsRefused) as refusal:
        click.echo(f"No process will start on this folder yet: {refusal}")
