"""What reviewers do: take a case, give it back, decide it."""

import strawberry
from strawberry import relay

from models.company.company import CompanyField
from models.core.rules import CLAIM_LIFE, MINUTE, PROOF_LIFE
from models.limits.table import Act
from resolvers.review import claim, decide
from schema.application.application import Application
from schema.context import Info
from schema.errors import result
from schema.ids import node_uuid
from schema.review.case import ReviewCase


@strawberry.input(description="Which case is taken.")
class ClaimApplicationInput:
    id: relay.GlobalID = strawberry.field(description="The application.")


@strawberry.input(description="Which case is given back.")
class ReleaseApplicationInput:
    id: relay.GlobalID = strawberry.field(description="The application.")


@strawberry.input(description="Which case the service reviews once more.")
class ReviewAgainInput:
    id: relay.GlobalID = strawberry.field(description="The application.")


@strawberry.input(description="Which case passes.")
class ApproveApplicationInput:
    id: relay.GlobalID = strawberry.field(description="The application.")
    version: int = strawberry.field(description="The version of the case that was read.")
    note: str | None = strawberry.field(
        default=None,
        description="For colleagues, at most 400 characters; it is kept with the case.",
    )


@strawberry.input(description="Which case is turned down, and what its applicant is told.")
class RejectApplicationInput:
    id: relay.GlobalID = strawberry.field(description="The application.")
    version: int = strawberry.field(description="The version of the case that was read.")
    fields: list[CompanyField] = strawberry.field(
        description="The fields to be corrected; at least one."
    )
    note: str = strawberry.field(
        description="For the applicant, at most 400 characters. It is mailed, with the "
        "fields, if the registry has a mailbox, and told to nobody otherwise."
    )


@strawberry.type(description=f"The viewer has the case for {CLAIM_LIFE // MINUTE} minutes.")
class ClaimApplicationSuccess:
    case: ReviewCase = strawberry.field(description="The case.")


@strawberry.type(description="Others may take the case.")
class ReleaseApplicationSuccess:
    case: ReviewCase = strawberry.field(description="The case.")


@strawberry.type(description="The service reviews the case within seconds.")
class ReviewAgainSuccess:
    case: ReviewCase = strawberry.field(description="The case.")


@strawberry.type(description="The case has passed; the link that opens the account is mailed.")
class ApproveApplicationSuccess:
    case: ReviewCase = strawberry.field(description="The case.")


@strawberry.type(
    description="The case is turned down; the link that leads to correcting is mailed."
)
class RejectApplicationSuccess:
    case: ReviewCase = strawberry.field(description="The case.")
    note_to_applicant: bool = strawberry.field(
        description="Whether the note was mailed: false where the registry has no mailbox."
    )


@strawberry.type
class ReviewMutation:
    """Gather what reviewers do."""

    @result.mutation(
        raises=claim.RAISES,
        description=f"Take a case for {CLAIM_LIFE // MINUTE} minutes, or keep it as long again.",
    )
    async def claim_application(
        self, info: Info, input: ClaimApplicationInput
    ) -> ClaimApplicationSuccess:
        await info.context.limit(Act.CHANGE)
        record = await claim.claim_application(
            viewer=info.context.viewer,
            application_id=node_uuid(input.id, of=Application),
            now=info.context.now,
        )
        return ClaimApplicationSuccess(case=ReviewCase.of(record))

    @result.mutation(raises=claim.RELEASE_RAISES, description="Give a case back.")
    async def release_application(
        self, info: Info, input: ReleaseApplicationInput
    ) -> ReleaseApplicationSuccess:
        await info.context.limit(Act.CHANGE)
        record = await claim.release_application(
            viewer=info.context.viewer,
            application_id=node_uuid(input.id, of=Application),
            now=info.context.now,
        )
        return ReleaseApplicationSuccess(case=ReviewCase.of(record))

    @result.mutation(
        raises=claim.REVIEW_AGAIN_RAISES, description="Let the service review a case once more."
    )
    async def review_again(self, info: Info, input: ReviewAgainInput) -> ReviewAgainSuccess:
        await info.context.limit(Act.CHANGE)
        record = await claim.review_again(
            viewer=info.context.viewer,
            application_id=node_uuid(input.id, of=Application),
            now=info.context.now,
        )
        return ReviewAgainSuccess(case=ReviewCase.of(record))

    @result.mutation(
        raises=decide.APPROVE_RAISES,
        description="Pass a case. Needs a card proof not older than "
        f"{PROOF_LIFE // MINUTE} minutes (proveCard).",
    )
    async def approve_application(
        self, info: Info, input: ApproveApplicationInput
    ) -> ApproveApplicationSuccess:
        await info.context.limit(Act.CHANGE)
        record = await decide.approve(
            viewer=info.context.viewer,
            asked=decide.Asked(
                application_id=node_uuid(input.id, of=Application), version=input.version
            ),
            note=input.note,
            means=_means(info),
            now=info.context.now,
        )
        return ApproveApplicationSuccess(case=ReviewCase.of(record))

    @result.mutation(
        raises=decide.REJECT_RAISES,
        description="Turn a case down. Needs a card proof not older than "
        f"{PROOF_LIFE // MINUTE} minutes (proveCard).",
    )
    async def reject_application(
        self, info: Info, input: RejectApplicationInput
    ) -> RejectApplicationSuccess:
        await info.context.limit(Act.CHANGE)
        record = await decide.reject(
            viewer=info.context.viewer,
            asked=decide.Asked(
                application_id=node_uuid(input.id, of=Application), version=input.version
            ),
            fields=input.fields,
            note=input.note,
            means=_means(info),
            now=info.context.now,
        )
        return RejectApplicationSuccess(
            case=ReviewCase.of(record), note_to_applicant=record.mailbox_on_file
        )


def _means(info: Info) -> decide.Means:
    services = info.context.services
    return decide.Means(
        registry=services.registry,
        notices=services.notices,
        account_notices=services.account_notices,
        open_life=services.settings.open_life,
    )
