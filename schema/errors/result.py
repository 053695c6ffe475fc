"""Fields and the user errors that they declare: acting answers them, reading refuses by them.

A mutation's result is a union, so that a client looks at what came of its act::

    @result.mutation(raises=bind.RAISES, description="Binds the card that signed.")
    async def bind_certificate(self, info: Info, …) -> BindCertificateSuccess:

returns the union ``BindCertificateResult``: ``BindCertificateSuccess``, and the types of the user
errors in ``bind.RAISES``. A field for reading is null where it refuses, with an error whose
``extensions`` say what a member of the union would. An undeclared user error is an internal error.
"""

import functools
from collections.abc import AsyncGenerator, Awaitable, Callable, Collection, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from textwrap import fill
from typing import Annotated, Any, Self, Union, cast, get_type_hints

import strawberry
from graphql import GraphQLError
from strawberry.extensions import FieldExtension
from strawberry.types.field import StrawberryField
from strawberry.utils.str_converters import capitalize_first, to_camel_case

from models.core.errors import UserError
from models.core.language import Language
from models.limits.table import TooManyRequests
from schema.context import Info
from schema.errors import types
from schema.errors.codes import declare
from schema.errors.extensions import extensions_of

Raises = Collection[type[UserError]]
Resolver = Callable[..., Awaitable[object]]
Stream = Callable[..., AsyncGenerator[object, None]]


class UndeclaredUserError(Exception):
    """A field raised a user error that it does not declare; it is masked and logged."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The name of a field that was asked for, and the language of the request."""

    field: str
    language: Language

    @classmethod
    def of(cls, info: Info) -> Self:
        return cls(info.field_name, info.context.language)


def mutation(
    *, raises: Raises, description: str, directives: Sequence[object] = ()
) -> Callable[[Resolver], StrawberryField]:
    """Declare a mutation whose result is its return type, or one of ``raises``."""

    def build(resolver: Resolver) -> StrawberryField:
        made = strawberry.mutation(
            resolver=resolver,
            graphql_type=_union(resolver, raises=raises),
            description=description,
            extensions=[_Answer(raises)],
            directives=directives,
        )
        field = cast(StrawberryField, made)
        for taken in field.arguments:
            taken.description = f"The input of `{to_camel_case(resolver.__name__)}`."
        return field

    return build


def field(
    *, raises: Raises, description: str, directives: Sequence[object] = ()
) -> Callable[[Resolver], StrawberryField]:
    """Declare a field for reading, which is null with an error when it refuses."""

    def build(resolver: Resolver) -> StrawberryField:
        declare(raises)
        returned = get_type_hints(resolver, include_extras=True)["return"]
        made = strawberry.field(
            resolver=resolver,
            graphql_type=returned | None,
            description=f"{description} {_codes(raises)}",
            extensions=[_Refuse(raises)],
            directives=directives,
        )
        return cast(StrawberryField, made)

    return build


def subscription(
    *,
    raises: Raises,
    description: str,
    result: str | None = None,
    directives: Sequence[object] = (),
) -> Callable[[Stream], StrawberryField]:
    """Declare a subscription; a user error that it raises is its last message."""

    def build(resolver: Stream) -> StrawberryField:
        union = _union(resolver, raises=raises, result=result)

        @functools.wraps(resolver)
        def stream(*args: Any, info: Info, **kwargs: Any) -> AsyncGenerator[object, None]:
            # Nothing of the operation but these two words is held as long as the stream is open.
            messages = resolver(*args, info=info, **kwargs)
            return answered(messages, raises=raises, asked=Asked.of(info))

        made = strawberry.subscription(
            resolver=stream,
            graphql_type=AsyncGenerator[union, None],  # type: ignore[valid-type]  # Made at run time.
            description=description,
            directives=directives,
        )
        return cast(StrawberryField, made)

    return build


async def answered(
    messages: AsyncGenerator[object, None], *, raises: Raises, asked: Asked
) -> AsyncGenerator[object, None]:
    """Yield the messages; a user error that they raise becomes the last one."""
    try:
        # A client that disconnects must not leave a running generator behind.
        async with aclosing(messages):
            async for message in messages:
                yield message
    except UserError as error:
        yield _answer(error, raises=raises, asked=asked)


def result_of(field_name: str) -> Any:
    """Return the union that a mutation or subscription, declared before, answers with."""
    return _unions[field_name]


_unions: dict[str, Any] = {}


def _union(resolver: Callable[..., object], *, raises: Raises, result: str | None = None) -> Any:
    """Make the union of a resolver's return type and the types of the errors that it raises."""
    declare(raises)
    field_name = to_camel_case(resolver.__name__)
    success = get_type_hints(resolver, include_extras=True)["return"]
    if getattr(success, "__origin__", None) is AsyncGenerator:
        success = success.__args__[0]
    kinds = dict.fromkeys(types.type_of(error) for error in raises)
    union = strawberry.union(
        result or f"{capitalize_first(field_name)}Result",
        description=f"Result of `{field_name}`.\n\n{fill(_codes(raises), width=100)}",
    )
    _unions[field_name] = Annotated[Union[(success, *kinds)], union]
    return _unions[field_name]


def _codes(raises: Raises) -> str:
    return f"Codes of its user errors: {', '.join(sorted(error.code for error in raises))}."


class _Answer(FieldExtension):
    """Turns the user errors that a field declares into members of its union."""

    def __init__(self, raises: Raises) -> None:
        self._raises = raises

    async def resolve_async(
        self, next_: Callable[..., Awaitable[object]], source: object, info: Info, **kwargs: object
    ) -> object:
        try:
            return await next_(source, info, **kwargs)
        except UserError as error:
            info.context.refused(info.field_name)
            return _answer(error, raises=self._raises, asked=Asked.of(info))


class _Refuse(FieldExtension):
    """Turns the user errors that a field declares into GraphQL errors."""

    def __init__(self, raises: Raises) -> None:
        self._raises = raises

    async def resolve_async(
        self, next_: Callable[..., Awaitable[object]], source: object, info: Info, **kwargs: object
    ) -> object:
        try:
            return await next_(source, info, **kwargs)
        except UserError as error:
            _require_declared(error, raises=self._raises, asked=Asked.of(info))
            language = info.context.language
            extensions = extensions_of(error, language=language)
            raise GraphQLError(error.message(language), extensions=extensions) from error


def _answer(error: UserError, *, raises: Raises, asked: Asked) -> types.UserError:
    """Return the GraphQL type of a user error that a field declares."""
    _require_declared(error, raises=raises, asked=asked)
    return types.shown(error, language=asked.language)


def _require_declared(error: UserError, *, raises: Raises, asked: Asked) -> None:
    """Refuse to tell what a field does not declare.

    :raises UndeclaredUserError: when the field does not declare it.
    :raises TooManyRequests: always, because it refuses the whole request.
    """
    if isinstance(error, TooManyRequests):
        raise error
    if type(error) not in raises:
        raise UndeclaredUserError(f"{asked.field} raised {error.code}") from error
