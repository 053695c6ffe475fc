"""Staff review an objection to a change of cards, and undo the change or uphold it."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from models.access.recheck import require_still
from models.account.account import Account
from models.card.certificate import Certificate
from models.card_changes.card_change import (
    CardChange,
    ChangeNotFound,
    ChangeNotUndoable,
    ChangeOutcome,
    ChangeSettled,
)
from models.card_changes.manage_cards import TooManyCertificates
from models.card_changes.undo import thaw, undo
from models.core.paging import Page, Window, page
from models.database.transaction import tx
from models.forms import kinds
from models.forms.typed_text import InvalidInput, read_text
from models.journal.kinds import EventKind
from models.mail.kinds import Template
from models.mail.letter import masked
from models.membership.moves import MemberActor
from models.notices.account import AccountNotices
from models.review.claim import OwnCase, require_never_belonged
from models.session.permissions import (
    NOT_STAFF,
    CardProofNeeded,
    require_proven_staff,
    require_staff,
)
from models.session.roles import AccountKind, Role
from models.session.session import Viewer


class Settlement(StrEnum):
    """The decision of staff on a dispute."""

    UNDONE = "UNDONE"
    STANDS = "STANDS"


_LETTERS = {
    Settlement.UNDONE: Template.CHANGE_UNDONE,
    Settlement.STANDS: Template.CHANGE_STANDS,
}
_ACTORS = {Role.REVIEWER: MemberActor.REVIEWER, Role.ADMIN: MemberActor.ADMIN}


LIST_RAISES = NOT_STAFF


async def disputes(*, viewer: Viewer | None, window: Window) -> Page[CardChange]:
    """Return a page of the objections that wait for staff, oldest first.

    :raises SignInNeeded, NotAllowed: unless the viewer is staff.
    """
    require_staff(viewer)
    waiting = CardChange.filter(reported_at__isnull=False, settled_at__isnull=True)
    return await page(waiting, window, order="reported_at")


async def see_dispute(*, viewer: Viewer | None, change_id: UUID) -> CardChange:
    """Return a change that was disputed, settled or not.

    :raises SignInNeeded, NotAllowed: unless the viewer is staff.
    :raises ChangeNotFound: when there is none.
    """
    require_staff(viewer)
    return await _disputed(change_id)


async def _disputed(change_id: UUID) -> CardChange:
    record = await CardChange.get_or_none(id=change_id, reported_at__isnull=False)
    if record is None:
        raise ChangeNotFound("id")
    return record


RAISES = (
    *NOT_STAFF,
    OwnCase,
    CardProofNeeded,
    InvalidInput,
    ChangeNotFound,
    ChangeSettled,
    ChangeNotUndoable,
    TooManyCertificates,
)


async def settle(
    *,
    viewer: Viewer | None,
    change_id: UUID,
    settlement: Settlement,
    note: str,
    notices: AccountNotices,
    now: datetime,
) -> CardChange:
    """Settle an objection, once; the freeze ends when no other objection is open.

    :raises SignInNeeded, NotAllowed: unless the viewer is staff; an ADMIN for a staff account.
    :raises OwnCase: when the viewer belongs, or belonged, to the account or its company.
    :raises CardProofNeeded: when the viewer's last signature is older than ``PROOF_LIFE``.
    :raises InvalidInput: when the note is invalid.
    :raises ChangeNotFound: when there is no objection to such a change.
    :raises ChangeSettled: when it is already settled.
    :raises ChangeNotUndoable: when the old state cannot be restored; it can still be upheld.
    :raises TooManyCertificates: when the restored card would exceed ``MAX_CARDS``.
    """
    someone = require_proven_staff(viewer, at=now)
    note = read_text("note", note, kinds.NOTE)
    record = await _disputed(change_id)
    account = await Account.get(id=record.account_id)
    if account.kind is AccountKind.STAFF:
        someone = require_proven_staff(viewer, at_least=Role.ADMIN, at=now)
    await require_never_belonged(account, staff=someone)
    async with tx() as change:
        await require_still(someone, at=now, beside=account.id)
        await account.hold(at=now)
        await record.settle(ChangeOutcome(settlement), note=note, actor=someone.actor, at=now)
        done: dict[str, str] = {}
        if settlement is Settlement.UNDONE:
            done = await undo(
                change,
                record,
                account,
                actor_kind=_ACTORS[someone.role or Role.REVIEWER],
                actor=someone.actor,
                at=now,
            )
        await thaw(change, account, actor=someone.actor, at=now)
        payload = {"change": str(record.id), "outcome": settlement.value, **done}
        account.note(change, EventKind.CHANGE_SETTLED, actor=someone.actor, at=now, payload=payload)
        card = await Certificate.get(id=record.certificate_id)
        values = {
            "holder": masked(card.holder_name),
            "changed_at": record.at.isoformat(),
            "settled_at": now.isoformat(),
        }
        await notices.tell_everybody(account, _LETTERS[settlement], at=now, values=values)
    return record
