"""A reviewer's claim, by which nobody else can decide a case for `CLAIM_LIFE`."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from tortoise.expressions import Q

from models.account.account import Account
from models.application.application import Application
from models.application.events import ApplicationEventKind
from models.application.transitions import Status
from models.card.certificate import Certificate
from models.core.errors import UserError, Words
from models.core.rules import CLAIM_LIFE
from models.database.transaction import Change
from models.membership.identity_join import IdentityJoin
from models.membership.person import Person, PersonIdentifier
from models.session.permissions import SignedIn


class AlreadyClaimed(UserError):
    """Another reviewer has claimed the case."""

    zh = Words(title="已由其他同仁處理", message="{by} 已受理此案，請改審其他案件，或待其釋回。")
    en = Words(
        title="A colleague has claimed this case",
        message="{by} is working on this case. Choose another case, or wait until it is released.",
    )

    def __init__(self, *, by: str, until: datetime) -> None:
        super().__init__("id", values={"by": by})
        self.by = by
        self.until = until


class NotClaimed(UserError):
    """The viewer has not claimed the case, or the claim has expired."""

    zh = Words(title="這件申請不在您手上", message="此案目前不是由您受理。")
    en = Words(
        title="You have not claimed this case",
        message="Your claim on this case does not exist or has expired. Reload the queue.",
    )


class OwnCase(UserError):
    """The viewer has, or had, a card of this company; another reviewer must decide."""

    zh = Words(
        title="不能審核自己公司的申請",
        message="您持有（或曾持有）此公司的憑證，本案須由其他同仁處理。",
    )
    en = Words(
        title="You cannot review a case of your own company",
        message="You have or had a card of this company. A colleague must handle the case.",
    )


async def claim(
    application: Application, change: Change, *, staff: SignedIn, at: datetime
) -> Application:
    """Claim a case, or extend the claim; the version is unchanged, because no stated fact is.

    :raises ApplicationMoved: when it is no longer under review.
    :raises AlreadyClaimed: when a colleague has it.
    """
    free = (
        Q(claimed_by__isnull=True) | Q(claimed_until__lte=at) | Q(claimed_by=staff.certificate_id)
    )
    unclaimed = Application.filter(free, id=application.id, status=Status.UNDER_REVIEW)
    won = await unclaimed.update(claimed_by=staff.certificate_id, claimed_until=at + CLAIM_LIFE)
    await application.refresh_from_db()
    if not won:
        application.must_be(Status.UNDER_REVIEW)
        await require_unclaimed(application, staff=staff, at=at)
    application.note(change, ApplicationEventKind.CLAIMED, actor=staff.actor, at=at)
    return application


async def release(
    application: Application, change: Change, *, staff: SignedIn, at: datetime
) -> Application:
    """Release the viewer's claim.

    :raises NotClaimed: when there is none, or it has expired.
    """
    mine = Application.filter(
        id=application.id, claimed_by=staff.certificate_id, claimed_until__gt=at
    )
    if not await mine.update(claimed_by=None, claimed_until=None):
        raise NotClaimed("id")
    await application.refresh_from_db()
    application.note(change, ApplicationEventKind.RELEASED, actor=staff.actor, at=at)
    return application


def claimant(application: Application, *, at: datetime) -> UUID | None:
    until = application.claimed_until
    return application.claimed_by if until is not None and until > at else None


async def require_unclaimed(application: Application, *, staff: SignedIn, at: datetime) -> None:
    """Refuse a case that a colleague has claimed.

    :raises AlreadyClaimed: when one has.
    """
    holder = claimant(application, at=at)
    if holder is None or holder == staff.certificate_id or application.claimed_until is None:
        return
    raise AlreadyClaimed(by=await name_of(holder) or "", until=application.claimed_until)


async def require_not_own(application: Application, *, staff: SignedIn) -> None:
    """Refuse a case of the viewer's own company, or one that she applied for herself.

    :raises OwnCase: when the company, or the application, has or had a card of the viewer.
    """
    here = Q(control_number=application.control_number) | Q(application_id=application.id)
    if application.session_id == staff.viewer.session_id:
        raise OwnCase("id")
    await require_no_card_there(here, staff=staff)


async def require_no_card_there(here: Q, *, staff: SignedIn) -> None:
    """Refuse if the viewer has, or had, one of the selected cards.

    :raises OwnCase: when one of the selected cards is the viewer's.
    """
    if await has_card_there(here, staff=staff):
        raise OwnCase("id")


async def has_card_there(here: Q, *, staff: SignedIn) -> bool:
    """Return whether the viewer has, or had, one of the selected cards.

    A person who may be the same counts as well, although the identifiers have not been joined.
    The status of the card does not matter: a former holder still knows the company.
    """
    card = await Certificate.get(id=staff.certificate_id)
    hers = Certificate.filter(person_id__in=await _perhaps_same(card))
    return await hers.filter(here).exists()


async def require_never_belonged(account: Account, *, staff: SignedIn) -> None:
    """Refuse a case of a company or staff account that the viewer belongs, or belonged, to.

    :raises OwnCase: when she does, or did.
    """
    here = Q(account_id=account.id) | Q(control_number=account.control_number)
    await require_no_card_there(here, staff=staff)


async def require_another_holder(join: IdentityJoin, *, staff: SignedIn) -> None:
    """Refuse to recognise a card that is, or may be, the viewer's own.

    :raises OwnCase: when its serial number, or its name and last four, are the viewer's.
    """
    card = await Certificate.get(id=staff.certificate_id)
    person = await Person.get(id=card.person_id)
    serials = PersonIdentifier.filter(person_id=person.id, subject_serial=join.subject_serial)
    named = (join.holder_name, join.last_four) == (person.name, person.last_four)
    if named or await serials.exists():
        raise OwnCase("joinId")


async def is_same_person(certificate_id: UUID, other_id: UUID) -> bool:
    """Return whether two cards, of whatever issuer and status, are or may be one person's."""
    first = await Certificate.get(id=certificate_id)
    second = await Certificate.get(id=other_id)
    return second.person_id in await _perhaps_same(first)


async def _perhaps_same(card: Certificate) -> set[UUID]:
    return await (await Person.get(id=card.person_id)).perhaps_same()


async def name_of(certificate_id: UUID) -> str | None:
    card = await Certificate.get_or_none(id=certificate_id)
    return card.holder_name if card else None


async def names_of(certificates: Collection[UUID]) -> Mapping[UUID, str]:
    """Return the names of those whose cards these are, by the cards' ids."""
    rows = await Certificate.filter(id__in=certificates).values_list("id", "holder_name")
    return {UUID(str(card_id)): str(name) for card_id, name in rows}


async def name_of_actor(actor: str) -> str | None:
    """Return the name of the person behind a journal actor; None for a service or a session."""
    record, _, text = actor.partition(":")
    return await name_of(UUID(text)) if record == "certificate" else None
