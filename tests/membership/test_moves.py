"""Tests of the table of a membership's moves: every cell, on both databases."""

from contextlib import suppress
from itertools import product

import pytest
from tortoise.exceptions import IntegrityError

from models.account.account import Account
from models.database.transaction import tx
from models.journal.event import Event
from models.membership.membership import Membership
from models.membership.moves import (
    BY_OTHERS,
    MOVES,
    Beginning,
    Ending,
    MemberActor,
    MoveNotAllowed,
)
from models.membership.person import Person
from models.session.roles import AccountKind, AccountStatus
from tests.support import cards

EVERYWHERE = {"BUSINESS", "VENDOR", "STAFF"}
COMPANIES = {"BUSINESS", "VENDOR"}
# Written out again from the design, so that a slip in the table is seen.
BEGINNINGS = {
    ("ACTIVATION", "APPLICANT"): {"BUSINESS"},
    ("FIRST_CARD", "MAILBOX"): COMPANIES,
    ("INVITATION", "ADMIN"): EVERYWHERE,
    ("INVITATION", "OPERATOR"): EVERYWHERE,
    ("ADDED", "HOLDER"): COMPANIES,
    ("SUCCEEDED", "HOLDER"): COMPANIES,
    ("REINSTATED", "REVIEWER"): EVERYWHERE,
    ("REINSTATED", "ADMIN"): EVERYWHERE,
}
ENDINGS = {
    ("REMOVED", "HOLDER"): EVERYWHERE,
    ("REPLACED", "HOLDER"): COMPANIES,
    ("DISPUTED", "REVIEWER"): EVERYWHERE,
    ("DISPUTED", "ADMIN"): EVERYWHERE,
    ("ACCOUNT_CLOSED", "ADMIN"): EVERYWHERE,
    ("LEFT", "MEMBER"): EVERYWHERE,
    ("LEFT", "SERVICE"): EVERYWHERE,
    ("DORMANT", "SERVICE"): EVERYWHERE,
    ("ENDED_BY_STAFF", "REVIEWER"): EVERYWHERE,
    ("ENDED_BY_STAFF", "ADMIN"): EVERYWHERE,
}
# Whoever ended so does not return through the mailbox.
TAKEN_OUT = {"REMOVED", "REPLACED", "DISPUTED"}


async def accounts() -> dict[AccountKind, Account]:
    """Create an account of each kind."""
    return {
        kind: await Account.create(
            control_number=f"{kind.value[:1]}0000001",
            kind=kind,
            status=AccountStatus.ACTIVE,
            opened_at=cards.AT,
        )
        for kind in AccountKind
    }


async def somebody() -> Person:
    return await Person.create(name="測試甲", created_at=cards.AT, changed_at=cards.AT)


async def begin(
    person: Person,
    account: Account,
    because: Beginning = Beginning.ADDED,
    actor_kind: MemberActor = MemberActor.HOLDER,
) -> Membership:
    async with tx() as change:
        return await Membership.begin(
            change,
            person,
            account_id=account.id,
            kind=account.kind,
            because=because,
            actor_kind=actor_kind,
            actor="test:1",
            at=cards.AT,
            confirmed_by="test:1",
        )


async def end(
    membership: Membership, account: Account, because: Ending, actor_kind: MemberActor
) -> bool:
    async with tx() as change:
        return await membership.end(
            change,
            because,
            kind=account.kind,
            actor_kind=actor_kind,
            actor="test:1",
            at=cards.AT,
        )


async def test_every_cell_of_the_beginnings(database: str) -> None:
    there, person = await accounts(), await somebody()
    wrong = []

    for because, actor_kind, account in product(Beginning, MemberActor, there.values()):
        allowed = account.kind.value in BEGINNINGS.get((because.value, actor_kind.value), set())
        before = await Event.all().count()
        with suppress(MoveNotAllowed):
            await begin(person, account, because, actor_kind)
        begun = await Membership.filter(account_id=account.id, began_because=because).delete()
        said = await Event.all().count() - before
        if (bool(begun), bool(said)) != (allowed, allowed):
            wrong.append((because, actor_kind, account.kind))

    assert wrong == []


async def test_every_cell_of_the_endings(database: str) -> None:
    there, person = await accounts(), await somebody()
    wrong = []

    for account in there.values():
        await Membership.all().delete()
        membership = await Membership.create(
            person_id=person.id,
            account_id=account.id,
            began_at=cards.AT,
            began_because=Beginning.DERIVED,
            began_by="test:1",
        )
        for because, actor_kind in product(Ending, MemberActor):
            allowed = account.kind.value in ENDINGS.get((because.value, actor_kind.value), set())
            before = await Event.all().count()
            with suppress(MoveNotAllowed):
                await end(membership, account, because, actor_kind)
            ended = await Membership.filter(ended_because=because).update(
                ended_at=None, ended_because=None, ended_by=None
            )
            said = await Event.all().count() - before
            if (bool(ended), bool(said)) != (allowed, allowed):
                wrong.append((because, actor_kind, account.kind))

    assert wrong == []


def test_the_table_has_nothing_else() -> None:
    written = {move for move, _ in (*BEGINNINGS, *ENDINGS)}

    assert {move.value for move in MOVES} == written
    # Only the migration derives one.
    assert {*Beginning} - MOVES.keys() == {Beginning.DERIVED}
    assert {*Ending} - MOVES.keys() == set()
    assert {ending.value for ending in BY_OTHERS} == TAKEN_OUT


async def test_a_person_has_one_membership_that_has_not_ended(database: str) -> None:
    there, person = await accounts(), await somebody()
    await begin(person, there[AccountKind.BUSINESS])

    with pytest.raises(IntegrityError):
        await begin(person, there[AccountKind.VENDOR])

    assert await Membership.all().count() == 1


async def test_a_membership_ends_once(database: str) -> None:
    there, person = await accounts(), await somebody()
    account = there[AccountKind.BUSINESS]
    membership = await begin(person, account)
    late = await Membership.get(id=membership.id)

    first = await end(membership, account, Ending.REMOVED, MemberActor.HOLDER)
    second = await end(late, account, Ending.LEFT, MemberActor.MEMBER)

    assert (first, second) == (True, False)
    assert not await Membership.standing(at=cards.AT).exists()
    assert (await Membership.get(id=membership.id)).ended_because is Ending.REMOVED
    assert await Event.filter(kind="MEMBERSHIP_ENDED").count() == 1


async def confirm(membership: Membership) -> bool:
    async with tx() as change:
        return await membership.confirm(change, actor="test:2", at=cards.AT)


async def unconfirm(membership: Membership) -> None:
    async with tx() as change:
        await membership.await_confirmation(change, actor="test:2", at=cards.AT)


async def test_rights_are_confirmed_once(database: str) -> None:
    there, person = await accounts(), await somebody()
    membership = await begin(person, there[AccountKind.BUSINESS])
    await unconfirm(membership)
    late = await Membership.get(id=membership.id)

    assert [await confirm(membership), await confirm(late)] == [True, False]
    assert await Event.filter(kind="MEMBERSHIP_CONFIRMED").count() == 1


async def test_rights_do_not_begin_once_the_membership_has_ended(database: str) -> None:
    there, person = await accounts(), await somebody()
    account = there[AccountKind.BUSINESS]
    membership = await begin(person, account)
    await unconfirm(membership)
    late = await Membership.get(id=membership.id)
    await end(membership, account, Ending.REMOVED, MemberActor.HOLDER)

    assert await confirm(late) is False
    assert (await Membership.get()).confirmed_at is None


async def test_only_one_accounts_ends_to_come_are_withdrawn(database: str) -> None:
    there, at = await accounts(), cards.AT
    here, elsewhere = there[AccountKind.BUSINESS], there[AccountKind.VENDOR]
    ends = {"to come": at + cards.DAY, "elsewhere": at + cards.DAY, "past": at}
    for name, ends_at in ends.items():
        person = await Person.create(name=name, created_at=at, changed_at=at)
        membership = await begin(person, elsewhere if name == "elsewhere" else here)
        await Membership.filter(id=membership.id).update(ends_at=ends_at)

    await Membership.pause_endings(here.id, at=at)

    left = dict(await Membership.all().values_list("person__name", "ends_at"))
    assert left == {**ends, "to come": None}


async def test_of_two_memberships_of_one_moment_the_one_that_ended_came_first(
    database: str,
) -> None:
    there, person = await accounts(), await somebody()
    account = there[AccountKind.BUSINESS]
    staff = MemberActor.ADMIN
    back = await begin(person, account, Beginning.REINSTATED, staff)
    await Membership.all().update(ended_at=cards.AT)
    before = await begin(person, account)
    await end(before, account, Ending.REMOVED, MemberActor.HOLDER)
    await Membership.filter(id=back.id).update(ended_at=None)

    assert (await before.reinstated()).id == back.id


async def test_a_dormant_membership_stands_until_the_moment_it_ends(database: str) -> None:
    there, person = await accounts(), await somebody()
    membership = await begin(person, there[AccountKind.BUSINESS])
    await Membership.all().update(dormant_since=cards.AT, ends_at=cards.AT + cards.DAY)
    await membership.refresh_from_db()

    stands = [
        (
            membership.is_standing(at=at),
            await Membership.standing(at=at).exists(),
            await Membership.standing_of(person, at=at) is not None,
        )
        for at in (cards.AT + cards.DAY - cards.SECOND, cards.AT + cards.DAY)
    ]
    async with tx() as change:
        await membership.wake(change, actor="service:test", at=cards.AT)

    assert stands == [(True, True, True), (False, False, False)]
    woken = await Membership.get()
    assert (woken.dormant_since, woken.warned_at, woken.ends_at) == (None, None, None)


@pytest.mark.parametrize("because", Ending)
async def test_who_was_taken_out_by_others_is_known(database: str, because: Ending) -> None:
    there, person = await accounts(), await somebody()
    here, elsewhere = there[AccountKind.BUSINESS], there[AccountKind.VENDOR]
    membership = await begin(person, here)
    while_in = await Membership.was_ended_by_others(person, control_number=here.control_number)
    actor_kind = next(MemberActor(by) for move, by in ENDINGS if move == because.value)
    await end(membership, here, because, actor_kind)

    asked = [
        await Membership.was_ended_by_others(person, control_number=account.control_number)
        for account in (here, elsewhere)
    ]

    assert while_in is False
    assert asked == [because.value in TAKEN_OUT, False]


async def test_the_last_ending_decides_whether_others_took_a_person_out(database: str) -> None:
    there, person = await accounts(), await somebody()
    account = there[AccountKind.BUSINESS]
    removed = await begin(person, account)
    await end(removed, account, Ending.REMOVED, MemberActor.HOLDER)
    await Membership.all().update(ended_at=cards.AT - cards.SECOND)
    left = await begin(person, account)
    await end(left, account, Ending.LEFT, MemberActor.MEMBER)

    assert (
        await Membership.was_ended_by_others(person, control_number=account.control_number) is False
    )
