"""The codes and remedies of user errors, as enums with descriptions."""

from collections.abc import Iterable
from enum import StrEnum
from inspect import cleandoc

import strawberry
from strawberry.types.enum import EnumValue

from models.core.errors import Remedy, UserError
from schema.enums.describe import describe, values_of


@strawberry.enum(
    description="The code of a user error. Codes never change; more may be added. "
    "The description of each result lists its codes."
)
class UserErrorCode(StrEnum):
    """Has no members of its own: ``declare`` adds the codes of the errors that fields raise."""


describe(
    Remedy,
    name="UserErrorRemedy",
    description="The next step to offer beside a user error's message.",
    values={
        Remedy.MESSAGE: "No next step besides the message.",
        Remedy.HELP: "Call the service's help line (`Service.helpLine`).",
        Remedy.CONTINUE: "Continue the application with the card that was bound to it.",
        Remedy.APPLY: "Apply for an account.",
        Remedy.STATUS: "View the status of the application.",
        Remedy.SIGN_IN: "Sign in with a card.",
        Remedy.SIGN_IN_LINK: "Request another link to bind the account's first card.",
    },
)


def declare(raises: Iterable[type[UserError]]) -> None:
    values = values_of(UserErrorCode)
    known = {value.name for value in values}
    values += [
        EnumValue(name=error.code, value=error.code, description=description_of(error))
        for error in raises
        if error.code not in known
    ]
    values.sort(key=lambda value: value.name)


def description_of(error: type[UserError]) -> str:
    return " ".join(cleandoc(error.__doc__ or "").split())
