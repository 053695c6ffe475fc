"""What a reviewer often writes to applicants, saved for the next time."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID, uuid4

from tortoise import fields
from tortoise.expressions import Q
from tortoise.models import Model
from tortoise.queryset import QuerySet

from models.account.account import Account
from models.core.errors import UserError, Words
from models.core.rules import MAX_SAVED_PHRASES
from models.database.transaction import Change
from models.forms import kinds
from models.journal.kinds import EventKind


class PhraseAlreadySaved(UserError):
    """The account has saved this phrase already."""

    zh = Words(title="此語句已儲存", message="此語句已在您的自訂語句中，無須再次儲存。")
    en = Words(
        title="This phrase is saved",
        message="This phrase is among your saved phrases already. It need not be saved again.",
    )


class TooManyPhrases(UserError):
    """The account has as many saved phrases as it may."""

    zh = Words(
        title="自訂語句已達上限",
        message=f"自訂語句至多 {MAX_SAVED_PHRASES} 則。請先刪除不再使用的語句，再儲存此則。",
    )
    en = Words(
        title="There are too many saved phrases",
        message=f"You can save {MAX_SAVED_PHRASES} phrases at most. Delete one that you no longer "
        "need, then save this one.",
    )


class PhraseNotFound(UserError):
    """The account has saved no such phrase."""

    zh = Words(title="找不到此語句", message="您的自訂語句中沒有此則，可能已於其他視窗刪除。")
    en = Words(
        title="This phrase was not found",
        message="This phrase is not among your saved phrases. It may have been deleted in another "
        "window.",
    )


class SavedPhrase(Model):
    """A phrase that a staff account has saved; its text is what tells it from the others.

    Free text may name a person, so the journal has none of it, and it goes with the account's last
    member. A unique index enforces that an account saves a phrase once.
    """

    id = fields.UUIDField(primary_key=True, default=uuid4)
    account: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "models.Account", on_delete=fields.OnDelete.CASCADE, related_name=False
    )
    account_id: UUID
    text = fields.CharField(kinds.NOTE.longest)
    saved_at = fields.DatetimeField()

    class Meta:
        table = "saved_phrase"
        unique_together = (("account", "text"),)

    @classmethod
    async def of_account(cls, account_id: UUID) -> list[str]:
        """Return the texts, in the order in which they were saved."""
        phrases = await cls.filter(account_id=account_id).order_by("saved_at", "id")
        return [phrase.text for phrase in phrases]

    @classmethod
    def about(
        cls, accounts: Collection[UUID | None], names: Collection[str]
    ) -> QuerySet["SavedPhrase"]:
        """Return a query for what these accounts have saved, or anybody that has a name in it."""
        named = [Q(text__contains=name) for name in names]
        return cls.filter(Q(Q(account_id__in=list(accounts)), *named, join_type=Q.OR))

    @classmethod
    async def save_for(
        cls, account: Account, change: Change, *, text: str, actor: str, at: datetime
    ) -> None:
        """Save a phrase; called while the account is locked.

        :raises PhraseAlreadySaved: when it is saved.
        :raises TooManyPhrases: when there are `MAX_SAVED_PHRASES`.
        """
        saved = await cls.of_account(account.id)
        if text in saved:
            raise PhraseAlreadySaved("text")
        if len(saved) >= MAX_SAVED_PHRASES:
            raise TooManyPhrases("text")
        await cls.create(account_id=account.id, text=text, saved_at=at)
        account.note(change, EventKind.PHRASE_SAVED, actor=actor, at=at)

    @classmethod
    async def forget(
        cls, account: Account, change: Change, *, text: str, actor: str, at: datetime
    ) -> None:
        """Delete a phrase; called while the account is locked.

        :raises PhraseNotFound: when it is not saved.
        """
        if not await cls.filter(account_id=account.id, text=text).delete():
            raise PhraseNotFound("text")
        account.note(change, EventKind.PHRASE_FORGOTTEN, actor=actor, at=at)

    @classmethod
    async def erase(cls, account_id: UUID) -> None:
        """Delete all phrases of an account that has no member left."""
        await cls.filter(account_id=account_id).delete()
