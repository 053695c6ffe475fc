"""基本資料: requests of holders to change their account's data."""

import strawberry

from models.limits.table import Act
from resolvers.account import change_data
from schema.application.application import Application
from schema.application.company import CompanyInput
from schema.context import Info
from schema.errors import result


@strawberry.input(
    description="The input of `requestDataChange`: the company's new data, in the form of "
    "帳號申請 1/2. The control number must be the account's."
)
class RequestDataChangeInput(CompanyInput):
    """The company's new data; the control number must be the account's."""


@strawberry.type(
    description="The change is under review. The account's data stays as it is until the "
    "change is approved."
)
class RequestDataChangeSuccess:
    application: Application = strawberry.field(
        description="The change, which is reviewed like an application."
    )


@strawberry.type
class DataChangeMutation:
    """The mutation to change a company's data."""

    @result.mutation(
        raises=change_data.RAISES, description="Requests a change of the company's data (基本資料)."
    )
    async def request_data_change(
        self, info: Info, input: RequestDataChangeInput
    ) -> RequestDataChangeSuccess:
        await info.context.limit(Act.CHANGE)
        record = await change_data.request_data_change(
            viewer=info.context.viewer, form=input.form(), now=info.context.now
        )
        return RequestDataChangeSuccess(application=Application.of(record))
