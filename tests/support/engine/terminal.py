"""A program at a terminal, as an operator has one."""

import os
import pty
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress

_SECONDS = 120.0


def at_terminal(
    command: Sequence[str], *, asked: str, typed: str, environ: Mapping[str, str]
) -> "subprocess.CompletedProcess[str]":
    """Run a program at a terminal, and type once it has asked for the first of it."""
    ours, its = pty.openpty()
    try:
        with subprocess.Popen(
            [*command], stdin=its, stdout=its, stderr=its, env=environ
        ) as running:
            os.close(its)
            said = _heard(ours, until=asked)
            os.write(ours, typed.encode())
            said += _heard(ours)
            code = running.wait(timeout=_SECONDS)
    finally:
        os.close(ours)
    return subprocess.CompletedProcess(command, code, stdout=said, stderr="")


def _heard(terminal: int, *, until: str | None = None) -> str:
    """Read until the program has said something, or has ended: then nobody is at the other side."""
    said = b""
    with suppress(OSError):
        while piece := os.read(terminal, 4096):
            said += piece
            if until is not None and until.encode() in said:
                break
    return said.decode("utf-8", "replace")
