"""A verdict: written down, the registered mailbox told, one change; a worker's or a person's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from models.application.application import Application, ApplicationMoved
from models.application.transitions import ActorKind, Status
from models.card.certificate import Certificate
from models.company.company import CompanyField, CompanyOnFile
from models.company.comparison import Comparison
from models.core.errors import UserError
from models.database.transaction import Change
from models.mail.kinds import Template
from models.mail.letter import EmailInvalid, mailbox, masked
from models.notices.account import AccountNotices
from models.notices.application import Notices
from models.review import data_change, lifecycle


class AlreadyDecided(UserError):
    """Say that the case is decided: who did, how, and when; no name is the automatic review."""

    def __init__(self, *, by: str | None, verdict: Status, at: datetime) -> None:
        super().__init__("id", values={"verdict": verdict.value})
        self.by = by
        self.verdict = verdict
        self.at = at


class AccountAlreadyOpen(UserError):
    """Say that the control number has an open account; said to staff alone."""


class RegistryNotAnswering(UserError):
    """Say that the registry cannot be asked now, and nothing is decided without it."""


@dataclass(frozen=True, kw_only=True)
class Remark:
    """Hold what a reviewer says with a verdict: which fields are wrong, and a sentence."""

    text: str | None
    marked: Sequence[CompanyField] = ()


@dataclass(frozen=True, kw_only=True)
class ReviewDecision:
    """Hold who decides an application, by what the registry said, and how it is told."""

    application: Application
    found: Comparison | None
    mover: ActorKind
    actor: str
    notices: Notices
    account_notices: AccountNotices
    open_life: timedelta
    at: datetime

    @property
    def filed(self) -> str | None:
        """Give the registered mailbox, if there is one."""
        return registered_mailbox(self.found.on_file) if self.found else None

    async def approve(self, change: Change, *, remark: Remark | None = None) -> None:
        """Pass the application; the link goes to the registered mailbox, else the one typed.

        A change of an account's data is in force at once, and everybody is told.
        """
        await self._write(change, Status.APPROVED, filed=self.filed, remark=remark)
        if self.application.account_id is not None:
            return await data_change.carry_out(
                self.application, change, actor=self.actor, at=self.at, notices=self.account_notices
            )
        card = await Certificate.of_application(self.application.id)
        values = {"holder": masked(card.holder_name)}
        return await self._tell(Template.PASSED, filed=self.filed, values=values)

    async def reject(self, change: Change, *, remark: Remark | None = None) -> None:
        """Turn the application down; where the registry has no mailbox the one typed is told, and
        told nothing.
        """
        filed = self.filed
        await self._write(change, Status.REJECTED, filed=filed, remark=remark)
        if self.application.account_id is not None:
            told = await data_change.rejected_recipient(self.application, filed=filed)
            await self._tell(Template.DATA_CHANGE_NOT_PASSED, filed=told)
        elif filed is None:
            await self._tell(Template.NOT_CONFIRMED, filed=None)
        elif remark is None or remark.text is None:
            await self._tell(Template.NOT_PASSED, filed=filed)
        else:
            await self._tell(Template.NOT_PASSED_NOTED, filed=filed, values={"note": remark.text})

    async def reject_as_open(self, change: Change) -> None:
        """Turn down what agrees with the registry, because the company has an account."""
        await self._write(change, Status.REJECTED, filed=self.filed, remark=None)
        await self._tell(Template.ALREADY_OPEN, filed=self.filed)

    async def _write(
        self, change: Change, to: Status, *, filed: str | None, remark: Remark | None
    ) -> None:
        """Write the verdict down."""
        await lifecycle.decide(
            self.application,
            change,
            to,
            mover=self.mover,
            actor=self.actor,
            at=self.at,
            expires_at=self.at + self.open_life,
            results=results_of(self.found),
            mailbox=filed or self.application.company.business_email,
            mailbox_on_file=filed is not None,
            remark=remark.text if remark else None,
            marked=[field.value for field in remark.marked] if remark else None,
        )

    async def _tell(
        self, template: Template, *, filed: str | None, values: Mapping[str, str] | None = None
    ) -> None:
        """Queue the letter."""
        recipient = filed or self.application.company.business_email
        await self.notices.tell(
            self.application, template, recipient=recipient, at=self.at, values=values
        )


def results_of(found: Comparison | None) -> list[dict[str, object]]:
    """Write the outcome of every field for keeping."""
    return [result.as_json() for result in found.results] if found else []


def registered_mailbox(on_file: CompanyOnFile) -> str | None:
    """Give the registered mailbox, if what the registry has there is one at all."""
    try:
        return mailbox(on_file.business_email or "")
    except EmailInvalid:
        return None


def refusal_of(application: Application, *, by: str | None) -> UserError:
    """Say why an application cannot be decided: it was, or it stands where nobody decides."""
    stands = application.status
    verdict = Status.APPROVED if stands is Status.ACTIVATED else stands
    if verdict in (Status.APPROVED, Status.REJECTED) and application.decided_at is not None:
        return AlreadyDecided(by=by, verdict=verdict, at=application.decided_at)
    return ApplicationMoved("id", values={"status": stands.value})
