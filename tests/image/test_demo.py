"""Tests of the demo's image: the card component beside a staging system."""

import os
import subprocess
import time
from collections.abc import Iterator

import pytest

from tests.support.engine.composition import Composition
from tests.support.run.nightly import needs_engine

pytestmark = needs_engine

REFUSED, USAGE = 1, 2


@pytest.fixture
def cards(composition: Composition) -> Iterator[Composition]:
    """The composition's test cards alone."""
    composition.compose("--profile", "staging", "up", "--no-build", "--detach", "--no-deps", "card")
    yield composition
    composition.compose("--profile", "staging", "rm", "--stop", "--force", "card")


def test_the_card_component_answers_and_stops(cards: Composition) -> None:
    page = _asked(cards)

    code, _ = cards.stop("card")

    assert "insert" in page.lower() or "card" in page.lower()
    assert code == 0


def test_its_keys_outlive_its_container(cards: Composition) -> None:
    _asked(cards)
    anchors = _authority(cards)
    cards.compose(
        "--profile", "staging", "up", "--no-build", "--detach", "--force-recreate", "card"
    )

    _asked(cards)

    assert _authority(cards) == anchors != ""


def test_the_services_image_trusts_what_it_wrote_in_staging_alone(cards: Composition) -> None:
    _asked(cards)
    written, trusted = cards.folder / "staging", cards.folder / "trust-of-staging"
    cards.engine.docker("cp", f"{cards.container('card')}:/run/cards/staging", str(written))
    trusted.mkdir()

    added = _trust(cards, "add-test", "--by", "ci", "/run/in/demo-anchors.json", staging="yes")
    listed = _trust(cards, "list", staging="yes")
    production = _trust(cards, "list", staging="no")

    assert added.returncode == 0, added.stderr
    assert listed.returncode == 0, listed.stderr
    assert "TestMOICA-G3" in listed.stdout
    assert production.returncode == REFUSED
    assert "of a test authority" in production.stderr


def test_the_services_image_has_no_such_command(composition: Composition) -> None:
    ended = composition.engine.docker(
        "run", "--rm", "gpszone-accounts", "demo", "card", check=False
    )

    assert ended.returncode == USAGE
    assert "No such command" in ended.stderr


def _trust(
    composition: Composition, *words: str, staging: str
) -> "subprocess.CompletedProcess[str]":
    """Call `trust` on a folder of its own, as an operator does (docs/operate/staging.md)."""
    return composition.engine.docker(
        *("run", "--rm", "--user", str(os.getuid())),
        *("--env", "GPSZONE_TRUST=/run/trust", "--env", f"GPSZONE_STAGING={staging}"),
        *("--volume", f"{composition.folder / 'trust-of-staging'}:/run/trust"),
        *("--volume", f"{composition.folder / 'staging'}:/run/in:ro"),
        *("gpszone-accounts", "trust", *words),
        check=False,
    )


def _asked(composition: Composition) -> str:
    for _ in range(120):
        ended = composition.engine.inside("curl", "-sf", "http://127.0.0.1:61161/", check=False)
        if ended.returncode == 0:
            return ended.stdout
        time.sleep(0.5)
    said = composition.engine.docker("logs", composition.container("card"), check=False)
    raise AssertionError(f"the component does not answer: {said.stdout}{said.stderr}")


def _authority(composition: Composition) -> str:
    return composition.compose(
        *("--profile", "staging", "exec", "-T", "card"),
        *("sh", "-c", "sha256sum /run/cards/staging/*.json"),
    ).stdout
