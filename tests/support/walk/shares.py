"""The acts of a random walk, each with what chance has drawn, and how often each comes."""

from collections.abc import Awaitable, Callable

from tests.support.portal import COMPANY
from tests.support.walk.draws import (
    DAY,
    HOUR,
    MOST_STREAMS,
    Drawn,
    any_account,
    applicants_seat,
    card_of,
    colleague,
    desk,
    holder,
    kept,
)
from tests.support.walk.people import CLARA, REISSUED
from tests.support.walk.world import FIRST, SECOND, THIRD, World

# Applicants.


async def open_account(world: World, it: Drawn) -> None:
    await world.open(it.who, card_of(world, it.who, it), it.number)


async def apply(world: World, it: Drawn) -> None:
    """Apply, at times with a mistake, or where a person decides, and let the service review."""
    contact = COMPANY.contact_name if it.yes else "測試他人"
    number = THIRD if it.place == 0 else it.number
    await world.apply(it.who, card_of(world, it.who, it), number, contact=contact)
    if it.other_place:
        await world.review()


async def correct(world: World, it: Drawn) -> None:
    letters = world.kept("correct")
    letter = kept(letters, it.other_place) if letters and it.yes else None
    await world.correct(applicants_seat(world, it.place), letter)


async def withdraw(world: World, it: Drawn) -> None:
    await world.withdraw(applicants_seat(world, it.place))


async def review(world: World, _: Drawn) -> None:
    await world.review()


async def decide(world: World, it: Drawn) -> None:
    if not any(seat.applications for seat in world.seats):
        return
    await world.decide(await desk(world, it), approved=it.yes)


async def activate(world: World, it: Drawn) -> None:
    if links := world.kept("activate"):
        await world.activate(applicants_seat(world, it.place), kept(links, it.other_place))


# Members.


async def sign_in(world: World, it: Drawn) -> None:
    await world.sign_in(it.anybody, REISSUED if it.anybody in world.model.joined else it.kind)


async def sign_in_as_member(world: World, it: Drawn) -> None:
    members = list(world.model.members)
    who = kept(members, it.place)
    await world.sign_in(who, world.model.kinds[who] if it.yes else it.kind)


async def renew(world: World, it: Drawn) -> None:
    await world.renew(it.anybody, REISSUED if it.other_place == 0 else it.kind)


async def renew_as_member(world: World, it: Drawn) -> None:
    who = kept(list(world.model.members), it.place)
    await world.renew(who, card_of(world, who, it))


async def add(world: World, it: Drawn) -> None:
    await world.add(await holder(world, it.place), it.anybody, card_of(world, it.anybody, it))


async def remove(world: World, it: Drawn) -> None:
    seat = await holder(world, it.place)
    await world.remove(seat, colleague(world, seat, it))


async def replace(world: World, it: Drawn) -> None:
    seat = await holder(world, it.place)
    await world.replace(
        seat, colleague(world, seat, it), it.anybody, card_of(world, it.anybody, it)
    )


async def edit(world: World, it: Drawn) -> None:
    seat = await holder(world, it.place)
    who = colleague(world, seat, it)
    await world.edit(seat, who, f"{who.name}{it.other_place}@company.example")


async def leave(world: World, it: Drawn) -> None:
    await world.leave(await holder(world, it.place))


async def stay(world: World, it: Drawn) -> None:
    leaving = list(world.model.leaving)
    if not leaving and it.place:
        return
    seat = await world.at_desk(leaving[0]) if leaving else await holder(world, it.place)
    await world.stay(seat)


async def watch(world: World, it: Drawn) -> None:
    if len(world.streams) < MOST_STREAMS:
        await world.watch(await holder(world, it.place))


# Objections, and what staff do.


async def report(world: World, it: Drawn) -> None:
    """Object by a letter; the mailbox has one of each change, and each member one too."""
    letters = world.kept("not-me")
    mailboxs = [letter for letter in letters if letter.recipient == COMPANY.business_email]
    if letters:
        await world.report(kept(mailboxs if mailboxs and it.yes else letters, it.place))


async def settle(world: World, it: Drawn) -> None:
    if not any(world.model.objections.values()):
        return
    await world.settle(await desk(world, it), undone=it.yes)


async def settle_anywhere(world: World, it: Drawn) -> None:
    await world.settle(kept(world.seats, it.place), undone=it.yes)


async def suspend(world: World, it: Drawn) -> None:
    await world.stand(await desk(world, it), "suspend", any_account(it))


async def restore(world: World, it: Drawn) -> None:
    number = kept(sorted(world.model.suspended) or [it.number], it.place)
    await world.stand(await desk(world, it), "restore", number)


async def close(world: World, it: Drawn) -> None:
    await world.stand(await desk(world, it), "close", any_account(it))


async def end_member(world: World, it: Drawn) -> None:
    await world.end_member(await desk(world, it), it.who)


async def settle_access(world: World, it: Drawn) -> None:
    if not world.model.requests:
        return
    await world.settle_access(await desk(world, it), approved=it.yes)


async def invite(world: World, it: Drawn) -> None:
    role = "ADMIN" if it.yes else "REVIEWER"
    await world.invite(await desk(world, it), CLARA if it.place else it.who, role)


async def invite_again(world: World, it: Drawn) -> None:
    number = kept([f"STF-{place:04}" for place in range(1, 4 + len(world.roles))], it.place)
    members = world.model.at(number)
    await world.invite_again(await desk(world, it), number, members[0] if members else it.anybody)


async def confirm(world: World, it: Drawn) -> None:
    if not world.model.unconfirmed:
        return
    await world.confirm(await desk(world, it), confirmed=it.yes or it.place > 0)


async def join_identifier(world: World, it: Drawn) -> None:
    if not world.kept("confirm-member"):
        return
    await world.join_identifier(await desk(world, it))


# Letters.


async def ask_link(world: World, it: Drawn) -> None:
    numbers = (FIRST, FIRST, SECOND, THIRD, "STF-0001", "STF-0003")
    await world.ask_link(numbers[it.place % len(numbers)])


async def bind_first(world: World, it: Drawn) -> None:
    if letters := world.kept("first-card"):
        letter = kept(letters, it.place)
        invited = world.model.invited.get(letter.number, it.anybody)
        who = invited if it.yes else it.anybody
        await world.bind_first(letter, who, card_of(world, who, it))


async def stop_access(world: World, it: Drawn) -> None:
    if letters := world.kept("stop-access"):
        await world.stop_access(kept(letters, it.place))


async def ask_to_be_recognised(world: World, it: Drawn) -> None:
    number = world.model.members.get(it.anybody, it.number)
    await world.ask_to_be_recognised(it.anybody, number)


async def confirm_join(world: World, it: Drawn) -> None:
    if letters := world.kept("confirm-member"):
        await world.confirm_join(kept(letters, it.place))


async def look_at(world: World, it: Drawn) -> None:
    if world.letters:
        await world.look_at(kept(world.letters, 7 * it.place + it.other_place))


# What nobody does.


async def wait(world: World, it: Drawn) -> None:
    await world.forward(it.pause)


async def revoke(world: World, it: Drawn) -> None:
    await world.revoke(it.anybody.cards[it.kind])


async def hold(world: World, it: Drawn) -> None:
    await world.hold(it.anybody.cards[it.kind])


async def lift(world: World, _: Drawn) -> None:
    await world.lift()


async def shut(world: World, it: Drawn) -> None:
    """Let all cards of a company be put on hold, and its mailbox ask, which chance rarely does."""
    for who in world.model.at(FIRST):
        await world.hold(who.cards[world.model.kinds[who]])
    await world.forward(HOUR)
    await world.ask_link(FIRST)
    if it.yes:
        await world.forward(3 * DAY)


Act = Callable[[World, Drawn], Awaitable[None]]
# The share of each act. What has nothing to do costs nothing, so what rarely has comes often;
# deciding, objecting and settling come as often as anything else. The first fills the simplest
# walk, where it does nothing.
SHARES: dict[Act, int] = {
    # Letters.
    bind_first: 8,
    stop_access: 2,
    confirm_join: 6,
    ask_link: 2,
    look_at: 2,
    # Applicants.
    open_account: 2,
    apply: 3,
    correct: 2,
    withdraw: 1,
    review: 1,
    activate: 3,
    # Members.
    sign_in: 1,
    sign_in_as_member: 2,
    renew: 2,
    renew_as_member: 3,
    add: 5,
    remove: 4,
    replace: 4,
    edit: 2,
    leave: 1,
    stay: 2,
    watch: 1,
    ask_to_be_recognised: 2,
    # Objections, and what staff do.
    report: 5,
    settle: 6,
    settle_anywhere: 1,
    decide: 6,
    settle_access: 4,
    join_identifier: 6,
    end_member: 1,
    invite: 2,
    invite_again: 1,
    confirm: 6,
    suspend: 1,
    restore: 2,
    close: 1,
    # What nobody does.
    wait: 3,
    shut: 2,
    revoke: 1,
    hold: 1,
    lift: 2,
}
ACTS = tuple(act for act, share in SHARES.items() for _ in range(share))
