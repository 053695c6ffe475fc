"""The mailed link by which the reader of a letter stops the correction of a mailbox."""

from datetime import datetime
from typing import Annotated, Self

import strawberry

from models.limits.table import Act
from resolvers.account import stop_correction
from schema.context import Info
from schema.descriptions import ACCOUNT_NAME, CONTROL_NUMBER, MAILED_LINK
from schema.errors import result


@strawberry.type(description="A mailed link by which the correction of a mailbox can be stopped.")
class MailboxCorrectionLink:
    control_number: str = strawberry.field(description=CONTROL_NUMBER)
    company_name: str | None = strawberry.field(description=ACCOUNT_NAME)
    effective_at: datetime | None = strawberry.field(
        description="The date and time from which the account has the new mailbox, unless the "
        "correction is stopped."
    )

    @classmethod
    def of(cls, seen: stop_correction.SeenCorrection) -> Self:
        return cls(
            control_number=seen.account.control_number,
            company_name=seen.account.name,
            effective_at=seen.correction.effective_at,
        )


@strawberry.input(description="The input of `stopMailboxCorrection`.")
class StopMailboxCorrectionInput:
    token: str = strawberry.field(description=MAILED_LINK)


@strawberry.type(description="The correction is stopped; the account keeps its mailbox.")
class StopMailboxCorrectionSuccess:
    correction: MailboxCorrectionLink = strawberry.field(
        description="The correction that was stopped."
    )


@strawberry.type
class MailboxLinkQuery:
    """Queries of the reader of a letter about the correction of a mailbox."""

    @result.field(
        raises=stop_correction.RAISES,
        description="Returns the correction of a mailbox that a mailed link is about. Viewing the "
        "link does not use it up.",
    )
    async def mailbox_correction_link(
        self, info: Info, token: Annotated[str, strawberry.argument(description=MAILED_LINK)]
    ) -> MailboxCorrectionLink:
        seen = await stop_correction.see_correction(token=token, now=info.context.now)
        return MailboxCorrectionLink.of(seen)


@strawberry.type
class MailboxLinkMutation:
    """Mutations of the reader of a letter about the correction of a mailbox."""

    @result.mutation(
        raises=stop_correction.RAISES,
        description="Stops the correction of a mailbox that a mailed link is about (停止更正). "
        "Requires no session.",
    )
    async def stop_mailbox_correction(
        self, info: Info, input: StopMailboxCorrectionInput
    ) -> StopMailboxCorrectionSuccess:
        await info.context.limit(Act.LINK)
        seen = await stop_correction.stop_correction(
            token=input.token,
            notices=info.context.services.account_notices,
            now=info.context.now,
        )
        return StopMailboxCorrectionSuccess(correction=MailboxCorrectionLink.of(seen))
