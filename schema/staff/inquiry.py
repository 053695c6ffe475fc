"""What the help line (客服) sees of a case or an account: status, history and letters."""

from datetime import datetime
from typing import Annotated, Self

import strawberry
from strawberry import relay

from models.account.account import Account as StoredAccount
from models.application import application
from models.application.events import ApplicationEventKind, visible_history
from models.application.transitions import ApplicationPurpose, ClosedBecause
from models.core.language import Language
from models.journal.event import Event
from models.journal.kinds import EventKind as StoredKind
from models.mail import sent
from models.mail.letter import heading
from models.mail.outbox import MailState
from models.session.roles import AccountKind, AccountStatus
from resolvers.staff import look_up
from schema.application.application import Application
from schema.application.event import ApplicationEvent
from schema.application.status import Status
from schema.context import Info
from schema.descriptions import ACCOUNT_NAME, CONTROL_NUMBER
from schema.enums.event_kind import EventKind
from schema.errors import result
from schema.gate.directives import at_most

# The newest events and letters of a record that are shown.
MOST_EVENTS = 30
MOST_LETTERS = 20


@strawberry.type(description="A letter about a case or an account, without its content.")
class LetterSent:
    title: str = strawberry.field(description="The letter's heading, in the viewer's language.")
    mailbox: str = strawberry.field(
        description="The mailbox that it goes to, with all but its first character and its domain "
        "hidden."
    )
    state: MailState = strawberry.field(description="The state of the letter.")
    queued_at: datetime = strawberry.field(description="The date and time when it was written.")
    sent_at: datetime | None = strawberry.field(
        description="The date and time when the mail server accepted it; null until then."
    )

    @classmethod
    def of(cls, letter: sent.SentLetter, *, language: Language) -> Self:
        return cls(
            title=heading(letter.template, language),
            mailbox=letter.mailbox,
            state=letter.state,
            queued_at=letter.queued_at,
            sent_at=letter.sent_at,
        )


async def _letters(subject: str, info: Info) -> list[LetterSent]:
    found = await sent.letters_about(subject, most=MOST_LETTERS)
    return [LetterSent.of(letter, language=info.context.language) for letter in found]


@strawberry.type(description="An event in the history of an account.")
class AccountHistoryEvent:
    kind: EventKind = strawberry.field(description="The kind of event.")
    at: datetime = strawberry.field(description="The date and time of the event.")


@strawberry.type(description="A case, as the help line sees it: without its data and its card.")
class InquiredCase:
    record: strawberry.Private[application.Application]
    application_id: relay.GlobalID = strawberry.field(
        description="The ID of the application, for `resendMail`."
    )
    case_number: str = strawberry.field(description="The case number.")
    control_number: str = strawberry.field(description=CONTROL_NUMBER)
    company_name: str = strawberry.field(
        description="The company's name (公司名稱), as the applicant typed it."
    )
    purpose: ApplicationPurpose = strawberry.field(description="The purpose of the application.")
    status: Status = strawberry.field(description="The current status.")
    submitted_at: datetime | None = strawberry.field(
        description="The date and time when it was last submitted for review; null while it never "
        "was."
    )
    decided_at: datetime | None = strawberry.field(
        description="The date and time of the last decision; null before the first one."
    )
    expires_at: datetime | None = strawberry.field(
        description="The date and time when it expires unless the applicant takes the next step; "
        "null when no step is expected of the applicant."
    )
    closed_because: ClosedBecause | None = strawberry.field(
        description="The reason why the service closed it; null unless it did."
    )
    may_resend: bool = strawberry.field(
        description="Whether its last letter can be sent again (`resendMail`)."
    )

    @strawberry.field(
        description="The events that its applicant may see, oldest first; at most the "
        f"{MOST_EVENTS} most recent.",
        directives=[at_most(MOST_EVENTS)],
    )
    async def history(self) -> list[ApplicationEvent]:
        rows = await visible_history(self.record.subject, most=MOST_EVENTS)
        return [ApplicationEvent(kind=ApplicationEventKind(kind), at=at) for kind, at in rows]

    @strawberry.field(
        description=f"The letters about the case, newest first; at most {MOST_LETTERS}.",
        directives=[at_most(MOST_LETTERS)],
    )
    async def letters(self, info: Info) -> list[LetterSent]:
        return await _letters(self.record.subject, info)

    @classmethod
    def of(cls, record: application.Application) -> Self:
        return cls(
            record=record,
            application_id=relay.GlobalID(Application.__name__, str(record.id)),
            case_number=record.case_number,
            control_number=record.control_number,
            company_name=record.company.company_name,
            purpose=record.purpose,
            status=record.status,
            submitted_at=record.submitted_at,
            decided_at=record.decided_at,
            expires_at=record.expires_at,
            closed_because=record.closed_because,
            may_resend=record.status in (Status.APPROVED, Status.REJECTED),
        )


@strawberry.type(
    description="An account, as the help line sees it: without its data, members and cards."
)
class InquiredAccount:
    record: strawberry.Private[StoredAccount]
    control_number: str = strawberry.field(description=CONTROL_NUMBER)
    name: str | None = strawberry.field(description=ACCOUNT_NAME)
    kind: AccountKind = strawberry.field(description="The kind of account.")
    status: AccountStatus = strawberry.field(description="The status of the account.")
    opened_at: datetime = strawberry.field(description="The date and time when it was opened.")

    @strawberry.field(
        description=f"The account's events, newest first; at most {MOST_EVENTS}.",
        directives=[at_most(MOST_EVENTS)],
    )
    async def history(self) -> list[AccountHistoryEvent]:
        kinds = [kind.value for kind in StoredKind]
        rows = await Event.newest_of(self.record.subject, kinds=kinds, most=MOST_EVENTS)
        return [AccountHistoryEvent(kind=StoredKind(kind), at=at) for kind, at in reversed(rows)]

    @strawberry.field(
        description=f"The letters about the account, newest first; at most {MOST_LETTERS}.",
        directives=[at_most(MOST_LETTERS)],
    )
    async def letters(self, info: Info) -> list[LetterSent]:
        return await _letters(self.record.subject, info)

    @classmethod
    def of(cls, record: StoredAccount) -> Self:
        return cls(
            record=record,
            control_number=record.control_number,
            name=record.name,
            kind=record.kind,
            status=record.status,
            opened_at=record.opened_at,
        )


@strawberry.type(description="What a case number or control number leads to.")
class Inquiry:
    account: InquiredAccount | None = strawberry.field(
        description="The account of the control number; null when it never had one."
    )
    cases: list[InquiredCase] = strawberry.field(
        description="The case, or the control number's cases, newest first; at most "
        f"{look_up.MOST_CASES}.",
        directives=[at_most(look_up.MOST_CASES)],
    )


@strawberry.type
class StaffInquiry:
    """The look-up of the help line."""

    @result.field(
        raises=look_up.RAISES,
        description="What the help line tells a caller of a case or an account. Requires the "
        "SUPPORT, REVIEWER or ADMIN role.",
    )
    async def inquiry(
        self,
        info: Info,
        number: Annotated[
            str,
            strawberry.argument(
                description="A case number (GZ-…), or the control number of a company or vendor."
            ),
        ],
    ) -> Inquiry:
        found = await look_up.look_up(viewer=info.context.viewer, number=number)
        return Inquiry(
            account=InquiredAccount.of(found.account) if found.account else None,
            cases=[InquiredCase.of(case) for case in found.cases],
        )
