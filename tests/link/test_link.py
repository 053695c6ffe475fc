"""Tests of the tokens of links, and of one link at a time."""

import hashlib
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from models.database.transaction import tx
from models.link.link import Link, token
from tests.support.portal import TestPortal
from tests.support.scenarios.applications import approved, submitted

HOUR = timedelta(hours=1)
ONE, OTHER = UUID(int=1), UUID(int=2)


def test_a_token_follows_from_its_link_and_the_servers_key_together() -> None:
    key, another = b"k" * 32, b"l" * 32

    tokens = {token(link, key=which) for link in (ONE, OTHER) for which in (key, another)}

    assert len(tokens) == 4
    assert {len(text) for text in tokens} == {43}
    assert token(ONE, key=key) == token(ONE, key=key)


async def test_a_token_is_known_by_its_hash_alone(portal: TestPortal) -> None:
    await approved(portal)
    mailed = portal.post.link()

    link = await Link.get()

    assert link.token_hash == hashlib.sha256(mailed.encode()).hexdigest()
    assert mailed == token(link.id, key=portal.settings.secret_key)


def with_another_key(portal: TestPortal) -> None:
    """Replace the secret key, as docs/operate/secrets.md says."""
    settings = replace(portal.settings, secret_key=b"another" * 8)
    portal.services = replace(portal.services, settings=settings)


async def test_a_link_that_was_delivered_stays_good_under_another_key(portal: TestPortal) -> None:
    alice = await approved(portal)
    mailed = portal.post.link()

    with_another_key(portal)

    assert (await alice.look(mailed)).get("code") is None
    await alice.activate(mailed)
    assert (await Link.get()).used_at is not None


async def test_the_link_of_a_letter_that_waited_meanwhile_opens_nothing(portal: TestPortal) -> None:
    alice = await submitted(portal)
    await portal.review()

    with_another_key(portal)
    await portal.mails()

    assert (await alice.look(portal.post.link()))["code"] == "LINK_UNKNOWN"


async def test_what_was_used_stays_used_when_a_newer_link_is_made(portal: TestPortal) -> None:
    alice = await approved(portal)
    mailed = portal.post.link()
    await alice.activate(mailed)
    link = await Link.get()

    async with tx():
        await Link.void(application_id=link.application_id, at=portal.clock() + HOUR)

    assert (await Link.get()).spent_at == link.spent_at
    assert (await alice.look(mailed))["code"] == "LINK_SPENT"
