"""請定期確認使用者憑證: a holder confirms that the account's list of cards is correct."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from models.access.recheck import require_still
from models.account.account import Account, AnotherAccount
from models.card.certificate import LISTED, Certificate
from models.card_changes.manage_cards import CardsChanged
from models.core.rules import CARDS_CONFIRMED_FOR
from models.database.transaction import tx
from models.journal.kinds import EventKind
from models.session.permissions import SignInNeeded, require_signed_in
from models.session.session import Viewer

RAISES = (SignInNeeded, AnotherAccount, CardsChanged)


async def confirm(
    *, viewer: Viewer | None, control_number: str, card_ids: Collection[UUID], now: datetime
) -> Account:
    """Confirm the cards that the page listed, if they are all that the account has now.

    :raises SignInNeeded: unless the viewer is signed in with a card.
    :raises AnotherAccount: when the page showed another control number.
    :raises CardsChanged: when a card was added or removed since, or the page left one out.
    """
    someone = require_signed_in(viewer)
    account = await Account.for_viewer(someone, someone.account_id)
    account.require_shown(control_number)
    async with tx() as change:
        await account.hold(at=now)
        await require_still(someone, at=now)
        listed = await Certificate.filter(account_id=account.id, status__in=LISTED)
        if {card.id for card in listed} != set(card_ids):
            raise CardsChanged("certificateIds")
        confirmed = {"certificates": " ".join(sorted(card.sha256 for card in listed))}
        await Account.filter(id=account.id).update(confirmed_at=now)
        account.note(
            change, EventKind.CARDS_CONFIRMED, actor=someone.actor, at=now, payload=confirmed
        )
    account.confirmed_at = now
    return account


def is_due(*, confirmed_at: datetime | None, opened_at: datetime, now: datetime) -> bool:
    return now - (confirmed_at or opened_at) >= CARDS_CONFIRMED_FOR
