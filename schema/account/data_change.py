"""基本資料: a holder asks for a change of the account's data."""

import strawberry

from models.limits.table import Act
from resolvers.account import change_data
from schema.application.application import Application
from schema.application.company import CompanyInput
from schema.context import Info
from schema.errors import result


@strawberry.input(description="The account's data as it is to be, in the form of 帳號申請 1/2.")
class RequestDataChangeInput(CompanyInput):
    """Take the form; the control number stays the account's."""


@strawberry.type(description="The change is under review; until it has passed, all is as before.")
class RequestDataChangeSuccess:
    application: Application = strawberry.field(description="The change, decided like a case.")


@strawberry.type
class DataChangeMutation:
    """Ask for a change of data."""

    @result.mutation(
        raises=change_data.RAISES, description="Ask for a change of the company's data (基本資料)."
    )
    async def request_data_change(
        self, info: Info, input: RequestDataChangeInput
    ) -> RequestDataChangeSuccess:
        await info.context.limit(Act.CHANGE)
        record = await change_data.request_data_change(
            viewer=info.context.viewer, form=input.form(), now=info.context.now
        )
        return RequestDataChangeSuccess(application=Application.of(record))
