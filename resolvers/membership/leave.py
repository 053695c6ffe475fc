"""離開帳號: a member leaves the account, at once or, as the last who can sign in, after notice."""

from dataclasses import dataclass
from datetime import datetime

from models.account.account import Account
from models.card.certificate import Certificate
from models.card_changes.leaving import (
    LastAdministrator,
    is_last_administrator,
    leave,
    lock_administrators,
)
from models.card_changes.manage_cards import AccountFrozen, lock_account
from models.card_changes.members import usable_cards
from models.core.rules import MEMBER_NOTICE
from models.database.transaction import Change, tx
from models.journal.kinds import EventKind
from models.mail.kinds import Template
from models.mail.letter import masked
from models.membership.membership import Membership
from models.membership.moves import MemberActor
from models.notices.account import AccountNotices
from models.session.permissions import NOT_PROVEN, SignedIn, require_fresh_proof
from models.session.roles import Role
from models.session.session import Viewer

RAISES = (*NOT_PROVEN, AccountFrozen, LastAdministrator)


@dataclass(frozen=True, kw_only=True)
class Leaving:
    """The viewer's membership, and when it ends: now, or after the notice."""

    membership: Membership
    leaves_at: datetime

    @property
    def has_left(self) -> bool:
        return self.membership.ended_at is not None


async def leave_account(
    *, viewer: Viewer | None, notices: AccountNotices, now: datetime
) -> Leaving:
    """End the viewer's membership at once if another member can sign in, else in `MEMBER_NOTICE`.

    :raises SignInNeeded, CardProofNeeded: unless the viewer's card signed within ``PROOF_LIFE``.
    :raises AccountFrozen: while an objection waits for staff.
    :raises LastAdministrator: when no other administrator can sign in.
    """
    someone = require_fresh_proof(viewer, at=now)
    async with tx() as change:
        if someone.role is Role.ADMIN:
            await lock_administrators()
        account = await lock_account(someone, at=now)
        card = await Certificate.get(id=someone.certificate_id)
        membership = await Membership.get(id=card.membership_id)
        if await is_last_administrator(account, membership, at=now):
            raise LastAdministrator
        if await usable_cards(account, at=now).exclude(id=card.id).exists():
            await leave(
                change,
                membership,
                account,
                actor_kind=MemberActor.MEMBER,
                actor=someone.actor,
                notices=notices,
                at=now,
            )
            return Leaving(membership=membership, leaves_at=now)
        if membership.leaves_at is not None:
            return Leaving(membership=membership, leaves_at=membership.leaves_at)
        leaves_at = now + MEMBER_NOTICE
        await membership.give_notice(change, leaves_at=leaves_at, actor=someone.actor, at=now)
        await _tell(change, account, card, leaves_at, someone=someone, notices=notices, at=now)
    return Leaving(membership=membership, leaves_at=leaves_at)


async def _tell(
    change: Change,
    account: Account,
    card: Certificate,
    leaves_at: datetime,
    *,
    someone: SignedIn,
    notices: AccountNotices,
    at: datetime,
) -> None:
    payload = {"certificate": card.sha256}
    account.note(change, EventKind.LEAVING_ANNOUNCED, actor=someone.actor, at=at, payload=payload)
    values = {"holder": masked(card.holder_name), "leaves_at": leaves_at.isoformat()}
    await notices.tell_everybody(
        account,
        Template.LEAVING_ANNOUNCED,
        at=at,
        values=values,
    )
