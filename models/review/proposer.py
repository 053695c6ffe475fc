"""Whether who proposed something is still of the staff when a colleague confirms it."""

from datetime import datetime
from uuid import UUID

from models.card.certificate import Certificate
from models.core.errors import UserError, Words
from models.membership.membership import Membership
from models.session.roles import AccountKind, AccountStatus


class ProposerLeft(UserError):
    """The member of staff who proposed it no longer has the rights of staff."""

    zh = Words(
        title="提出之同仁已無權限",
        message="提出此案之同仁已無管理端權限，無法確認。請駁回此案，由其他同仁重新查證並提出。",
    )
    en = Words(
        title="Who proposed this is no longer staff",
        message="The colleague who proposed this no longer has the rights of staff, so it cannot "
        "be confirmed. Refuse it; another colleague can check and propose it again.",
    )


async def require_still_staff(certificate_id: UUID, *, at: datetime) -> None:
    """Require that the person of a card has the rights of staff, by whatever card.

    :raises ProposerLeft: when the membership has ended, or its account is suspended or closed.
    """
    card = await Certificate.get(id=certificate_id)
    standing = Membership.standing(at=at).filter(
        person_id=card.person_id,
        confirmed_at__isnull=False,
        account__kind=AccountKind.STAFF,
        account__status=AccountStatus.ACTIVE,
    )
    if not await standing.exists():
        raise ProposerLeft("id")
