"""Members of accounts that exist without an application, a link or an invitation."""

from datetime import datetime

from models.account.account import Account
from models.card.certificate import Certificate
from models.card_changes.card_status import bind_card
from models.database.transaction import tx
from models.forms.typed_text import Contact
from models.membership.membership import Membership
from models.membership.moves import Beginning, MemberActor
from models.membership.person import Person
from models.pki.verdict import Proof

ACTOR = "service:terminal"


async def make_member(
    account: Account,
    proof: Proof,
    *,
    email: str,
    at: datetime,
    confirmed_by: str | None = ACTOR,
) -> Certificate:
    """Bind a proven card to an account as its holder's membership by invitation."""
    async with tx() as change:
        person = await Person.identify(change, proof, actor=ACTOR, at=at)
        membership = await Membership.begin(
            change,
            person,
            account_id=account.id,
            kind=account.kind,
            because=Beginning.INVITATION,
            actor_kind=MemberActor.OPERATOR,
            actor=ACTOR,
            at=at,
            confirmed_by=confirmed_by,
        )
        card = Certificate.proven(
            proof,
            person=person,
            membership=membership,
            contact=Contact(phone="02-12345678", email=email),
            control_number=account.control_number,
            application_id=None,
            at=at,
        )
        await bind_card(change, card, actor=ACTOR, at=at)
    return card
