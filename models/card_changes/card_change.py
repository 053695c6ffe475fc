"""The record of a change of an account's cards, to which mail recipients may object."""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from tortoise import fields
from tortoise.expressions import Q
from tortoise.models import Model
from tortoise.queryset import QuerySet

from models.account.account import Account
from models.core.errors import UserError, Words
from models.membership.membership import Membership
from models.membership.person import Person


class ChangeNotFound(UserError):
    """The dispute does not exist."""

    zh = Words(title="找不到此筆反映", message="找不到此筆反映，請重新查詢。")
    en = Words(
        title="Objection not found",
        message="This objection does not exist. Reload the list and try again.",
    )


class ChangeSettled(UserError):
    """The dispute is already settled."""

    zh = Words(title="此筆反映已處理", message="此筆反映已處理完成，請重新整理頁面。")
    en = Words(
        title="This objection is already settled",
        message="It was settled earlier. Reload the page to see the outcome.",
    )


class ChangeNotUndoable(UserError):
    """The state before the change cannot be restored: a later change has replaced it, or the card
    or its holder is now bound elsewhere.
    """

    zh = Words(
        title="此筆異動無法復原",
        message=(
            "無法復原：異動後之資料已另有變更，或原憑證、原持卡人已綁定於他處。"
            "請洽該公司後再行處理。"
        ),
    )
    en = Words(
        title="This change cannot be undone",
        message=(
            "A later change has replaced what would be restored, or the card or its holder is "
            "bound elsewhere. Contact the company first."
        ),
    )


class ChangeKind(StrEnum):
    """What was done to a card."""

    ADDED = "ADDED"
    EDITED = "EDITED"
    REMOVED = "REMOVED"
    REPLACED = "REPLACED"


class ChangeOutcome(StrEnum):
    """How a dispute was settled: by staff, or because the account was closed."""

    UNDONE = "UNDONE"
    STANDS = "STANDS"
    ACCOUNT_CLOSED = "ACCOUNT_CLOSED"


# The changes by which a card came to an account.
BRINGING = (ChangeKind.ADDED, ChangeKind.REPLACED)


class CardChange(Model):
    """A change of an account's cards, with what is needed to undo it.

    ``certificate`` is the card that was added, edited or removed, or that replaced ``previous``;
    ``by_certificate`` is the card whose session did it. ``membership_id`` is the certificate's
    membership after the change, and ``ended_membership_id`` the one that the change ended.
    ``before`` are the values that an edit changed, or the status that a card had before it was
    removed or replaced.
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
    # No foreign keys, because they are records of the past that nothing joins.
    membership_id = fields.UUIDField(null=True)
    ended_membership_id = fields.UUIDField(null=True)
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
        return await cls.get(id=UUID(subject.removeprefix("change:")))

    @classmethod
    def began(cls, membership_id: UUID) -> QuerySet["CardChange"]:
        """Return a query for the change that began a membership, if it was a change of cards."""
        first = Q(kind=ChangeKind.ADDED) | Q(ended_membership_id__isnull=False)
        return cls.filter(first, membership_id=membership_id, kind__in=BRINGING)

    @classmethod
    async def was_undone_for(cls, person: Person, *, control_number: str) -> bool:
        """Return whether staff undid the change that began the person's last membership there.

        She may have left before that; see `Membership.was_ended_by_others`.
        """
        last = await Membership.last_of(person, control_number=control_number)
        if last is None:
            return False
        return await cls.began(last.id).filter(outcome=ChangeOutcome.UNDONE).exists()

    @property
    def subject(self) -> str:
        return f"change:{self.id}"

    async def report(self, *, at: datetime) -> None:
        self.reported_at = at
        await self.save(update_fields=["reported_at"])

    async def settle(self, outcome: ChangeOutcome, *, note: str, actor: str, at: datetime) -> None:
        """Record how staff settled the objection; called while the account is locked.

        :raises ChangeSettled: when it is settled already.
        """
        unsettled = CardChange.filter(id=self.id, settled_at__isnull=True)
        columns = {"settled_at": at, "settled_by": actor, "outcome": outcome, "note": note}
        if not await unsettled.update(**columns):
            raise ChangeSettled("id")
        self.update_from_dict(columns)

    async def rewritten_since(self) -> "set[str]":
        """Return the details of an edit that a later edit, not undone since, wrote as well."""
        edits = CardChange.filter(
            kind=ChangeKind.EDITED, membership_id=self.membership_id, at__gte=self.at
        ).exclude(id=self.id)
        stand = [edit for edit in await edits if edit.outcome is not ChangeOutcome.UNDONE]
        # What an edit changed may have been erased: then it counts for all.
        return {name for edit in stand for name in (edit.before or self.before)}

    @classmethod
    async def disputed_memberships(cls, account: Account) -> "set[UUID]":
        """Return the memberships whose cards came by a change that is in dispute."""
        disputes = await cls.disputes_of(account)
        return {
            record.membership_id
            for record in disputes
            if record.kind in BRINGING and record.membership_id is not None
        }

    @classmethod
    async def disputed_by_account(cls, account_ids: Collection[UUID]) -> "dict[UUID, set[UUID]]":
        """Return what ``disputed_memberships`` does, of several accounts by one query."""
        waiting = cls.filter(account_id__in=account_ids, reported_at__isnull=False)
        found: dict[UUID, set[UUID]] = {account_id: set() for account_id in account_ids}
        for record in await waiting.filter(settled_at__isnull=True, kind__in=BRINGING):
            if record.membership_id is not None:
                found[record.account_id].add(record.membership_id)
        return found

    @classmethod
    async def disputes_of(cls, account: Account) -> "list[CardChange]":
        reported = cls.filter(account_id=account.id, reported_at__isnull=False)
        return await reported.filter(settled_at__isnull=True)
