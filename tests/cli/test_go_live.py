"""Tests of ``python -m web check --go-live``: what only the real surroundings show."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from models.card.challenge import ChallengePurpose
from models.core.seal import Seal
from models.database.transaction import opened, tx
from models.pki.crl.status import read_list
from models.pki.path.trust import TrustStore
from models.rehearsal.finding import Findings
from models.rehearsal.rehearsal import Rehearsal
from models.revocation.stored_list import StoredList
from models.signature.evidence import Evidence
from resolvers.health.check import run_checks
from tests.support.cli.lists import list_for
from tests.support.cli.settings import KEY
from tests.support.paths import ROOT
from web.cli.go_live.checks import go_live_checks
from web.cli.loader import main
from web.cli.settings import settings_of
from web.trust.files import read_folder

NAMES = {
    *("chains", "lists on hand", "registry rows", "mail encryption", "secrets"),
    "rehearsals",
}
# As `openssl rand -base64 48` writes one.
RANDOM = "n0Zx3kQpV7sLr8WcYt2uEaGhJmBfDiKo5TqUvXwS1PzRy4C6"
OTHER_KEY = "o" * 43 + "="


@pytest.fixture
def url(production: pytest.MonkeyPatch, demo_state: Path) -> str:
    """Set a migrated database, a secret of enough characters, and no mail server."""
    address = f"sqlite://{demo_state / 'gpszone.sqlite3'}"
    production.setenv("GPSZONE_DATABASE_URL", address)
    production.setenv("GPSZONE_SECRET_KEY", RANDOM)
    production.setenv("GPSZONE_SMTP_HOST", "127.0.0.1")
    production.setenv("GPSZONE_SMTP_PORT", "9")
    return address


def _found() -> dict[str, tuple[object, str]]:
    """Return what --go-live has found besides: whether it is sound, and what it says."""
    ended = CliRunner().invoke(main, ["check", "--go-live", "--json"])
    findings = {each["name"]: (each["sound"], each["said"]) for each in json.loads(ended.stdout)}
    return {name: findings[name] for name in NAMES}


def _keep(url: str, trust: Path, content: bytes, *, at: datetime) -> None:
    async def keep() -> None:
        store = read_folder(trust).store(at=at)
        [issuer] = store.issuers.values()
        async with opened(url):
            await StoredList.keep(read_list(content, issuer=issuer), content=content, at=at)

    asyncio.run(keep())


def test_it_is_asked_for(url: str) -> None:
    ended = CliRunner().invoke(main, ["check", "--json"])

    assert not NAMES & {each["name"] for each in json.loads(ended.stdout)}


def test_the_chain_tells_by_what_its_cards_sign(url: str) -> None:
    assert _found()["chains"] == (
        True,
        "NEWCA-G4 has RSA 2048, its cards sign by RSA_PKCS1, RSA_PSS",
    )


def test_an_issuer_without_list_and_responder_is_named(
    url: str, production: pytest.MonkeyPatch
) -> None:
    sound, said = _found()["lists on hand"]
    production.setenv("GPSZONE_OCSP_URLS", "G4=http://127.0.0.1:9/ocsp")
    asked = _found()["lists on hand"]

    assert not sound
    assert said.startswith("NEWCA-G4: none, and no responder is set: every such card is refused")
    assert asked == (True, "NEWCA-G4: none, a responder is asked")


@pytest.mark.parametrize(
    ("scope", "life", "is_sound", "words"),
    [
        (None, timedelta(hours=1), True, "NEWCA-G4: number 7, 0 entries"),
        (None, timedelta(minutes=-1), False, "NEWCA-G4: overdue, and no responder is set"),
        ("http://lists.example/a.crl", timedelta(hours=1), False, "speaks of nobody (http://lists"),
    ],
)
def test_a_list_on_hand_is_in_time_and_speaks_of_somebody(  # What is given and what is expected.
    url: str, tmp_path: Path, scope: str | None, life: timedelta, is_sound: object, words: str
) -> None:
    content = list_for(scope, life=life)
    _keep(url, tmp_path / "trust", content, at=datetime.now(UTC))

    sound, said = _found()["lists on hand"]

    assert sound is is_sound
    assert words in said


def test_the_registrys_rows_are_counted(url: str) -> None:
    before = _found()["registry rows"]
    registry = ROOT / "web/demo/registry.json"
    imported = CliRunner().invoke(main, ["registry", "import", str(registry)])
    rows = len(json.loads(registry.read_bytes()))

    sound, said = _found()["registry rows"]

    assert imported.exit_code == 0
    assert before == (False, "none; import a file with `python -m web registry import`")
    assert sound is True
    assert said.startswith(f"{rows} of TABLE_C, imported ")


def test_a_registry_that_is_asked_has_no_rows(url: str, production: pytest.MonkeyPatch) -> None:
    production.setenv("GPSZONE_REGISTRY_URL", "http://127.0.0.1:9/ems")

    sound, said = _found()["registry rows"]

    assert sound is True
    assert said.startswith("none here")


@pytest.mark.parametrize(
    ("security", "host", "is_sound"),
    [
        ("starttls", "mail.example", True),
        ("none", "127.0.0.1", True),
        ("none", "localhost", True),
        ("none", "192.0.2.1", False),
    ],
)
def test_mail_that_can_be_read_on_the_way_is_named(
    url: str, production: pytest.MonkeyPatch, security: str, host: str, is_sound: object
) -> None:
    production.setenv("GPSZONE_SMTP_SECURITY", security)
    production.setenv("GPSZONE_SMTP_HOST", host)

    # The other checks would wait for a server.
    settings = settings_of(None)
    checks = go_live_checks(settings, _no_store)
    looked = run_checks({"mail encryption": checks["mail encryption"]}, seconds=9.0, explain=str)
    [found] = asyncio.run(looked)

    assert found.sound is is_sound
    assert is_sound or "GPSZONE_SMTP_SECURITY" in found.said


async def _no_store() -> TrustStore:
    raise AssertionError("mail needs no CA")


def test_a_secret_that_can_be_guessed_is_named(url: str, production: pytest.MonkeyPatch) -> None:
    good = _found()["secrets"]
    production.setenv("GPSZONE_SECRET_KEY", "k" * 32)
    bad = _found()["secrets"]

    assert good == (True, "as random as they should be; there is no evidence yet")
    assert bad[0] is False
    assert bad[1].startswith("GPSZONE_SECRET_KEY has fewer than 16 different characters")


@pytest.mark.parametrize(("first", "last"), [(OTHER_KEY, KEY), (KEY, OTHER_KEY)])
def test_evidence_whose_key_is_missing_is_named(url: str, first: str, last: str) -> None:
    async def keep() -> None:
        async with opened(url):
            for day, key in enumerate((first, last), start=1):
                at = datetime(2026, 1, day, tzinfo=UTC)
                await Evidence.create(
                    subject="A0000006",
                    kind=ChallengePurpose.SIGN_IN,
                    at=at,
                    certificate_sha256="0" * 64,
                    sealed=Seal([key]).close(b"evidence", at=at),
                )

    asyncio.run(keep())

    sound, said = _found()["secrets"]

    assert sound is False
    assert f"of 2026-01-0{1 if first == OTHER_KEY else 2} does not open" in said
    assert "GPSZONE_EVIDENCE_KEYS" in said


def test_a_rehearsal_of_each_generation_is_needed(url: str) -> None:
    before = _found()["rehearsals"]
    asyncio.run(_rehearsed(url, "G3", accepted=True))
    asyncio.run(_rehearsed(url, "G4", accepted=False))
    one = _found()["rehearsals"]
    asyncio.run(_rehearsed(url, "G4", accepted=True))
    both = _found()["rehearsals"]

    assert before[0] is False
    assert before[1].startswith("none with an accepted card of G3, G4: an administrator")
    assert before[1].endswith("/staff/rehearsal")
    assert one[0] is False
    assert one[1].startswith("none with an accepted card of G4")
    assert both[0] is True
    assert both[1].count("0 held, 0 differ, 49 not seen") == 2


async def _rehearsed(url: str, generation: str, *, accepted: bool) -> None:
    at = datetime.now(UTC)
    async with opened(url):
        rehearsal = Rehearsal.of(
            Findings().all(), generation=generation, accepted=accepted, actor="test", at=at
        )
        await rehearsal.save()
        async with tx() as change:
            await rehearsal.record(change, actor="test", at=at)
