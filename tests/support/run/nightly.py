"""Which tests are run: those for every change, the long ones too, or those with an engine."""

import os
import socket
import zlib
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.support.paths import ROOT

# Read here: within a test no variable of the machine is left.
NIGHTLY = bool(os.environ.get("GPSZONE_TEST_NIGHTLY"))
# Marks what takes long; a shorter test of the same kind runs for every change.
nightly = pytest.mark.nightly
# Marks what builds and runs images; it runs alone (`make image-test`), not beside other tests.
WITH_ENGINE = bool(os.environ.get("GPSZONE_TEST_IMAGE"))
needs_engine = pytest.mark.engine
# By day one of so many tests that run on PostgreSQL runs on SQLite too.
EVERY = 10
# The rooms whose tests are about the database itself always run on both.
ALWAYS_BOTH = ("database", "processes", "journal", "mutants")
# By day these take long enough on PostgreSQL, where more can come between two statements.
ON_POSTGRES_ALONE = ("access/test_every_mutation.py",)


def leave_out_long_ones(config: pytest.Config, items: list[pytest.Item], *, postgres: str) -> None:
    """Deselect what is left for the night; all tests run on SQLite if ``postgres`` is not there.

    Where single files are asked for, nothing of them is left out but what is marked.
    """
    if not WITH_ENGINE:
        _deselect(config, items, [item for item in items if item.get_closest_marker("engine")])
    if NIGHTLY:
        return
    whole = not all(Path(arg.partition("::")[0]).is_file() for arg in config.args)
    thin = whole and _answers(postgres)
    left_out = [
        item
        for item in items
        if item.get_closest_marker("nightly") or (thin and is_left_to_the_night(item))
    ]
    _deselect(config, items, left_out)


def _deselect(config: pytest.Config, items: list[pytest.Item], left_out: list[pytest.Item]) -> None:
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        ids = {id(item) for item in left_out}
        items[:] = [item for item in items if id(item) not in ids]


def is_left_to_the_night(item: pytest.Item) -> bool:
    """Return whether a test runs on SQLite what another runs on PostgreSQL, and is no sample."""
    params: Mapping[str, Any] = getattr(getattr(item, "callspec", None), "params", {})
    if params.get("database_url") != "sqlite":
        return False
    marks = [mark for mark in item.iter_markers("parametrize") if "database_url" in mark.args[0]]
    file = item.path.relative_to(ROOT / "tests")
    if marks or file.parts[0] in ALWAYS_BOTH:
        return False
    if str(file) in ON_POSTGRES_ALONE:
        return True
    name = item.nodeid.replace("sqlite", "")
    return zlib.crc32(name.encode()) % EVERY != 0


def _answers(server: str) -> bool:
    address = urlsplit(server)
    try:
        with closing(socket.create_connection((address.hostname, address.port), timeout=5)):
            return True
    except OSError:
        return False
