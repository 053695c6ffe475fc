"""What readers of mailboxes do: first cards, invitations, requests for access, reissued cards."""

from tests.support.people.people import Person, outcome
from tests.support.scenarios.members import ask_to_be_recognised
from tests.support.walk.acts.base import Base
from tests.support.walk.model import Request, require
from tests.support.walk.people import EVERYBODY, REISSUED, Identity
from tests.support.walk.seats import Letter

_SHOWN = {
    "not-me": "changeLink",
    "stop-access": "accessRequestLink",
    "first-card": "signInLink",
    "confirm-member": "identityJoinLink",
}


class Mailbox(Base):
    """The acts that begin with a letter, or that ask for one."""

    async def ask_link(self, number: str) -> str:
        """Ask for a sign-in link, which the worker may mail."""
        result = await Person.at(self.portal).ask_for_link(number)
        while await self.portal.mail_link():
            pass
        return await self.done(f"somebody asks for a link to {number}", result)

    async def bind_first(self, letter: Letter, who: Identity, card: str) -> str:
        """Follow a sign-in link or an invitation, and bind a card."""
        number = letter.number
        seat = self.seat(who, card)
        change, before = await self.changes_now(), self.model.kinds.get(who)
        result = await seat.person.follow(letter.token)
        if outcome(result) == "FollowSignInLinkSuccess":
            result = await seat.person.bind_first(email=who.email)
        if outcome(result) == "BindFirstCardSuccess":
            self.use(letter)
            if number.startswith("STF"):
                self._bound_by_invitation(who, number)
            else:
                self._bound_by_mailbox(who, number)
                seat.number = number
            self.model.join(who, number, how="a first card", card=card)
            await self.changed(change, number, came=who, went=None, card=before)
        return await self.done(f"{who.name} binds {card} by a link to {number}", result)

    def _bound_by_mailbox(self, who: Identity, number: str) -> None:
        """Require that the registered mailbox may let somebody in."""
        act = f"the mailbox of {number} let {who.name} in"
        require((who, number) not in self.model.by_others, f"{act} after they were taken out")
        require(number not in self.model.suspended, f"{act} while it is suspended")
        require(not self.model.is_halted(number), f"{act} while an objection waits")
        if self.model.at(number):
            request = self.model.requests.pop(number, None)
            due = request is not None and request.is_due(at=self.now)
            require(due, f"{act} although it has members")
            require(self.is_shut(number), f"{act} although a member can sign in")

    def _bound_by_invitation(self, who: Identity, number: str) -> None:
        """Require an invitation of this person; the rights await a confirmation."""
        invited = self.model.invited.pop(number, None)
        require(invited == who, f"{who.name} became staff of {number} without an invitation")
        others = [one for one in self.model.at(number) if one != who]
        require(not others, f"{who.name} came to {number}, which is another's")
        self.model.unconfirmed.add(who)

    def judge(self, letter: Letter) -> None:
        """Judge the letters by which a mailbox may let somebody in."""
        number = letter.number
        if letter.page == "stop-access":
            require(self.is_shut(number), f"access to {number} was requested without need")
            self.model.requests[number] = Request(asked_at=letter.at)
        elif letter.page == "first-card" and not number.startswith("STF"):
            request = self.model.requests.get(number)
            due = request is not None and request.is_due(at=self.now)
            free = not self.model.at(number)
            require(free or due, f"a link to {number} was mailed, which has members")

    async def stop_access(self, letter: Letter) -> str:
        """Stop the request for access that a letter tells of."""
        anyone = Person.at(self.portal)
        shown = "request { controlNumber }"
        result = await anyone.do("stopAccessRequest", shown, token=letter.token)
        if outcome(result) == "StopAccessRequestSuccess":
            self.use(letter)
            request = self.model.requests[letter.number]
            request.stopped, request.approved = True, False
        return await self.done(f"somebody stops the request for {letter.number}", result)

    # Reissued cards.

    async def ask_to_be_recognised(self, who: Identity, number: str) -> str:
        """Sign with a reissued card, and let the worker ask the registered mailbox."""
        result = await ask_to_be_recognised(self.portal, who.cards[REISSUED], number=number)
        await self.portal.work("identity")
        return await self.done(f"{who.name} asks {number} to be recognised", result)

    async def confirm_join(self, letter: Letter) -> str:
        """Confirm, as the registered mailbox, that a reissued card is a member's."""
        anyone = Person.at(self.portal)
        shown = "request { controlNumber holderName }"
        result = await anyone.do("confirmIdentityJoin", shown, token=letter.token)
        if outcome(result) == "ConfirmIdentityJoinSuccess":
            self.use(letter)
            name = result["request"]["holderName"]
            who = next(one for one in EVERYBODY if one.holder == name)
            self.model.recognised.add((who, letter.number))
        return await self.done(f"the mailbox of {letter.number} confirms", result)

    # Old letters.

    async def look_at(self, letter: Letter) -> str:
        """Look at what the link of an old letter shows, which changes nothing."""
        if letter.page not in _SHOWN:
            return "no page to look at"
        field = f"{_SHOWN[letter.page]}(token: $token)"
        asked = f"query($token: String!) {{ {field} {{ __typename }} }}"
        result = await Person.at(self.portal).read(asked, {"token": letter.token})
        if "code" not in result:
            reader = self._reader(letter)
            left = reader and self.model.left.get((reader, letter.number), -1) > letter.step
            require(not left, f"a letter shows {letter.number} to its reader, who is out")
            closed = letter.number in self.model.closed
            require(not closed, f"a letter shows the closed {letter.number}")
        return await self.done(f"somebody looks at a link to {letter.page}", result)

    def _reader(self, letter: Letter) -> Identity | None:
        """Return the member whose own letter it is; None for a mailbox's."""
        return next((who for who in letter.members if letter.recipient.startswith(who.name)), None)
