"""Tests of the trust store that reloads its folder every hour."""

import asyncio
import logging
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from models.pki.path.anchors import TrustRefused
from models.pki.path.pins import CardKind, Role
from models.pki.path.trust import TrustStore
from models.revocation.trust_store import ReloadingTrustStore
from tests.support import cards
from tests.support.people.people import Person
from tests.support.pki import anchors
from tests.support.pki.trust_folder import confirm_both
from tests.support.portal import TestPortal
from tests.support.run.readiness import degraded
from tests.support.scenarios.applications import approved
from web.http.app import Portal, make_app
from web.http.graphql.stream import Streams
from web.ops.health import Health
from web.ops.metrics import Metrics
from web.processes.jobs import jobs
from web.processes.serve import background_tasks, renewing
from web.trust.files import read_folder
from web.trust.folder_reader import FolderReader

# Its third generation ends a day after `cards.AT`; the second goes on.
SHORT = anchors.issuer()


def _build(at: datetime) -> TrustStore:
    pinned = cards.authority().pins() | anchors.pins((SHORT, Role.ISSUER, CardKind.CITIZEN))
    return TrustStore.build(
        [SHORT, *map(anchors.der, ("root-G3", "root-G2", "MOICA-G2"))], at=at, pinned=pinned
    )


def _with(portal: TestPortal, trust: ReloadingTrustStore) -> None:
    portal.services = replace(portal.services, trust=trust)
    portal.app = make_app(Portal(services=portal.services, streams=Streams()))


def test_an_issuer_that_expired_meanwhile_is_retired() -> None:
    trust = ReloadingTrustStore(_build, at=cards.AT)
    before = trust.store

    trust.renew(at=cards.AT + 2 * cards.DAY)

    assert before.retired == frozenset()
    assert trust.store.retired == {cards.issuer().key_id}
    assert len(trust.store.issuers) == 1


def test_a_failed_reload_keeps_the_old_anchors_and_is_logged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    confirm_both(tmp_path)
    trust = ReloadingTrustStore(lambda at: read_folder(tmp_path).store(at=at), at=cards.AT)
    before = trust.store

    kept = (tmp_path / "NEWCA-G4.confirmed.json").read_bytes()
    (tmp_path / "NEWCA-G4.confirmed.json").write_bytes(b"{}")
    trust.renew(at=cards.AT)
    while_broken = trust.store
    (tmp_path / "NEWCA-G4.confirmed.json").write_bytes(kept)
    trust.renew(at=cards.AT)

    assert while_broken is before
    assert trust.store is not before
    [record] = caplog.records
    assert record.levelno == logging.ERROR
    assert "NEWCA-G4.confirmed.json" in caplog.text


def _following(folder: Path) -> ReloadingTrustStore:
    """Return the store of a process that has started with a sound folder."""
    reader = FolderReader(folder)
    return ReloadingTrustStore(reader.store, at=cards.AT, unusable=reader.unusable)


def test_a_file_that_becomes_unreadable_counts_as_before_and_others_are_read_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    confirm_both(tmp_path)
    trust = _following(tmp_path)
    before = trust.store
    kept = (tmp_path / "NEWCA-G4.der").read_bytes()

    (tmp_path / "NEWCA-G4.der").write_bytes(kept[:100])
    (tmp_path / "copy.der").write_bytes(kept)
    trust.renew(at=cards.AT)
    while_broken, said = trust.store, trust.troubles
    (tmp_path / "NEWCA-G4.der").write_bytes(kept)
    trust.renew(at=cards.AT)

    assert while_broken is not before
    assert while_broken.issuers.keys() == before.issuers.keys()
    assert said == ("NEWCA-G4.der",)
    assert "NEWCA-G4.der: not a certificate" in caplog.text
    assert trust.troubles == ()


def test_a_file_that_nobody_confirmed_does_not_keep_another_ca_trusted(tmp_path: Path) -> None:
    confirm_both(tmp_path)
    (tmp_path / "G3.der").write_bytes(anchors.der("root-G3"))
    reader = FolderReader(tmp_path)
    with pytest.raises(TrustRefused):
        reader.store(cards.AT)
    (tmp_path / "G3.der").unlink()
    store = reader.store(cards.AT)

    (tmp_path / "G3.der").write_bytes(anchors.der("root-G3"))
    again = reader.store(cards.AT)

    assert reader.unusable() == ("G3.der",)
    assert again.issuers.keys() == store.issuers.keys()


def test_a_confirmation_that_is_taken_away_counts_at_once(tmp_path: Path) -> None:
    confirm_both(tmp_path)
    trust = _following(tmp_path)
    (tmp_path / "NEWROOT-G4.der").write_bytes(b"unreadable")
    (tmp_path / "NEWCA-G4.confirmed.json").unlink()

    trust.renew(at=cards.AT)

    # No issuer is left, so that the old store counts; it is named as old.
    assert trust.troubles == ("all",)


async def test_unusable_files_are_named_in_readiness(portal: TestPortal, tmp_path: Path) -> None:
    folder = tmp_path / "trust"
    folder.mkdir()
    confirm_both(folder)
    reader = FolderReader(folder)
    trust = ReloadingTrustStore(reader.store, at=cards.AT, unusable=reader.unusable)
    _with(portal, trust)
    sound = await degraded(portal)
    (folder / "NEWCA-G4.der").write_bytes(b"unreadable")
    trust.renew(at=cards.AT)

    said = await degraded(portal)
    metrics = Metrics(portal.services, health=Health(portal.services))

    assert "trust_files" not in sound
    assert said["trust_files"] == ["NEWCA-G4.der"]
    assert b"gpszone_trust_files_unusable 1.0" in await metrics.written()


def test_what_cannot_be_verified_at_the_start_is_not_begun_with(tmp_path: Path) -> None:
    with pytest.raises(Exception, match="no CA certificate"):
        ReloadingTrustStore(lambda at: read_folder(tmp_path).store(at=at), at=cards.AT)


async def test_a_card_of_an_issuer_that_retired_meanwhile_is_refused(portal: TestPortal) -> None:
    trust = ReloadingTrustStore(_build, at=cards.AT)
    _with(portal, trust)
    alice = Person.at(portal)
    await alice.apply()

    trust.renew(at=cards.AT + 2 * cards.DAY)
    result = await alice.bind()

    assert result["code"] == "ISSUER_EXPIRED"


async def test_a_bound_card_of_an_issuer_that_retired_meanwhile_opens_no_account(
    portal: TestPortal,
) -> None:
    trust = ReloadingTrustStore(_build, at=cards.AT)
    _with(portal, trust)
    alice = await approved(portal)

    trust.renew(at=cards.AT + 2 * cards.DAY)
    result = await alice.activate(portal.post.link("/activate"))

    # Nobody can vouch for the card any more, whatever the lists on hand say.
    assert result["code"] == "REVOCATION_UNKNOWN"
    assert (await alice.see())["status"] == "APPROVED"


async def test_a_web_process_verifies_again_after_every_pause(portal: TestPortal) -> None:
    seen: list[datetime] = []
    third = asyncio.Event()

    def build(at: datetime) -> TrustStore:
        seen.append(at)
        if len(seen) == 3:
            loop.call_soon_threadsafe(third.set)
        return cards.trust()

    loop = asyncio.get_running_loop()
    _with(portal, ReloadingTrustStore(build, at=cards.AT))
    portal.clock.forward(timedelta(hours=1))
    task = asyncio.create_task(renewing(portal.services, pause=timedelta(0)))
    async with asyncio.timeout(10):
        await third.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)

    assert seen[:3] == [cards.AT, portal.clock(), portal.clock()]
    assert len(background_tasks(portal.services, Streams())) >= 2


async def test_a_worker_verifies_again_every_hour(portal: TestPortal) -> None:
    trust = ReloadingTrustStore(_build, at=cards.AT)
    _with(portal, trust)
    portal.clock.forward(2 * cards.DAY)
    [job] = [job for job in jobs(portal.services) if job.name == "trust"]

    again = await job.run_once()

    assert not again
    assert (job.pause, job.wakes_on_commit) == (timedelta(hours=1), False)
    assert trust.store.retired
