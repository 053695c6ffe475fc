"""The correction of a mailbox that was imported wrong, which two members of staff agree on."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from tortoise import fields
from tortoise.expressions import Q
from tortoise.models import Model
from tortoise.queryset import QuerySet

from models.account.account import Account
from models.core.errors import UserError, Words
from models.core.rules import MAILBOX_PROPOSAL_LIFE, MEMBER_NOTICE
from models.database.transaction import Change
from models.journal.event import NewEvent
from models.journal.kinds import EventKind


class MailboxCorrectionPending(UserError):
    """A correction of the account's mailbox is waiting already."""

    zh = Words(
        title="已有信箱更正案進行中",
        message="此帳號已有一件信箱更正案進行中，請待其生效，或先行撤回或駁回該案。",
    )
    en = Words(
        title="A correction is already waiting",
        message="A correction of this account's mailbox is waiting. Wait until it is in force, or "
        "end it first.",
    )


class MailboxCorrectionNotFound(UserError):
    """The correction of a mailbox does not exist."""

    zh = Words(title="找不到此信箱更正案", message="找不到此件信箱更正案，請重新查詢。")
    en = Words(
        title="This correction was not found",
        message="There is no such correction of a mailbox. Look at the account again.",
    )


class MailboxCorrectionOver(UserError):
    """The correction is over: it is in force, or was withdrawn, refused or stopped, or expired."""

    zh = Words(
        title="此信箱更正案已結束",
        message="此件信箱更正案已結束：已生效，或已撤回、駁回、停止或逾期。",
    )
    en = Words(
        title="This correction is over",
        message="The correction is in force, or it was withdrawn, refused or stopped, or expired.",
    )


class CorrectionStatus(StrEnum):
    """Where a correction stands; from the third on it is over."""

    PROPOSED = "PROPOSED"
    CONFIRMED = "CONFIRMED"
    CORRECTED = "CORRECTED"
    WITHDRAWN = "WITHDRAWN"
    REFUSED = "REFUSED"
    STOPPED = "STOPPED"
    EXPIRED = "EXPIRED"
    SUPERSEDED = "SUPERSEDED"
    UNDELIVERED = "UNDELIVERED"
    ACCOUNT_CLOSED = "ACCOUNT_CLOSED"


class MailboxCorrection(Model):
    """A new mailbox for an account whose imported one, ``previous``, is wrong.

    ``proposed_by`` and ``confirmed_by`` are the cards of two persons of the staff. Once confirmed
    it takes effect at ``effective_at``. A proposal that nobody confirms ends at ``expires_at``.
    ``after_objection`` means that an earlier correction was stopped by a letter's reader. An
    account has at most one that is not over (``done_at``); a partial unique index enforces it.
    """

    id = fields.UUIDField(primary_key=True, default=uuid4)
    account: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "models.Account", on_delete=fields.OnDelete.RESTRICT, db_index=True
    )
    account_id: UUID
    status = fields.CharEnumField(CorrectionStatus, max_length=16)
    previous = fields.CharField(254)
    email = fields.CharField(254)
    reason = fields.CharField(400)
    evidence = fields.CharField(400)
    after_objection = fields.BooleanField()
    proposed_by = fields.UUIDField()
    proposed_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    confirmed_by = fields.UUIDField(null=True)
    confirmed_at = fields.DatetimeField(null=True)
    effective_at = fields.DatetimeField(null=True)
    done_at = fields.DatetimeField(null=True)
    done_by = fields.CharField(64, null=True)
    note = fields.CharField(400, null=True)

    class Meta:
        table = "mailbox_correction"

    @classmethod
    async def begin(
        cls,
        change: Change,
        account: Account,
        *,
        previous: str,
        email: str,
        reason: str,
        evidence: str,
        certificate_id: UUID,
        actor: str,
        at: datetime,
    ) -> "MailboxCorrection":
        """Propose a mailbox in place of ``previous``; called while the account is locked.

        :raises MailboxCorrectionPending: when another one is waiting.
        """
        waiting = await cls.open_of(account.id)
        if waiting is not None and not waiting.is_expired(at=at):
            raise MailboxCorrectionPending("accountId")
        if waiting is not None:
            await waiting.end(change, CorrectionStatus.EXPIRED, actor=actor, at=at)
        stopped = cls.filter(account_id=account.id, status=CorrectionStatus.STOPPED)
        correction = await cls.create(
            account_id=account.id,
            status=CorrectionStatus.PROPOSED,
            previous=previous,
            email=email,
            reason=reason,
            evidence=evidence,
            after_objection=await stopped.exists(),
            proposed_by=certificate_id,
            proposed_at=at,
            expires_at=at + MAILBOX_PROPOSAL_LIFE,
        )
        correction.record(change, actor=actor, at=at)
        return correction

    @classmethod
    def waiting(cls) -> QuerySet["MailboxCorrection"]:
        """Return a query for the corrections that are not over."""
        return cls.filter(done_at__isnull=True)

    @classmethod
    async def open_of(cls, account_id: UUID) -> "MailboxCorrection | None":
        return await cls.waiting().get_or_none(account_id=account_id)

    @classmethod
    def about_to_correct(cls) -> QuerySet["MailboxCorrection"]:
        """Return a query for those that two persons agree on, and that are not in force yet."""
        return cls.waiting().filter(status=CorrectionStatus.CONFIRMED)

    @classmethod
    async def is_contested(cls, account: Account) -> bool:
        """Return whether two persons found the present mailbox wrong and a reader objected.

        That ends with another correction, or when a colleague refuses one; a proposal that nobody
        confirmed decides nothing.
        """
        decided = Q(confirmed_at__isnull=False) | Q(status=CorrectionStatus.REFUSED)
        about = cls.filter(decided, account_id=account.id, previous=account.mailbox)
        last = await about.order_by("-proposed_at").first()
        return last is not None and last.status is CorrectionStatus.STOPPED

    @classmethod
    async def of_subject(cls, subject: str) -> "MailboxCorrection":
        return await cls.get(id=UUID(subject.removeprefix("mailbox:")))

    @classmethod
    async def end_open(
        cls,
        change: Change,
        account_id: UUID,
        status: CorrectionStatus,
        *,
        actor: str,
        at: datetime,
    ) -> None:
        """End the account's open correction, if there is one; called while it is locked."""
        correction = await cls.open_of(account_id)
        if correction is not None:
            await correction.end(change, status, actor=actor, at=at)

    def is_expired(self, *, at: datetime) -> bool:
        """Return whether nobody has confirmed it in time; it need not be marked yet."""
        return self.status is CorrectionStatus.PROPOSED and self.expires_at <= at

    def require_open(self, *, at: datetime) -> None:
        """Require a correction that is not over.

        :raises MailboxCorrectionOver: when it is.
        """
        if self.done_at is not None or self.is_expired(at=at):
            raise MailboxCorrectionOver("id")

    async def confirm(
        self, change: Change, *, certificate_id: UUID, actor: str, at: datetime
    ) -> None:
        """Confirm the proposal; it takes effect after `MEMBER_NOTICE`."""
        await self._move(
            {
                "status": CorrectionStatus.CONFIRMED,
                "confirmed_by": certificate_id,
                "confirmed_at": at,
                "effective_at": at + MEMBER_NOTICE,
            }
        )
        self.record(change, actor=actor, at=at)

    async def end(
        self,
        change: Change,
        status: CorrectionStatus,
        *,
        actor: str,
        at: datetime,
        note: str | None = None,
    ) -> None:
        """End the correction; called while the account is locked.

        :raises MailboxCorrectionOver: when it has ended already.
        """
        await self._move({"status": status, "done_at": at, "done_by": actor, "note": note})
        self.record(change, actor=actor, at=at)

    @property
    def subject(self) -> str:
        """The subject of its links."""
        return f"mailbox:{self.id}"

    def record(self, change: Change, *, actor: str, at: datetime) -> None:
        """Record where it stands; addresses and reasons stay here, where they can be erased."""
        event = NewEvent(
            subject=f"account:{self.account_id}",
            kind=EventKind(f"MAILBOX_CORRECTION_{self.status.value}"),
            actor=actor,
            at=at,
            payload={"correction": str(self.id)},
        )
        change.record(event)

    async def _move(self, columns: dict[str, object]) -> None:
        if not await MailboxCorrection.filter(id=self.id, done_at__isnull=True).update(**columns):
            raise MailboxCorrectionOver("id")
        self.update_from_dict(columns)
