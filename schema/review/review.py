"""Mutations of reviewers: claim, release, repeat the review, approve and reject."""

import strawberry
from strawberry import relay

from models.application.shown import Shown
from models.company.company import CompanyField
from models.core.rules import CLAIM_LIFE, MINUTE, PROOF_LIFE
from models.limits.table import Act
from models.review.recipient import ApprovalRecipient
from resolvers.review import claim, decide
from schema.application.application import Application
from schema.context import Info
from schema.errors import result
from schema.ids import node_uuid
from schema.review.case import ReviewCase
from schema.review.means import means_of


@strawberry.input(description="Input for claiming a case.")
class ClaimApplicationInput:
    id: relay.GlobalID = strawberry.field(description="The ID of the application.")


@strawberry.input(description="Input for releasing a case.")
class ReleaseApplicationInput:
    id: relay.GlobalID = strawberry.field(description="The ID of the application.")


@strawberry.input(description="Input for repeating the automatic review of a case.")
class ReviewAgainInput:
    id: relay.GlobalID = strawberry.field(description="The ID of the application.")


@strawberry.input(description="Input for approving an application.")
class ApproveApplicationInput:
    id: relay.GlobalID = strawberry.field(description="The ID of the application.")
    version: int = strawberry.field(description="The version of the case that the reviewer read.")
    recipient: ApprovalRecipient = strawberry.field(
        description="The mailbox that the approval is to go to. It is refused if the registry says "
        "otherwise at the moment of the decision; `ReviewCase.expectedApproval` says what is "
        "possible."
    )
    control_number: str = strawberry.field(
        description="The control number of the case that the reviewer read."
    )
    note: str | None = strawberry.field(
        default=None,
        description="A note for staff, at most 400 characters, kept with the case.",
    )


@strawberry.input(description="Input for rejecting an application.")
class RejectApplicationInput:
    id: relay.GlobalID = strawberry.field(description="The ID of the application.")
    version: int = strawberry.field(description="The version of the case that the reviewer read.")
    control_number: str = strawberry.field(
        description="The control number of the case that the reviewer read."
    )
    fields: list[CompanyField] = strawberry.field(
        description="The fields that the applicant must correct; at least one."
    )
    note: str = strawberry.field(
        description="The note for the applicant, at most 400 characters. It is mailed, together "
        "with the fields, if the registry has a mailbox; otherwise it is not sent."
    )


@strawberry.type(description=f"The viewer holds the claim for {CLAIM_LIFE // MINUTE} minutes.")
class ClaimApplicationSuccess:
    case: ReviewCase = strawberry.field(description="The claimed case.")


@strawberry.type(description="The claim is released and other reviewers can claim the case.")
class ReleaseApplicationSuccess:
    case: ReviewCase = strawberry.field(description="The released case.")


@strawberry.type(description="The automatic review of the case starts within seconds.")
class ReviewAgainSuccess:
    case: ReviewCase = strawberry.field(description="The case to be reviewed again.")


@strawberry.type(
    description="The application is approved. The activation link of a new account has been queued "
    "for mailing; a change of an account's data is in force."
)
class ApproveApplicationSuccess:
    case: ReviewCase = strawberry.field(description="The approved case.")


@strawberry.type(
    description="The application is rejected and the correction link has been queued for mailing."
)
class RejectApplicationSuccess:
    case: ReviewCase = strawberry.field(description="The rejected case.")
    note_to_applicant: bool = strawberry.field(
        description="Indicates whether the note is mailed to the applicant. False when the "
        "registry has no mailbox."
    )


@strawberry.type
class ReviewMutation:
    @result.mutation(
        raises=claim.RAISES,
        description=f"Claims a case for {CLAIM_LIFE // MINUTE} minutes, or renews the viewer's "
        "claim for the same time. Requires the REVIEWER or ADMIN role.",
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

    @result.mutation(
        raises=claim.RELEASE_RAISES,
        description="Releases the viewer's claim on a case. Requires the REVIEWER or ADMIN role.",
    )
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
        raises=claim.REVIEW_AGAIN_RAISES,
        description="Repeats the automatic review of a case. Requires the REVIEWER or ADMIN role.",
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
        description="Approves the application. Requires the REVIEWER or ADMIN role and a card "
        f"proof from the last {PROOF_LIFE // MINUTE} minutes (`proveCard`).",
    )
    async def approve_application(
        self, info: Info, input: ApproveApplicationInput
    ) -> ApproveApplicationSuccess:
        await info.context.limit(Act.CHANGE)
        record = await decide.approve(
            viewer=info.context.viewer,
            asked=Shown(
                application_id=node_uuid(input.id, of=Application),
                version=input.version,
                control_number=input.control_number,
            ),
            recipient=input.recipient,
            note=input.note,
            means=means_of(info),
            now=info.context.now,
        )
        return ApproveApplicationSuccess(case=ReviewCase.of(record))

    @result.mutation(
        raises=decide.REJECT_RAISES,
        description="Rejects the application. Requires the REVIEWER or ADMIN role and a card proof "
        f"from the last {PROOF_LIFE // MINUTE} minutes (`proveCard`).",
    )
    async def reject_application(
        self, info: Info, input: RejectApplicationInput
    ) -> RejectApplicationSuccess:
        await info.context.limit(Act.CHANGE)
        record = await decide.reject(
            viewer=info.context.viewer,
            asked=Shown(
                application_id=node_uuid(input.id, of=Application),
                version=input.version,
                control_number=input.control_number,
            ),
            fields=input.fields,
            note=input.note,
            means=means_of(info),
            now=info.context.now,
        )
        return RejectApplicationSuccess(
            case=ReviewCase.of(record), note_to_applicant=record.mailbox_on_file
        )
