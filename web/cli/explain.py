"""``python -m web explain``: hold a captured file against the rules, one line each."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import click

from models.pki.explain.certificate import Against
from models.pki.explain.redacted import FORMAT
from models.pki.explain.step import Outcome, Step
from models.pki.ocsp.status import AnswerRules
from models.pki.path.trust import TrustStore
from models.revocation.settings import RevocationSettings
from models.settings.settings import trust_settings
from web.cli.common.exits import CommandFailed, Exit
from web.cli.common.explained import Explained, FileUnreadable, explain_file, redact_file
from web.cli.common.output import answer, json_option, json_text
from web.cli.common.runner import OperatorCommand
from web.cli.settings import of_demo, settings_of, trust_with
from web.clock import now
from web.trust.files import read_folder

_WORDS = {Outcome.PASSED: "ok", Outcome.REFUSED: "REFUSED", Outcome.NOT_JUDGED: "-"}


@click.command(cls=OperatorCommand)
@click.argument(
    "files",
    metavar="FILE...",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)
@click.option(
    "--trust",
    "folder",
    metavar="FOLDER",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Judge the chain by the CA certificates in a folder, instead of the settings'.",
)
@click.option(
    "--at",
    metavar="TIME",
    type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%SZ"]),
    help="Judge as of a time in UTC, such as 2026-03-02T04:00:00Z, instead of now.",
)
@click.option(
    "--redact",
    is_flag=True,
    help="Print the files without values instead: tags, lengths and object identifiers.",
)
@json_option
@of_demo
def explain(
    *,
    files: tuple[Path, ...],
    folder: Path | None,
    at: datetime | None,
    redact: bool,
    state: Path | None,
) -> None:
    """Explain captured files: each rule, its clause, what was found, up to the first refusal.

    A file is an answer of the card component (JSON, or its signature in base64), a certificate,
    a revocation list, an OCSP answer, a registry file, or what `--redact` has printed. The holder's
    name and numbers are not printed. Exits with 1 when a rule refuses a file, or a file is of no
    known kind; the others are explained nevertheless. Rules that cannot be judged from the file
    are named with a dash.
    """
    if redact:
        _redact(files)
        return
    moment = now() if at is None else at.replace(tzinfo=UTC)
    trust, rules = _believed(folder, state, moment)
    explained: list[Explained] = []
    faults: list[str] = []
    for file in files:
        try:
            against = Against(trust=trust, at=moment)
            explained.append(explain_file(file, against=against, rules=rules))
        except FileUnreadable as unreadable:
            faults.append(str(unreadable))
    answer(_lines(explained), data=[asdict(one) for one in explained])
    faults += _refused(explained)
    if faults:
        raise CommandFailed(Exit.REFUSED, "\n".join(faults))


def _redact(files: Sequence[Path]) -> None:
    try:
        replies = [reply for file in files for reply in redact_file(file)]
    except FileUnreadable as unreadable:
        raise CommandFailed(Exit.REFUSED, str(unreadable)) from unreadable
    click.echo(json_text({"format": FORMAT, "replies": replies}))


def _believed(
    folder: Path | None, state: Path | None, at: datetime
) -> tuple[TrustStore | None, AnswerRules]:
    """Return the trusted CAs and the rules of answers; no CAs where none are configured."""
    usual = RevocationSettings().answers
    if folder is not None:
        return read_folder(folder, mode=trust_settings(os.environ).mode).store(at=at), usual
    if state is None and "GPSZONE_DATABASE_URL" not in os.environ:
        return None, usual
    settings = settings_of(state)
    return trust_with(settings, state)(at), settings.revocation.answers


def _lines(explained: Sequence[Explained]) -> Iterator[str]:
    for one in explained:
        yield f"{one.file}: {one.kind}"
        for section in one.sections:
            if len(one.sections) > 1:
                yield f"  {section.name}"
            yield from _table(section.steps)
        yield ""


def _table(steps: Sequence[Step]) -> Iterator[str]:
    rules = max((len(step.rule) for step in steps), default=0)
    for step in steps:
        yield f"  {_WORDS[step.outcome]:7}  {step.rule:{rules}}  {step.found}  [{step.clause}]"


def _refused(explained: Sequence[Explained]) -> Iterator[str]:
    for one in explained:
        for section in one.sections:
            if section.steps and section.steps[-1].outcome is Outcome.REFUSED:
                last = section.steps[-1]
                place = "" if len(one.sections) == 1 else f", {section.name}"
                yield f"{one.file}{place}: refused by: {last.rule} ({last.found})"
