"""Tests of the sign-in link (自然人憑證帳號綁定): who gets one, and what it allows."""

import asyncio
import statistics
from datetime import timedelta
from time import perf_counter

import httpx
import pytest

from models.access.authentication import viewer_of
from models.account.account import Account
from models.card.certificate import Certificate, CertificateStatus
from models.link.account_link import AccountLink, AccountLinkPurpose
from models.mail.outbox import Mail
from models.membership.membership import Membership
from models.session.roles import AccountStatus
from models.session.session import Session, SessionKind
from models.session.sign_in_request import SignInRequest
from tests.support.people.people import Person
from tests.support.portal import COMPANY, TestPortal
from tests.support.scenarios.accounts import (
    LINK_PAUSE,
    account_without_card,
    following_link,
    holder,
    mailed_link,
    send_all_mail,
)
from tests.support.scenarios.cards import colleague, recipients
from web.processes.jobs import jobs

ASK = (
    "mutation($number: String!) { requestSignInLink(input: {controlNumber: $number}) "
    "{ __typename ... on UserError { code message path } "
    "... on RequestSignInLinkSuccess { asked } } }"
)
WAITING, WITH_CARD, UNKNOWN = "B0000001", COMPANY.control_number, "Z9999999"
# Below it a difference of medians is this machine's noise; doing the work before the answer costs
# far more.
NOISE = 1.3


async def asked(browser: httpx.AsyncClient, number: str) -> httpx.Response:
    """Ask for a link and return the whole answer."""
    variables = {"number": number}
    return await browser.post("/graphql", json={"query": ASK, "variables": variables})


async def three_kinds(portal: TestPortal) -> None:
    """Create an account that waits for its card, and one that has it."""
    await holder(portal)
    await account_without_card(portal, number=WAITING, mailbox="waiting@company.example")
    portal.post.sent.clear()


async def test_the_link_goes_to_the_registered_mailbox(portal: TestPortal) -> None:
    await account_without_card(portal)

    result = await Person.at(portal).ask_for_link(" a0000006 ")
    await send_all_mail(portal)

    [mail] = portal.post.sent
    assert result == {"__typename": "RequestSignInLinkSuccess", "asked": True}
    assert mail["To"] == COMPANY.business_email
    assert f"{portal.settings.origin}/first-card#" in portal.post.last()


async def test_the_answer_is_the_same_byte_for_byte_whatever_there_is(portal: TestPortal) -> None:
    await three_kinds(portal)
    await account_without_card(portal, number="C0000001", status=AccountStatus.SUSPENDED)

    numbers = (WAITING, WITH_CARD, UNKNOWN, "C0000001", "STF-0001")
    answers = [await asked(portal.browser(), number) for number in numbers]

    assert len({answer.content for answer in answers}) == 1
    assert len({answer.status_code for answer in answers}) == 1
    answer_headers = [dict(answer.headers) for answer in answers]
    for headers in answer_headers:
        del headers["x-request-id"]
    assert all(headers == answer_headers[0] for headers in answer_headers)


async def test_asking_takes_the_same_time_whatever_there_is(portal: TestPortal) -> None:
    portal.limits_only_count()
    await three_kinds(portal)
    browser = portal.browser()
    times: dict[str, list[float]] = {WAITING: [], WITH_CARD: [], UNKNOWN: []}
    for number in times:
        await asked(browser, number)

    for _ in range(200):
        for number, taken in times.items():
            began = perf_counter()
            await asked(browser, number)
            taken.append(perf_counter() - began)

    medians = [statistics.median(taken) for taken in times.values()]
    assert max(medians) / min(medians) < NOISE, medians
    assert await SignInRequest.all().count() == 603


async def test_only_an_account_that_waits_for_a_card_gets_a_mail(portal: TestPortal) -> None:
    await three_kinds(portal)
    await account_without_card(portal, number="C0000001", status=AccountStatus.SUSPENDED)
    await account_without_card(portal, number="C0000002", mailbox=None)

    for number in (WITH_CARD, UNKNOWN, "C0000001", "C0000002", WAITING):
        await asked(portal.browser(), number)
    await send_all_mail(portal)

    assert [mail["To"] for mail in portal.post.sent] == ["waiting@company.example"]
    assert await SignInRequest.all().count() == 0


@pytest.mark.parametrize(
    "number", ["A000000", "A00000067", "管制編號", "", "VND-00001", "A000-006"]
)
async def test_an_impossible_account_number_is_refused(portal: TestPortal, number: str) -> None:
    result = await Person.at(portal).ask_for_link(number)

    assert result["code"] == "INVALID_INPUT"
    assert result["problems"][0]["path"] == ["controlNumber"]
    assert await SignInRequest.all().count() == 0


async def test_a_mailbox_gets_one_link_in_five_minutes(portal: TestPortal) -> None:
    portal.limits_only_count()
    await account_without_card(portal)
    stranger = Person.at(portal)

    for _ in range(3):
        await stranger.ask_for_link(COMPANY.control_number)
        await send_all_mail(portal)
    at_once = len(portal.post.sent)
    portal.clock.forward(LINK_PAUSE)
    await mailed_link(portal)

    assert (at_once, len(portal.post.sent)) == (1, 2)


async def test_requests_beyond_the_limit_are_dropped_with_the_usual_answer(
    portal: TestPortal,
) -> None:
    await account_without_card(portal)

    answers = [await asked(portal.browser(), WAITING) for _ in range(5)]

    assert len({answer.content for answer in answers}) == 1
    assert await SignInRequest.all().count() == 3


async def test_the_worker_attends_to_requests(portal: TestPortal) -> None:
    await account_without_card(portal)
    await Person.at(portal).ask_for_link(COMPANY.control_number)

    [job] = [job for job in jobs(portal.services) if job.name == "sign-in links"]
    done = [await job.run_once(), await job.run_once()]

    assert done == [True, False]
    assert await Mail.filter(template="sign_in_link").count() == 1


async def test_two_workers_mail_one_link(portal: TestPortal) -> None:
    await account_without_card(portal)
    for _ in range(4):
        await Person.at(portal).ask_for_link(COMPANY.control_number)

    await asyncio.gather(*(portal.mail_link() for _ in range(4)))

    assert await Mail.filter(template="sign_in_link").count() == 1


async def test_a_crash_before_the_mail_keeps_the_request(
    portal: TestPortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    await account_without_card(portal)
    await Person.at(portal).ask_for_link(COMPANY.control_number)

    class PowerCut(BaseException):
        pass

    async def power_cut(**given: object) -> Mail:
        raise PowerCut

    with monkeypatch.context() as broken:
        broken.setattr(Mail, "queue", power_cut)
        with pytest.raises(PowerCut):
            await portal.mail_link()
    await send_all_mail(portal)

    assert len(portal.post.sent) == 1


async def test_looking_changes_nothing(portal: TestPortal) -> None:
    await account_without_card(portal)
    link = await mailed_link(portal)
    scanner = Person.at(portal)

    seen = [await scanner.see_sign_in_link(link) for _ in range(3)]
    for method in ("GET", "HEAD"):
        await scanner.browser.request(method, f"/first-card?token={link}")
    query = f'mutation {{ followSignInLink(input: {{token: "{link}"}}) {{ __typename }} }}'
    by_get = await portal.browser().get("/graphql", params={"query": query})

    assert all("code" not in look for look in seen)
    assert seen[0]["controlNumber"] == COMPANY.control_number
    assert by_get.status_code == 405
    assert await Session.filter(kind=SessionKind.BIND_ONLY).count() == 0
    assert (await scanner.follow(link))["__typename"] == "FollowSignInLinkSuccess"


async def test_following_binds_this_browser_to_the_account_for_an_hour(portal: TestPortal) -> None:
    alice = await following_link(portal)

    seen = await alice.viewer()
    for _ in range(2):
        portal.clock.forward(timedelta(minutes=29))
        assert await alice.viewer() is not None
    portal.clock.forward(timedelta(minutes=3))

    assert seen is not None
    assert seen["kind"] == "BIND_ONLY"
    assert seen["account"]["controlNumber"] == COMPANY.control_number
    assert await alice.viewer() is None


async def test_after_half_an_hour_of_inactivity_another_link_is_needed(portal: TestPortal) -> None:
    alice = await following_link(portal)

    portal.clock.forward(timedelta(minutes=31))

    assert await alice.viewer() is None


async def test_the_last_follower_continues_and_binding_uses_the_link_up(portal: TestPortal) -> None:
    await account_without_card(portal)
    link = await mailed_link(portal)
    scanner, alice = Person.at(portal), Person.at(portal)

    pressed = [(await scanner.follow(link))["__typename"] for _ in range(3)]
    followed = await alice.follow(link)
    kept_out = await scanner.bind_first()
    bound = await alice.bind_first()
    late = await Person.at(portal).see_sign_in_link(link)

    assert pressed == ["FollowSignInLinkSuccess"] * 3
    assert followed["__typename"] == "FollowSignInLinkSuccess"
    assert kept_out["code"] == "SIGN_IN_NEEDED"
    assert bound["__typename"] == "BindFirstCardSuccess"
    assert late["code"] == "SIGN_IN_LINK_SPENT"
    assert "以憑證登入" in late["message"]


async def test_five_concurrent_followers_leave_one_session(portal: TestPortal) -> None:
    await account_without_card(portal)
    link = await mailed_link(portal)
    readers = [Person.at(portal) for _ in range(5)]

    await asyncio.gather(*(reader.follow(link) for reader in readers))

    live = Session.live(at=portal.clock()).filter(kind=SessionKind.BIND_ONLY)
    assert await live.count() == 1


async def test_every_recipient_of_a_first_cards_mail_may_dispute_it(portal: TestPortal) -> None:
    alice = await following_link(portal)
    await alice.bind_first()
    await send_all_mail(portal)
    token = portal.post.link("/not-me")

    reported = await Person.at(portal).do("reportChange", "__typename", token=token)

    assert reported["__typename"] == "ReportChangeSuccess"
    assert (await Account.get()).frozen_at is not None
    assert await alice.viewer() is not None


async def test_a_link_is_good_for_a_day(portal: TestPortal) -> None:
    await account_without_card(portal)
    link = await mailed_link(portal)

    portal.clock.forward(timedelta(hours=24))

    assert (await Person.at(portal).follow(link))["code"] == "SIGN_IN_LINK_EXPIRED"
    assert (await Person.at(portal).see_sign_in_link(link))["code"] == "SIGN_IN_LINK_EXPIRED"


async def test_only_the_newest_link_counts(portal: TestPortal) -> None:
    await account_without_card(portal)
    older = await mailed_link(portal)
    portal.clock.forward(LINK_PAUSE)
    newer = await mailed_link(portal)

    assert (await Person.at(portal).follow(older))["code"] == "SIGN_IN_LINK_REPLACED"
    assert (await Person.at(portal).follow(newer))["__typename"] == "FollowSignInLinkSuccess"


async def test_what_is_no_sign_in_link_is_unknown(portal: TestPortal) -> None:
    alice = await following_link(portal)
    await alice.bind_first()
    await send_all_mail(portal)
    not_me = portal.post.link("/not-me")

    for link in ("guess", not_me):
        assert (await Person.at(portal).follow(link))["code"] == "LINK_UNKNOWN"
        assert (await Person.at(portal).see_sign_in_link(link))["code"] == "LINK_UNKNOWN"


async def test_after_a_lost_answer_another_link_is_requested(portal: TestPortal) -> None:
    lost = await following_link(portal)
    portal.clock.forward(LINK_PAUSE)

    alice = Person.at(portal)
    followed = await alice.follow(await mailed_link(portal))

    assert followed["__typename"] == "FollowSignInLinkSuccess"
    assert await lost.viewer() is None
    assert (await alice.bind_first())["__typename"] == "BindFirstCardSuccess"


async def test_following_ends_the_session_that_was_there(portal: TestPortal) -> None:
    alice = await holder(portal)
    await account_without_card(portal, number=WAITING)
    before = alice.session_token

    await alice.follow(await mailed_link(portal, WAITING))

    assert await viewer_of(before, at=portal.clock()) is None
    assert ((await alice.viewer()) or {})["kind"] == "BIND_ONLY"


async def test_a_suspended_account_has_no_link(portal: TestPortal) -> None:
    await account_without_card(portal)
    link = await mailed_link(portal)

    await Account.all().update(status=AccountStatus.SUSPENDED)

    assert (await Person.at(portal).see_sign_in_link(link))["code"] == "ACCOUNT_NOT_ACTIVE"
    assert (await Person.at(portal).follow(link))["code"] == "ACCOUNT_NOT_ACTIVE"


async def test_links_stop_once_a_card_is_bound(portal: TestPortal) -> None:
    alice = await following_link(portal)
    portal.clock.forward(LINK_PAUSE)
    newer = await mailed_link(portal)

    await alice.bind_first()
    await send_all_mail(portal)
    sent = len(portal.post.sent)
    portal.clock.forward(LINK_PAUSE)
    await alice.ask_for_link(COMPANY.control_number)
    await send_all_mail(portal)

    assert (await Person.at(portal).follow(newer))["code"] == "SIGN_IN_LINK_SPENT"
    assert len(portal.post.sent) == sent


@pytest.mark.parametrize("status", [CertificateStatus.REVOKED, CertificateStatus.EXPIRED])
async def test_an_account_waits_for_a_card_again_once_its_last_membership_has_ended(
    portal: TestPortal, status: CertificateStatus
) -> None:
    await holder(portal)
    portal.post.sent.clear()
    reader = Person.at(portal, colleague(2))

    await Certificate.all().update(status=status)
    await reader.ask_for_link(COMPANY.control_number)
    await send_all_mail(portal)
    while_dormant = recipients(portal.post.sent)
    links = await AccountLink.filter(purpose=AccountLinkPurpose.SIGN_IN).count()
    portal.post.sent.clear()
    await Membership.all().update(ends_at=portal.clock())
    await reader.ask_for_link(COMPANY.control_number)
    await send_all_mail(portal)

    # Mailbox and member are told that somebody asked; there is no link yet.
    assert while_dormant == {COMPANY.business_email, "holder@company.example"}
    assert links == 0
    assert recipients(portal.post.sent) == {COMPANY.business_email}
    assert portal.post.link()


async def test_no_link_is_mailed_while_an_objection_waits(portal: TestPortal) -> None:
    await account_without_card(portal)
    await Account.all().update(frozen_at=portal.clock())

    await Person.at(portal).ask_for_link(COMPANY.control_number)
    await send_all_mail(portal)

    assert portal.post.sent == []


async def test_no_row_and_no_log_holds_the_token(
    portal: TestPortal, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    await account_without_card(portal)
    link = await mailed_link(portal)

    page = await Person.at(portal).browser.get("/first-card")
    await Person.at(portal).follow(link)

    rows = str(await Mail.all().values()) + str(await AccountLink.all().values())
    assert link not in rows
    assert link not in caplog.text
    assert page.headers["referrer-policy"] in {"no-referrer", "same-origin"}
