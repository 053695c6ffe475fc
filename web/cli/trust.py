"""``python -m web trust``: add CA certificates to the trust folder, and list them."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from models.core.errors import OperatorError
from models.settings.settings import TrustSettings, trust_settings
from web.cli.common.exits import CommandFailed, Exit
from web.cli.common.operator import operator_name
from web.cli.common.output import answer, json_option, remark, report
from web.cli.common.runner import OperatorGroup
from web.clock import now
from web.trust.add import TrustAdder, add_demo, add_files
from web.trust.demo_anchors import read_demo_file
from web.trust.files import TrustFilesUnusable, TrustFolder, read_folder
from web.trust.show import listed, listed_data


class Terminal:
    """The operator at the terminal."""

    def text(self, question: str) -> str:
        return str(click.prompt(question))

    def choice(self, question: str, choices: Sequence[str]) -> str:
        return str(click.prompt(question, type=click.Choice(choices)))


_BY = click.option(
    "--by",
    "operator",
    help="The name of the person who confirms; by default the user of this machine.",
)


@click.group(cls=OperatorGroup)
def trust() -> None:
    pass


@trust.command()
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@_BY
@json_option
def add(files: Sequence[Path], operator: str | None) -> None:
    """Add CA certificates: PEM, DER or PKCS#7.

    A certificate that the project does not pin is added once its whole fingerprint is typed.
    """
    settings = trust_settings(os.environ)
    adder = _adder(settings, operator, terminal=Terminal() if sys.stdin.isatty() else None)
    _report(*add_files(files, adder=adder), settings=settings)


@trust.command("add-test")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_BY
@json_option
def add_test(file: Path, operator: str | None) -> None:
    """Add the test authority of a demo: what `demo card` wrote. In staging alone."""
    settings = trust_settings(os.environ)
    try:
        anchors = read_demo_file(file)
    except TrustFilesUnusable as unusable:
        # It is the file that was given, not one that the service needs.
        raise CommandFailed(Exit.REFUSED, str(unusable)) from unusable
    _report(*add_demo(anchors, adder=_adder(settings, operator)), settings=settings)


def _adder(
    settings: TrustSettings, operator: str | None, *, terminal: Terminal | None = None
) -> TrustAdder:
    return TrustAdder(
        folder=settings.folder,
        operator=terminal,
        confirmed_by=operator_name(operator),
        at=now(),
        mode=settings.mode,
    )


def _report(added: list[str], refused: list[str], *, settings: TrustSettings) -> None:
    report(added, data={"done": added, "refused": refused})
    if added and (missing := _missing(settings)):
        remark(f"No process can start with this folder yet: {missing}")
    if refused:
        code = Exit.PARTIAL if added else Exit.REFUSED
        raise CommandFailed(code, "\n  ".join(["not added:", *refused]))


@trust.command("list")
@json_option
def show() -> None:
    """List the CA certificates in the folder, and who pinned or confirmed each."""
    settings = trust_settings(os.environ)
    content = _read(settings)
    answer(listed(content, at=now()), data=listed_data(content, at=now()))
    if missing := _missing(settings):
        sentence = f"No process can start with this folder yet: {missing}"
        raise CommandFailed(Exit.REFUSED, sentence)


def _read(settings: TrustSettings) -> TrustFolder:
    try:
        return read_folder(settings.folder, mode=settings.mode)
    except TrustFilesUnusable as fault:
        raise CommandFailed(Exit.REFUSED, str(fault)) from fault


def _missing(settings: TrustSettings) -> str | None:
    try:
        read_folder(settings.folder, mode=settings.mode).store(at=now())
    except OperatorError as refusal:
        return str(refusal)
    return None
