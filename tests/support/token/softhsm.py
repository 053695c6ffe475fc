"""Cards in SoftHSM for tests, issued once a run."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Literal, NoReturn

import pytest

from tests.support.paths import ROOT
from web.demo.catalogue import CATALOGUE, CardPlan
from web.demo.component.deck import Deck
from web.demo.token.module import Module, ModuleUnusable
from web.demo.token.softhsm import in_softhsm, library

WANG = CATALOGUE[0]
COUNTING = ROOT / "tests" / "support" / "token" / "counting.c"


def missing(what: str) -> NoReturn:
    """Skip because something is missing; on the build server, fail."""
    if os.environ.get("CI"):
        pytest.fail(what)
    pytest.skip(what)


def softhsm() -> Path:
    """Return SoftHSM's module, or skip the test."""
    try:
        return library()
    except ModuleUnusable as unusable:
        missing(str(unusable))


def deck_in_softhsm(folder: Path, *, at: datetime, plans: Sequence[CardPlan] = CATALOGUE) -> Deck:
    """Open a deck with these cards as tokens in a folder."""
    softhsm()
    return Deck.open(folder, clock=lambda: at, issue=in_softhsm(plans))


def module_of(folder: Path) -> Module:
    """Return SoftHSM with the tokens of a deck's folder."""
    conf = folder / "softhsm" / "softhsm2.conf"
    return Module.at(softhsm(), environ={"SOFTHSM2_CONF": str(conf)})


def counting(folder: Path, *, base: Path, tells: Literal["flags", "values"]) -> Module:
    """Return a module with the same tokens that counts wrong PINs, and locks at the third.

    It tells the tries that are left by the token's flags alone, or by return values of its own, as
    the vendor's does. It is compiled once into ``base``.
    """
    environ = {
        **module_of(folder).environ,
        "COUNTING_INNER": str(softhsm()),
        "COUNTING_FILE": str(folder / "wrong-pins"),
        **({"COUNTING_VENDOR": "1"} if tells == "values" else {}),
    }
    return Module.at(_compiled(base), environ=environ)


@cache
def _compiled(base: Path) -> Path:
    compiler = shutil.which("cc")
    if compiler is None:
        missing("a C compiler is not installed: apt-get install gcc libc6-dev")
    made = base / "counting.so"
    command = [compiler, "-shared", "-fPIC", "-O1", "-Wall", "-Werror"]
    subprocess.run([*command, "-o", made, COUNTING, "-ldl"], check=True, timeout=60)
    return made
