"""The settings of a production process that starts, and the command line run in this process."""

import io
from collections.abc import Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass

import pytest

from web.cli.loader import main

# Thirty-two bytes, as `openssl rand -base64 32` writes them.
KEY = "k" * 43 + "="

GOOD = {
    "GPSZONE_ORIGIN": "https://portal.example",
    "GPSZONE_DATABASE_URL": "postgres://gpszone@db/gpszone",
    "GPSZONE_SECRET_KEY": "k" * 32,
    "GPSZONE_EVIDENCE_KEYS": KEY,
    "GPSZONE_SMTP_HOST": "mail.example",
}


@dataclass(frozen=True, kw_only=True)
class Ended:
    """How a command ended, and what it printed."""

    code: object
    said: str


def run(
    command: Sequence[str], environ: Mapping[str, str], *, monkeypatch: pytest.MonkeyPatch
) -> Ended:
    """Run a command in this process; an exception that it raises fails the test."""
    output = io.StringIO()
    with monkeypatch.context() as patched, redirect_stdout(output), redirect_stderr(output):
        for name, value in environ.items():
            patched.setenv(name, value)
        with pytest.raises(SystemExit) as ended:
            main(command, prog_name="web")
    return Ended(code=ended.value.code, said=output.getvalue())
