"""What staff do about accounts and about each other."""

from strawberry.relay import to_base64

from models.account.account import Account
from models.card.certificate import Certificate
from models.membership.access_request import AccessRequest
from models.membership.identity_join import IdentityJoin
from models.membership.membership import Membership
from tests.support.contract import global_id
from tests.support.people.people import outcome
from tests.support.walk.acts.base import Base
from tests.support.walk.model import require
from tests.support.walk.people import Identity, holder_of
from tests.support.walk.seats import Seat

_ACCOUNT = "account { id controlNumber }"


class Desk(Base):
    """The acts of staff in a browser, whoever sits at it."""

    async def stand(self, seat: Seat, deed: str, number: str) -> str:
        """Suspend, restore or close an account."""
        account = await _open_account(number)
        if account is None:
            return "no such account"
        node = to_base64("Account", str(account.id))
        result = await self.proven(seat, lambda: seat.person.manage(deed, node))
        if "account" in result:
            require(seat.who in self.model.admins, f"{seat.who.name} could {deed} {number}")
            self.model.require_may_decide(seat.who, number, act=deed)
            {
                "suspend": lambda: self.model.suspended.add(number),
                "restore": lambda: self.model.suspended.discard(number),
                "close": lambda: self.model.close(number),
            }[deed]()
        return await self.done(f"{seat.who.name} {deed}s {number}", result)

    async def end_member(self, seat: Seat, who: Identity) -> str:
        """End the membership of somebody who cannot sign in."""
        membership = await _membership_of(who)
        if membership is None:
            return "belongs nowhere"
        result = await self.proven(
            seat,
            lambda: seat.person.do(
                "endMembership", "member { id }", reason="查證", membershipId=global_id(membership)
            ),
        )
        if outcome(result) == "EndMembershipSuccess":
            number = self.model.members[who]
            self.model.require_may_decide(seat.who, number, act="end a membership")
            can = self.can_sign_in(who)
            require(not can, f"staff ended {who.name}'s membership, who can sign in")
            self.model.leave(who, number, by_others=False)
        return await self.done(f"{seat.who.name} ends {who.name}'s membership", result)

    async def settle_access(self, seat: Seat, *, approved: bool) -> str:
        """Approve or refuse the oldest request of a mailbox."""
        request = await AccessRequest.waiting().order_by("asked_at").first()
        if request is None:
            return "no request"
        number = (await Account.get(id=request.account_id)).control_number
        result = await self.proven(
            seat,
            lambda: seat.person.do(
                "settleAccessRequest",
                "request { id }",
                id=global_id(request),
                decision="APPROVED" if approved else "REFUSED",
                note="查證",
            ),
        )
        if outcome(result) == "SettleAccessRequestSuccess":
            self.model.require_may_decide(seat.who, number, act="settle a request for access")
            if approved:
                self.model.requests[number].approved = True
            else:
                del self.model.requests[number]
        said = await self.done(f"{seat.who.name} settles access, approved: {approved}", result)
        await self.portal.work("access")
        await self.read_mail()
        return said

    async def join_identifier(self, seat: Seat) -> str:
        """Join the newest reissued card to the membership of its holder."""
        join = await IdentityJoin.filter(joined_at__isnull=True).order_by("-asked_at").first()
        who = holder_of(join.subject_serial) if join else None
        membership = await _membership_of(who) if who else None
        if join is None or who is None or membership is None:
            return "nobody to join"
        result = await self.proven(
            seat,
            lambda: seat.person.do(
                "joinIdentifier",
                "request { joinedAt }",
                joinId=global_id(join),
                membershipId=global_id(membership),
            ),
        )
        if outcome(result) == "JoinIdentifierSuccess":
            number = self.model.members[who]
            self.model.require_may_decide(seat.who, number, act="join an identifier")
            asked = (who, number) in self.model.recognised
            require(asked, f"{who.name}'s card was joined without the mailbox of {number}")
            require(not self.model.is_halted(number), f"a card was joined at the halted {number}")
            self.model.joined.add(who)
        return await self.done(f"{seat.who.name} joins a card of {who.name}", result)

    # Staff.

    async def invite(self, seat: Seat, who: Identity, role: str) -> str:
        """Open an account of staff for somebody, and invite them."""
        result = await self.proven(
            seat,
            lambda: seat.person.do(
                "createStaff",
                _ACCOUNT,
                name=who.holder,
                lastFour="0001",
                mailbox=f"{who.name}@agency.example",
                role=role,
                reason="新進同仁",
            ),
        )
        if outcome(result) == "CreateStaffSuccess":
            number = result["account"]["controlNumber"]
            self._invited(seat, number, who)
            self.roles[number] = role
        return await self.done(f"{seat.who.name} invites {who.name} as {role}", result)

    async def invite_again(self, seat: Seat, number: str, who: Identity) -> str:
        """Invite somebody to an account of staff that exists."""
        account = await _open_account(number)
        if account is None:
            return "no such account"
        result = await self.proven(
            seat,
            lambda: seat.person.do(
                "inviteStaffAgain",
                _ACCOUNT,
                accountId=to_base64("Account", str(account.id)),
                name=who.holder,
                lastFour="0001",
            ),
        )
        if outcome(result) == "InviteStaffAgainSuccess":
            self._invited(seat, number, who)
            able = any(self.can_sign_in(one) for one in self.model.at(number))
            require(not able, f"{number} was invited again although its member can sign in")
        return await self.done(f"{seat.who.name} invites {who.name} to {number}", result)

    async def confirm(self, seat: Seat, *, confirmed: bool) -> str:
        """Confirm or reject the first card that awaits it."""
        waiting = Membership.filter(confirmed_at__isnull=True, ended_at__isnull=True)
        membership = await waiting.order_by("began_at").first()
        if membership is None:
            return "nobody awaits a confirmation"
        account = await Account.get(id=membership.account_id)
        card = await Certificate.listed_of(membership)
        number = account.control_number
        mutation = "confirmStaffCard" if confirmed else "rejectStaffCard"
        result = await self.proven(
            seat,
            lambda: seat.person.do(
                mutation,
                _ACCOUNT,
                accountId=to_base64("Account", str(account.id)),
                certificateId=to_base64("Certificate", str(card.id)),
            ),
        )
        if "account" in result:
            self.model.require_may_decide(seat.who, number, act=mutation)
            [who] = self.model.at(number)
            require(who in self.model.unconfirmed, f"{who.name} was confirmed twice")
            if not confirmed:
                self.model.leave(who, number, by_others=False)
            elif self.roles.get(number) == "ADMIN":
                self.model.admins.add(who)
            self.model.unconfirmed.discard(who)
        return await self.done(f"{seat.who.name}: {mutation} at {number}", result)

    def _invited(self, seat: Seat, number: str, who: Identity) -> None:
        self.model.require_may_decide(seat.who, number, act="invite")
        self.model.invited[number] = who


async def _open_account(number: str) -> Account | None:
    return await Account.filter(control_number=number).exclude(status="CLOSED").first()


async def _membership_of(who: Identity) -> Membership | None:
    known = Membership.filter(person__identifiers__subject_serial__in=who.serials)
    return await known.filter(ended_at__isnull=True).first()
