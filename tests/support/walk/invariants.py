"""The seven invariants of who belongs to an account, each as a function that looks at the world."""

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from strawberry.relay import from_base64

from models.access.authentication import viewer_of
from models.account.account import Account
from models.application.application import Application, ApplicationNotFound
from models.application.transitions import Status
from models.card.certificate import LISTED, Certificate
from models.journal.event import Event
from models.membership.membership import Membership
from models.membership.person import PersonIdentifier
from models.session.roles import AccountKind, AccountStatus
from models.session.session import SessionKind, Viewer
from tests.support.walk.model import NOTICE, require
from tests.support.walk.people import OUTSIDERS, Identity, holder_of
from tests.support.walk.replay import replayed_differences
from tests.support.walk.seats import Letter, Seat, Stream

if TYPE_CHECKING:
    from tests.support.walk.acts.base import Base
    from tests.support.walk.world import World


async def after_every_act(world: "Base") -> None:
    """Check what is cheap enough to be checked after every act."""
    await invariant_1_who_belongs_came_by_an_act_of_the_model(world)
    await invariant_2_nobody_reads_on(world)
    await invariant_2_no_stream_goes_on(world)
    await invariant_3_staff_are_confirmed_by_an_administrator(world)
    await invariant_6_applications_are_left_with_their_activation(world)
    await invariant_7_a_person_belongs_to_one_account(world)
    await nobody_gets_the_letters_of_another(world)


async def at_times(world: "Base") -> None:
    """Check what takes longer: every few acts, and at the end."""
    await the_journal_says_what_the_tables_say(world)


async def at_the_end(world: "World") -> None:
    """Check what moves the world on, and so comes last."""
    await at_times(world)
    await invariant_5_no_active_account_is_shut_for_good(world)
    await at_times(world)


async def invariant_1_who_belongs_came_by_an_act_of_the_model(world: "Base") -> None:
    """Require that the memberships that stand are those that the acts made, and no others."""
    stored: dict[Identity, str] = {}
    for membership in await _standing():
        account = await Account.get(id=membership.account_id)
        stored[await _identity(membership)] = account.control_number
    for who in stored.keys() | world.model.members.keys():
        says, should = stored.get(who), world.model.members.get(who)
        require(says == should, f"{who.name} belongs to {says}; by the acts it is {should}")


async def invariant_2_nobody_reads_on(world: "Base") -> None:
    """Require that a browser reads nothing of an account once its person is out."""
    for seat in world.seats:
        if seat.number is None or seat.is_dead:
            continue
        number = seat.number
        belongs = world.model.members.get(seat.who) == number
        if belongs and number not in world.model.suspended:
            continue
        viewer = await _viewer(world, seat)
        reads = viewer is not None and viewer.kind in (SessionKind.HOLDER, SessionKind.STAFF)
        require(not reads, f"{seat.who.name} could read {number} without belonging there")
        # A suspended account may be restored, and then the session goes on.
        seat.is_dead = not belongs


async def invariant_2_no_stream_goes_on(world: "Base") -> None:
    """Require that a stream delivers no act that came after the one by which its holder left."""
    for stream in world.streams:
        if stream.ended_at is None and world.model.members.get(stream.who) != stream.number:
            stream.ended_at = await _last_place(stream)
    if world.streams:
        # Streams deliver in the background.
        await asyncio.sleep(0.005)
    for stream in world.streams:
        late = [at for at in stream.places if stream.ended_at and at > stream.ended_at]
        require(
            not late, f"{stream.who.name}'s stream of {stream.number} went on after they were out"
        )


async def invariant_3_staff_are_confirmed_by_an_administrator(world: "Base") -> None:
    """Require that staff whose rights stand are those whom an administrator has confirmed."""
    for membership in await _standing():
        who = await _identity(membership)
        confirmed = membership.confirmed_at is not None
        waits = who in world.model.unconfirmed
        require(confirmed is not waits, f"{who.name}'s rights: confirmed {confirmed}")


async def invariant_5_no_active_account_is_shut_for_good(world: "World") -> None:
    """Require that the mailbox lets somebody in where nobody can sign in, after the notice.

    An account that staff have halted or suspended, or whose request somebody stopped, is theirs.
    """
    companies = Account.filter(status=AccountStatus.ACTIVE).exclude(kind=AccountKind.STAFF)
    for outsider, account in zip(OUTSIDERS, await companies.order_by("id"), strict=False):
        number = account.control_number
        await world.forward(timedelta(hours=1))
        request = world.model.requests.get(number)
        waits_for_staff = request is not None and request.stopped and not request.approved
        if world.model.is_halted(number) or waits_for_staff:
            continue
        if any(world.can_sign_in(who) for who in world.model.at(number)):
            continue
        await world.ask_link(number)
        if _fresh_link(world, number) is None:
            await world.forward(NOTICE)
            await world.ask_link(number)
        # A request that was granted before gives a link at once, and may have ended since.
        link = _fresh_link(world, number)
        require(
            link is not None, f"{number} is shut: nobody can sign in, and its mailbox gets no link"
        )
        assert link is not None
        said = await world.bind_first(link, outsider, "newest")
        require(said == "BindFirstCardSuccess", f"{number} is shut: its mailbox's link says {said}")


async def invariant_6_applications_are_left_with_their_activation(world: "Base") -> None:
    """Require that no browser reads an application whose account is open."""
    for seat in world.seats:
        for node in tuple(seat.applications):
            viewer = await _viewer(world, seat)
            try:
                application = await Application.for_viewer(viewer, UUID(from_base64(node)[1]))
            except ApplicationNotFound:
                seat.applications.remove(node)
                continue
            require(
                application.status is not Status.ACTIVATED,
                f"{seat.who.name}'s browser reads an application that was activated",
            )


async def invariant_7_a_person_belongs_to_one_account(world: "Base") -> None:
    """Require that nobody has cards at two accounts, whatever identifiers the cards bear."""
    where: dict[Identity, UUID] = {}
    for card in await Certificate.filter(status__in=LISTED, account_id__isnull=False):
        who = holder_of(card.subject_serial)
        other = where.setdefault(who, card.account_id or UUID(int=0))
        require(other == card.account_id, f"{who.name} has cards at two accounts")


async def nobody_gets_the_letters_of_another(world: "Base") -> None:
    """Require that the address of a card was typed for its holder."""
    for card in await Certificate.filter(status__in=LISTED, account_id__isnull=False):
        who = holder_of(card.subject_serial)
        own = card.email.startswith((who.name, "holder@"))
        require(own, f"{who.name}'s letters go to {card.email}")


async def the_journal_says_what_the_tables_say(world: "Base") -> None:
    differences = await replayed_differences()
    require(not differences, "; ".join(differences))


async def _standing() -> list[Membership]:
    return await Membership.filter(ended_at__isnull=True)


async def _identity(membership: Membership) -> Identity:
    known = await PersonIdentifier.filter(person_id=membership.person_id).first()
    assert known is not None
    return holder_of(known.subject_serial)


async def _viewer(world: "Base", seat: Seat) -> Viewer | None:
    cookies = list(seat.person.browser.cookies.values())
    return await viewer_of(cookies[0], at=world.now) if cookies else None


async def _last_place(stream: Stream) -> int:
    """Return the number of the account's newest event, as its streams count."""
    return await Event.filter(subject=f"account:{stream.account_id}").count()


def _fresh_link(world: "World", number: str) -> Letter | None:
    """Return the link that lets a card in, if the mailbox got one within the hour."""
    links = [letter for letter in world.kept("first-card") if letter.number == number]
    return links[-1] if links and links[-1].at >= world.now - timedelta(hours=1) else None
