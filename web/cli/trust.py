"""``python -m web trust``: add CA certificates to the trust folder, and list them."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from models.core.errors import OperatorError
from models.settings.settings import trust_folder, trust_schemes
from web.cli.common.exits import CommandFailed, Exit
from web.cli.common.operator import operator_name
from web.cli.common.output import answer, json_option, remark, report
from web.cli.common.runner import OperatorGroup
from web.clock import now
from web.trust.add import TrustAdder, add_files
from web.trust.files import TrustFilesUnusable, TrustFolder, read_folder
from web.trust.show import listed, listed_data


class Terminal:
    """The operator at the terminal."""

    def text(self, question: str) -> str:
        return str(click.prompt(question))

    def choice(self, question: str, choices: Sequence[str]) -> str:
        return str(click.prompt(question, type=click.Choice(choices)))


@click.group(cls=OperatorGroup)
def trust() -> None:
    pass


@trust.command()
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option(
    "--by",
    "operator",
    help="The name of the person who confirms; by default the user of this machine.",
)
@json_option
def add(files: Sequence[Path], operator: str | None) -> None:
    """Add CA certificates: PEM, DER or PKCS#7.

    A certificate that the project does not pin is added once its whole fingerprint is typed.
    """
    folder = trust_folder(os.environ)
    adder = TrustAdder(
        folder=folder,
        operator=Terminal() if sys.stdin.isatty() else None,
        confirmed_by=operator_name(operator),
        at=now(),
    )
    added, refused = add_files(files, adder=adder)
    report(added, data={"done": added, "refused": refused})
    if added and (missing := _missing(folder)):
        remark(f"No process can start with this folder yet: {missing}")
    if refused:
        code = Exit.PARTIAL if added else Exit.REFUSED
        raise CommandFailed(code, "\n  ".join(["not added:", *refused]))


@trust.command("list")
@json_option
def show() -> None:
    """List the CA certificates in the folder, and who pinned or confirmed each."""
    folder = trust_folder(os.environ)
    content = _read(folder)
    answer(listed(content, at=now()), data=listed_data(content, at=now()))
    if missing := _missing(folder):
        sentence = f"No process can start with this folder yet: {missing}"
        raise CommandFailed(Exit.REFUSED, sentence)


def _read(folder: Path) -> TrustFolder:
    try:
        return read_folder(folder)
    except TrustFilesUnusable as fault:
        raise CommandFailed(Exit.REFUSED, str(fault)) from fault


def _missing(folder: Path) -> str | None:
    try:
        read_folder(folder).store(at=now(), schemes=trust_schemes(os.environ))
    except OperatorError as refusal:
        return str(refusal)
    return None
