"""A progress bar, on stderr and only at a terminal."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from web.cli.common.runner import QUIET


@contextmanager
def progress(title: str) -> Iterator[Callable[[int, int], None]]:
    """Display a progress bar and yield ``advance(done, of)``, which takes counts of rows."""
    if not sys.stderr.isatty() or click.get_current_context().meta.get(QUIET):
        yield lambda done, of: None
        return
    with click.progressbar(length=1, label=title, file=sys.stderr) as bar:

        def advance(done: int, of: int) -> None:
            bar.length = of
            bar.update(done - bar.pos)

        yield advance
