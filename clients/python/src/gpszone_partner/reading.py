"""How answers are read: strict in what the contract promises, open to what it may add."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Generic, TypeVar

from gpszone_partner.errors import UnexpectedAnswer

T = TypeVar("T")
Choice = TypeVar("Choice", bound=StrEnum)
Reader = Callable[[object], T]


@dataclass(frozen=True, slots=True, kw_only=True)
class Call(Generic[T]):
    """An operation with its variables, and how its data is read."""

    name: str
    document: str
    variables: Mapping[str, object]
    read: Reader[T]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """A value of a type that the contract did not have when this package was made."""

    typename: str


def fields(value: object) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise UnexpectedAnswer(f"expected an object, found {type(value).__name__}")
    return value


def take(value: object, name: str, read: Reader[T]) -> T:
    """Read one field of an object.

    :raises UnexpectedAnswer: with the path of what is not as the contract has it.
    """
    of = fields(value)
    if name not in of:
        raise UnexpectedAnswer(f"{name} is missing")
    try:
        return read(of[name])
    except UnexpectedAnswer as fault:
        raise UnexpectedAnswer(f"{name}: {fault}") from None


def text(value: object) -> str:
    return _of(str, value)


def number(value: object) -> int:
    return _of(int, value)


def truth(value: object) -> bool:
    return _of(bool, value)


def moment(value: object) -> datetime:
    try:
        return datetime.fromisoformat(text(value))
    except ValueError:
        raise UnexpectedAnswer("expected a date and time") from None


def typename(value: object) -> str:
    return take(value, "__typename", text)


def has(value: object, *names: str) -> bool:
    """Return whether an object of an unknown type has the fields of a known interface."""
    return set(names) <= fields(value).keys()


def one_of(choice: type[Choice]) -> Reader[Choice | str]:
    def read(value: object) -> Choice | str:
        said = text(value)
        return choice(said) if said in choice.__members__ else said

    return read


def maybe(read: Reader[T]) -> Reader[T | None]:
    return lambda value: None if value is None else read(value)


def listed(read: Reader[T]) -> Reader[tuple[T, ...]]:
    return lambda value: tuple(read(each) for each in _of(list, value))


def _of(kind: type[T], value: object) -> T:
    # A bool is an int to Python, and not to GraphQL.
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise UnexpectedAnswer(f"expected {kind.__name__}, found {type(value).__name__}")
    return value
