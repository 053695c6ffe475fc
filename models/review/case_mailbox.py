"""A mailbox for a case whose company has none in the registry, verified by two reviewers."""

from datetime import datetime
from uuid import UUID, uuid4

from tortoise import fields
from tortoise.models import Model

from models.application.application import Application
from models.core.errors import UserError, Words
from models.database.transaction import Change
from models.journal.event import NewEvent
from models.journal.kinds import EventKind
from models.review import lifecycle
from models.review.claim import is_same_person
from models.session.permissions import SignedIn


class MailboxNotProposed(UserError):
    """This mailbox is not proposed for the case, or another one was proposed since."""

    zh = Words(
        title="找不到此待確認的信箱",
        message="此信箱並未登錄於本案，或已另行登錄其他信箱。請重新檢視案件。",
    )
    en = Words(
        title="This mailbox is not proposed",
        message="This mailbox is not proposed for the case, or another one was proposed since. "
        "Look at the case again.",
    )


class MailboxAlreadyConfirmed(UserError):
    """Another reviewer has confirmed the mailbox."""

    zh = Words(title="此信箱已確認", message="此信箱已由其他同仁確認，無須再次確認。")
    en = Words(
        title="This mailbox has been confirmed",
        message="A colleague has confirmed this mailbox already. Nothing more is needed.",
    )


class SecondPersonNeeded(UserError):
    """The viewer proposed the mailbox; another person must confirm it."""

    zh = Words(
        title="須由另一位同仁確認",
        message="此信箱由您登錄，須由另一位同仁查證並確認。",
    )
    en = Words(
        title="A second person must confirm",
        message="You proposed this mailbox. A colleague must check and confirm it.",
    )


class CaseMailbox(Model):
    """A mailbox that one reviewer proposed for a case, and that another may have confirmed.

    It counts for one version of the application, and until another is proposed. ``proposed_by``
    and ``confirmed_by`` are the cards of two persons. A partial unique index enforces that a case
    has one that is not superseded.
    """

    id = fields.UUIDField(primary_key=True, default=uuid4)
    application: fields.ForeignKeyRelation[Model] = fields.ForeignKeyField(
        "models.Application", on_delete=fields.OnDelete.RESTRICT, db_index=True, related_name=False
    )
    application_id: UUID
    application_version = fields.IntField()
    email = fields.CharField(254)
    verified_how = fields.CharField(400)
    proposed_by = fields.UUIDField()
    proposed_at = fields.DatetimeField()
    confirmed_by = fields.UUIDField(null=True)
    confirmed_at = fields.DatetimeField(null=True)
    superseded_at = fields.DatetimeField(null=True)

    class Meta:
        table = "case_mailbox"

    @classmethod
    async def of_case(cls, application: Application) -> "CaseMailbox | None":
        """Return the mailbox that is proposed for this version of the case, confirmed or not."""
        return await cls.get_or_none(
            application_id=application.id,
            application_version=application.version,
            superseded_at__isnull=True,
        )

    @classmethod
    async def verified_for(cls, application: Application) -> str | None:
        """Return the address that two reviewers verified for this version of the case, or None."""
        mailbox = await cls.of_case(application)
        return mailbox.email if mailbox is not None and mailbox.confirmed_at is not None else None

    @classmethod
    async def has_verified(cls, application: Application) -> bool:
        """Return whether two reviewers verified the mailbox of a decided case."""
        verified = cls.filter(
            application_id=application.id,
            email=application.mailbox,
            confirmed_at__isnull=False,
            superseded_at__isnull=True,
        )
        return await verified.exists()

    @classmethod
    async def propose(
        cls,
        application: Application,
        change: Change,
        *,
        email: str,
        verified_how: str,
        staff: SignedIn,
        at: datetime,
    ) -> None:
        """Propose a mailbox in place of any that was proposed before.

        :raises ApplicationMoved: when the case has changed since it was read.
        """
        await lifecycle.hold(application)
        await cls.filter(application_id=application.id, superseded_at__isnull=True).update(
            superseded_at=at
        )
        mailbox = await cls.create(
            application_id=application.id,
            application_version=application.version,
            email=email,
            verified_how=verified_how,
            proposed_by=staff.certificate_id,
            proposed_at=at,
        )
        mailbox.note(change, EventKind.MAILBOX_PROPOSED, staff=staff, at=at)

    @classmethod
    async def confirm(
        cls,
        application: Application,
        change: Change,
        *,
        mailbox_id: UUID,
        staff: SignedIn,
        at: datetime,
    ) -> None:
        """Confirm the mailbox that another person proposed.

        :raises ApplicationMoved: when the case has changed since it was read.
        :raises MailboxNotProposed: when it is not the one that is proposed now.
        :raises SecondPersonNeeded: when the same person proposed it.
        :raises MailboxAlreadyConfirmed: when it is confirmed.
        """
        await lifecycle.hold(application)
        mailbox = await cls.of_case(application)
        if mailbox is None or mailbox.id != mailbox_id:
            raise MailboxNotProposed("mailboxId")
        if await is_same_person(staff.certificate_id, mailbox.proposed_by):
            raise SecondPersonNeeded("mailboxId")
        unconfirmed = cls.filter(id=mailbox.id, confirmed_at__isnull=True)
        if not await unconfirmed.update(confirmed_by=staff.certificate_id, confirmed_at=at):
            raise MailboxAlreadyConfirmed("mailboxId")
        mailbox.note(change, EventKind.MAILBOX_CONFIRMED, staff=staff, at=at)

    def note(self, change: Change, kind: EventKind, *, staff: SignedIn, at: datetime) -> None:
        # The address and how it was verified stay in this record, which can be erased.
        event = NewEvent(
            subject=f"application:{self.application_id}",
            kind=kind,
            actor=staff.actor,
            at=at,
            payload={"mailbox": str(self.id)},
        )
        change.record(event)
