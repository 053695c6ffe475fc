"""What members do with cards, and the objections of those who did not."""

from datetime import datetime

from models.account.account import Account
from models.card_changes.card_change import CardChange
from tests.support.contract import global_id
from tests.support.people.people import Person, outcome
from tests.support.walk.acts.base import Base
from tests.support.walk.model import require
from tests.support.walk.people import Identity
from tests.support.walk.seats import Letter, Seat, Stream


class Holding(Base):
    """The acts of members in a browser, which may be signed in or not any longer."""

    async def add(self, seat: Seat, who: Identity, card: str) -> str:
        """Add somebody's card in a browser."""
        change, before = await self.changes_now(), self.model.kinds.get(who)
        where = await self.where(seat)
        result = await self.proven(seat, lambda: seat.person.add(who.cards[card], email=who.email))
        if outcome(result) == "AddCertificateSuccess":
            self.model.require_may_change(seat.who, where, act="add a card")
            was = who if self.model.members.get(who) == where else None
            self.model.join(who, where, how="an addition", card=card)
            await self.changed(change, where, came=who, went=was, card=before)
        return await self.done(f"{seat.who.name} adds {who.name}'s {card}", result)

    async def remove(self, seat: Seat, who: Identity) -> str:
        """Remove somebody's card in a browser."""
        target = await self.card_of(who)
        change, before = await self.changes_now(), self.model.kinds.get(who)
        where = await self.where(seat)
        result = await self.proven(seat, lambda: seat.person.remove(target))
        if outcome(result) == "RemoveCertificateSuccess":
            self.model.require_may_change(seat.who, where, act="remove a card")
            self.model.leave(who, where, by_others=seat.who != who)
            await self.changed(change, where, came=None, went=who, card=before)
        return await self.done(f"{seat.who.name} removes {who.name}", result)

    async def replace(self, seat: Seat, old: Identity, who: Identity, card: str) -> str:
        """Replace somebody's card by another in a browser."""
        target = await self.card_of(old)
        change, before = await self.changes_now(), self.model.kinds.get(old)
        where = await self.where(seat)
        # Who is not signed in sees no list, and tries all the same.
        version = None if await self.is_signed_in(seat) else "-"
        result = await self.proven(
            seat,
            lambda: seat.person.replace(target, who.cards[card], version=version, email=who.email),
        )
        if outcome(result) == "ReplaceCertificateSuccess":
            self.model.require_may_change(seat.who, where, act="replace a card")
            if old != who:
                self.model.leave(old, where, by_others=True)
            self.model.join(who, where, how="a replacement", card=card)
            await self.changed(change, where, came=who, went=old, card=before)
        return await self.done(
            f"{seat.who.name} replaces {old.name} by {who.name}'s {card}", result
        )

    async def edit(self, seat: Seat, who: Identity, email: str) -> str:
        """Change the address of somebody's card."""
        target = await self.card_of(who)
        where = await self.where(seat)
        result = await self.proven(
            seat, lambda: seat.person.edit(target, phone="02-1111-2222", email=email)
        )
        if outcome(result) == "EditCertificateSuccess":
            self.model.require_may_change(seat.who, where, act="edit a card")
        return await self.done(f"{seat.who.name} edits {who.name}", result)

    async def leave(self, seat: Seat) -> str:
        """Leave the account, or give notice of it."""
        where, change = await self.where(seat), await self.changes_now()
        before = self.model.kinds.get(seat.who)
        result = await self.proven(
            seat, lambda: seat.person.do("leaveAccount", "leavesAt signedOut")
        )
        if outcome(result) == "LeaveAccountSuccess":
            self.model.require_may_change(seat.who, where, act="leave")
            leaves_at = datetime.fromisoformat(result["leavesAt"])
            if leaves_at <= self.now:
                self.model.leave(seat.who, where, by_others=False)
                await self.changed(change, where, came=None, went=seat.who, card=before)
            else:
                self.model.leaving[seat.who] = leaves_at
        return await self.done(f"{seat.who.name} leaves", result)

    async def stay(self, seat: Seat) -> str:
        """Cancel a notice of leaving."""
        where = await self.where(seat)
        result = await seat.person.do("cancelLeaving", "account { id }")
        if outcome(result) == "CancelLeavingSuccess":
            self.model.require_may_change(seat.who, where, act="stay")
            del self.model.leaving[seat.who]
        return await self.done(f"{seat.who.name} stays", result)

    async def watch(self, seat: Seat) -> str:
        """Open a stream of the account's changes, and leave it open."""
        where = await self.where(seat)
        if where == "-":
            return "not signed in"
        account = await Account.filter(control_number=where).exclude(status="CLOSED").get()
        self.streams.append(Stream.opened(seat, where, account.id))
        return await self.done(f"{seat.who.name} opens a stream", {"__typename": "opened"})

    # Objections.

    async def report(self, letter: Letter) -> str:
        """Say "this was not me" by the link of a letter."""
        anyone = Person.at(self.portal)
        result = await anyone.do("reportChange", "change { kind }", token=letter.token)
        if outcome(result) == "ReportChangeSuccess":
            self.use(letter)
            number = letter.number
            require(number not in self.model.closed, f"an objection at the closed {number}")
            self.model.objections[number] = self.model.objections.get(number, 0) + 1
        return await self.done("somebody objects", result)

    async def settle(self, seat: Seat, *, undone: bool) -> str:
        """Settle the oldest objection, in a browser of staff."""
        waiting = await CardChange.filter(reported_at__isnull=False, settled_at__isnull=True)
        if not waiting:
            return "nothing to settle"
        record = min(waiting, key=lambda one: one.reported_at or one.at)
        number = (await Account.get(id=record.account_id)).control_number
        result = await self.proven(
            seat,
            lambda: seat.person.do(
                "settleChange",
                "dispute { outcome }",
                id=global_id(record),
                outcome="UNDONE" if undone else "STANDS",
                note="去電確認",
            ),
        )
        if outcome(result) == "SettleChangeSuccess":
            self.model.require_may_decide(seat.who, number, act="settle an objection")
            waits = self.model.is_halted(number)
            require(waits, f"an objection was settled at {number}, which is closed or has none")
            self.model.objections[number] -= 1
            if undone and record.id in self.model.changes:
                self.model.undo(record.id)
        return await self.done(f"{seat.who.name} settles, undone: {undone}", result)
