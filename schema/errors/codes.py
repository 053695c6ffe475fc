"""The codes and remedies of user errors, as enums that describe themselves."""

from collections.abc import Iterable
from enum import StrEnum
from inspect import cleandoc
from typing import cast

import strawberry
from strawberry.types.base import WithStrawberryDefinition
from strawberry.types.enum import EnumValue, StrawberryEnumDefinition

from models.core.errors import Remedy, UserError


@strawberry.enum(
    description="The code of a user error. Codes never change; more may come. "
    "Each result names those that it can hold."
)
class UserErrorCode(StrEnum):
    """Has no members of its own: ``declare`` fills it with what the schema's fields raise."""


_REMEDIES = {
    Remedy.MESSAGE: "The message says all.",
    Remedy.HELP: "Call the service's help line (`Service.helpLine`).",
    Remedy.CONTINUE: "Continue the application with the card that was bound to it.",
    Remedy.APPLY: "Apply for an account.",
    Remedy.STATUS: "Look at the status of the application.",
    Remedy.SIGN_IN: "Sign in with a card.",
    Remedy.SIGN_IN_LINK: "Have another link for the account's first card mailed.",
}

strawberry.enum(
    Remedy,
    name="UserErrorRemedy",
    description="What to offer beside a user error's message.",
)


def _values(enum: type[StrEnum]) -> list[EnumValue]:
    definition = cast(WithStrawberryDefinition[StrawberryEnumDefinition], enum)
    return definition.__strawberry_definition__.values


for _value in _values(Remedy):
    _value.description = _REMEDIES[Remedy(_value.value)]


def declare(raises: Iterable[type[UserError]]) -> None:
    values = _values(UserErrorCode)
    known = {value.name for value in values}
    values += [
        EnumValue(name=error.code, value=error.code, description=description_of(error))
        for error in raises
        if error.code not in known
    ]
    values.sort(key=lambda value: value.name)


def description_of(error: type[UserError]) -> str:
    return " ".join(cleandoc(error.__doc__ or "").split())
