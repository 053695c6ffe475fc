"""What nobody does: time passes, lists are published, the worker does what is due."""

from datetime import timedelta

from cryptography.x509 import ReasonFlags

from models.membership.membership import Membership
from models.membership.moves import Ending
from models.pki.crl.status import read_list
from models.revocation.stored_list import StoredList
from tests.support import cards
from tests.support.walk.acts.base import Base
from tests.support.walk.model import DORMANT, require
from tests.support.walk.people import Identity, ends
from web.demo.authority import Card, Generation, Revocation


class Nature(Base):
    """Time, revocation lists, and the worker."""

    async def forward(self, by: timedelta) -> str:
        """Let time pass, and let the worker do what is due."""
        self.portal.clock.forward(by)
        await self._publish()
        await self._work()
        return await self.done(f"{by} pass", {"__typename": "later"})

    async def revoke(self, card: Card) -> str:
        """Revoke a card, for good."""
        self.ended[cards.serial_number(card)] = None
        await self._publish()
        return await self.done("a card is revoked", {"__typename": "revoked"})

    async def hold(self, card: Card) -> str:
        """Put a card on hold."""
        self.ended.setdefault(cards.serial_number(card), ReasonFlags.certificate_hold)
        await self._publish()
        return await self.done("a card is put on hold", {"__typename": "held"})

    async def lift(self) -> str:
        """Lift every hold."""
        self.ended = {card: why for card, why in self.ended.items() if why is None}
        await self._publish()
        return await self.done("holds are lifted", {"__typename": "lifted"})

    async def _publish(self) -> None:
        self.lists += 1
        at = self.now
        revoked = [
            Revocation(serial_number=number, at=at, reason=why)
            for number, why in self.ended.items()
        ]
        for generation in Generation:
            content = cards.crl(
                *revoked, generation=generation, at=at - timedelta(hours=1), number=self.lists
            )
            fresh = read_list(content, issuer=cards.issuer(generation))
            await StoredList.keep(fresh, content=content, at=at)
        await self.portal.mark()

    async def _work(self) -> None:
        """Run the worker's jobs about members, and judge whom they took out."""
        await self.portal.work("dormant", "warn dormant", "end dormant", "leaving", "access")
        for who, number in tuple(self.model.members.items()):
            known = Membership.filter(person__identifiers__subject_serial__in=who.serials)
            if await known.filter(ended_at__isnull=True).exists():
                continue
            last = await known.order_by("-ended_at").first()
            because = last.ended_because if last else None
            may = {
                Ending.LEFT: self.model.leaving.get(who, self.now + DORMANT) <= self.now,
                Ending.DORMANT: not self.works(who, self.model.kinds[who]) and self._has_slept(who),
            }
            require(may.get(because or Ending.REMOVED), f"the worker took {who.name} out")
            self.model.leave(who, number, by_others=False)
        for who in tuple(self.model.leaving):
            if not await Membership.filter(
                person__identifiers__subject_serial__in=who.serials, leaves_at__isnull=False
            ).exists():
                del self.model.leaving[who]

    def _has_slept(self, who: Identity) -> bool:
        """Return whether a card has been expired for long enough, or is on a list."""
        kind = self.model.kinds[who]
        listed = cards.serial_number(who.cards[kind]) in self.ended
        return listed or self.now >= ends(kind) + DORMANT
