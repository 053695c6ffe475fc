"""Applying for an account, and deciding about applications."""

from dataclasses import replace

from models.account.account import Account
from models.application.application import Application
from models.card.certificate import Certificate
from tests.support import cards
from tests.support.people.people import form, outcome
from tests.support.portal import COMPANY
from tests.support.walk.acts.base import Base, uuid_of
from tests.support.walk.model import require
from tests.support.walk.people import KINDS, Identity, holder_of, rank
from tests.support.walk.seats import Letter, Seat

FIRST = COMPANY.control_number
SECOND = "B0000001"
# The registry states no contact of this one, so that a person decides.
THIRD = "C0000002"
NUMBERS = (FIRST, SECOND, THIRD)


class Applying(Base):
    """The acts of applicants, and of whoever decides about them."""

    async def apply(
        self, who: Identity, card: str, number: str, *, contact: str = COMPANY.contact_name
    ) -> str:
        """Apply for an account and bind a card; another contact differs from the registry."""
        seat = self.seat(who, card)
        company = replace(COMPANY, control_number=number, contact_name=contact)
        await seat.person.apply(form(company))
        result = await seat.person.bind()
        if outcome(result) == "BindCertificateSuccess":
            seat.applications.append(seat.person.application["id"])
            where = self.model.members.get(who)
            require(where is None, f"{who.name} applied while belonging to {where}")
        return await self.done(f"{who.name} applies for {number} with {card}", result)

    async def correct(self, seat: Seat, letter: Letter | None) -> str:
        """Correct the application of a browser, by the link of a letter if there is one."""
        if not seat.person.application:
            return "no application"
        number = seat.person.application["company"]["controlNumber"]
        token = letter.token if letter else None
        typed = form(replace(COMPANY, control_number=number))
        result = await seat.person.amend(typed, token=token)
        # A draft is corrected without a link, and one that is sent along is not looked at.
        is_sent_again = result.get("application", {}).get("status") == "UNDER_REVIEW"
        if letter and is_sent_again:
            self.use(letter)
            require(letter.number == number, f"a link of {letter.number} corrected {number}")
        return await self.done(f"{seat.who.name} corrects", result)

    async def withdraw(self, seat: Seat) -> str:
        """Withdraw the application of a browser."""
        if not seat.person.application:
            return "no application"
        return await self.done(f"{seat.who.name} withdraws", await seat.person.withdraw())

    async def review(self) -> str:
        """Let the service decide every case that waits, and send the letters."""
        while await self.portal.review():
            pass
        return await self.done("the service reviews", {"__typename": "reviewed"})

    async def decide(self, seat: Seat, *, approved: bool) -> str:
        """Decide the oldest case that waits for a person, in a browser of staff."""
        queue = await seat.person.queue()
        if not queue.get("edges"):
            return "no case"
        case = queue["edges"][0]["node"]
        number = case["application"]["company"]["controlNumber"]
        claimed = await self.proven(seat, lambda: seat.person.claim(case))
        if "case" in claimed:
            case = claimed["case"]
        decide = seat.person.approve if approved else seat.person.reject
        result = await self.proven(seat, lambda: decide(case))
        if "case" in result:
            self.model.require_may_decide(seat.who, number, act="decide a case")
        return await self.done(f"{seat.who.name} decides about {number}", result)

    async def activate(self, seat: Seat, letter: Letter) -> str:
        """Open an account by a mailed link, in a browser that somebody applied in."""
        result = await seat.person.activate(letter.token)
        if outcome(result) == "ActivateAccountSuccess":
            self.use(letter)
            application = await Application.get(id=uuid_of(result["application"]["id"]))
            bound = Certificate.filter(application_id=application.id).order_by("-bound_at")
            card = await bound.first()
            assert card is not None
            who, number = holder_of(card.subject_serial), application.control_number
            self.model.closed.discard(number)
            self.model.join(who, number, how="activation", card=kind_of(card))
        return await self.done(f"{seat.who.name} activates", result)

    async def open(self, who: Identity, card: str, number: str) -> str:
        """Apply, pass, activate and sign in."""
        await self.apply(who, card, number)
        applied = self.seats[-1]
        await self.review()
        links = self.kept("activate")
        if links:
            await self.activate(applied, links[-1])
        return await self.sign_in(who, card)

    # Signing in.

    async def sign_in(self, who: Identity, card: str) -> str:
        """Sign in at a new browser."""
        seat = self.seat(who, card)
        result = await seat.person.sign_in()
        if outcome(result) == "SignInSuccess":
            seat.number = result["account"]["controlNumber"]
            self.model.require_member(who, seat.number or "", act="sign in")
            require(self.works(who, card), f"{who.name} signed in with a card that has ended")
        elif self.model.kinds.get(who) == card and self.can_sign_in(who):
            where = self.model.members[who]
            require(None, f"{who.name} of {where} cannot sign in: {outcome(result)}")
        return await self.done(f"{who.name} signs in with {card}", result)

    async def renew(self, who: Identity, card: str) -> str:
        """Put a new card in the place of an older one."""
        seat = self.seat(who, card)
        change, before = await self.changes_now(), self.model.kinds.get(who)
        result = await seat.person.renew()
        if outcome(result) == "RenewCertificateSuccess":
            if result["application"]:
                seat.applications.append(result["application"]["id"])
            else:
                account = await Account.get(id=uuid_of(result["account"]["id"]))
                seat.number = account.control_number
                self.model.require_may_change(who, seat.number, act="renew")
                self.model.join(who, seat.number, how="renewing", card=card)
                await self.changed(change, seat.number, came=who, went=who, card=before)
        elif self._must_renew(who, card):
            where = self.model.members[who]
            require(None, f"{who.name} of {where} cannot renew: {outcome(result)}")
        return await self.done(f"{who.name} renews with {card}", result)

    def _must_renew(self, who: Identity, card: str) -> bool:
        """Return whether a member holds a card that is newer than any of this membership."""
        number = self.model.members.get(who)
        return (
            number is not None
            and number not in self.model.suspended
            and not self.model.is_halted(number)
            and who not in self.model.unconfirmed
            and (card in KINDS or who in self.model.joined)
            and rank(card) > rank(self.model.newest[who])
            and self.works(who, card)
        )


def kind_of(card: Certificate) -> str:
    """Return the kind of a stored card."""
    who = holder_of(card.subject_serial)
    return next(
        kind
        for kind, one in who.cards.items()
        if cards.serial_number(one) == int(card.serial_number, 16)
    )
