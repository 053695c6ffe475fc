"""The acts of a walk: every one goes over GraphQL, and the model hears what succeeded."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from cryptography.x509 import ReasonFlags
from strawberry.relay import from_base64, to_base64

from models.access.authentication import viewer_of
from models.account.account import Account
from models.application.application import Application, ApplicationNotFound
from models.application.transitions import Status
from models.card.certificate import Certificate
from models.card_changes.card_change import CardChange
from models.pki.crl.status import read_list
from models.revocation.stored_list import StoredList
from models.session.roles import AccountKind, AccountStatus, Role
from models.session.session import SessionKind
from tests.support import cards
from tests.support.people.members import make_member
from tests.support.people.people import Person, form, outcome
from tests.support.people.staff import Colleague
from tests.support.portal import COMPANY, TestPortal, on_file
from tests.support.walk.model import Change, Model, Wrong
from tests.support.walk.people import ADA, BERTA, BRUNO, EVERYBODY, STAFF, Identity
from web.demo.authority import Card, Generation, Revocation

FIRST = COMPANY.control_number
SECOND = "B0000001"
NUMBERS = (FIRST, SECOND)
_DISPUTES = "{ disputes { edges { node { id account { controlNumber } } } } }"


@dataclass
class Seat:
    """A browser that somebody once used: its cookie may still be good, or not any longer."""

    who: Identity
    person: Colleague
    applications: list[str] = field(default_factory=list)


@dataclass
class World:
    """A portal with two companies in the registry, staff, and everything people kept."""

    portal: TestPortal
    model: Model = field(default_factory=Model)
    seats: list[Seat] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    not_me: list[str] = field(default_factory=list)
    first_links: list[tuple[str, str]] = field(default_factory=list)
    ended: dict[int, ReasonFlags | None] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)
    # Applications that nobody has decided yet.
    waiting: int = 0
    _lists: int = 2026030300
    _read: int = 0

    async def begin(self) -> None:
        """Open the staff's accounts and sign them in."""
        self.portal.limits_only_count()
        rows = [on_file(), on_file(replace(COMPANY, control_number=SECOND))]
        self.portal.registry.rows = rows
        for place, who in enumerate(STAFF):
            number = f"STF-{place + 1:04}"
            account = await Account.create(
                control_number=number,
                kind=AccountKind.STAFF,
                status=AccountStatus.ACTIVE,
                role=Role.ADMIN if who == ADA else Role.REVIEWER,
                opened_at=self.portal.clock(),
                name=who.holder,
                mailbox=f"{who.name}@agency.example",
            )
            proof = cards.proof(cards.signed(who.cards["newest"]))
            email = f"{who.name}@agency.example"
            await make_member(account, proof, email=email, at=self.portal.clock())
            self.model.join(who, number, how="an invitation")
            await self.sign_in(who, "newest")

    def seat(self, who: Identity, card: str = "newest") -> Seat:
        """Let somebody sit down at another browser, with one of their cards."""
        colleague = Colleague(
            portal=self.portal, browser=self.portal.browser(), card=who.cards[card]
        )
        seat = Seat(who, colleague)
        self.seats.append(seat)
        return seat

    async def at_desk(self, who: Identity) -> Seat:
        """Return a browser in which a member is signed in, after signing in if need be."""
        for seat in reversed(self.seats):
            if seat.who == who and await self._is_signed_in(seat):
                return seat
        bound = await Certificate.filter(subject_serial=who.serial, status="LIVE").first()
        kinds = [
            kind
            for kind, card in who.cards.items()
            if bound and f"{cards.serial_number(card):x}" == bound.serial_number
        ]
        await self.sign_in(who, kinds[0] if kinds else "newest")
        return self.seats[-1]

    async def _is_signed_in(self, seat: Seat) -> bool:
        for token in seat.person.browser.cookies.values():
            viewer = await viewer_of(token, at=self.portal.clock())
            return viewer is not None and viewer.account_id is not None
        return False

    # Applying.

    async def apply(self, who: Identity, card: str, number: str) -> str:
        """Apply for an account and bind a card."""
        seat = self.seat(who, card)
        await seat.person.apply(form(replace(COMPANY, control_number=number)))
        result = await seat.person.bind()
        if outcome(result) == "BindCertificateSuccess":
            seat.applications.append(seat.person.application["id"])
            self.waiting += 1
            if who in self.model.members:
                raise Wrong(f"{who.name} applied while belonging to {self.model.members[who]}")
        return await self._done(f"{who.name} applies for {number} with {card}", result)

    async def review(self) -> str:
        """Let the service decide every case that waits, and send the letters."""
        while await self.portal.review():
            pass
        self.waiting = 0
        return await self._done("the service reviews", {"__typename": "reviewed"})

    async def activate(self, seat: Seat, link: str) -> str:
        """Open an account by a mailed link, in a browser that somebody applied in."""
        result = await seat.person.activate(link)
        if outcome(result) == "ActivateAccountSuccess":
            application = await Application.get(id=_uuid(result["application"]["id"]))
            bound = Certificate.filter(application_id=application.id).order_by("-bound_at")
            card = await bound.first()
            assert card is not None
            number = application.control_number
            self.model.closed.discard(number)
            self.model.join(_holder(card), number, how="activation")
        return await self._done(f"{seat.who.name} activates", result)

    async def open(self, who: Identity, card: str, number: str) -> str:
        """Apply, pass, activate and sign in."""
        await self.apply(who, card, number)
        applied = self.seats[-1]
        await self.review()
        if self.links:
            await self.activate(applied, self.links[-1])
        return await self.sign_in(who, card)

    # Signing in.

    async def sign_in(self, who: Identity, card: str) -> str:
        """Sign in at a new browser."""
        seat = self.seat(who, card)
        result = await seat.person.sign_in()
        if outcome(result) == "SignInSuccess":
            self.model.require_member(who, result["account"]["controlNumber"], act="sign in")
        return await self._done(f"{who.name} signs in with {card}", result)

    async def renew(self, who: Identity, card: str) -> str:
        """Put a new card in the place of an older one."""
        seat = self.seat(who, card)
        change = await self._newest_change()
        result = await seat.person.renew()
        if outcome(result) == "RenewCertificateSuccess":
            if result["application"]:
                seat.applications.append(result["application"]["id"])
            else:
                number = (await Account.get(id=_uuid(result["account"]["id"]))).control_number
                self.model.require_member(who, number, act="renew")
                await self._changed(change, number, came=who, went=who)
        return await self._done(f"{who.name} renews with {card}", result)

    # Cards.

    async def add(self, seat: Seat, who: Identity, card: str) -> str:
        """Add somebody's card in a browser."""
        change = await self._newest_change()
        where = await self._where(seat)
        result = await self._proven(seat, lambda: seat.person.add(who.cards[card]))
        if outcome(result) == "AddCertificateSuccess":
            self.model.require_member(seat.who, where, act="add a card")
            was = who if self.model.members.get(who) == where else None
            self.model.join(who, where, how="an addition")
            await self._changed(change, where, came=who, went=was)
        return await self._done(f"{seat.who.name} adds {who.name}'s {card}", result)

    async def remove(self, seat: Seat, who: Identity) -> str:
        """Remove somebody's card in a browser."""
        target = await self._card_of(seat, who)
        change = await self._newest_change()
        where = await self._where(seat)
        result = await self._proven(seat, lambda: seat.person.remove(target))
        if outcome(result) == "RemoveCertificateSuccess":
            self.model.require_member(seat.who, where, act="remove a card")
            self.model.leave(who, where, by_others=seat.who != who)
            await self._changed(change, where, came=None, went=who)
        return await self._done(f"{seat.who.name} removes {who.name}", result)

    async def replace(self, seat: Seat, old: Identity, who: Identity, card: str) -> str:
        """Replace somebody's card by another in a browser."""
        target = await self._card_of(seat, old)
        change = await self._newest_change()
        where = await self._where(seat)
        result = await self._proven(seat, lambda: seat.person.replace(target, who.cards[card]))
        if outcome(result) == "ReplaceCertificateSuccess":
            self.model.require_member(seat.who, where, act="replace a card")
            if old != who:
                self.model.leave(old, where, by_others=True)
                self.model.join(who, where, how="a replacement")
            await self._changed(change, where, came=who, went=old)
        return await self._done(
            f"{seat.who.name} replaces {old.name} by {who.name}'s {card}", result
        )

    async def edit(self, seat: Seat, who: Identity, email: str) -> str:
        """Change the address of somebody's card."""
        target = await self._card_of(seat, who)
        where = await self._where(seat)
        result = await self._proven(
            seat, lambda: seat.person.edit(target, phone="02-1111-2222", email=email)
        )
        if outcome(result) == "EditCertificateSuccess":
            self.model.require_member(seat.who, where, act="edit a card")
        return await self._done(f"{seat.who.name} edits {who.name}", result)

    # Objections.

    async def report(self, token: str) -> str:
        """Say "this was not me" by a link from a letter."""
        anyone = Person.at(self.portal)
        result = await anyone.do("reportChange", "change { kind }", token=token)
        return await self._done("somebody objects", result)

    async def settle(self, seat: Seat, *, undone: bool) -> str:
        """Settle the oldest objection, in a browser of staff."""
        waiting = await CardChange.filter(reported_at__isnull=False, settled_at__isnull=True)
        if not waiting:
            return "nothing to settle"
        record = min(waiting, key=lambda one: one.reported_at or one.at)
        account = await Account.get(id=record.account_id)
        result = await self._proven(
            seat,
            lambda: seat.person.do(
                "settleChange",
                "dispute { outcome }",
                id=str(record.id),
                outcome="UNDONE" if undone else "STANDS",
                note="去電確認",
            ),
        )
        if outcome(result) == "SettleChangeSuccess":
            self._may_settle(seat.who, account)
            if undone and record.id in self.model.changes:
                self.model.undo(record.id)
        return await self._done(f"{seat.who.name} settles, undone: {undone}", result)

    def _may_settle(self, who: Identity, account: Account) -> None:
        if (who, account.control_number) in self.model.ever:
            raise Wrong(f"{who.name} settled a case of {account.control_number}")
        if account.kind is AccountKind.STAFF and who != ADA:
            raise Wrong(f"{who.name} settled a case of staff")

    # Staff.

    async def stand(self, seat: Seat, deed: str, number: str) -> str:
        """Suspend, restore or close an account, in a browser of staff."""
        account = await Account.filter(control_number=number).exclude(status="CLOSED").first()
        if account is None:
            return "no such account"
        node = to_base64("Account", str(account.id))
        result = await self._proven(seat, lambda: seat.person.manage(deed, node))
        if "account" in result:
            if seat.who != ADA:
                raise Wrong(f"{seat.who.name} could {deed} {number}")
            {
                "suspend": lambda: self.model.suspended.add(number),
                "restore": lambda: self.model.suspended.discard(number),
                "close": lambda: self.model.close(number),
            }[deed]()
        return await self._done(f"{seat.who.name} {deed}s {number}", result)

    # The registered mailbox.

    async def ask_link(self, number: str) -> str:
        """Ask for a sign-in link, which the worker may mail."""
        result = await Person.at(self.portal).ask_for_link(number)
        while await self.portal.mail_link():
            pass
        return await self._done(f"somebody asks for a link to {number}", result)

    async def bind_first(self, link: tuple[str, str], who: Identity, card: str) -> str:
        """Follow a sign-in link and bind a first card."""
        number, token = link
        seat = self.seat(who, card)
        change = await self._newest_change()
        result = await seat.person.follow(token)
        if outcome(result) == "FollowSignInLinkSuccess":
            result = await seat.person.bind_first()
        if outcome(result) == "BindFirstCardSuccess":
            if self.model.at(number):
                raise Wrong(f"the mailbox let {who.name} into {number}, which has members")
            if (who, number) in self.model.by_others:
                raise Wrong(f"the mailbox let {who.name} into {number} after they were taken out")
            if number.startswith("STF"):
                raise Wrong(f"the mailbox made {who.name} staff")
            self.model.join(who, number, how="a first card")
            await self._changed(change, number, came=who, went=None)
        return await self._done(f"{who.name} binds {card} by a link to {number}", result)

    # Time and revocation.

    async def forward(self, by: timedelta) -> str:
        """Let time pass, and let the worker mark what has ended."""
        self.portal.clock.forward(by)
        await self._publish()
        return await self._done(f"{by} pass", {"__typename": "later"})

    async def revoke(self, card: Card) -> str:
        """Revoke a card, for good."""
        self.ended[cards.serial_number(card)] = None
        await self._publish()
        return await self._done("a card is revoked", {"__typename": "revoked"})

    async def hold(self, card: Card) -> str:
        """Put a card on hold."""
        self.ended.setdefault(cards.serial_number(card), ReasonFlags.certificate_hold)
        await self._publish()
        return await self._done("a card is put on hold", {"__typename": "held"})

    async def lift(self) -> str:
        """Lift every hold."""
        self.ended = {card: why for card, why in self.ended.items() if why is None}
        await self._publish()
        return await self._done("holds are lifted", {"__typename": "lifted"})

    async def _publish(self) -> None:
        self._lists += 1
        at = self.portal.clock()
        revoked = [
            Revocation(serial_number=number, at=at, reason=why)
            for number, why in self.ended.items()
        ]
        for generation in Generation:
            content = cards.crl(
                *revoked, generation=generation, at=at - timedelta(hours=1), number=self._lists
            )
            fresh = read_list(content, issuer=cards.issuer(generation))
            await StoredList.keep(fresh, content=content, at=at)
        await self.portal.mark()

    # What holds after every act.

    async def _done(self, act: str, result: dict[str, Any]) -> str:
        self.said.append(f"{act}: {outcome(result)}")
        await self._read_mail()
        await self.check()
        self.model.step += 1
        # No two acts come at the same time.
        self.portal.clock.forward(timedelta(seconds=1))
        return outcome(result)

    async def _read_mail(self) -> None:
        await self.portal.mails()
        for mail in self.portal.post.sent[self._read :]:
            part = mail.get_body(("plain",))
            assert part is not None
            text = str(part.get_content())
            token = text.partition("#")[2].split()[0] if "#" in text else ""
            if "/not-me#" in text:
                self.not_me.append(token)
            elif "/first-card#" in text:
                number = next(n for n in (*NUMBERS, *_staff_numbers()) if n in text)
                self.first_links.append((number, token))
            elif "/activate#" in text:
                self.links.append(token)
        self._read = len(self.portal.post.sent)

    async def check(self) -> None:
        """Require that no browser reads more than the person at it may."""
        for seat in self.seats:
            cookies = list(seat.person.browser.cookies.values())
            viewer = await viewer_of(cookies[0], at=self.portal.clock()) if cookies else None
            if viewer is None:
                continue
            if viewer.kind in (SessionKind.HOLDER, SessionKind.STAFF):
                number = (await Account.get(id=viewer.account_id)).control_number
                self.model.require_member(seat.who, number, act="read")
            for node in seat.applications:
                await self._check_application(seat, node)

    async def _check_application(self, seat: Seat, node: str) -> None:
        cookies = list(seat.person.browser.cookies.values())
        viewer = await viewer_of(cookies[0], at=self.portal.clock())
        try:
            application = await Application.for_viewer(viewer, _uuid(node))
        except ApplicationNotFound:
            return
        if application.status is Status.ACTIVATED:
            raise Wrong(f"{seat.who.name}'s browser reads an application that was activated")

    # Small things.

    async def _proven(
        self, seat: Seat, act: Callable[[], Awaitable[dict[str, Any]]]
    ) -> dict[str, Any]:
        """Act, after a fresh signature of the session's card if one is asked for."""
        result = await act()
        if outcome(result) == "CARD_PROOF_NEEDED":
            await seat.person.prove()
            result = await act()
        return result

    async def _where(self, seat: Seat) -> str:
        viewer = await seat.person.viewer()
        account = (viewer or {}).get("account")
        return str(account["controlNumber"]) if account else "-"

    async def _card_of(self, seat: Seat, who: Identity) -> str:
        """Return the node id of somebody's newest card, as a page may have shown it long ago."""
        mine = Certificate.filter(subject_serial=who.serial, account_id__isnull=False)
        card = await mine.order_by("-bound_at").first()
        return to_base64("Certificate", str(card.id if card else UUID(int=0)))

    async def _newest_change(self) -> set[UUID]:
        return {change.id for change in await CardChange.all().only("id")}

    async def _changed(
        self, before: set[UUID], number: str, *, came: Identity | None, went: Identity | None
    ) -> None:
        for change_id in await self._newest_change() - before:
            self.model.changes[change_id] = Change(number, came, went, self.model.step)


def _staff_numbers() -> list[str]:
    return [f"STF-{place + 1:04}" for place in range(len(STAFF))]


def _uuid(node: str) -> UUID:
    return UUID(from_base64(node)[1])


def _holder(card: Certificate) -> Identity:
    return next(who for who in EVERYBODY if who.serial == card.subject_serial)


__all__ = ["ADA", "BERTA", "BRUNO", "FIRST", "NUMBERS", "SECOND", "Seat", "World"]
