"""The world of a walk: the portal, the browsers and letters that people kept, and the model."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from cryptography.x509 import ReasonFlags
from strawberry.relay import from_base64, to_base64

from models.access.authentication import viewer_of
from models.card.certificate import Certificate
from models.card_changes.card_change import CardChange
from models.core.rules import FIRST_CARD_LINK_LIFE, IDENTITY_JOIN_LIFE, LINK_LIFE, NOT_ME_LIFE
from models.session.session import SessionKind
from tests.support import cards
from tests.support.people.people import outcome
from tests.support.people.staff import Colleague
from tests.support.portal import TestPortal
from tests.support.walk import invariants
from tests.support.walk.model import Change, Model, require
from tests.support.walk.people import Identity, ends
from tests.support.walk.seats import Letter, Seat, Stream

_NUMBER = re.compile(r"STF-\d{4}|[A-Z]\d{7}")
# How long the link of each page works.
LIVES = {
    "activate": LINK_LIFE,
    "correct": LINK_LIFE,
    "first-card": FIRST_CARD_LINK_LIFE,
    "not-me": NOT_ME_LIFE,
    "stop-access": NOT_ME_LIFE,
    "confirm-member": IDENTITY_JOIN_LIFE,
}


@dataclass
class Base:
    """A portal, everything people kept, and what each act has in common."""

    portal: TestPortal
    model: Model = field(default_factory=Model)
    seats: list[Seat] = field(default_factory=list)
    letters: list[Letter] = field(default_factory=list)
    streams: list[Stream] = field(default_factory=list)
    ended: dict[int, ReasonFlags | None] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)
    lists: int = 2026030300
    # The role of each account of staff.
    roles: dict[str, str] = field(default_factory=dict)
    _used: set[str] = field(default_factory=set)
    _read: int = 0

    @property
    def now(self) -> datetime:
        return self.portal.clock()

    # Browsers.

    def seat(self, who: Identity, card: str = "newest") -> Seat:
        """Let somebody sit down at another browser, with one of their cards."""
        colleague = Colleague(
            portal=self.portal, browser=self.portal.browser(), card=who.cards[card]
        )
        seat = Seat(who, colleague)
        self.seats.append(seat)
        return seat

    async def is_signed_in(self, seat: Seat) -> bool:
        for token in seat.person.browser.cookies.values():
            viewer = await viewer_of(token, at=self.now)
            return viewer is not None and viewer.kind in (SessionKind.HOLDER, SessionKind.STAFF)
        return False

    async def card_of(self, who: Identity) -> str:
        """Return the node id of somebody's newest card, as a page may have shown it long ago."""
        mine = Certificate.filter(subject_serial__in=who.serials, account_id__isnull=False)
        card = await mine.order_by("-bound_at").first()
        return to_base64("Certificate", str(card.id if card else UUID(int=0)))

    # What the model says of cards.

    def works(self, who: Identity, kind: str) -> bool:
        """Return whether a card is neither expired nor on a list."""
        listed = cards.serial_number(who.cards[kind]) in self.ended
        return not listed and self.now <= ends(kind)

    def can_sign_in(self, who: Identity) -> bool:
        """Return whether somebody belongs somewhere with a card that works."""
        number = self.model.members.get(who)
        return (
            number is not None
            and number not in self.model.suspended
            and who not in self.model.unconfirmed
            and self.works(who, self.model.kinds[who])
        )

    def is_shut(self, number: str) -> bool:
        """Return whether an account has members and none of them can sign in."""
        members = self.model.at(number)
        return bool(members) and not any(self.can_sign_in(who) for who in members)

    # Letters.

    def kept(self, page: str) -> list[Letter]:
        """Return the letters whose link leads to a page, oldest first."""
        return [letter for letter in self.letters if letter.page == page]

    def last_letter(self, page: str, recipient: str) -> Letter:
        """Return the newest letter that a mailbox got with a link to a page."""
        found = [letter for letter in self.kept(page) if letter.recipient == recipient]
        return found[-1]

    def use(self, letter: Letter) -> None:
        """Record that a letter's link worked."""
        require(letter.token not in self._used, f"a link to {letter.page} worked twice")
        require(
            self.now <= letter.at + LIVES[letter.page],
            f"a link to {letter.page} worked {self.now - letter.at} after its letter",
        )
        self._used.add(letter.token)

    async def read_mail(self) -> None:
        """Send all mail that waits, and keep the letters with links."""
        await self.portal.mails()
        for mail in self.portal.post.sent[self._read :]:
            part = mail.get_body(("plain",))
            assert part is not None
            text = str(part.get_content())
            link = re.search(r"/([a-z-]+)#(\S+)", text)
            number = _NUMBER.search(text)
            if link is None or number is None:
                continue
            letter = Letter(
                page=link[1],
                token=link[2],
                recipient=str(mail["To"]),
                number=number[0],
                at=self.now,
                step=self.model.step,
                members=frozenset(self.model.at(number[0])),
            )
            self.letters.append(letter)
            self.judge(letter)
        self._read = len(self.portal.post.sent)

    def judge(self, letter: Letter) -> None:
        """Judge a letter by itself: whether it may have been mailed at all."""

    # What is common to acts.

    async def done(self, act: str, result: dict[str, Any]) -> str:
        """Note what an act answered with, and check what holds after every act."""
        self.said.append(f"{act}: {outcome(result)}")
        await self.read_mail()
        await invariants.after_every_act(self)
        self.model.step += 1
        # No two acts come at the same time.
        self.portal.clock.forward(timedelta(seconds=1))
        return outcome(result)

    async def proven(
        self, seat: Seat, act: Callable[[], Awaitable[dict[str, Any]]]
    ) -> dict[str, Any]:
        """Act, after a fresh signature of the session's card if one is asked for."""
        result = await act()
        if outcome(result) == "CARD_PROOF_NEEDED":
            await seat.person.prove()
            result = await act()
        return result

    async def where(self, seat: Seat) -> str:
        viewer = await seat.person.viewer()
        account = (viewer or {}).get("account")
        return str(account["controlNumber"]) if account else "-"

    async def changes_now(self) -> set[UUID]:
        return {change.id for change in await CardChange.all().only("id")}

    async def changed(
        self,
        before: set[UUID],
        number: str,
        *,
        came: Identity | None,
        went: Identity | None,
        card: str | None = None,
    ) -> None:
        """Record the change of cards that an act made; ``card`` is the kind that ended by it."""
        for change_id in await self.changes_now() - before:
            self.model.changes[change_id] = Change(number, came, went, self.model.step, card)


def uuid_of(node: str) -> UUID:
    return UUID(from_base64(node)[1])
