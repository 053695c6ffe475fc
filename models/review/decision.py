"""The decision of a review, with its letter in the same transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from models.application.application import Application, ApplicationMoved
from models.application.transitions import ActorKind, Status
from models.card.certificate import Certificate
from models.company.company import CompanyField, CompanyOnFile
from models.company.comparison import Comparison
from models.core.errors import Remedy, UserError, Words
from models.database.transaction import Change
from models.mail.kinds import Template
from models.mail.letter import EmailInvalid, mailbox, masked
from models.notices.account import AccountNotices
from models.notices.application import Notices
from models.notices.share import Cause
from models.review import data_change, lifecycle
from models.review.recipient import ApprovalRecipient, account_mailbox, link_mailbox


class AlreadyDecided(UserError):
    """The case is already decided."""

    zh = Words(title="此申請已審結", message="此案已審定，未再變更。請查看審定人員與時間。")
    en = Words(
        title="This case is already decided",
        message=(
            "This case was decided earlier and has not been changed. See who decided it and when."
        ),
    )

    def __init__(self, *, by: str | None, verdict: Status, at: datetime) -> None:
        super().__init__("id", values={"verdict": verdict.value})
        self.by = by
        self.verdict = verdict
        self.at = at


class AccountAlreadyOpen(UserError):
    """The control number already has an open account."""

    zh = Words(
        title="此管制編號已有帳號",
        message="此管制編號已有帳號，無法再核准。請退件，或先處理原帳號。",
    )
    en = Words(
        title="This control number already has an account",
        message=(
            "This control number has an account, so the case cannot be approved. Reject it, or "
            "resolve the existing account first."
        ),
    )
    remedy = Remedy.SIGN_IN


class RegistryNotAnswering(UserError):
    """The registry is unavailable, and no case can be decided without it."""

    zh = Words(
        title="目前無法查詢 EMS",
        message="目前無法查詢 EMS，為免誤判，本案尚未審定。請稍後再試。",
    )
    en = Words(
        title="EMS is not available at the moment",
        message="The registry did not answer, so the case was not decided. Try again later.",
    )


@dataclass(frozen=True, kw_only=True)
class Remark:
    """A reviewer's remark: a note, and the fields that are wrong."""

    text: str | None
    marked: Sequence[CompanyField] = ()


@dataclass(frozen=True, kw_only=True)
class RejectionLetter:
    """The letter that a rejection sends, and its values beside those of every letter."""

    template: Template
    recipient: str
    values: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class ReviewDecision:
    """A decision by the service or a reviewer, from the registry's data, and how it is sent."""

    application: Application
    found: Comparison | None
    actor_kind: ActorKind
    actor: str
    notices: Notices
    account_notices: AccountNotices
    open_life: timedelta
    at: datetime

    @property
    def filed(self) -> str | None:
        return registered_mailbox(self.found.on_file) if self.found else None

    async def approve(
        self, change: Change, *, recipient: ApprovalRecipient, remark: Remark | None = None
    ) -> None:
        """Approve the application; the link goes to the stated mailbox, never to the one typed.

        A change of an account's data takes effect at once, and everybody is notified.

        :raises RegistryHasNoMailbox, RegistryHasMailbox: when the registry says otherwise.
        :raises MailboxNotVerified: when two reviewers have verified none.
        :raises NotADataChange: when the mailbox of an account is stated that does not exist.
        """
        application = self.application
        if application.account_id is not None:
            kept = await account_mailbox(recipient, application, filed=self.filed)
            await self._write(change, Status.APPROVED, mailbox=kept, remark=remark)
            return await data_change.carry_out(
                application, change, actor=self.actor, at=self.at, notices=self.account_notices
            )
        mailbox = await link_mailbox(recipient, application, filed=self.filed)
        await self._write(change, Status.APPROVED, mailbox=mailbox, remark=remark)
        card = await Certificate.of_application(application.id)
        values = {"holder": masked(card.holder_name)}
        return await self._tell(Template.PASSED, recipient=mailbox, values=values)

    async def reject(self, change: Change, *, remark: Remark | None = None) -> None:
        """Reject the application.

        If the registry has no mailbox, the letter goes to the one typed, without any detail.
        """
        letter = await self.rejection_letter(remark)
        await self._write(change, Status.REJECTED, mailbox=letter.recipient, remark=remark)
        await self._tell(letter.template, recipient=letter.recipient, values=letter.values)

    async def rejection_letter(self, remark: Remark | None) -> RejectionLetter:
        """Return the letter that ``reject`` would send now."""
        application, filed = self.application, self.filed
        if application.account_id is not None:
            recipient = await data_change.rejected_recipient(application, filed=filed)
            template = Template.DATA_CHANGE_NOT_PASSED
            return RejectionLetter(template=template, recipient=recipient, values={})
        recipient = filed or application.company.business_email
        if filed is None:
            template = Template.NOT_CONFIRMED
            return RejectionLetter(template=template, recipient=recipient, values={})
        if remark is None or remark.text is None:
            template = Template.NOT_PASSED
            return RejectionLetter(template=template, recipient=recipient, values={})
        return RejectionLetter(
            template=Template.NOT_PASSED_NOTED, recipient=recipient, values={"note": remark.text}
        )

    async def reject_as_open(self, change: Change) -> None:
        """Reject an application that agrees with the registry, because an account exists."""
        recipient = self.filed or self.application.company.business_email
        await self._write(change, Status.REJECTED, mailbox=recipient, remark=None)
        await self._tell(Template.ALREADY_OPEN, recipient=recipient)

    async def _write(
        self, change: Change, to: Status, *, mailbox: str | None, remark: Remark | None
    ) -> None:
        await lifecycle.decide(
            self.application,
            change,
            to,
            actor_kind=self.actor_kind,
            actor=self.actor,
            at=self.at,
            expires_at=self.at + self.open_life,
            results=results_of(self.found),
            mailbox=mailbox,
            mailbox_on_file=self.filed is not None,
            remark=remark.text if remark else None,
            marked=[field.value for field in remark.marked] if remark else None,
        )

    async def _tell(
        self, template: Template, *, recipient: str, values: Mapping[str, str] | None = None
    ) -> None:
        by_service = self.actor_kind is ActorKind.SERVICE
        await self.notices.tell(
            self.application,
            template,
            recipient=recipient,
            cause=Cause.DECIDED if by_service else Cause.STAFF,
            at=self.at,
            values=values,
        )


def results_of(found: Comparison | None) -> list[dict[str, object]]:
    return [result.as_json() for result in found.results] if found else []


def registered_mailbox(on_file: CompanyOnFile) -> str | None:
    """Return the company's mailbox that counts, or None if nothing of it is on file."""
    if on_file.release is not None:
        return None
    try:
        return mailbox(on_file.mailbox_in_use or on_file.business_email or "")
    except EmailInvalid:
        return None


def refusal_of(application: Application, *, decider: str | None) -> UserError:
    """Return the error for an application that cannot be decided, because it was or is not open."""
    current = application.status
    verdict = Status.APPROVED if current is Status.ACTIVATED else current
    if verdict in (Status.APPROVED, Status.REJECTED) and application.decided_at is not None:
        return AlreadyDecided(by=decider, verdict=verdict, at=application.decided_at)
    return ApplicationMoved("id", values={"status": current.value})
