"""Applications, and the mutations of their data."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Self
from uuid import UUID

import strawberry
from strawberry import relay

from models.application import application
from models.application.events import ApplicationEventKind, visible_history
from models.application.transitions import ApplicationPurpose, ClosedBecause
from models.card.bound import live_of_application
from models.card.certificate import Certificate as StoredCertificate
from models.card.page import StatusPage
from models.limits.table import Act
from resolvers.application import amend, apply, withdraw
from schema.application.company import Company, CompanyInput
from schema.application.event import ApplicationEvent
from schema.application.status import Status
from schema.card.certificate import Certificate
from schema.context import Info
from schema.enums.describe import describe
from schema.errors import result
from schema.gate.directives import at_most
from schema.ids import node_uuid
from schema.relay.nodes import SeenNode

describe(
    ApplicationPurpose,
    description="The purpose of an application.",
    values={
        ApplicationPurpose.NEW_ACCOUNT: "An application for a new account.",
        ApplicationPurpose.DATA_CHANGE: "A request to change the data of an existing account.",
    },
)
describe(
    ClosedBecause,
    description="The reason why the service closed an application.",
    values={
        ClosedBecause.NO_CARD_IN_TIME: "No card was bound before the draft expired.",
        ClosedBecause.NOT_CORRECTED_IN_TIME: "The application was not corrected in time.",
        ClosedBecause.NOT_ACTIVATED_IN_TIME: "The approved account was not activated in time.",
        ClosedBecause.ANOTHER_ACTIVATED: "Another application of the company was activated.",
    },
)

# The newest events of an application that are shown.
MOST_HISTORY = 100


@strawberry.type(
    description="A company's application for an account, or for a change of its account's data."
)
class Application(SeenNode):
    id: relay.NodeID[str]
    page: strawberry.Private[StatusPage | None] = None
    case_number: str = strawberry.field(
        description="The case number, which identifies the application to the help line."
    )
    purpose: ApplicationPurpose = strawberry.field(description="The purpose of the application.")
    status: Status = strawberry.field(description="The current status of the application.")
    version: int = strawberry.field(
        description="The version of the application, which grows with every change. Send it with "
        "what acts on the application as it was shown."
    )
    company: Company = strawberry.field(
        description="The company's data, as the applicant entered it."
    )
    created_at: datetime = strawberry.field(
        description="The date and time when form 1/2 was submitted."
    )
    submitted_at: datetime | None = strawberry.field(
        description="The date and time when the application was last submitted for review; "
        "null while it never was."
    )
    decided_at: datetime | None = strawberry.field(
        description="The date and time of the last review decision; null before the first one."
    )
    expires_at: datetime | None = strawberry.field(
        description="The date and time when the application expires unless the applicant takes "
        "the next step; null when no step is expected of the applicant."
    )
    closed_because: ClosedBecause | None = strawberry.field(
        description="The reason why the service closed the application; null unless it did."
    )

    @strawberry.field(
        graphql_type=Certificate | None,
        description="The card that is bound to the application; null before a card is bound "
        "and after it is released.",
    )
    def certificate(self) -> Any:
        return _card(self.page.card) if self.page else self._read_certificate()

    async def _read_certificate(self) -> Certificate | None:
        return _card(await live_of_application(UUID(self.id)))

    @strawberry.field(
        graphql_type=list[ApplicationEvent],
        description="The events of the application that its applicant may see, oldest first; at "
        f"most the {MOST_HISTORY} most recent.",
        directives=[at_most(MOST_HISTORY)],
    )
    def history(self) -> Any:
        return _events(self.page.history) if self.page else self._read_history()

    async def _read_history(self) -> list[ApplicationEvent]:
        return _events(await visible_history(f"application:{self.id}", most=MOST_HISTORY))

    @classmethod
    def of(cls, record: application.Application, *, page: StatusPage | None = None) -> Self:
        """Return the type of a record; what its ``page`` has is not read again."""
        return cls(
            id=str(record.id),
            case_number=record.case_number,
            purpose=record.purpose,
            status=record.status,
            version=record.version,
            company=Company.of(record.company),
            created_at=record.created_at,
            submitted_at=record.submitted_at,
            decided_at=record.decided_at,
            expires_at=record.expires_at,
            closed_because=record.closed_because,
            page=page,
        )

    @classmethod
    async def see(cls, node_id: UUID, info: Info) -> Self | None:
        found = await application.Application.for_viewer(info.context.viewer, node_id)
        return cls.of(found)


def _card(record: StoredCertificate | None) -> Certificate | None:
    return Certificate.of(record) if record else None


def _events(history: Iterable[tuple[str, datetime]]) -> list[ApplicationEvent]:
    return [ApplicationEvent(kind=ApplicationEventKind(kind), at=at) for kind, at in history]


@strawberry.input(description="The input of `apply`: form 1/2 (帳號申請 基本資料填寫).")
class ApplyInput(CompanyInput):
    request_key: UUID | None = strawberry.field(
        default=None,
        description="A random UUID that makes the request idempotent. When the same request is "
        "repeated with the same key because its response was lost, the application is "
        "created only once. The client must keep the key secret.",
    )
    privacy_notice: str | None = strawberry.field(
        default=None,
        description="The version of the notice on personal data that the applicant confirmed; "
        "omitted by pages older than the notice.",
    )


@strawberry.input(description="The input of `amendApplication`: the corrected form 1/2.")
class AmendApplicationInput(CompanyInput):
    id: relay.GlobalID = strawberry.field(description="The ID of the application.")
    token: str | None = strawberry.field(
        default=None, description="The token of the mailed link; required after a rejection."
    )


@strawberry.input(description="The input of `withdrawApplication`.")
class WithdrawApplicationInput:
    id: relay.GlobalID = strawberry.field(description="The ID of the application to withdraw.")


@strawberry.type(description="The application was created; a card must be bound to it next.")
class ApplySuccess:
    application: Application = strawberry.field(description="The application that was created.")


@strawberry.type(
    description="The company's data was replaced. A rejected application is under review again."
)
class AmendApplicationSuccess:
    application: Application = strawberry.field(description="The corrected application.")


@strawberry.type(description="The application was withdrawn and its card was released.")
class WithdrawApplicationSuccess:
    application: Application = strawberry.field(description="The withdrawn application.")


@strawberry.type
class ApplicationMutation:
    """Mutations of an application's data."""

    @result.mutation(
        raises=apply.RAISES,
        description="Creates an application for an account (帳號申請 1/2) and starts a session "
        "for the applicant.",
    )
    async def apply(self, info: Info, input: ApplyInput) -> ApplySuccess:
        await info.context.limit(Act.APPLY)
        settings = info.context.services.settings
        applied = await apply.apply(
            viewer=info.context.viewer,
            form=input.form(),
            request_key=input.request_key,
            privacy_notice=input.privacy_notice,
            rules=apply.ApplyRules(
                key=settings.secret_key,
                draft_life=settings.draft_life,
                session_life=settings.session_life,
            ),
            now=info.context.now,
        )
        info.context.start_session(applied.session)
        return ApplySuccess(application=Application.of(applied.application))

    @result.mutation(
        raises=amend.RAISES,
        description="Corrects a draft, or a rejected application with the token of the mailed "
        "link. The control number cannot be changed: for another one, `apply` again.",
    )
    async def amend_application(
        self,
        info: Info,
        input: AmendApplicationInput,
    ) -> AmendApplicationSuccess:
        await info.context.limit(Act.APPLY)
        record = await amend.amend(
            viewer=info.context.viewer,
            application_id=node_uuid(input.id, of=Application),
            form=input.form(),
            token=input.token,
            now=info.context.now,
        )
        return AmendApplicationSuccess(application=Application.of(record))

    @result.mutation(raises=withdraw.RAISES, description="Withdraws an open application.")
    async def withdraw_application(
        self,
        info: Info,
        input: WithdrawApplicationInput,
    ) -> WithdrawApplicationSuccess:
        await info.context.limit(Act.CHANGE)
        record = await withdraw.withdraw(
            viewer=info.context.viewer,
            application_id=node_uuid(input.id, of=Application),
            now=info.context.now,
        )
        return WithdrawApplicationSuccess(application=Application.of(record))
