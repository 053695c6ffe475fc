"""The whole world of a walk: every act goes over GraphQL, and the model hears what succeeded."""

import asyncio
from dataclasses import dataclass, replace

from models.account.account import Account
from models.account.number import AccountNumber
from models.database.transaction import tx
from models.session.roles import AccountKind, AccountStatus, Role
from tests.support import cards
from tests.support.people.members import make_member
from tests.support.portal import COMPANY, on_file
from tests.support.walk.acts.applying import FIRST, NUMBERS, SECOND, THIRD, Applying
from tests.support.walk.acts.desk import Desk
from tests.support.walk.acts.holding import Holding
from tests.support.walk.acts.mailbox import Mailbox
from tests.support.walk.acts.nature import Nature
from tests.support.walk.invariants import invariant_2_no_stream_goes_on
from tests.support.walk.people import ADA, STAFF, Identity
from tests.support.walk.seats import Letter, Seat


@dataclass
class World(Applying, Holding, Desk, Mailbox, Nature):
    """A portal with three companies in the registry, staff, and everything people kept."""

    async def begin(self) -> None:
        """Open the staff's accounts and sign them in."""
        self.portal.limits_only_count()
        self.portal.registry.rows = [
            on_file(),
            on_file(replace(COMPANY, control_number=SECOND)),
            replace(on_file(replace(COMPANY, control_number=THIRD)), contact_name=None),
        ]
        self.model.admins.add(ADA)
        for who in STAFF:
            async with tx():
                number = await AccountNumber.give(AccountKind.STAFF)
            account = await Account.create(
                control_number=number,
                kind=AccountKind.STAFF,
                status=AccountStatus.ACTIVE,
                role=Role.ADMIN if who == ADA else Role.REVIEWER,
                opened_at=self.now,
                name=who.holder,
                mailbox=f"{who.name}@agency.example",
            )
            proof = cards.proof(cards.signed(who.cards["newest"]))
            await make_member(account, proof, email=who.email, at=self.now)
            self.model.join(who, number, how="an invitation", card="newest")
            await self.sign_in(who, "newest")

    async def at_desk(self, who: Identity) -> Seat:
        """Return a browser in which somebody is signed in, after signing in if need be."""
        for seat in reversed(self.seats):
            if seat.who == who and await self.is_signed_in(seat):
                return seat
        await self.sign_in(who, self.model.kinds.get(who, "newest"))
        return self.seats[-1]

    async def quiet(self) -> None:
        """Wait until the streams have told everything, and check them."""
        for _ in range(40):
            await asyncio.sleep(0.005)
        await invariant_2_no_stream_goes_on(self)

    async def end(self) -> None:
        """Close what is open in the background."""
        for stream in self.streams:
            await stream.close()


__all__ = ["FIRST", "NUMBERS", "SECOND", "THIRD", "Letter", "Seat", "World"]
