"""What was done to an account's cards, by whose card; who has the mail about it may object."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from tortoise import fields
from tortoise.expressions import Q
from tortoise.models import Model
from tortoise.queryset import QuerySet

from models.account.account import Account
from models.card.certificate import Certificate
from models.core.errors import UserError, Words


class ChangeNotFound(UserError):
    """Nobody has objected to such a change."""

    zh = Words(title="找不到這筆反映", message="找不到此筆反映。")
    en = Words(title="This objection was not found", message="There is no such objection.")


class ChangeSettled(UserError):
    """The objection is settled already."""

    zh = Words(title="這筆反映已經處理", message="此筆反映已處理完成，請重新整理頁面。")
    en = Words(
        title="This objection has been settled",
        message="This objection was settled already. Reload the page.",
    )


class ChangeNotUndoable(UserError):
    """The state before the change cannot be restored: the card or its holder is bound elsewhere by
    now.
    """

    zh = Words(
        title="這筆異動無法復原",
        message="無法復原：原憑證或其持卡人已綁定於他處。請洽該公司後再行處理。",
    )
    en = Words(
        title="This change cannot be undone",
        message=(
            "This cannot be undone: the card or its holder is bound elsewhere by now. Speak to "
            "the company first."
        ),
    )


class ChangeKind(StrEnum):
    """Name what was done to a card."""

    ADDED = "ADDED"
    EDITED = "EDITED"
    REMOVED = "REMOVED"
    REPLACED = "REPLACED"


class ChangeOutcome(StrEnum):
    """Name how staff settled an objection."""

    UNDONE = "UNDONE"
    STANDS = "STANDS"


class CardChange(Model):
    """Keep one change, and what is needed to undo it.

    ``certificate`` is the card that was added, edited, removed, or put in the place of
    ``previous``; ``by_certificate`` the one whose session did it. ``before`` holds what an edit
    changed, or the status that a card had before it was removed or replaced.
    """

    id = fields.UUIDField(primary_key=True, default=uuid4)
    account: fields.ForeignKeyRelation[Model] = fields.ForeignKeyField(
        "models.Account", on_delete=fields.OnDelete.RESTRICT, db_index=True
    )
    account_id: UUID
    kind = fields.CharEnumField(ChangeKind, max_length=16)
    certificate: fields.ForeignKeyRelation[Model] = fields.ForeignKeyField(
        "models.Certificate", on_delete=fields.OnDelete.RESTRICT, db_index=True, related_name=False
    )
    certificate_id: UUID
    previous: fields.ForeignKeyNullableRelation[Model] = fields.ForeignKeyField(
        "models.Certificate",
        on_delete=fields.OnDelete.RESTRICT,
        null=True,
        db_index=True,
        related_name=False,
    )
    previous_id: UUID | None
    by_certificate: fields.ForeignKeyRelation[Model] = fields.ForeignKeyField(
        "models.Certificate", on_delete=fields.OnDelete.RESTRICT, related_name=False
    )
    by_certificate_id: UUID
    before = fields.JSONField[dict[str, str | None]]()
    at = fields.DatetimeField()
    reported_at = fields.DatetimeField(null=True)
    settled_at = fields.DatetimeField(null=True)
    settled_by = fields.CharField(64, null=True)
    outcome = fields.CharEnumField(ChangeOutcome, max_length=16, null=True)
    note = fields.CharField(400, null=True)

    class Meta:
        table = "card_change"

    @classmethod
    async def of_subject(cls, subject: str) -> "CardChange":
        """Find the change that a link speaks of."""
        return await cls.get(id=UUID(subject.removeprefix("change:")))

    @classmethod
    def brought(cls, card_id: UUID) -> QuerySet["CardChange"]:
        """Choose the change by which a card came to its account, if it did by one."""
        bringing = (ChangeKind.ADDED, ChangeKind.REPLACED)
        return cls.filter(certificate_id=card_id, kind__in=bringing)

    @property
    def subject(self) -> str:
        """Name the change in links."""
        return f"change:{self.id}"

    @property
    def brought_a_card(self) -> bool:
        """Tell whether a card stands at the account because of it."""
        return self.kind in (ChangeKind.ADDED, ChangeKind.REPLACED)

    async def card_now(self) -> Certificate:
        """Find the card that stands where the change's card stood: itself, or what replaced it."""
        card_id = self.certificate_id
        counts = Q(outcome__isnull=True) | Q(outcome=ChangeOutcome.STANDS)
        # Cannot run in a ring: what replaces a card is always a newer record.
        while later := await CardChange.filter(counts, previous_id=card_id).first():
            card_id = later.certificate_id
        return await Certificate.get(id=card_id)

    async def report(self, *, at: datetime) -> None:
        """Write down that somebody has objected; the account is held."""
        self.reported_at = at
        await self.save(update_fields=["reported_at"])

    async def settle(self, outcome: ChangeOutcome, *, note: str, actor: str, at: datetime) -> None:
        """Write down how staff settled it; the account is held, so that one of two gets here.

        :raises ChangeSettled: when it is settled already.
        """
        unsettled = CardChange.filter(id=self.id, settled_at__isnull=True)
        columns = {"settled_at": at, "settled_by": actor, "outcome": outcome, "note": note}
        if not await unsettled.update(**columns):
            raise ChangeSettled("id")
        self.update_from_dict(columns)

    @classmethod
    async def disputes_of(cls, account: Account) -> "list[CardChange]":
        """List the objections at an account that wait for staff."""
        reported = cls.filter(account_id=account.id, reported_at__isnull=False)
        return await reported.filter(settled_at__isnull=True)
