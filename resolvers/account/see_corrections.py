"""Staff list the corrections of mailboxes that wait; holders and staff see an account's own."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from models.account.account import Account
from models.account.mailbox_correction import MailboxCorrection, MailboxCorrectionNotFound
from models.core.paging import Page, Window, page
from models.review.claim import names_of
from models.session.permissions import NOT_STAFF, require_signed_in, require_staff
from models.session.session import Viewer


@dataclass(frozen=True, kw_only=True)
class ShownCorrection:
    """A correction and its account, with the names of those who proposed and confirmed it.

    ``names`` are empty for holders, who are not told who of the staff acts.
    """

    record: MailboxCorrection
    account: Account
    for_staff: bool
    names: Sequence[str | None] = (None, None)


LIST_RAISES = NOT_STAFF


async def list_corrections(*, viewer: Viewer | None, window: Window) -> Page[MailboxCorrection]:
    """Return a page of the corrections that are not over, oldest first.

    :raises SignInNeeded, NotAllowed: unless the viewer is staff.
    """
    require_staff(viewer)
    listed: Page[MailboxCorrection] = await page(
        MailboxCorrection.waiting(), window, order="proposed_at"
    )
    return listed


async def see_correction(*, viewer: Viewer | None, correction_id: UUID) -> ShownCorrection:
    """Return a correction: any to a reviewer, to a holder that of the own account until it is over.

    :raises SignInNeeded: unless the viewer is signed in with a card.
    :raises MailboxCorrectionNotFound: when there is none that the viewer may see.
    """
    someone = require_signed_in(viewer)
    if someone.sees_every_account:
        record = await MailboxCorrection.get_or_none(id=correction_id)
        if record is None:
            raise MailboxCorrectionNotFound("id")
        return await shown_to_staff(record)
    record = await MailboxCorrection.open_of(someone.account_id)
    if record is None or record.id != correction_id:
        raise MailboxCorrectionNotFound("id")
    account = await Account.get(id=record.account_id)
    return ShownCorrection(record=record, account=account, for_staff=False)


async def correction_of(*, viewer: Viewer | None, account_id: UUID) -> ShownCorrection | None:
    """Return the correction of an account that is not over, if there is one.

    :raises SignInNeeded: unless the viewer is signed in with a card.
    :raises AccountNotFound: when there is no account that the viewer may see.
    """
    someone = require_signed_in(viewer)
    account = await Account.for_viewer(someone, account_id)
    record = await MailboxCorrection.open_of(account.id)
    if record is None:
        return None
    if not someone.sees_every_account:
        return ShownCorrection(record=record, account=account, for_staff=False)
    return await shown_to_staff(record)


async def shown_to_staff(record: MailboxCorrection) -> ShownCorrection:
    """Return a correction with what only staff may see; the caller checks the viewer."""
    [shown] = await all_shown_to_staff([record])
    return shown


async def all_shown_to_staff(records: Collection[MailboxCorrection]) -> Sequence[ShownCorrection]:
    """Return corrections as `shown_to_staff` does, with as many statements as for one."""
    accounts = await Account.in_bulk({record.account_id for record in records}, "id")
    acted = {by for record in records for by in (record.proposed_by, record.confirmed_by) if by}
    names = await names_of(acted)
    return [
        ShownCorrection(
            record=record,
            account=accounts[record.account_id],
            for_staff=True,
            names=(
                names.get(record.proposed_by),
                names.get(record.confirmed_by) if record.confirmed_by else None,
            ),
        )
        for record in records
    ]
