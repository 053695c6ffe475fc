"""The table that maps exceptions to the user errors of their names, and says them."""

from collections.abc import Iterator
from typing import TypeVar, cast

from strawberry.schema.exception_handlers import ExceptionHandler
from strawberry.types.field import StrawberryField

from models.core import errors as facts
from models.forms.typed_text import InvalidInput
from models.mail.letter import Language
from models.review.claim import AlreadyClaimed
from models.review.decision import AlreadyDecided
from schema import errors
from schema.context import Context, Info
from schema.words import say

# Left open, so that each handler names its own pair when it is made.
Raised = TypeVar("Raised", bound=facts.UserError, contravariant=True)
Said = TypeVar("Said", covariant=True)

_TYPES: dict[str, type[errors.UserError]] = {
    kind.__name__: kind for kind in errors.UserError.__subclasses__()
}


def handlers() -> list[ExceptionHandler[facts.UserError, errors.UserError]]:
    """Make the table: one handler for every exception that has a type of its name."""
    return [_Handler(exception, _TYPES[exception.__name__]) for exception in named()]


def named() -> Iterator[type[facts.UserError]]:
    """List the exceptions that have a type, without the groups that they stand in."""
    waiting = list(facts.UserError.__subclasses__())
    while waiting:
        exception = waiting.pop()
        waiting += exception.__subclasses__()
        if exception.__name__ in _TYPES:
            yield exception


def as_type(exception: facts.UserError, *, language: Language) -> errors.UserError:
    """Say an exception in the asker's language."""
    message = say(exception.code, language, exception.values)
    path = list(exception.path)
    if isinstance(exception, InvalidInput):
        problems = [
            errors.FieldProblem(
                code=problem.code,
                message=say(problem.code, language, problem.values),
                path=list(problem.path),
            )
            for problem in exception.problems
        ]
        return errors.InvalidInput(
            code=exception.code, message=message, path=path, problems=problems
        )
    if isinstance(exception, AlreadyClaimed):
        return errors.AlreadyClaimed(
            code=exception.code,
            message=message,
            path=path,
            claimed_by=exception.by,
            claimed_until=exception.until,
        )
    if isinstance(exception, AlreadyDecided):
        return errors.AlreadyDecided(
            code=exception.code,
            message=message,
            path=path,
            decided_by=exception.by,
            verdict=exception.verdict,
            decided_at=exception.at,
        )
    kind = _TYPES[type(exception).__name__]
    return kind(code=exception.code, message=message, path=path)


class _Handler(ExceptionHandler[Raised, Said]):
    """Map one exception to its type."""

    def __init__(
        self, exception_type: type[facts.UserError], error_type: type[errors.UserError]
    ) -> None:
        self.exception_type = exception_type
        self.error_type = error_type

    def handle(self, exception: Raised, *, field: StrawberryField, info: Info) -> Said:
        """Say the exception as a member of the field's union."""
        context: Context = info.context
        return cast(Said, as_type(exception, language=context.language))
