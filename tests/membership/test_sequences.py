"""Written lists of acts by which somebody once got in, each played on the running service."""

from datetime import timedelta

import pytest

from models.account.account import Account
from models.membership.membership import Membership
from tests.support.portal import COMPANY, TestPortal
from tests.support.walk.people import ADA, ALICE, BERTA, BOB, BRUNO, CAROL, DAN, Identity
from tests.support.walk.world import FIRST, SECOND, Seat, World

DAY = timedelta(days=1)


@pytest.fixture
async def world(portal: TestPortal) -> World:
    world = World(portal)
    await world.begin()
    return world


async def opened(world: World, who: Identity, card: str = "newest", number: str = FIRST) -> Seat:
    """Open an account by applying, and return a browser that is signed in."""
    said = await world.open(who, card, number)
    assert said == "SignInSuccess", said
    return world.seats[-1]


async def signed_in(world: World, who: Identity, card: str = "newest") -> Seat:
    said = await world.sign_in(who, card)
    assert said == "SignInSuccess", said
    return world.seats[-1]


@pytest.mark.parametrize(("first", "days", "then"), [("old", 21, "new"), ("new", 61, "newest")])
async def test_who_was_replaced_does_not_return_by_another_card(
    world: World, first: str, days: int, then: str
) -> None:
    alice = await opened(world, ALICE)
    await world.add(alice, BOB, first)
    await world.forward(days * DAY)
    alice = await signed_in(world, ALICE)
    await world.add(alice, BOB, then)
    await world.replace(alice, BOB, CAROL, "newest")

    entered = [
        await act(BOB, card)
        for card in ("old", "new", "newest")
        for act in (world.sign_in, world.renew)
    ]

    assert "SignInSuccess" not in entered
    assert "RenewCertificateSuccess" not in entered


async def test_an_older_card_is_not_added_in_the_place_of_a_newer_one_that_ended(
    world: World,
) -> None:
    alice = await opened(world, ALICE)
    await world.add(alice, BOB, "newest")
    await world.revoke(BOB.cards["newest"])

    assert await world.add(alice, BOB, "old") == "PERSON_ALREADY_BOUND"


async def test_who_is_dormant_at_one_account_is_not_added_at_another(world: World) -> None:
    alice = await opened(world, ALICE)
    await opened(world, DAN, "old", number=SECOND)
    await world.revoke(DAN.cards["old"])

    assert await world.add(alice, DAN, "newest") == "PERSON_ALREADY_BOUND"


async def test_a_members_next_card_is_not_added_beside_the_one_that_is_bound(
    world: World,
) -> None:
    alice = await opened(world, ALICE)
    await world.add(alice, BOB, "old")

    assert await world.add(alice, BOB, "newest") == "PERSON_ALREADY_BOUND"


async def test_a_colleagues_card_does_not_take_another_colleagues_place_beside_her_own(
    world: World,
) -> None:
    alice = await opened(world, ALICE)
    await world.add(alice, BOB, "old")
    await world.add(alice, CAROL, "newest")

    assert await world.replace(alice, CAROL, BOB, "newest") == "PERSON_ALREADY_BOUND"


@pytest.mark.parametrize("lost", ["expired", "revoked", "held"])
async def test_a_mailbox_makes_nobody_staff(world: World, lost: str) -> None:
    card = ADA.cards["newest"]
    if lost == "revoked":
        await world.revoke(card)
    elif lost == "held":
        await world.hold(card)
    else:
        await world.forward(1801 * DAY)

    await world.ask_link("STF-0003")

    assert world.kept("first-card") == []


async def test_staff_do_not_settle_their_own_removal_by_a_card_of_another_issuer(
    world: World,
) -> None:
    alice = await opened(world, ALICE)
    # Berta belongs to the company by a card of the older issuer: refused, because she is staff.
    added = await world.add(alice, BERTA, "old")

    assert added == "PERSON_ALREADY_BOUND"


async def test_the_applicants_browser_reads_nothing_after_the_account_is_open(
    world: World,
) -> None:
    alice = await opened(world, ALICE)
    await world.replace(alice, ALICE, CAROL, "newest")

    await world.forward(20 * DAY)

    # The world itself checks, after each act, that none of them reads an application that is over.
    assert not any(seat.applications for seat in world.seats)


async def test_an_objection_by_a_replaced_holder_locks_nobody_out(world: World) -> None:
    alice = await opened(world, ALICE)
    await world.replace(alice, ALICE, CAROL, "newest")

    await world.report(world.kept("not-me")[-1])

    assert await world.sign_in(CAROL, "newest") == "SignInSuccess"


async def test_a_person_stays_one_over_the_generations_of_cards(world: World) -> None:
    await opened(world, ALICE, "old")

    crossing = [await world.sign_in(ALICE, "new"), await world.renew(ALICE, "new")]
    elsewhere = await world.apply(ALICE, "newest", SECOND)

    assert crossing == ["CARD_RENEWED", "RenewCertificateSuccess"]
    assert elsewhere == "PERSON_ALREADY_BOUND"


async def test_nothing_is_undone_at_a_closed_account(world: World) -> None:
    alice = await opened(world, ALICE)
    await world.add(alice, BOB, "newest")
    await world.remove(alice, BOB)
    await world.report(world.kept("not-me")[-1])
    ada = await signed_in(world, ADA)
    bruno = await signed_in(world, BRUNO)

    await world.stand(ada, "close", FIRST)
    await world.settle(bruno, undone=True)

    assert await world.sign_in(BOB, "newest") == "CARD_NOT_BOUND"
    assert await world.apply(BOB, "newest", SECOND) == "BindCertificateSuccess"
    assert (await Account.get(control_number=FIRST)).frozen_at is None


async def test_undoing_a_renewal_does_not_bring_back_who_was_removed_since(world: World) -> None:
    alice = await opened(world, ALICE)
    await world.add(alice, BOB, "new")
    await world.renew(BOB, "newest")
    # Bob's own link dies with his membership; the registered mailbox's stays.
    renewal = world.last_letter("not-me", COMPANY.business_email)
    await world.remove(alice, BOB)
    await world.report(renewal)
    bruno = await signed_in(world, BRUNO)

    settled = await world.settle(bruno, undone=True)

    assert settled == "CHANGE_NOT_UNDOABLE"
    assert await world.sign_in(BOB, "new") == "CARD_NOT_BOUND"


async def test_a_reviewer_settles_nothing_about_staff(world: World) -> None:
    account = await Account.get(control_number="STF-0003")
    ada = await signed_in(world, ADA)
    card = await world.card_of(ADA)
    edited = {"phone": "02-1111-2222", "email": "ada-new@agency.example"}
    await ada.person.prove()
    await ada.person.edit(card, **edited)
    await world.read_mail()
    await world.report(world.kept("not-me")[-1])
    bruno = await signed_in(world, BRUNO)

    settled = await world.settle(bruno, undone=True)

    assert settled == "NOT_ALLOWED"
    assert (await Account.get(id=account.id)).frozen_at is not None


async def test_undoing_an_edit_leaves_a_successors_address_alone(world: World) -> None:
    alice = await opened(world, ALICE)
    await world.add(alice, BOB, "newest")
    await world.edit(alice, BOB, "bobs-new@company.example")
    edit = world.last_letter("not-me", COMPANY.business_email)
    await world.replace(alice, BOB, CAROL, "newest")
    await world.report(edit)
    bruno = await signed_in(world, BRUNO)

    settled = await world.settle(bruno, undone=True)

    assert settled == "CHANGE_NOT_UNDOABLE"


@pytest.mark.parametrize(("first", "then"), [("old", "newest"), ("new", "newest")])
async def test_who_was_removed_does_not_renew_in_by_another_card(
    world: World, first: str, then: str
) -> None:
    alice = await opened(world, ALICE)
    await world.add(alice, BOB, first)
    await world.remove(alice, BOB)

    entered = [await world.sign_in(BOB, then), await world.renew(BOB, then)]

    assert entered == ["CARD_NOT_BOUND", "CARD_NOT_BOUND"]


async def test_who_was_removed_is_out_with_the_cards_of_every_issuer(world: World) -> None:
    alice = await opened(world, ALICE)
    await world.add(alice, BOB, "old")
    await world.add(alice, BOB, "new")
    await world.remove(alice, BOB)

    entered = [await world.sign_in(BOB, card) for card in ("old", "new", "newest")]

    assert entered == ["CARD_NOT_BOUND"] * 3


async def test_a_mailbox_binds_no_card_while_an_objection_waits_or_somebody_belongs(
    world: World,
) -> None:
    alice = await opened(world, ALICE, "new")
    await world.add(alice, BOB, "new")
    await world.report(world.kept("not-me")[-1])

    await world.forward(61 * DAY)
    await world.ask_link(FIRST)

    assert world.kept("first-card") == []


async def test_the_card_of_a_closed_account_is_not_sent_in_a_circle(world: World) -> None:
    await opened(world, ALICE, "new")
    ada = await signed_in(world, ADA)
    await world.stand(ada, "close", FIRST)

    answers = [await world.sign_in(ALICE, card) for card in ("new", "newest")]

    assert answers == ["CARD_NOT_BOUND", "CARD_NOT_BOUND"]
    assert await world.apply(ALICE, "newest", FIRST) == "BindCertificateSuccess"


async def test_a_held_card_comes_back_and_its_holder_with_it(world: World) -> None:
    await opened(world, ALICE)
    await world.hold(ALICE.cards["newest"])
    held = await world.sign_in(ALICE, "newest")
    await world.forward(timedelta(minutes=1))

    await world.lift()

    assert held == "CERTIFICATE_ON_HOLD"
    assert await world.sign_in(ALICE, "newest") == "SignInSuccess"
    assert await Membership.filter(ended_at__isnull=True).count() == 4


async def test_one_person_does_not_belong_to_two_accounts(world: World) -> None:
    alice = await opened(world, ALICE)
    await opened(world, DAN, number=SECOND)

    assert await world.add(alice, DAN, "old") == "PERSON_ALREADY_BOUND"
    assert await world.replace(alice, ALICE, DAN, "new") == "PERSON_ALREADY_BOUND"
