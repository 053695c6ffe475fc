"""Where the person whose card signed belongs: the record that every door asks."""

from dataclasses import dataclass
from datetime import datetime

from models.account.account import Account
from models.card.certificate import Certificate
from models.card.refusals import CardNotBound
from models.core.errors import Remedy, UserError, Words
from models.membership.membership import Membership
from models.membership.person import Person
from models.pki.verdict import Proof


class RightsNotConfirmed(UserError):
    """The card of a member of staff is bound, and an administrator has not confirmed it yet."""

    zh = Words(
        title="憑證尚待系統管理者確認",
        message="您的憑證已綁定，須經另一位系統管理者確認後方可登入。",
    )
    en = Words(
        title="Your card awaits confirmation",
        message="Your card is bound. You can sign in once an administrator has confirmed it.",
    )
    remedy = Remedy.HELP


@dataclass(frozen=True, kw_only=True)
class Belonging:
    """A person's standing membership, its account, and the card that signed if it is bound there.

    Without ``card`` the person's new card may be bound by renewing.
    """

    membership: Membership
    account: Account
    card: Certificate | None


async def belonging_of(proof: Proof, *, at: datetime) -> Belonging:
    """Return where the person whose card signed belongs.

    :raises CardNotBound: when the person belongs nowhere, had a newer card there, or staff have
        undone this card's renewal there.
    """
    membership = await Membership.standing_of(await Person.of(proof), at=at)
    if membership is None:
        raise CardNotBound("signature")
    card = await Certificate.live_of(proof)
    bound = card if card is not None and card.membership_id == membership.id else None
    if bound is None and not await Certificate.may_renew(proof, membership):
        raise CardNotBound("signature")
    account = await Account.get(id=membership.account_id)
    return Belonging(membership=membership, account=account, card=bound)
