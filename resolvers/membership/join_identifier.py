"""Staff join a reissued card's identifier to the member whose card it replaces."""

from datetime import datetime
from uuid import UUID

from models.access.recheck import require_still
from models.account.account import Account, AccountNotActive
from models.card.certificate import Certificate, CertificateStatus
from models.card_changes.manage_cards import AccountFrozen, require_not_frozen
from models.core.errors import Remedy, UserError, Words
from models.core.paging import Page, Window, page
from models.database.transaction import tx
from models.journal.kinds import EventKind
from models.mail.kinds import Template
from models.mail.letter import masked
from models.membership.identity_join import IdentityJoin, IdentityJoinNotFound
from models.membership.membership import Membership, MembershipNotFound
from models.membership.person import Person
from models.notices.account import AccountNotices
from models.review.claim import OwnCase, require_another_holder, require_never_belonged
from models.session.permissions import (
    NOT_STAFF,
    CardProofNeeded,
    require_proven_staff,
    require_staff,
)
from models.session.roles import AccountKind, Role
from models.session.session import Viewer


class IdentityOfAnother(UserError):
    """The card belongs to a person who has or had a membership of their own, or has applied.

    Two persons cannot be merged.
    """

    zh = Words(
        title="此憑證屬於另一位已登錄之人",
        message="此憑證之持有人現有或曾有其他使用者資格，或已有申請案，無法併入此使用者。",
    )
    en = Words(
        title="This card belongs to another known person",
        message=(
            "The holder of this card has, or had, a membership of their own, or has applied for an "
            "account. The two cannot be merged."
        ),
    )
    remedy = Remedy.HELP


RAISES = (
    *NOT_STAFF,
    OwnCase,
    CardProofNeeded,
    IdentityJoinNotFound,
    MembershipNotFound,
    AccountNotActive,
    AccountFrozen,
    IdentityOfAnother,
)


LIST_RAISES = NOT_STAFF


async def identity_joins(
    *, viewer: Viewer | None, window: Window, now: datetime
) -> Page[IdentityJoin]:
    """Return a page of the requests that the company has confirmed, oldest first.

    :raises SignInNeeded, NotAllowed: unless the viewer is staff.
    """
    require_staff(viewer)
    confirmed = IdentityJoin.confirmed(at=now)
    listed: Page[IdentityJoin] = await page(confirmed, window, order="asked_at")
    return listed


async def see_join(*, viewer: Viewer | None, join_id: UUID) -> IdentityJoin:
    """Return a request that the company has confirmed, whatever became of it.

    :raises SignInNeeded, NotAllowed: unless the viewer is staff.
    :raises IdentityJoinNotFound: when there is none.
    """
    require_staff(viewer)
    found = await IdentityJoin.get_or_none(id=join_id, confirmed_at__isnull=False)
    if found is None:
        raise IdentityJoinNotFound("id")
    return found


async def join_identifier(
    *,
    viewer: Viewer | None,
    join_id: UUID,
    membership_id: UUID,
    notices: AccountNotices,
    now: datetime,
) -> IdentityJoin:
    """Join the identifier to a member's person; the card can then be renewed.

    :raises SignInNeeded, NotAllowed: unless the viewer is staff; an ADMIN for a staff account.
    :raises CardProofNeeded: when the viewer's last signature is older than ``PROOF_LIFE``.
    :raises IdentityJoinNotFound: when there is no request that the company has confirmed.
    :raises OwnCase: when the viewer belongs, or belonged, to the account or its company, or the
        card is, or may be, the viewer's own.
    :raises AccountNotActive: when the account is suspended or closed.
    :raises AccountFrozen: while a dispute waits for staff.
    :raises MembershipNotFound: when the account has no such member.
    :raises IdentityOfAnother: when the identifier is that of a person with another membership.
    """
    someone = require_proven_staff(viewer, at=now)
    waiting = IdentityJoin.confirmed(at=now).filter(account_id__isnull=False)
    join = await waiting.get_or_none(id=join_id)
    if join is None:
        raise IdentityJoinNotFound("joinId")
    account = await Account.get(id=join.account_id)
    if account.kind is AccountKind.STAFF:
        someone = require_proven_staff(viewer, at_least=Role.ADMIN, at=now)
    await require_never_belonged(account, staff=someone)
    await require_another_holder(join, staff=someone)
    async with tx() as change:
        await require_still(someone, at=now, beside=account.id)
        await account.hold(at=now)
        account.require_active()
        require_not_frozen(account)
        members = Membership.standing(at=now).filter(account_id=account.id)
        membership = await members.get_or_none(id=membership_id)
        if membership is None:
            raise MembershipNotFound("membershipId")
        await Person.lock_identity(join.authority, join.subject_serial)
        person = await Person.lock(membership.person_id, at=now)
        other = await _other_of(join, person, at=now)
        columns = {"joined_at": now, "joined_by": someone.actor, "membership_id": membership.id}
        if not await waiting.filter(id=join.id).update(**columns):
            raise IdentityJoinNotFound("joinId")
        join.update_from_dict(columns)
        if other is not None:
            await person.absorb(other, actor=someone.actor, at=now)
        await person.take_identifier(
            change,
            authority=join.authority,
            issuer_key_id=join.issuer_key_id,
            subject_serial=join.subject_serial,
            actor=someone.actor,
            at=now,
        )
        payload = {"join": str(join.id), "membership": str(membership.id)}
        account.note(
            change, EventKind.IDENTITY_JOINED, actor=someone.actor, at=now, payload=payload
        )
        values = {"holder": masked(person.name), "changed_at": now.isoformat()}
        await notices.tell_everybody(
            account,
            Template.IDENTITY_JOINED,
            at=now,
            values=values,
        )
    return join


async def _other_of(join: IdentityJoin, person: Person, *, at: datetime) -> Person | None:
    """Return the other person whom the card names, by whichever generation, if there is one.

    :raises IdentityOfAnother: when that person ever belonged somewhere, or applies now.
    """
    known = await Person.known_by(
        authority=join.authority,
        issuer_key_id=join.issuer_key_id,
        subject_serial=join.subject_serial,
        name=join.holder_name,
        last_four=join.last_four,
    )
    if known is None or known.id == person.id:
        return None
    # Locked too, so that the other one begins no membership meanwhile.
    other = await Person.lock(known.id, at=at)
    live = Certificate.filter(person_id=other.id, status=CertificateStatus.LIVE)
    if await Membership.filter(person_id=other.id).exists() or await live.exists():
        raise IdentityOfAnother("joinId")
    return other
