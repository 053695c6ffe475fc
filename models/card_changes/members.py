"""The members of an account: who belongs, who can sign in, and how a member is taken out."""

from datetime import datetime

from tortoise.queryset import QuerySet

from models.account.account import Account
from models.account.saved_phrase import SavedPhrase
from models.card.certificate import LISTED, Certificate, CertificateStatus
from models.card.refusals import CertificateAlreadyBound, PersonAlreadyBound
from models.card_changes.card_status import end_card
from models.card_changes.manage_cards import LastCertificate
from models.database.transaction import Change
from models.link.account_link import AccountLink
from models.membership.membership import Membership
from models.membership.moves import Ending, MemberActor
from models.membership.person import Person
from models.pki.verdict import Proof
from models.session.roles import AccountStatus, Role
from models.session.session import SessionEnd


def unimpaired_cards(*, at: datetime) -> QuerySet[Certificate]:
    """Return a query for the bound cards that are neither expired nor on hold."""
    return Certificate.filter(
        status=CertificateStatus.LIVE, on_hold_since__isnull=True, not_after__gte=at
    )


def cards_in_force(account: Account, *, at: datetime) -> QuerySet[Certificate]:
    """Return a query for the valid cards of the account's members, confirmed or not."""
    return unimpaired_cards(at=at).filter(
        account_id=account.id,
        membership__ended_at__isnull=True,
    )


def usable_cards(account: Account, *, at: datetime) -> QuerySet[Certificate]:
    """Return a query for the cards by which somebody can sign in to the account."""
    return cards_in_force(account, at=at).filter(membership__confirmed_at__isnull=False)


async def an_admin_can_sign_in(*, at: datetime) -> bool:
    admins = Account.filter(role=Role.ADMIN, status=AccountStatus.ACTIVE)
    for admin in await admins:
        if await usable_cards(admin, at=at).exists():
            return True
    return False


async def membership_for(
    proof: Proof,
    person: Person,
    account: Account,
    *,
    at: datetime,
    instead_of: Certificate | None = None,
) -> Membership | None:
    """Return the membership of the account that a proven new card joins, or None if it begins one.

    Called while the account and the person are locked. ``instead_of`` is the card that the new one
    replaces.

    :raises CertificateAlreadyBound: when the card is bound.
    :raises PersonAlreadyBound: when the person belongs elsewhere, has another card that is bound,
        or had a newer card here.
    """
    membership = await Membership.standing_of(person, at=at)
    if membership is None or membership.account_id != account.id:
        await Certificate.refuse_bound(proof, at=at)
        return None
    live = Certificate.filter(status=CertificateStatus.LIVE, person_id=person.id)
    if await live.filter(sha256=proof.certificate_sha256).exists():
        raise CertificateAlreadyBound("signature")
    if instead_of is not None:
        live = live.exclude(id=instead_of.id)
    if await live.exists() or not await Certificate.is_newest(proof, membership):
        raise PersonAlreadyBound("signature")
    return membership


async def require_another_member(account: Account, card: Certificate, *, at: datetime) -> None:
    """Refuse to take out the last member who can sign in; called while the account is locked.

    :raises LastCertificate: when nobody else can sign in.
    """
    usable = usable_cards(account, at=at)
    if await usable.filter(id=card.id).exists() and not await usable.exclude(id=card.id).exists():
        raise LastCertificate("id")


async def end_membership(
    change: Change,
    membership: Membership,
    account: Account,
    because: Ending,
    *,
    actor_kind: MemberActor,
    status: CertificateStatus,
    session_end: SessionEnd,
    actor: str,
    at: datetime,
) -> None:
    """End a membership with all its cards, their sessions, and the links mailed to the member.

    Called while the account is locked. ``status`` is what its listed cards become.
    """
    for card in await Certificate.filter(membership_id=membership.id, status__in=LISTED):
        await end_card(change, card, status, because=session_end, actor=actor, at=at)
        if status is not CertificateStatus.REPLACED:
            await Certificate.filter(id=card.id).update(removed_by=actor)
    await AccountLink.void_of_member(membership.id, at=at)
    await membership.end(
        change, because, kind=account.kind, actor_kind=actor_kind, actor=actor, at=at
    )
    if not await Membership.filter(account_id=account.id, ended_at__isnull=True).exists():
        await SavedPhrase.erase(account.id)
