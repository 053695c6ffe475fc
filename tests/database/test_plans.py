"""Tests of statements on a database that years have filled: none reads a growing table whole."""

from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from pathlib import Path

import pytest

from models.database.transaction import opened
from models.openid.relying_party import RelyingParty
from models.session.session import Session
from models.session.visit import LogoutNotice, Visit
from tests.conftest import POSTGRES
from tests.rights.doors import data_types, doors, shown
from tests.rights.walk import whatever_it_costs
from tests.rights.world import World, world
from tests.support.grown.copying import multiply
from tests.support.grown.plans import Plans, explain_all, noted
from tests.support.portal import TestPortal
from tests.support.templates import Templates
from web.processes.jobs import jobs
from web.processes.worker import Job, SharedJob

COPIES = 200
# What a worker does once a minute or more often.
OFTEN = timedelta(minutes=1)
# Who asks what is behind these fields; a holder asks the rest.
ASKERS = {"staff": "M", "partner": "C"}
# In a copy, everything is over: what waits is always little.
OVER: Mapping[tuple[str, str], str] = {
    ("access_request", "done_at"): "coalesce(o.done_at, o.asked_at)",
    ("account", "kind"): "'BUSINESS'",
    ("account", "role"): "NULL",
    ("application", "for_person"): "FALSE",
    ("application", "review_due_at"): "NULL",
    ("application", "status"): "'ACTIVATED'",
    ("card_change", "settled_at"): "coalesce(o.settled_at, o.reported_at)",
    ("identity_join", "handled_at"): "coalesce(o.handled_at, o.asked_at)",
    ("logout_notice", "queued_at"): "o.queued_at - n * interval '1 hour'",
    ("logout_notice", "state"): "'SENT'",
    ("mail", "queued_at"): "o.queued_at - n * interval '1 hour'",
    ("mail", "state"): "'SENT'",
    ("mailbox_correction", "done_at"): "coalesce(o.done_at, o.proposed_at)",
    ("missing_company", "ended_at"): "coalesce(o.ended_at, o.since)",
}
# Indexes of what waits for somebody: there is as little in them as there are such cases.
WAITING = {
    "access_request_open_once",
    "account_of_staff",
    "card_change_open",
    "logout_notice_waiting",
    "mailbox_correction_open_once",
    "missing_company_open_once",
}


@pytest.fixture
async def grown(templates: Templates, tmp_path: Path) -> AsyncIterator[TestPortal]:
    """Yield a portal over a database in which everything has happened many times."""
    if templates.postgres is None:
        pytest.skip(templates.why_not)
    name = await templates.postgres.take()
    url = f"{POSTGRES}/{name}"
    await explain_all(url)
    async with opened(url), TestPortal.over(url, state=tmp_path) as portal:
        yield portal
    templates.postgres.drop(name)


@pytest.mark.timeout(300)
async def test_nothing_that_is_asked_often_reads_a_growing_table_whole(
    grown: TestPortal,
) -> None:
    people = await world(grown)
    await _notice_of_logout(grown)
    url = grown.settings.database_url
    await multiply(url, COPIES, changed=OVER)
    # A day's notices are few among many only where there are many.
    await multiply(url, 5_000, first=COPIES + 1, changed=OVER, only="logout_notice")
    with noted() as plans, whatever_it_costs():
        await _ask_everything(people)
        for job in jobs(grown.services):
            if job.pause <= OFTEN:
                await _run(job)
        await grown.browser().get("/readyz")

    assert len(plans.found) > 500
    assert _told(plans) == set()


async def _notice_of_logout(portal: TestPortal) -> None:
    """Record the one thing that a world lacks of what is counted."""
    session, party = await Session.first(), await RelyingParty.first()
    assert session
    assert party
    at = portal.clock()
    await Visit.create(
        session_id=session.id,
        relying_party_id=party.id,
        subject=session.id,
        began_at=at,
        scopes=[],
    )
    await LogoutNotice.queue([session.id], at=at)


def _told(plans: Plans) -> set[str]:
    return {str(scan) for scan in plans.scans() if scan.index not in WAITING}


async def _ask_everything(people: World) -> None:
    fields = {
        name: " ".join(shown(name, field) for field in kind.fields)
        for name, kind in data_types().items()
    }
    for door in doors():
        text = "{ " + door.document % fields[door.type] + " }"
        for name, value in people.things.items():
            text = text.replace("{" + name + "}", value)
        asker = people.askers[ASKERS.get(door.path[0], "A")]
        await asker.post("/graphql", json={"query": text})


async def _run(job: Job | SharedJob) -> None:
    if isinstance(job, Job):
        await job.run_once()
    elif work := await job.take():
        await work()
