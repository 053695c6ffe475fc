"""A partner reads accounts, their cards, and whether a card may act; no personal data."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from models.account.account import Account, AccountNotFound
from models.card.certificate import CertificateStatus
from models.card_changes.standing import CardAtNumber
from models.core.errors import CouldNotFindOut
from models.forms import kinds
from models.journal.cursor import present
from models.partner.feed import CursorUnknown, Round, changed_accounts, of_partners
from models.partner.newest import newest_of
from models.partner.partner import PartnerViewer, Scope
from models.partner.scopes import ScopeMissing, require_scope
from models.pki.crl.status import CertificateOnHold, CertificateRevoked
from models.pki.path.end_entity import CertificateExpired
from models.session.roles import AccountKind, AccountStatus
from models.signature.verification import VerificationPolicy, check_standing


class MayNot(StrEnum):
    """Why a certificate may not act for a control number; nothing about other control numbers."""

    NOT_BOUND_HERE = "NOT_BOUND_HERE"
    ACCOUNT_NOT_ACTIVE = "ACCOUNT_NOT_ACTIVE"
    CERTIFICATE_REMOVED = "CERTIFICATE_REMOVED"
    CERTIFICATE_DISPUTED = "CERTIFICATE_DISPUTED"
    CERTIFICATE_REVOKED = "CERTIFICATE_REVOKED"
    CERTIFICATE_EXPIRED = "CERTIFICATE_EXPIRED"
    COULD_NOT_FIND_OUT = "COULD_NOT_FIND_OUT"


_STATUS = {
    CertificateStatus.REVOKED: MayNot.CERTIFICATE_REVOKED,
    CertificateStatus.EXPIRED: MayNot.CERTIFICATE_EXPIRED,
}


@dataclass(frozen=True, kw_only=True)
class AccountPage:
    """A page of accounts with their positions, whether there are more, and the next cursor."""

    accounts: list[tuple[Account, Round]]
    has_more: bool
    end: str


@dataclass(frozen=True, kw_only=True)
class May:
    """A certificate that may act, with the end of its validity."""

    until: datetime
    kind: AccountKind


SEE_RAISES = (AccountNotFound, ScopeMissing)


async def see_account(*, partner: PartnerViewer | None, control_number: str) -> Account:
    """Return the open account of a control number, or else the one closed last.

    :raises TokenNeeded, ScopeMissing: unless the token has ``accounts:read``.
    :raises AccountNotFound: when the number never had an account.
    """
    require_scope(partner, Scope.ACCOUNTS_READ)
    return await _account(control_number)


LIST_RAISES = (CursorUnknown, ScopeMissing)


async def list_accounts(
    *, partner: PartnerViewer | None, after: str | None, first: int
) -> AccountPage:
    """Return a page of all accounts, or of those changed since the end of an earlier listing.

    :raises TokenNeeded, ScopeMissing: unless the token has ``accounts:read``.
    :raises CursorUnknown: when the cursor is not of this journal.
    """
    require_scope(partner, Scope.ACCOUNTS_READ)
    # The journal's end is read before the accounts; ``Round`` says why.
    place = await Round.at(after, now=await present())
    if place.since is None:
        rest = of_partners() if place.last is None else of_partners().filter(id__gt=place.last)
        found = await rest.order_by("id").limit(first + 1)
        has_more = len(found) > first
    else:
        ids = await changed_accounts(since=place.since.seq, last=place.last, most=first + 1)
        found = await Account.filter(id__in=ids).order_by("id")
        has_more = len(ids) > first
    page = [(account, _behind(account, place)) for account in found[:first]]
    end = str(page[-1][1]) if has_more else str(place.as_of)
    return AccountPage(accounts=page, has_more=has_more, end=end)


MAY_ACT_RAISES = (ScopeMissing,)


async def may_act(
    *,
    partner: PartnerViewer | None,
    sha256: str,
    control_number: str,
    policy: VerificationPolicy,
    now: datetime,
) -> May | MayNot:
    """Return whether a certificate, given by its SHA-256, may act for a control number now.

    A card bound elsewhere and an unknown one get the same answer, whether or not the number has an
    account. Revocation is checked against the stored lists, and no responder is asked where there
    are lists; an unknown status is not a yes.

    :raises TokenNeeded, ScopeMissing: unless the token has ``certificates:read``.
    """
    require_scope(partner, Scope.CERTIFICATES_READ)
    digest, number = kinds.SHA256.name_of(sha256), kinds.ACCOUNT_NUMBER.name_of(control_number)
    found = await CardAtNumber.find(digest, number, at=now) if digest and number else None
    if found is None or found.account_kind is AccountKind.STAFF:
        return MayNot.NOT_BOUND_HERE
    card = found.card
    if found.account_status is not AccountStatus.ACTIVE:
        return MayNot.ACCOUNT_NOT_ACTIVE
    if card.status is not CertificateStatus.LIVE:
        return _STATUS.get(card.status, MayNot.CERTIFICATE_REMOVED)
    if not found.belongs:
        return MayNot.NOT_BOUND_HERE
    if found.is_disputed:
        return MayNot.CERTIFICATE_DISPUTED
    try:
        await check_standing(card, policy=policy.on_hand(), at=now)
    except CertificateExpired:
        return MayNot.CERTIFICATE_EXPIRED
    except (CertificateRevoked, CertificateOnHold):
        return MayNot.CERTIFICATE_REVOKED
    except CouldNotFindOut:
        return MayNot.COULD_NOT_FIND_OUT
    return May(until=card.not_after, kind=found.account_kind)


async def _account(control_number: str) -> Account:
    number = kinds.ACCOUNT_NUMBER.name_of(control_number)
    found = await newest_of(number) if number else None
    if found is None:
        raise AccountNotFound("controlNumber")
    return found


def _behind(account: Account, place: Round) -> Round:
    return Round(as_of=place.as_of, since=place.since, last=account.id)
