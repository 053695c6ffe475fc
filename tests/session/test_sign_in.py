"""Tests of signing in (登入), and of how sessions and their streams end."""

import asyncio
from datetime import timedelta

import pytest
from strawberry.relay import to_base64

from models.access.authentication import viewer_of
from models.account.account import Account
from models.application.application import Application
from models.card.certificate import Certificate, CertificateStatus
from models.journal.event import Event
from models.membership.membership import Membership
from models.session.roles import AccountStatus
from models.signature.evidence import Evidence
from tests.support import cards
from tests.support.people.people import Person, form, outcome
from tests.support.portal import TestPortal, lists_on_hand
from tests.support.scenarios.accounts import SECOND, activated, another_company, holder
from tests.support.scenarios.applications import submitted
from tests.support.scenarios.cards import reissued
from tests.support.streams.subscriptions import application_status
from web.demo.authority import Revocation
from web.http.graphql.stream import Streams
from web.http.session_cookie import cookie_name
from web.processes.serve import ending_streams


async def test_a_bound_card_signs_in(portal: TestPortal) -> None:
    alice = await activated(portal)

    result = await alice.sign_in()

    seen = await alice.viewer()
    assert result["account"]["controlNumber"] == "A0000006"
    assert result["certificate"]["holderName"] == "測試甲"
    assert seen is not None
    assert (seen["kind"], seen["account"]["controlNumber"]) == ("HOLDER", "A0000006")
    assert await Evidence.filter(kind="SIGN_IN").count() == 1
    event = await Event.get(kind="SIGNED_IN")
    card = await Certificate.get()
    assert event.actor == f"certificate:{card.id}"
    assert card.last_used_at == portal.clock()


async def test_each_sign_in_gives_a_new_session_and_ends_the_old(portal: TestPortal) -> None:
    alice = await activated(portal)
    fixed = alice.session_token

    await alice.sign_in()
    first = alice.session_token
    await alice.sign_in()
    second = alice.session_token

    assert len({fixed, first, second}) == 3
    for old in (fixed, first):
        assert await viewer_of(old, at=portal.clock()) is None
    assert await viewer_of(second, at=portal.clock()) is not None


async def test_other_drafts_of_the_browser_move_into_the_new_session(portal: TestPortal) -> None:
    alice = await activated(portal)
    opened = alice.application
    await alice.apply(form(SECOND))
    before = (await Application.get(control_number=SECOND.control_number)).session_id

    await alice.sign_in()

    draft = await Application.get(control_number=SECOND.control_number)
    assert draft.session_id not in {None, before}
    assert (await alice.see())["status"] == "DRAFT"
    alice.application = opened
    assert await alice.see() is None


async def test_a_session_ends_after_half_an_hour_without_a_request(portal: TestPortal) -> None:
    alice = await holder(portal)

    portal.clock.forward(timedelta(minutes=29))
    busy = await alice.viewer()
    portal.clock.forward(timedelta(minutes=29))
    still_busy = await alice.viewer()
    portal.clock.forward(timedelta(minutes=30))
    idle = await alice.viewer()

    assert busy is not None
    assert still_busy is not None
    assert idle is None


async def test_a_session_lasts_eight_hours_at_most(portal: TestPortal) -> None:
    alice = await holder(portal)

    for _ in range(23):
        portal.clock.forward(timedelta(minutes=20))
        assert await alice.viewer() is not None
    portal.clock.forward(timedelta(minutes=20))

    assert await alice.viewer() is None


async def test_an_unbound_card_is_refused(portal: TestPortal) -> None:
    dan = Person.at(portal, cards.citizen(subject_serial="0000000000000004", holder="測試丁"))

    result = await dan.sign_in()

    assert result["code"] == "CARD_NOT_BOUND"
    assert (await dan.viewer() or {})["kind"] == "APPLICANT"


async def test_a_card_whose_account_is_not_open_yet_is_refused(portal: TestPortal) -> None:
    alice = await submitted(portal)

    assert (await alice.sign_in())["code"] == "CARD_WAITS"


async def test_a_renewed_card_of_the_same_person_is_pointed_to_renewal(portal: TestPortal) -> None:
    await activated(portal)
    renewed = Person.at(portal, cards.citizen(not_after=cards.AT + timedelta(days=1900)))

    assert (await renewed.sign_in())["code"] == "CARD_RENEWED"


async def test_whose_rights_nobody_has_confirmed_is_not_signed_in(portal: TestPortal) -> None:
    alice = await holder(portal)
    await Membership.all().update(confirmed_at=None)

    refused = await Person.at(portal, alice.card).sign_in()
    renewed = await Person.at(portal, reissued()).renew()

    assert (refused["code"], refused["title"]) == (
        "RIGHTS_NOT_CONFIRMED",
        "憑證尚待系統管理者確認",
    )
    assert renewed["code"] == "RIGHTS_NOT_CONFIRMED"
    assert await alice.viewer() is None


async def test_whose_membership_has_ended_is_out_whatever_the_card_says(
    portal: TestPortal,
) -> None:
    alice = await holder(portal)
    await Membership.all().update(ends_at=portal.clock())

    assert await alice.viewer() is None
    assert (await alice.sign_in())["code"] == "CARD_NOT_BOUND"
    assert (await Person.at(portal, reissued()).renew())["code"] == "CARD_NOT_BOUND"


async def test_an_older_card_than_the_applications_is_not_sent_to_renew(
    portal: TestPortal,
) -> None:
    await submitted(portal)
    older = Person.at(portal, cards.citizen(not_before=cards.AT - 60 * cards.DAY))
    newer = Person.at(portal, cards.citizen(not_before=cards.AT - cards.DAY))

    assert (await older.sign_in())["code"] == "CARD_NOT_BOUND"
    assert (await newer.sign_in())["code"] == "CARD_RENEWED"


async def test_a_card_of_another_membership_than_the_persons_signs_in_nowhere(
    portal: TestPortal,
) -> None:
    """The records never say so; if they did, the card would open an account of somebody else."""
    alice, dan = await holder(portal), await another_company(portal)
    hers, his = [
        await viewer_of(person.session_token, at=portal.clock()) for person in (alice, dan)
    ]
    assert hers is not None
    assert his is not None
    his_card = await Certificate.get(id=his.certificate_id)
    await Certificate.filter(id=hers.certificate_id).update(membership_id=his_card.membership_id)

    assert (await alice.sign_in())["code"] in {"CARD_NOT_BOUND", "CARD_RENEWED"}


@pytest.mark.parametrize("status", [AccountStatus.SUSPENDED, AccountStatus.CLOSED])
async def test_a_suspended_account_refuses_sign_in_and_ends_sessions(
    portal: TestPortal, status: AccountStatus
) -> None:
    alice = await holder(portal)

    await Account.all().update(status=status)

    assert await alice.viewer() is None
    assert (await alice.sign_in())["code"] == "ACCOUNT_NOT_ACTIVE"


@pytest.mark.parametrize(
    "status", [s for s in CertificateStatus if s is not CertificateStatus.LIVE]
)
async def test_a_card_that_does_not_count_any_more_ends_its_sessions(
    portal: TestPortal, status: CertificateStatus
) -> None:
    alice = await holder(portal)

    await Certificate.all().update(status=status)

    assert await alice.viewer() is None


async def test_a_revoked_card_does_not_sign_in(portal: TestPortal) -> None:
    alice = await activated(portal)
    serial = cards.serial_number(alice.card)
    await lists_on_hand(portal.clock(), Revocation(serial_number=serial, at=portal.clock()))

    assert (await alice.sign_in())["code"] == "CERTIFICATE_REVOKED"


async def test_a_signature_for_another_purpose_does_not_sign_in(portal: TestPortal) -> None:
    alice = await activated(portal)

    for purpose in ("CONTINUE", "RENEW"):
        asked = (await alice.challenge(purpose))["challenge"]
        result = await alice.sign_in(challenge=asked)
        assert result["code"] == "CHALLENGE_UNKNOWN"


async def test_a_challenge_signs_in_once(portal: TestPortal) -> None:
    alice = await activated(portal)
    asked = (await alice.challenge("SIGN_IN"))["challenge"]

    results = await asyncio.gather(*(alice.sign_in(challenge=asked) for _ in range(5)))

    names = [outcome(result) for result in results]
    assert names.count("SignInSuccess") == 1
    assert set(names) <= {
        "SignInSuccess",
        "CHALLENGE_SPENT",
        "SESSION_MISSING",
        "CHALLENGE_UNKNOWN",
    }


async def test_signing_out_ends_the_session_and_the_cookie(portal: TestPortal) -> None:
    alice = await holder(portal)
    old = alice.session_token

    result = await alice.do("signOut", "signedOut")

    assert result["signedOut"] is True
    assert cookie_name(portal.settings) not in alice.browser.cookies
    assert await viewer_of(old, at=portal.clock()) is None
    assert await alice.viewer() is None


async def test_a_holder_ends_another_of_their_own_sessions_only(portal: TestPortal) -> None:
    at_work = await holder(portal)
    at_home = Person.at(portal, at_work.card)
    await at_home.sign_in()
    seen = await at_work.viewer()
    assert seen is not None
    viewer = await viewer_of(at_work.session_token, at=portal.clock())
    assert viewer is not None
    work = to_base64("Session", viewer.session_id)
    sessions = [edge["node"]["id"] for edge in seen["sessions"]["edges"]]
    [home] = [one for one in sessions if one != work]
    bruno = Person.at(portal, cards.citizen(subject_serial="0000000000000002", holder="測試乙"))

    dan = await another_company(portal)
    others = await dan.viewer()
    assert others is not None

    by_other = await dan.do("endSession", "endedSessionId", id=home)
    by_stranger = await bruno.do("endSession", "endedSessionId", id=home)
    by_holder = await at_work.do("endSession", "endedSessionId", id=home)
    again = await at_work.do("endSession", "endedSessionId", id=home)

    assert len(sessions) == 2
    assert len(others["sessions"]["edges"]) == 1
    assert by_other["code"] == "SESSION_NOT_FOUND"
    assert by_stranger["code"] == "SIGN_IN_NEEDED"
    assert by_holder["__typename"] == "EndSessionSuccess"
    assert again["code"] == "SESSION_NOT_FOUND"
    assert await at_home.viewer() is None
    assert await at_work.viewer() is not None


async def test_only_the_sessions_own_card_proves_itself_again(portal: TestPortal) -> None:
    alice = await holder(portal)
    portal.clock.forward(timedelta(minutes=15))
    other = alice.with_card(cards.citizen(subject_serial="0000000000000002", holder="測試乙"))

    wrong = await other.prove()
    right = await alice.prove()

    assert wrong["code"] == "ANOTHER_CARD"
    assert right["__typename"] == "ProveCardSuccess"
    proven = await viewer_of(alice.session_token, at=portal.clock())
    assert proven is not None
    assert proven.proven_at == portal.clock()


async def test_a_stream_ends_at_once_with_its_session(portal: TestPortal) -> None:
    alice = await holder(portal)
    await alice.apply(form(SECOND))
    streams = Streams()
    ending = asyncio.create_task(ending_streams(portal.services.journal, streams))

    async with asyncio.timeout(10), application_status(portal, alice, streams=streams) as stream:
        await anext(stream)
        await alice.do("signOut", "signedOut")
        rest = [frame async for frame in stream]
    ending.cancel()
    await asyncio.gather(ending, return_exceptions=True)

    assert [frame.event for frame in rest] == []


async def test_a_stream_beyond_the_sessions_time_ends_at_a_heartbeat(
    portal: TestPortal,
) -> None:
    alice = await holder(portal)
    await alice.apply(form(SECOND))
    streams = Streams(heartbeat_seconds=0.05)

    async with asyncio.timeout(10), application_status(portal, alice, streams=streams) as stream:
        await anext(stream)
        portal.clock.forward(timedelta(minutes=31))
        rest = [frame async for frame in stream]

    assert [frame.event for frame in rest] == []
