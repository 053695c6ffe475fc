"""GraphQL enums made of the enums of the models, with a description of every value."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar, cast

import strawberry
from strawberry.types.base import WithStrawberryDefinition
from strawberry.types.enum import EnumValue, StrawberryEnumDefinition

E = TypeVar("E", bound=StrEnum)


def describe(
    enum: type[E], *, description: str, values: Mapping[E, str], name: str | None = None
) -> None:
    """Declare a GraphQL enum.

    :raises KeyError: when a value is not described.
    """
    strawberry.enum(enum, name=name, description=description)
    for value in values_of(enum):
        value.description = values[enum(value.value)]


def values_of(enum: type[StrEnum]) -> list[EnumValue]:
    definition = cast(WithStrawberryDefinition[StrawberryEnumDefinition], enum)
    return definition.__strawberry_definition__.values
