"""``python -m web trust``: CA certificates are taken in, and listed."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from models.core.errors import OperatorError
from models.settings.settings import trust_folder, trust_schemes
from web.cli.runner import OperatorGroup
from web.cli.shared.exits import CommandFailed, Exit
from web.cli.shared.operator import operator_name
from web.cli.shared.output import answer, json_option, remark, report
from web.http.context import now
from web.trust.add import TrustAdder, take_files
from web.trust.files import TrustFilesUnusable, TrustFolder, read_folder
from web.trust.show import listed, listed_data


class Terminal:
    """Ask the person at the terminal."""

    def text(self, question: str) -> str:
        """Ask for a line."""
        return str(click.prompt(question))

    def choice(self, question: str, choices: Sequence[str]) -> str:
        """Ask for one of these."""
        return str(click.prompt(question, type=click.Choice(choices)))


@click.group(cls=OperatorGroup)
def trust() -> None:
    pass


@trust.command()
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--by", help="Who confirms; the user of this machine when left out.")
@json_option
def add(files: Sequence[Path], by: str | None) -> None:
    """Take in CA certificates: PEM, DER or PKCS#7.

    Those that the project does not pin are taken in when their whole fingerprint is typed.
    """
    folder = trust_folder(os.environ)
    adder = TrustAdder(
        folder=folder,
        operator=Terminal() if sys.stdin.isatty() else None,
        by=operator_name(by),
        at=now(),
    )
    done, refused = take_files(files, adder=adder)
    report(done, data={"done": done, "refused": refused})
    if done and (missing := _missing(folder)):
        remark(f"No process will start on this folder yet: {missing}")
    if refused:
        code = Exit.PARTIAL if done else Exit.REFUSED
        raise CommandFailed(code, "\n  ".join(["not taken in:", *refused]))


@trust.command("list")
@json_option
def show() -> None:
    """List the CA certificates in the folder, and who answers for each."""
    folder = trust_folder(os.environ)
    found = _read(folder)
    answer(listed(found, at=now()), data=listed_data(found, at=now()))
    if missing := _missing(folder):
        sentence = f"No process will start on this folder yet: {missing}"
        raise CommandFailed(Exit.REFUSED, sentence)


def _read(folder: Path) -> TrustFolder:
    """Read the folder; what is wrong with it is what was to be found out.

    :raises CommandFailed: saying what is wrong
    """
    try:
        return read_folder(folder)
    except TrustFilesUnusable as fault:
        raise CommandFailed(Exit.REFUSED, str(fault)) from fault


def _missing(folder: Path) -> str | None:
    """Say why a process would not start on the folder as it is."""
    try:
        read_folder(folder).store(at=now(), schemes=trust_schemes(os.environ))
    except OperatorError as refusal:
        return str(refusal)
    return None
