"""The mailed link of an application: viewing it, opening the account with it, resending it."""

from datetime import datetime
from typing import Annotated

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
from schema.descriptions import MAILED_LINK
from schema.enums.describe import describe
from schema.errors import result
from schema.gate.directives import VERIFYING, at_most, units
from schema.ids import node_uuid

describe(
    LinkPurpose,
    description="The purpose of a mailed link.",
    values={
        LinkPurpose.ACTIVATE: "To open the account of an approved application.",
        LinkPurpose.CORRECT: "To correct a rejected application.",
    },
)


@strawberry.type(description="A mailed link of an application. Viewing it does not use it up.")
class Link:
    purpose: LinkPurpose = strawberry.field(description="The purpose of the link.")
    about: ApplicationPurpose = strawberry.field(
        description="The purpose of the application. To correct a DATA_CHANGE, the viewer must "
        "sign in first."
    )
    case_number: str = strawberry.field(description="The case number of the application.")
    control_number: str = strawberry.field(description="The company's control number (管制編號).")
    company_name: str | None = strawberry.field(
        description="The company's name (公司名稱); null unless the purpose is ACTIVATE, when "
        "the registry has confirmed it."
    )
    holder_name: str = strawberry.field(
        description="The name of the bound card's holder; masked unless the application "
        "belongs to the current session."
    )
    expires_at: datetime = strawberry.field(description="The date and time when the link expires.")
    results: list[FieldResult] = strawberry.field(
        description="The result of the comparison for each field. Empty unless the purpose is "
        "CORRECT and the mail went to the mailbox on file in the registry.",
        directives=[at_most(len(CompanyField))],
    )
    marked: list[CompanyField] = strawberry.field(
        description="The fields that a reviewer rejected. Empty unless the purpose is CORRECT, "
        "a reviewer marked any, and the mail went to the mailbox on file in the registry.",
        directives=[at_most(len(CompanyField))],
    )
    note: str | None = strawberry.field(
        description="The reviewer's note to the applicant. Null unless the purpose is CORRECT, "
        "a reviewer wrote one, and the mail went to the mailbox on file in the registry."
    )
    application: Application | None = strawberry.field(
        description="The application; null unless it belongs to the current session. Use "
        "`continueApplication` to move it there."
    )


@strawberry.input(description="The input of `activateAccount`.")
class ActivateAccountInput:
    token: str = strawberry.field(description=MAILED_LINK)


@strawberry.input(
    one_of=True, description="The input of `resendMail`. Exactly one field must be given."
)
class ResendMailInput:
    application_id: strawberry.Maybe[relay.GlobalID] = strawberry.field(
        description="The ID of an application of the current session; staff may give any "
        "application's."
    )
    token: strawberry.Maybe[str] = strawberry.field(
        description="The token of an earlier link, which may have expired."
    )


@strawberry.type(description="The account was opened.")
class ActivateAccountSuccess:
    application: Application = strawberry.field(
        description="The application that the account was opened for."
    )


@strawberry.type(
    description="The last mail will be sent again, with a new link, to the same mailbox."
)
class ResendMailSuccess:
    case_number: str = strawberry.field(description="The case number of the application.")


@strawberry.type
class LinkQuery:
    """The query of an application's mailed link."""

    @result.field(raises=see_link.RAISES, description="Returns the mailed link with this token.")
    async def link(
        self, info: Info, token: Annotated[str, strawberry.argument(description=MAILED_LINK)]
    ) -> Link:
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
    """Mutations with an application's mailed link."""

    @result.mutation(
        raises=activate.RAISES,
        description="Opens the account with the mailed link; requires the session that the "
        "application belongs to.",
        directives=[units(VERIFYING)],
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
        description="Sends the last mail of an application again, with a new link, to the same "
        "mailbox. The earlier link is no longer valid.",
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
