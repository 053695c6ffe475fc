"""An account's cards: changed by one at a time, never too many, never none."""

from datetime import datetime
from uuid import UUID

from tortoise.expressions import Q

from models.access.authentication import is_live
from models.account.account import Account
from models.card.certificate import AT_PLACE, LISTED, Certificate, CertificateStatus
from models.core.errors import UserError
from models.core.rules import MAX_CARDS
from models.database.transaction import Change
from models.forms.typed_text import label_taken
from models.session.permissions import NotAllowed, SignedIn, SignInNeeded
from models.session.roles import AccountKind
from models.session.session import Session, SessionEnd


class AccountFrozen(UserError):
    """Say that somebody objected to a change, and no card changes until staff have settled it."""


class TooManyCertificates(UserError):
    """Say that the account has as many cards as an account may have."""


class LastCertificate(UserError):
    """Say that it is the only card by which the account can be signed in to."""


class CertificateNotFound(UserError):
    """Say that the viewer's account has no such card."""


async def lock_account(someone: SignedIn, *, at: datetime) -> Account:
    """Hold the account of who has signed in for a change of its cards, until the change ends.

    What was true when the request came in is asked again: another may have removed the very card.

    :raises SignInNeeded: when session, card or account do not stand any more.
    :raises AccountFrozen: when staff must settle an objection first.
    """
    account = await Account.for_viewer(someone, someone.account_id)
    await account.hold(at=at)
    if not await is_live(someone.viewer, at=at):
        raise SignInNeeded
    require_not_frozen(account)
    return account


def require_not_frozen(account: Account) -> None:
    """Refuse changes of cards while an objection is open.

    :raises AccountFrozen: when one is.
    """
    if account.frozen_at is not None:
        raise AccountFrozen


def require_colleagues_allowed(account: Account) -> None:
    """Refuse another person's card where an ADMIN alone decides who comes in.

    :raises NotAllowed: when it is an account of staff.
    """
    if account.kind is AccountKind.STAFF:
        raise NotAllowed


async def card_of(account: Account, certificate_id: UUID) -> Certificate:
    """Find a card that the account's holders see in their list.

    :raises CertificateNotFound: when there is none, or it is another account's.
    """
    listed = Certificate.filter(account_id=account.id, status__in=LISTED)
    card = await listed.get_or_none(id=certificate_id)
    if card is None:
        raise CertificateNotFound("id")
    return card


async def require_room(account: Account) -> None:
    """Refuse one card more than an account may have; the account is held.

    :raises TooManyCertificates: when it has them.
    """
    at_place = Certificate.filter(account_id=account.id, status__in=AT_PLACE)
    if await at_place.count() >= MAX_CARDS:
        raise TooManyCertificates


async def require_unique_label(
    account: Account, label: str | None, *, but: UUID | None = None
) -> None:
    """Refuse a label that another card of the account bears; the account is held.

    :raises InvalidInput: naming the label.
    """
    if label is None:
        return
    others = Certificate.filter(account_id=account.id, status__in=LISTED, label__isnull=False)
    rows = await others.values_list("id", "label")
    if any(card != but and str(borne).casefold() == label.casefold() for card, borne in rows):
        raise label_taken()


async def require_another_card(account: Account, card: Certificate) -> None:
    """Refuse to take away the last card that counts; the account is held.

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
    """Take a card from its place, and end its sessions; the account is held.

    Sessions come first: whoever signs in with the card takes the two in this order, too.
    """
    its = Q(certificate_id=card.id)
    await Session.end(change, its, because=because, actor=actor, at=at)
    card.status, card.released_at = status, at
    await card.save(update_fields=["status", "released_at"])
