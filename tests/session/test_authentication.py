"""Tests of which sessions still count, by their card, their account and their kind."""

import pytest
from strawberry.relay import from_base64

from models.access.authentication import viewer_of
from models.account.account import Account
from models.card.certificate import Certificate, CertificateStatus
from models.core.rules import IDLE_LIFE, MINUTE
from models.membership.membership import Membership
from models.session.session import SessionKind
from tests.support.cards import SECOND
from tests.support.people.people import Person
from tests.support.people.staff import bruno
from tests.support.portal import TestPortal
from tests.support.scenarios.accounts import (
    another_company,
    following_link,
    holder,
)
from tests.support.scenarios.applications import approved
from tests.support.scenarios.staff import admin_of, claras, create_staff
from tests.support.streams.subscriptions import subscription

WATCH = "subscription { accountChanged { __typename } }"


@pytest.mark.parametrize("status", [CertificateStatus.REMOVED, CertificateStatus.REVOKED])
async def test_a_member_of_staff_whose_card_does_not_count_is_out(
    portal: TestPortal, status: CertificateStatus
) -> None:
    reviewer = await bruno(portal)

    await Certificate.all().update(status=status)

    assert await reviewer.viewer() is None
    # Nothing at all is there for others than staff.
    assert await reviewer.queue() == {}


@pytest.mark.parametrize("column", ["on_hold_since", "not_after"])
async def test_a_session_ends_with_its_cards_time_and_while_the_card_is_on_hold(
    portal: TestPortal, column: str
) -> None:
    alice = await holder(portal)

    await Certificate.all().update(**{column: portal.clock() - SECOND})

    assert await alice.viewer() is None


async def test_a_session_ends_with_its_holders_membership(portal: TestPortal) -> None:
    alice = await holder(portal)

    await Membership.all().update(ended_at=portal.clock())

    assert await alice.viewer() is None


async def test_a_session_ends_when_its_card_went_to_another_account(portal: TestPortal) -> None:
    alice = await holder(portal)
    dan = await another_company(portal)
    elsewhere = (await Certificate.get(holder_name="測試丁")).account_id

    await Certificate.filter(holder_name="測試甲").update(account_id=elsewhere)

    assert await alice.viewer() is None
    assert await dan.viewer() is not None


async def test_the_session_of_a_mailed_link_has_no_role_and_ends_with_the_first_card(
    portal: TestPortal,
) -> None:
    admin = await admin_of(portal)
    account_id, token = await create_staff(portal, admin, role="ADMIN")
    newcomer = Person.at(portal, claras())
    await newcomer.follow(token)
    by_link = newcomer.session_token

    viewer = await viewer_of(by_link, at=portal.clock())
    bound = await newcomer.bind_first()

    account = await Account.get(id=from_base64(account_id)[1])
    assert viewer is not None
    assert (viewer.kind, viewer.role, account.role) == (SessionKind.BIND_ONLY, None, "ADMIN")
    assert bound["__typename"] == "BindFirstCardSuccess"
    assert await viewer_of(by_link, at=portal.clock()) is None
    assert await newcomer.viewer() is None


async def test_binding_the_first_card_ends_the_session_of_the_link(portal: TestPortal) -> None:
    alice = await following_link(portal)
    by_link = alice.session_token

    await alice.bind_first()

    assert await viewer_of(by_link, at=portal.clock()) is None
    assert (await alice.viewer() or {})["kind"] == "HOLDER"


async def test_a_stream_that_reconnects_keeps_no_session_alive(portal: TestPortal) -> None:
    alice = await holder(portal)
    portal.clock.forward(IDLE_LIFE - MINUTE)

    async with subscription(portal, alice, WATCH, {}) as stream:
        await anext(stream)
    portal.clock.forward(MINUTE)

    assert await alice.viewer() is None


async def test_a_request_keeps_a_session_alive(portal: TestPortal) -> None:
    alice = await holder(portal)
    portal.clock.forward(IDLE_LIFE - MINUTE)

    await alice.viewer()
    portal.clock.forward(IDLE_LIFE - MINUTE)

    assert await alice.viewer() is not None


async def test_an_applicant_is_not_out_after_half_an_hour(portal: TestPortal) -> None:
    alice = await approved(portal)

    portal.clock.forward(2 * IDLE_LIFE)

    assert (await alice.see())["status"] == "APPROVED"
