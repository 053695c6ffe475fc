"""An application as its applicant sees it, and the acts on it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Self
from uuid import UUID

import strawberry
from strawberry import relay

from models.application import application
from models.application.transitions import ApplicationPurpose, ClosedBecause
from models.card.certificate import Certificate as BoundCard
from models.journal.event import Event
from models.limits.table import Act
from resolvers.application import amend, apply, withdraw
from schema.application.company import Company, CompanyInput
from schema.application.status import Status
from schema.card.certificate import Certificate
from schema.context import Info
from schema.errors import result
from schema.ids import node_uuid, uuid_of

strawberry.enum(ApplicationPurpose, description="What a company applies for.")
strawberry.enum(ClosedBecause, description="Why the service closed an application.")


@strawberry.type(description="Something that happened to an application.")
class ApplicationEvent:
    kind: str = strawberry.field(
        description="What happened: APPLIED, AMENDED, CARD_BOUND, SUBMITTED, APPROVED, REJECTED, "
        "LEFT_TO_PERSON, REVIEW_PUT_OFF, MAIL_SENT, MAIL_GIVEN_UP, LINK_SENT, CONTINUED, "
        "ACTIVATED, WITHDRAWN or EXPIRED; more may come."
    )
    at: datetime = strawberry.field(description="When it happened.")


@strawberry.type(description="A company's application for an account.")
class Application(relay.Node):
    id: relay.NodeID[str]
    case_number: str = strawberry.field(description="The number to name on the telephone.")
    purpose: ApplicationPurpose = strawberry.field(description="What is applied for.")
    status: Status = strawberry.field(description="Where it stands.")
    company: Company = strawberry.field(description="What was stated.")
    created_at: datetime = strawberry.field(description="When form 1/2 was sent.")
    submitted_at: datetime | None = strawberry.field(description="When it last went to review.")
    decided_at: datetime | None = strawberry.field(description="When the last review ended.")
    expires_at: datetime | None = strawberry.field(
        description="When it ends if its applicant does nothing; null when nothing is awaited."
    )
    closed_because: ClosedBecause | None = strawberry.field(
        description="Why the service closed it; null when it did not."
    )

    @strawberry.field(
        description="The card that was bound; null before, and when it is free again."
    )
    async def certificate(self) -> Certificate | None:
        card = await BoundCard.live_of_application(UUID(self.id))
        return Certificate.of(card) if card else None

    @strawberry.field(description="What happened to it, oldest first; at most the last 100 events.")
    async def history(self) -> list[ApplicationEvent]:
        rows = await Event.newest_of(f"application:{self.id}", most=100)
        return [ApplicationEvent(kind=kind, at=at) for kind, at in reversed(rows)]

    @classmethod
    def of(cls, record: application.Application) -> Self:
        return cls(
            id=str(record.id),
            case_number=record.case_number,
            purpose=record.purpose,
            status=record.status,
            company=Company.of(record.company),
            created_at=record.created_at,
            submitted_at=record.submitted_at,
            decided_at=record.decided_at,
            expires_at=record.expires_at,
            closed_because=record.closed_because,
        )

    # Strawberry's own signature also allows answers without async; ours are never that.
    @classmethod
    async def resolve_nodes(  # type: ignore[override]
        cls, *, info: Info, node_ids: Iterable[str], required: bool = False
    ) -> list[Self | None]:
        """Find applications that the viewer may see; others are as if they did not exist."""
        found: list[Self | None] = []
        for node_id in node_ids:
            try:
                record = await application.Application.for_viewer(
                    info.context.viewer, uuid_of(node_id)
                )
            except application.ApplicationNotFound:
                found.append(None)
            else:
                found.append(cls.of(record))
        return found


@strawberry.input(description="Form 1/2 (帳號申請 基本資料填寫).")
class ApplyInput(CompanyInput):
    request_key: UUID | None = strawberry.field(
        default=None,
        description="Made by the client at random and kept to itself: the same request, sent again "
        "because its answer was lost, opens one application.",
    )


@strawberry.input(description="Form 1/2, corrected.")
class AmendApplicationInput(CompanyInput):
    id: relay.GlobalID = strawberry.field(description="The application.")
    token: str | None = strawberry.field(
        default=None, description="The token of the mailed link; needed after a rejection."
    )


@strawberry.input(description="Which application is taken back.")
class WithdrawApplicationInput:
    id: relay.GlobalID = strawberry.field(description="The application.")


@strawberry.type(description="The application was opened and waits for its card.")
class ApplySuccess:
    application: Application = strawberry.field(description="The application.")


@strawberry.type(
    description="The facts were replaced; after a rejection the review has begun anew."
)
class AmendApplicationSuccess:
    application: Application = strawberry.field(description="The application.")


@strawberry.type(description="The application is closed; its card is free.")
class WithdrawApplicationSuccess:
    application: Application = strawberry.field(description="The application.")


@strawberry.type
class ApplicationMutation:
    """Gather the acts on an application's facts."""

    @result.mutation(
        raises=apply.RAISES, description="Open an application (帳號申請 1/2). Starts a session."
    )
    async def apply(self, info: Info, input: ApplyInput) -> ApplySuccess:
        await info.context.limit(Act.APPLY)
        settings = info.context.services.settings
        applied = await apply.apply(
            viewer=info.context.viewer,
            form=input.form(),
            request_key=input.request_key,
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
        description="Correct a draft, or a rejected application with the link from its mail.",
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

    @result.mutation(raises=withdraw.RAISES, description="Take an open application back.")
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
