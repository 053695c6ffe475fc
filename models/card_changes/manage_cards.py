"""The rules for changing an account's cards: one change at a time, at most twenty, never none."""

from datetime import datetime
from uuid import UUID

from tortoise.expressions import Q

from models.access.recheck import require_still
from models.account.account import Account
from models.card.certificate import AT_PLACE, LISTED, Certificate, CertificateStatus
from models.core.errors import Remedy, UserError, Words
from models.core.rules import MAX_CARDS
from models.database.transaction import Change
from models.forms.typed_text import label_taken
from models.session.permissions import NotAllowed, SignedIn
from models.session.roles import AccountKind
from models.session.session import Session, SessionEnd


class AccountFrozen(UserError):
    """The account's cards cannot be changed until staff settle a dispute."""

    zh = Words(
        title="憑證異動查證中，暫時不能變更",
        message="有人反映憑證異動並非貴公司所為，查證完成前不得新增、變更、刪除或更換憑證。",
    )
    en = Words(
        title="Cards cannot be changed at the moment",
        message=(
            "Someone objected to a change of the account's cards. No card can be changed until "
            "our staff have investigated it."
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
    """The last card that can sign in cannot be removed; `replaceCertificate` can replace it."""

    zh = Words(
        title="最後一張憑證不能刪除",
        message="這是帳號唯一可登入的憑證，不能刪除。請改用「更換」，或先新增其他憑證。",
    )
    en = Words(
        title="The last card cannot be deleted",
        message=(
            "This is the only card that can sign in, so it cannot be deleted. Replace it, or add "
            "another card first."
        ),
    )


class CertificateNotFound(UserError):
    """The card does not exist in the viewer's account."""

    zh = Words(title="找不到這張憑證", message="找不到此憑證，可能已被刪除。請重新整理頁面。")
    en = Words(
        title="Card not found",
        message="This card does not exist or was deleted. Reload the page.",
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


async def require_room(account: Account) -> None:
    """Refuse a card beyond ``MAX_CARDS``; called while the account is locked.

    :raises TooManyCertificates: when the account has that many.
    """
    at_place = Certificate.filter(account_id=account.id, status__in=AT_PLACE)
    if await at_place.count() >= MAX_CARDS:
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


async def require_another_card(account: Account, card: Certificate) -> None:
    """Refuse to remove the last live card; called while the account is locked.

    :raises LastCertificate: when it is the last.
    """
    others = Certificate.filter(account_id=account.id, status=CertificateStatus.LIVE)
    if card.status is CertificateStatus.LIVE and not await others.exclude(id=card.id).exists():
        raise LastCertificate("id")


async def stop(
    change: Change,
    card: Certificate,
    status: CertificateStatus,
    *,
    because: SessionEnd,
    actor: str,
    at: datetime,
) -> None:
    """Unbind a card and end its sessions; called while the account is locked.

    Sessions come first: signing in locks the two in this order, too.
    """
    sessions = Q(certificate_id=card.id)
    await Session.end(change, sessions, because=because, actor=actor, at=at)
    card.status, card.released_at = status, at
    await card.save(update_fields=["status", "released_at"])
