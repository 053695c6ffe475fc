"""The rules for changing an account's cards: one change at a time, at most twenty, never none."""

from datetime import datetime
from uuid import UUID

from models.access.recheck import require_still
from models.account.account import Account
from models.card.certificate import LISTED, Certificate
from models.core.errors import Remedy, UserError, Words
from models.core.rules import MAX_CARDS
from models.forms.typed_text import label_taken
from models.session.permissions import NotAllowed, SignedIn
from models.session.roles import AccountKind


class AccountFrozen(UserError):
    """The account's cards and data cannot be changed until staff settle a dispute."""

    zh = Words(
        title="憑證異動查證中，暫時無法變更",
        message=(
            "有人反映憑證異動並非貴公司所為，查證完成前不得新增、變更、刪除或更換憑證，"
            "亦不得變更基本資料或前往其他系統。"
        ),
    )
    en = Words(
        title="Cards cannot be changed at the moment",
        message=(
            "Someone objected to a change of the account's cards. Until our staff have "
            "investigated it, no card and no company data can be changed, and no other system can "
            "be visited from here."
        ),
    )
    remedy = Remedy.HELP


class TooManyCertificates(UserError):
    """The account has the maximum number of cards."""

    zh = Words(
        title=f"憑證已達 {MAX_CARDS} 張",
        message=f"每一帳號最多綁定 {MAX_CARDS} 張憑證，請先刪除不再使用的憑證。",
    )
    en = Words(
        title=f"The account already has {MAX_CARDS} cards",
        message=(
            f"An account can have at most {MAX_CARDS} cards. Delete a card that is no longer used."
        ),
    )


class LastCertificate(UserError):
    """The last card that can sign in cannot be removed. `replaceCertificate` can replace it, and
    with `leaveAccount` its holder leaves the account after notice.
    """

    zh = Words(
        title="最後一張憑證無法刪除",
        message=(
            "這是帳號唯一可登入的憑證，無法刪除。請改用「更換」，或先新增其他憑證；"
            "如您要離開此帳號，請使用「離開帳號」。"
        ),
    )
    en = Words(
        title="The last card cannot be deleted",
        message=(
            "This is the only card that can sign in, so it cannot be deleted. Replace it, or add "
            "another card first. To leave the account yourself, choose “Leave the account”."
        ),
    )


class CertificateNotFound(UserError):
    """The card does not exist in the viewer's account."""

    zh = Words(title="找不到此憑證", message="找不到此憑證，可能已被刪除。請重新整理頁面。")
    en = Words(
        title="Card not found",
        message="This card does not exist or was deleted. Reload the page.",
    )


class CardsChanged(UserError):
    """The cards are no longer what the page showed."""

    zh = Words(
        title="憑證清單已有異動",
        message="頁面顯示的憑證與目前的登載不同，此動作未執行。請確認目前的憑證後再辦理。",
    )
    en = Words(
        title="The cards have changed",
        message=(
            "The cards are no longer as the page showed them, so nothing was done. Check them as "
            "they are now, then go on."
        ),
    )


async def lock_account(holder: SignedIn, *, at: datetime) -> Account:
    """Lock the viewer's account for a change of its cards, until the transaction ends.

    What was required of the viewer is checked again, because another holder may have removed the
    card meanwhile.

    :raises SignInNeeded: when session, card or account are no longer valid.
    :raises CardProofNeeded: when a fresh proof was required, and the session no longer has one.
    :raises AccountFrozen: when staff must settle an objection first.
    """
    account = await Account.for_viewer(holder, holder.account_id)
    await account.hold(at=at)
    await require_still(holder, at=at)
    require_not_frozen(account)
    return account


def require_not_frozen(account: Account) -> None:
    if account.frozen_at is not None:
        raise AccountFrozen


def require_colleagues_allowed(account: Account) -> None:
    """Refuse other persons' cards for staff accounts, where an ADMIN decides about access.

    :raises NotAllowed: when it is an account of staff.
    """
    if account.kind is AccountKind.STAFF:
        raise NotAllowed


async def card_of(account: Account, certificate_id: UUID) -> Certificate:
    """Return a card that the account's holders see in their list.

    :raises CertificateNotFound: when there is none, or it is another account's.
    """
    listed = Certificate.filter(account_id=account.id, status__in=LISTED)
    card = await listed.get_or_none(id=certificate_id)
    if card is None:
        raise CertificateNotFound("id")
    return card


async def shown_card_of(account: Account, certificate_id: UUID, *, version: str) -> Certificate:
    """Return a card of the list that is still as the page showed it.

    :raises CertificateNotFound: when there is none, or it is another account's.
    :raises CardsChanged: when its status, contact details or label have changed.
    """
    card = await card_of(account, certificate_id)
    if card.version != version:
        raise CardsChanged("version")
    return card


async def require_room(account: Account) -> None:
    """Refuse a member beyond ``MAX_CARDS``; called while the account is locked.

    :raises TooManyCertificates: when the account has that many.
    """
    listed = Certificate.filter(account_id=account.id, status__in=LISTED)
    if await listed.count() >= MAX_CARDS:
        raise TooManyCertificates


async def require_unique_label(
    account: Account, label: str | None, *, but: UUID | None = None
) -> None:
    """Refuse a label that another card of the account has; called while the account is locked.

    :raises InvalidInput: naming the label.
    """
    if label is None:
        return
    others = Certificate.filter(account_id=account.id, status__in=LISTED, label__isnull=False)
    rows = await others.values_list("id", "label")
    if any(card != but and str(used).casefold() == label.casefold() for card, used in rows):
        raise label_taken()
