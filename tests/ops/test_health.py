"""Tests of the health endpoint: problems and warnings by name."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from models.application.application import Application
from models.core.errors import unforeseen
from models.core.rules import (
    GIVEN_UP_SHOWN,
    LIST_FETCH_WARNED,
    LOGOUT_WAIT_WARNED,
    MAIL_TRIED_FOR,
)
from models.database.transaction import client, on_postgres, tx
from models.journal.reader import JournalReader
from models.journal.wakeup import WakeUp
from models.limits.table import Act, Counted, TooManyRequests
from models.mail.outbox import Mail
from models.outside.counters import RedisCounters
from models.session.visit import LogoutNotice, NoticeState
from tests.support import cards
from tests.support.people.relying import RelyingSystem
from tests.support.portal import TestPortal
from tests.support.run.readiness import measured_anew
from tests.support.scenarios.accounts import holder
from tests.support.scenarios.applications import submitted
from tests.support.scenarios.mails import suspension
from tests.support.servers.process import free_port, until
from web.clock import epoch
from web.ops.health import Health


async def ready(
    portal: TestPortal, *, journal: JournalReader | None = None
) -> tuple[int, dict[str, Any]]:
    """Measure the health and return the status and the body.

    By default the portal's own journal reader has started.
    """
    if journal is not None:
        portal.services = replace(portal.services, journal=journal)
    else:
        await until(lambda: portal.services.journal.silent_for is not None)
    async with measured_anew(portal) as browser:
        answer = await browser.get("/readyz")
    said: dict[str, Any] = answer.json()
    # A portal begins without an office calendar (tests/calendar).
    said["degraded"].pop("office_calendar")
    # The portal's clock stands still somewhere else than PostgreSQL's.
    drift = said["degraded"].pop("clock_seconds", None)
    assert (drift is not None) == on_postgres()
    return answer.status_code, said


async def test_a_portal_that_can_serve_says_so(portal: TestPortal) -> None:
    status, said = await ready(portal)

    assert status == 200
    assert said["wrong"] == []
    assert said["degraded"] == {}


async def test_a_process_that_answers_is_healthy(portal: TestPortal) -> None:
    async with portal.browser() as browser:
        answer = await browser.get("/healthz")

    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


async def test_a_database_that_lacks_a_migration_is_not_ready(portal: TestPortal) -> None:
    await client().execute_query_dict(
        "DELETE FROM tortoise_migrations WHERE name = '0006_trace_the_mail'"
    )

    status, said = await ready(portal)

    assert (status, said["status"], said["wrong"]) == (503, "unready", ["migrations"])


async def test_a_database_that_fails_is_not_ready(portal: TestPortal) -> None:
    await client().execute_query_dict("ALTER TABLE mail RENAME TO gone")

    async with measured_anew(portal) as browser:
        answer = await browser.get("/readyz")

    assert answer.status_code == 503
    assert "database" in answer.json()["wrong"]
    assert "mail" not in answer.text


async def test_an_unresponsive_database_delays_nobody(
    portal: TestPortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.ops.health.MEASURE_SECONDS", 1.0)
    monkeypatch.setattr("web.ops.health.COMMITTED_SECONDS", 0.0)
    held, done = asyncio.Event(), asyncio.Event()

    async def hold() -> None:
        async with tx() as change:
            if on_postgres():
                await change.client.execute_query_dict("LOCK TABLE mail IN ACCESS EXCLUSIVE MODE")
            held.set()
            await done.wait()

    holder = asyncio.create_task(hold())
    await held.wait()
    async with asyncio.timeout(10), measured_anew(portal) as browser:
        answer = await browser.get("/readyz")
    done.set()
    await holder

    said = answer.json()
    if on_postgres():
        # A lock on one table keeps the measures from being taken, and most requests from nothing.
        assert said["degraded"]["measures"] == "not in time"
    else:
        assert "database" in said["wrong"]


async def test_without_a_believed_issuer_nothing_is_ready(portal: TestPortal) -> None:
    portal.clock.forward(timedelta(days=40 * 365))

    status, said = await ready(portal)

    assert (status, said["wrong"]) == (503, ["issuers"])


async def test_a_journal_that_is_not_read_is_not_ready(portal: TestPortal) -> None:
    status, said = await ready(portal, journal=JournalReader(WakeUp()))

    assert (status, said["wrong"]) == (503, ["journal"])


async def test_a_reader_of_the_journal_that_stopped_is_noticed(portal: TestPortal) -> None:
    stopped = JournalReader(WakeUp())
    stopped._looked_at = asyncio.get_running_loop().time() - 11

    status, said = await ready(portal, journal=stopped)

    assert (status, said["wrong"]) == (503, ["journal"])


async def test_overdue_lists_are_reported(portal: TestPortal) -> None:
    portal.clock.forward(timedelta(days=20))

    status, said = await ready(portal)

    assert (status, said["status"]) == (200, "degraded")
    ages = said["degraded"]["lists_seconds"]
    assert ages
    assert all(age > 19 * 86_400 for age in ages.values())


async def test_a_list_whose_address_fails_is_reported_before_it_is_overdue(
    portal: TestPortal,
) -> None:
    portal.clock.forward(LIST_FETCH_WARNED)
    _, soon = await ready(portal)
    portal.clock.forward(timedelta(seconds=1))

    _, late = await ready(portal)

    assert soon["degraded"] == {}
    assert set(late["degraded"]["lists_unfetched_seconds"].values()) == {3601}
    assert "lists_seconds" not in late["degraded"]


async def test_an_issuer_without_a_list_is_reported(portal: TestPortal) -> None:
    await client().execute_query_dict("DELETE FROM revocation_list")

    _, said = await ready(portal)

    assert set(said["degraded"]["lists_seconds"].values()) == {None}


async def test_an_authority_that_expires_soon_is_reported(portal: TestPortal) -> None:
    ends = min(issuer.not_after for issuer in cards.trust().issuers.values())
    portal.clock.at = ends - timedelta(days=12)

    _, said = await ready(portal)

    assert set(said["degraded"]["authorities_days"].values()) >= {12.0}


async def test_mail_that_waits_too_long_is_reported(portal: TestPortal) -> None:
    await submitted(portal)
    await portal.review()
    portal.clock.forward(timedelta(minutes=11))

    _, said = await ready(portal)

    assert said["degraded"]["outbox_seconds"] == 11 * 60


async def test_mail_that_waits_for_its_mailbox_is_not_reported(portal: TestPortal) -> None:
    await submitted(portal)
    await portal.review()
    portal.clock.forward(timedelta(minutes=11))
    until = portal.clock() + timedelta(hours=1)
    await Mail.all().update(due_at=until, trouble=TooManyRequests.code)

    _, said = await ready(portal)
    portal.clock.at = until
    _, later = await ready(portal)

    assert "outbox_seconds" not in said.get("degraded", {})
    assert later["degraded"]["outbox_seconds"] == 71 * 60


async def test_a_logout_that_a_partner_does_not_hear_is_reported(portal: TestPortal) -> None:
    alice, tracks = await holder(portal), await RelyingSystem.at(portal)
    await tracks.tokens(alice)
    await alice.do("signOut", "__typename", clientMutationId="1")

    portal.clock.forward(LOGOUT_WAIT_WARNED)
    _, soon = await ready(portal)
    portal.clock.forward(timedelta(minutes=1))
    _, late = await ready(portal)
    await LogoutNotice.all().update(state=NoticeState.GIVEN_UP)
    _, over = await ready(portal)

    assert "logouts_seconds" not in soon.get("degraded", {})
    assert late["degraded"]["logouts_seconds"] == 11 * 60
    assert "logouts_seconds" not in over.get("degraded", {})


async def test_work_that_fails_for_an_unforeseen_reason_is_reported(portal: TestPortal) -> None:
    await submitted(portal)
    await Application.all().update(review_faults=1)
    mail = await suspension(portal)
    await mail.put_off(until=portal.clock() + timedelta(hours=1), trouble=unforeseen(KeyError()))

    _, said = await ready(portal)

    assert said["status"] == "degraded"
    assert said["degraded"]["failing"] == {"review": 1, "mail": 1}
    assert "given_up" not in said["degraded"]


async def test_work_that_was_given_up_for_an_unforeseen_reason_is_reported_for_some_days(
    portal: TestPortal,
) -> None:
    await submitted(portal)
    await Application.all().update(review_faults=5, for_person=True)
    for trouble in (unforeseen(KeyError()), "550 no such mailbox"):
        await (await suspension(portal)).give_up(trouble=trouble)

    portal.clock.forward(MAIL_TRIED_FOR + timedelta(days=1))
    _, said = await ready(portal)
    portal.clock.forward(GIVEN_UP_SHOWN)
    _, later = await ready(portal)
    await Application.all().update(status="WITHDRAWN")
    _, over = await ready(portal)

    assert said["degraded"]["given_up"] == {"review": 1, "mail": 1}
    assert later["degraded"]["given_up"] == {"review": 1}
    assert "given_up" not in over["degraded"]


async def test_logouts_that_fail_for_an_unforeseen_reason_are_reported(portal: TestPortal) -> None:
    alice, tracks = await holder(portal), await RelyingSystem.at(portal)
    await tracks.tokens(alice)
    await alice.do("signOut", "__typename", clientMutationId="1")
    await LogoutNotice.all().update(trouble=unforeseen(KeyError()))

    _, failing = await ready(portal)
    await LogoutNotice.all().update(state=NoticeState.GIVEN_UP)
    _, given_up = await ready(portal)

    assert failing["degraded"]["failing"] == {"logout": 1}
    assert given_up["degraded"]["given_up"] == {"logout": 1}


async def test_limits_that_are_not_shared_are_reported(portal: TestPortal) -> None:
    counters = RedisCounters(f"redis://127.0.0.1:{free_port()}/0", clock=epoch)
    portal.services.limiter.counters = counters
    await portal.services.limiter.count(Act.APPLY, {Counted.ADDRESS: "192.0.2.1"})

    _, said = await ready(portal)
    await counters.close()

    assert said["degraded"]["limits"] == "counted in this process alone"


async def _database_clock(portal: TestPortal) -> datetime:
    """Return PostgreSQL's time; on SQLite, which has no clock of its own, the portal's."""
    if not on_postgres():
        return portal.clock()
    [row] = await client().execute_query_dict("SELECT clock_timestamp() AS at")
    at: datetime = row["at"]
    return at


@pytest.mark.parametrize("hours", [-1, 1])
async def test_abuse_45_a_clock_that_jumps_is_reported(portal: TestPortal, hours: int) -> None:
    portal.clock.at = await _database_clock(portal) + timedelta(hours=hours)

    async with measured_anew(portal) as browser:
        answer = await browser.get("/readyz")

    degraded = answer.json()["degraded"]
    if on_postgres():
        # Positive where the database's clock is ahead of ours.
        assert abs(degraded["clock_seconds"] + hours * 3600) < 60
        assert answer.json()["status"] != "ok"
    else:
        assert "clock_seconds" not in degraded


async def test_abuse_45_clocks_that_agree_are_not_reported(portal: TestPortal) -> None:
    portal.clock.at = await _database_clock(portal)

    async with measured_anew(portal) as browser:
        answer = await browser.get("/readyz")

    assert "clock_seconds" not in answer.json()["degraded"]


async def test_asking_again_and_again_measures_once(portal: TestPortal) -> None:
    health = Health(portal.services, kept_seconds=3600)
    first = await health.measures()
    await submitted(portal)

    again = await asyncio.gather(*(health.measures() for _ in range(20)))

    assert first is not None
    assert all(measures is first for measures in again)
