"""The mail's link: looked at, used to open the account, sent again."""

from datetime import datetime

import strawberry
from strawberry import relay

from models.application.transitions import ApplicationPurpose
from models.company.company import CompanyField
from models.limits.table import Act
from models.link.link import LinkPurpose
from resolvers.application import activate, resend_mail, see_link
from schema.application.application import Application
from schema.application.company import FieldResult
from schema.context import Info
from schema.errors import result
from schema.ids import node_uuid

strawberry.enum(LinkPurpose, description="What a mailed link is for.")


@strawberry.type(description="What a mailed link speaks of. Looking at it changes nothing.")
class Link:
    purpose: LinkPurpose = strawberry.field(description="What it is for.")
    about: ApplicationPurpose = strawberry.field(
        description="What was applied for; who corrects a DATA_CHANGE signs in first."
    )
    case_number: str = strawberry.field(description="The application's case number.")
    control_number: str = strawberry.field(description="管制編號.")
    company_name: str | None = strawberry.field(
        description="公司名稱; null while the registry has not confirmed it."
    )
    holder_name: str = strawberry.field(
        description="Whose card was bound; masked where the application is not this session's."
    )
    expires_at: datetime = strawberry.field(description="When the link is of no use any more.")
    results: list[FieldResult] = strawberry.field(
        description="CORRECT: how each field came out; empty when nothing may be told."
    )
    marked: list[CompanyField] = strawberry.field(
        description="CORRECT: the fields that a reviewer turned it down for; empty when none did, "
        "or nothing may be told."
    )
    note: str | None = strawberry.field(
        description="CORRECT: what the reviewer writes; null where there is nothing to be told."
    )
    application: Application | None = strawberry.field(
        description="The application, if it is this session's. Null: continue it by its card first."
    )


@strawberry.input(description="The link that opens the account.")
class ActivateAccountInput:
    token: str = strawberry.field(description="What stands behind the # of the mailed link.")


@strawberry.input(one_of=True, description="Whose link is sent again; exactly one.")
class ResendMailInput:
    application_id: strawberry.Maybe[relay.GlobalID] = strawberry.field(
        description="The application of this session."
    )
    token: strawberry.Maybe[str] = strawberry.field(description="An old link's token.")


@strawberry.type(description="The account is open.")
class ActivateAccountSuccess:
    application: Application = strawberry.field(description="The application.")


@strawberry.type(description="A new link is on its way to the mailbox that had the last one.")
class ResendMailSuccess:
    case_number: str = strawberry.field(description="The application's case number.")


@strawberry.type
class LinkQuery:
    """Look at a link."""

    @result.field(raises=see_link.RAISES, description="What a mailed link speaks of.")
    async def link(self, info: Info, token: str) -> Link:
        seen = await see_link.see_link(
            viewer=info.context.viewer, token=token, now=info.context.now
        )
        return Link(
            purpose=seen.link.purpose,
            about=seen.about,
            case_number=seen.case_number,
            control_number=seen.control_number,
            company_name=seen.company_name,
            holder_name=seen.holder_name,
            expires_at=seen.link.expires_at,
            results=[FieldResult.of(result) for result in seen.results],
            marked=list(seen.marked),
            note=seen.note,
            application=Application.of(seen.application) if seen.application else None,
        )


@strawberry.type
class LinkMutation:
    """Gather the acts on a link."""

    @result.mutation(
        raises=activate.RAISES,
        description="Open the account, with the mailed link and this session.",
    )
    async def activate_account(
        self,
        info: Info,
        input: ActivateAccountInput,
    ) -> ActivateAccountSuccess:
        await info.context.limit(Act.LINK)
        record = await activate.activate(
            viewer=info.context.viewer,
            token=input.token,
            notices=info.context.services.notices,
            policy=info.context.services.policy,
            now=info.context.now,
        )
        return ActivateAccountSuccess(application=Application.of(record))

    @result.mutation(
        raises=resend_mail.RAISES,
        description="Mail a new link to the mailbox that had the last one.",
    )
    async def resend_mail(
        self,
        info: Info,
        input: ResendMailInput,
    ) -> ResendMailSuccess:
        await info.context.limit(Act.RESEND)
        record = await resend_mail.resend_mail(
            viewer=info.context.viewer,
            application_id=node_uuid(input.application_id.value, of=Application)
            if input.application_id
            else None,
            token=input.token.value if input.token else None,
            notices=info.context.services.notices,
            now=info.context.now,
        )
        return ResendMailSuccess(case_number=record.case_number)
