"""The invitation of a member of staff: it names the person whose card may be bound."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from tortoise import fields
from tortoise.expressions import Q
from tortoise.models import Model

from models.account.account import Account
from models.core.rules import FIRST_CARD_LINK_LIFE
from models.database.transaction import Change
from models.forms.typed_text import InvitedPerson
from models.journal.kinds import EventKind
from models.link.account_link import AccountLink, AccountLinkPurpose
from models.pki.verdict import Proof
from models.session.session import Session, SessionEnd, SessionKind


class Inviter(StrEnum):
    """Who made an invitation; what the OPERATOR made at the terminal needs no confirmation."""

    ADMIN = "ADMIN"
    OPERATOR = "OPERATOR"


class Invitation(Model):
    """An invitation to a staff account; a partial unique index permits one live one per account.

    It is live until a card was bound (``used_at``) or a newer one took its place (``voided_at``);
    its link may expire before. ``name`` and ``last_four`` are erased some time after it.
    """

    id = fields.UUIDField(primary_key=True, default=uuid4)
    account: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "models.Account", on_delete=fields.OnDelete.RESTRICT, db_index=True
    )
    account_id: UUID
    name = fields.CharField(120)
    last_four = fields.CharField(4)
    made_by = fields.CharEnumField(Inviter, max_length=16)
    invited_by = fields.CharField(64)
    created_at = fields.DatetimeField()
    link: fields.ForeignKeyRelation[AccountLink] = fields.ForeignKeyField(
        "models.AccountLink", on_delete=fields.OnDelete.RESTRICT, db_index=True
    )
    link_id: UUID
    used_at = fields.DatetimeField(null=True)
    voided_at = fields.DatetimeField(null=True)

    class Meta:
        table = "invitation"

    @classmethod
    async def make(
        cls,
        change: Change,
        account: Account,
        invited: InvitedPerson,
        *,
        made_by: Inviter,
        actor: str,
        key: bytes,
        at: datetime,
    ) -> AccountLink:
        """Invite a person, void the account's older invitation, and return the new one's link.

        Called while the account is locked.
        """
        await cls.void(change, account, actor=actor, at=at)
        link = await AccountLink.make(
            purpose=AccountLinkPurpose.INVITATION,
            account_id=account.id,
            key=key,
            at=at,
            life=FIRST_CARD_LINK_LIFE,
        )
        invitation = await cls.create(
            account_id=account.id,
            name=invited.name,
            last_four=invited.last_four,
            made_by=made_by,
            invited_by=actor,
            created_at=at,
            link_id=link.id,
        )
        # The journal names no person: who was invited stands in the record.
        said = {"invitation": str(invitation.id), "by": made_by.value}
        account.note(change, EventKind.STAFF_INVITED, actor=actor, at=at, payload=said)
        return link

    @classmethod
    async def live_of(cls, account: Account) -> "Invitation | None":
        live = cls.filter(account_id=account.id, used_at__isnull=True, voided_at__isnull=True)
        return await live.first()

    @classmethod
    async def void(cls, change: Change, account: Account, *, actor: str, at: datetime) -> None:
        """Void the account's live invitation, if there is one, with its link and its sessions."""
        live = cls.filter(account_id=account.id, used_at__isnull=True, voided_at__isnull=True)
        await live.update(voided_at=at)
        links = AccountLink.filter(account_id=account.id, purpose=AccountLinkPurpose.INVITATION)
        await links.filter(spent_at__isnull=True).update(spent_at=at)
        begun = Q(kind=SessionKind.BIND_ONLY, account_id=account.id)
        because = SessionEnd.INVITATION_VOIDED
        await Session.end(change, begun, because=because, actor=actor, at=at)

    async def use(self, *, at: datetime) -> None:
        """Use up the invitation and its link; called while the account is locked."""
        await AccountLink.filter(id=self.link_id).update(spent_at=at, used_at=at)
        await Invitation.filter(id=self.id).update(used_at=at)

    def names(self, proof: Proof) -> bool:
        """Return whether it names the holder of a proven card, by name and last four characters."""
        name = " ".join(self.name.split())
        return (name, self.last_four) == (proof.holder_name, proof.id_last4)
