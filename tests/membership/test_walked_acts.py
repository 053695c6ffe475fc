"""Acts of the walk that chance rarely brings to their end, each played until it succeeds."""

from datetime import timedelta

import pytest

from tests.support.portal import COMPANY, TestPortal
from tests.support.walk import invariants
from tests.support.walk.model import NOTICE, Wrong
from tests.support.walk.people import ADA, ALICE, BERTA, BOB, BRUNO, CAROL, CLARA, DAN, REISSUED
from tests.support.walk.world import FIRST, THIRD, Seat, World

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
MAILBOX = COMPANY.business_email


@pytest.fixture
async def world(portal: TestPortal) -> World:
    world = World(portal)
    await world.begin()
    return world


async def opened(world: World) -> Seat:
    assert await world.open(ALICE, "newest", FIRST) == "SignInSuccess"
    return world.seats[-1]


async def requested(world: World) -> None:
    """Let an account's only card be put on hold, and its mailbox ask for access."""
    await opened(world)
    await world.hold(ALICE.cards["newest"])
    await world.forward(HOUR)
    await world.ask_link(FIRST)


async def test_the_mailbox_binds_a_card_after_the_notice_and_once(world: World) -> None:
    await requested(world)
    early = world.kept("first-card")
    await world.forward(NOTICE)
    letter = world.last_letter("first-card", MAILBOX)

    said = [await world.bind_first(letter, who, "newest") for who in (CAROL, DAN)]

    assert early == []
    assert said == ["BindFirstCardSuccess", "SIGN_IN_LINK_SPENT"]
    await invariants.at_the_end(world)


async def test_a_link_of_the_mailbox_is_of_no_use_when_it_is_late(world: World) -> None:
    await requested(world)
    await world.forward(NOTICE)
    letter = world.last_letter("first-card", MAILBOX)
    await world.forward(DAY)

    assert await world.bind_first(letter, CAROL, "newest") == "SIGN_IN_LINK_EXPIRED"


async def test_who_stops_a_request_leaves_it_to_staff(world: World) -> None:
    await requested(world)
    notice = world.last_letter("stop-access", "holder@company.example")
    stopped = [await world.stop_access(notice), await world.stop_access(notice)]
    await world.forward(NOTICE)
    nothing = world.kept("first-card")

    settled = await world.settle_access(await world.at_desk(BRUNO), approved=True)
    bound = await world.bind_first(world.last_letter("first-card", MAILBOX), CAROL, "new")

    assert stopped == ["StopAccessRequestSuccess", "ACCESS_REQUEST_STOPPED"]
    assert nothing == []
    assert settled == "SettleAccessRequestSuccess"
    assert bound == "BindFirstCardSuccess"


async def test_a_reissued_card_joins_its_holder_and_renews(world: World) -> None:
    await opened(world)
    unknown = await world.renew(ALICE, REISSUED)
    await world.ask_to_be_recognised(ALICE, FIRST)
    ada = await world.at_desk(ADA)
    early = await world.join_identifier(ada)
    letter = world.last_letter("confirm-member", MAILBOX)
    confirmed = [await world.confirm_join(letter), await world.confirm_join(letter)]

    joined = await world.join_identifier(await world.at_desk(BERTA))

    assert (unknown, early) == ("CARD_NOT_BOUND", "IDENTITY_JOIN_NOT_FOUND")
    assert confirmed == ["ConfirmIdentityJoinSuccess", "IDENTITY_JOIN_LINK_OVER"]
    assert joined == "JoinIdentifierSuccess"
    assert await world.renew(ALICE, REISSUED) == "RenewCertificateSuccess"
    assert await world.sign_in(ALICE, "newest") == "CARD_NOT_BOUND"


async def test_an_invited_person_is_staff_once_an_administrator_has_confirmed(
    world: World,
) -> None:
    ada = await world.at_desk(ADA)
    invited = await world.invite(ada, CLARA, "ADMIN")
    letter = world.last_letter("first-card", "clara@agency.example")
    wrong = await world.bind_first(letter, DAN, "new")
    bound = await world.bind_first(letter, CLARA, "new")
    early = await world.sign_in(CLARA, "new")
    by_reviewer = await world.confirm(await world.at_desk(BRUNO), confirmed=True)

    confirmed = await world.confirm(ada, confirmed=True)

    assert (invited, wrong) == ("CreateStaffSuccess", "ANOTHER_PERSON_INVITED")
    assert (bound, early) == ("BindFirstCardSuccess", "RIGHTS_NOT_CONFIRMED")
    assert (by_reviewer, confirmed) == ("NOT_ALLOWED", "ConfirmStaffCardSuccess")
    assert await world.sign_in(CLARA, "new") == "SignInSuccess"
    assert CLARA in world.model.admins


async def test_an_administrator_whose_card_is_lost_is_invited_again_by_another(
    world: World,
) -> None:
    await test_an_invited_person_is_staff_once_an_administrator_has_confirmed(world)
    await world.revoke(ADA.cards["newest"])
    clara = await world.at_desk(CLARA)

    again = await world.invite_again(clara, "STF-0003", ADA)
    letter = world.last_letter("first-card", "ada@agency.example")
    bound = await world.bind_first(letter, ADA, "new")
    hers = await world.bind_first(letter, ADA, REISSUED)
    said = [again, bound, hers]

    assert said[0] == "InviteStaffAgainSuccess"
    # Her other card is older than the one that she lost, and the reissued one is not known.
    assert said[1:] == ["PERSON_ALREADY_BOUND", "ANOTHER_MEMBER_THERE"]


async def test_a_member_leaves_at_once_and_the_last_one_after_notice(world: World) -> None:
    alice = await opened(world)
    await world.add(alice, BOB, "newest")
    await world.sign_in(BOB, "newest")
    bob = world.seats[-1]
    at_once = await world.leave(bob)
    noticed = [await world.leave(alice), await world.stay(alice), await world.leave(alice)]
    members = world.model.at(FIRST)

    await world.forward(NOTICE)

    assert at_once == "LeaveAccountSuccess"
    assert noticed == ["LeaveAccountSuccess", "CancelLeavingSuccess", "LeaveAccountSuccess"]
    assert members == [ALICE]
    assert world.model.at(FIRST) == []
    assert await world.sign_in(ALICE, "newest") == "CARD_NOT_BOUND"
    await invariants.at_the_end(world)


async def test_staff_end_the_membership_of_who_cannot_sign_in(world: World) -> None:
    await opened(world)
    bruno = await world.at_desk(BRUNO)
    early = await world.end_member(bruno, ALICE)
    await world.revoke(ALICE.cards["newest"])

    ended = await world.end_member(bruno, ALICE)

    assert (early, ended) == ("MEMBER_CAN_SIGN_IN", "EndMembershipSuccess")


async def test_a_dormant_member_is_out_in_the_end(world: World) -> None:
    await world.open(ALICE, "new", FIRST)
    for _ in range(5):
        await world.forward(60 * DAY)

    assert world.model.at(FIRST) == []


async def test_a_stream_of_who_was_removed_tells_nothing_more(world: World) -> None:
    alice = await opened(world)
    await world.add(alice, BOB, "newest")
    await world.sign_in(BOB, "newest")
    await world.watch(world.seats[-1])
    await world.watch(alice)
    await world.add(alice, CAROL, "newest")
    await world.quiet()
    told = [len(stream.places) for stream in world.streams]
    await world.remove(alice, BOB)

    await world.add(alice, DAN, "newest")
    await world.quiet()

    bobs, alices = world.streams
    assert told[0] > 1
    assert len(bobs.places) == told[0]
    assert len(alices.places) > told[1]
    await world.end()


async def test_the_world_notices_a_stream_that_goes_on(world: World) -> None:
    alice = await opened(world)
    await world.add(alice, BOB, "newest")
    await world.watch(alice)
    # As if Alice's browser were Bob's.
    world.streams[0].who = BOB
    await world.remove(alice, BOB)

    await alice.person.edit(
        await world.card_of(ALICE), phone="02-1111-2222", email="alice1@company.example"
    )
    with pytest.raises(Wrong, match="went on"):
        await world.quiet()
    await world.end()


async def test_a_rejected_application_is_corrected_once_by_its_link(world: World) -> None:
    await world.apply(ALICE, "new", FIRST, contact="測試他人")
    seat = world.seats[-1]
    await world.review()
    letter = world.last_letter("correct", MAILBOX)

    corrected = [await world.correct(seat, letter), await world.correct(seat, letter)]
    await world.review()

    assert corrected[0] == "AmendApplicationSuccess"
    assert corrected[1] != "AmendApplicationSuccess"
    assert await world.activate(seat, world.kept("activate")[-1]) == "ActivateAccountSuccess"


async def test_a_reviewer_decides_a_case_and_not_that_of_a_company_of_hers(world: World) -> None:
    await world.apply(ALICE, "new", THIRD)
    await world.review()

    decided = await world.decide(await world.at_desk(BRUNO), approved=True)

    assert decided == "ApproveApplicationSuccess"
