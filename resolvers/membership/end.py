"""Staff end the membership of a person who cannot sign in and applies elsewhere."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from models.access.recheck import require_still
from models.account.account import Account
from models.card.certificate import LISTED, Certificate, CertificateStatus
from models.card_changes.members import end_membership, usable_cards
from models.core.errors import UserError, Words
from models.database.transaction import tx
from models.forms import kinds
from models.forms.typed_text import InvalidInput, read_text
from models.journal.kinds import EventKind
from models.mail.kinds import Template
from models.mail.letter import masked
from models.membership.membership import Membership, MembershipNotFound
from models.membership.moves import Ending, MemberActor
from models.notices.account import AccountNotices
from models.review.claim import OwnCase, require_never_belonged
from models.session.permissions import (
    NOT_STAFF,
    CardProofNeeded,
    require_proven_staff,
)
from models.session.roles import AccountKind, Role
from models.session.session import SessionEnd, Viewer


class MemberCanSignIn(UserError):
    """The member has a card that can sign in, so only the account's members end the membership."""

    zh = Words(
        title="此使用者仍可登入",
        message="此使用者仍有可登入之憑證，應由本人離開帳號，或由該帳號其他使用者刪除其憑證。",
    )
    en = Words(
        title="This member can sign in",
        message=(
            "This member has a card that can sign in: the person leaves the account, or another "
            "member of it removes the card."
        ),
    )


@dataclass(frozen=True, kw_only=True)
class MemberToEnd:
    """A member, named by one of the two."""

    membership_id: UUID | None = None
    certificate_id: UUID | None = None


_ACTORS = {Role.REVIEWER: MemberActor.REVIEWER, Role.ADMIN: MemberActor.ADMIN}
RAISES = (
    *NOT_STAFF,
    OwnCase,
    CardProofNeeded,
    InvalidInput,
    MembershipNotFound,
    MemberCanSignIn,
)


async def end_member(
    *,
    viewer: Viewer | None,
    who: MemberToEnd,
    reason: str,
    notices: AccountNotices,
    now: datetime,
) -> Membership:
    """End a membership without a usable card, and store the reason with it.

    :raises SignInNeeded, NotAllowed: unless the viewer is staff; an ADMIN for a staff account.
    :raises OwnCase: when the viewer belongs, or belonged, to the account or its company.
    :raises CardProofNeeded: when the viewer's last signature is older than ``PROOF_LIFE``.
    :raises InvalidInput: when the reason is invalid.
    :raises MembershipNotFound: when there is no such membership, or it has ended.
    :raises MemberCanSignIn: when the member has a usable card.
    """
    someone = require_proven_staff(viewer, at=now)
    text = read_text("reason", reason, kinds.NOTE)
    membership = await _found(who)
    account = await Account.get(id=membership.account_id)
    if account.kind is AccountKind.STAFF:
        someone = require_proven_staff(viewer, at_least=Role.ADMIN, at=now)
    await require_never_belonged(account, staff=someone)
    async with tx() as change:
        await require_still(someone, at=now, beside=account.id)
        await account.hold(at=now)
        membership = await _found(MemberToEnd(membership_id=membership.id))
        if await usable_cards(account, at=now).filter(membership_id=membership.id).exists():
            raise MemberCanSignIn("id")
        card = await Certificate.get_or_none(membership_id=membership.id, status__in=LISTED)
        await end_membership(
            change,
            membership,
            account,
            Ending.ENDED_BY_STAFF,
            actor_kind=_ACTORS[someone.role or Role.REVIEWER],
            status=CertificateStatus.REMOVED,
            session_end=SessionEnd.CARD_REMOVED,
            actor=someone.actor,
            at=now,
        )
        await Membership.filter(id=membership.id).update(ended_note=text)
        payload = {"membership": str(membership.id)}
        account.note(change, EventKind.MEMBER_ENDED, actor=someone.actor, at=now, payload=payload)
        values = {"holder": masked(card.holder_name if card else ""), "ended_at": now.isoformat()}
        await notices.tell_everybody(
            account,
            Template.MEMBERSHIP_ENDED,
            at=now,
            values=values,
            also=(card.email,) if card else (),
        )
    await membership.fetch_related("person")
    return membership


async def _found(who: MemberToEnd) -> Membership:
    standing = Membership.filter(ended_at__isnull=True)
    if who.membership_id is not None:
        found = await standing.get_or_none(id=who.membership_id)
    else:
        card = await Certificate.get_or_none(id=who.certificate_id) if who.certificate_id else None
        found = await standing.get_or_none(id=card.membership_id) if card else None
    if found is None:
        raise MembershipNotFound("id")
    return found
