"""The types of user errors: one for those without data, and one for each that carries data."""

from datetime import datetime
from typing import Self, TypedDict

import strawberry

from models.core import errors as core
from models.core.errors import Remedy
from models.core.language import Language
from models.forms import typed_text
from models.forms.problem import Problem
from models.journal import subscription
from models.review import claim, decision
from schema.application.status import Status
from schema.errors.codes import UserErrorCode
from schema.gate.directives import at_most
from schema.scalars import Cursor

# An input, its field, and the place within a list.
_LONGEST_PATH = 5
# More than any form has fields.
_MOST_PROBLEMS = 40


@strawberry.interface(
    description="An expected failure that the caller can act on. Select it with `... on "
    "UserError` to handle all failures of a result alike."
)
class UserError:
    code: str = strawberry.field(
        graphql_type=UserErrorCode, description="The code of the error, for programs."
    )
    title: str = strawberry.field(
        description="A short title of the error, in the language of the Accept-Language header."
    )
    message: str = strawberry.field(
        description="What happened and what to do next, in the language of the Accept-Language "
        "header."
    )
    remedy: Remedy = strawberry.field(description="The next step to offer beside the message.")
    path: list[str] = strawberry.field(
        description="The path of the input field that the error is about, outermost first; "
        "empty when it is about none.",
        directives=[at_most(_LONGEST_PATH)],
    )


class _Common(TypedDict):
    code: str
    title: str
    message: str
    remedy: Remedy
    path: list[str]


def _common(error: core.UserError, *, language: Language) -> _Common:
    return _Common(
        code=error.code,
        title=error.title(language),
        message=error.message(language),
        remedy=error.remedy,
        path=list(error.path),
    )


@strawberry.type(description="A user error without further data.")
class Refused(UserError):
    @classmethod
    def of(cls, error: core.UserError, *, language: Language) -> Self:
        return cls(**_common(error, language=language))


@strawberry.type(description="A problem with one field of an input.")
class FieldProblem:
    code: str = strawberry.field(description="The code of the problem. Codes never change.")
    message: str = strawberry.field(
        description="What is wrong and what to enter instead, in the language of the "
        "Accept-Language header."
    )
    path: list[str] = strawberry.field(
        description="The path of the input field, outermost first.",
        directives=[at_most(_LONGEST_PATH)],
    )

    @classmethod
    def of(cls, problem: Problem, *, language: Language) -> Self:
        return cls(code=problem.code, message=problem.message(language), path=list(problem.path))


@strawberry.type(description="The user error INVALID_INPUT, with the problem of each field.")
class InvalidInput(UserError):
    problems: list[FieldProblem] = strawberry.field(
        description="The problem of each invalid field, in the order of the form.",
        directives=[at_most(_MOST_PROBLEMS)],
    )

    @classmethod
    def of(cls, error: typed_text.InvalidInput, *, language: Language) -> Self:
        told = error.problems[:_MOST_PROBLEMS]
        problems = [FieldProblem.of(problem, language=language) for problem in told]
        return cls(**_common(error, language=language), problems=problems)


@strawberry.type(
    description="The user error ALREADY_CLAIMED, with the reviewer who has claimed the case."
)
class AlreadyClaimed(UserError):
    claimed_by: str = strawberry.field(
        description="The name of the reviewer who has claimed the case."
    )
    claimed_until: datetime = strawberry.field(
        description="The date and time when the claim expires."
    )

    @classmethod
    def of(cls, error: claim.AlreadyClaimed, *, language: Language) -> Self:
        common = _common(error, language=language)
        return cls(**common, claimed_by=error.by, claimed_until=error.until)


@strawberry.type(description="The user error ALREADY_DECIDED, with the decision.")
class AlreadyDecided(UserError):
    decided_by: str | None = strawberry.field(
        description="The name of the reviewer who decided the case; null when the automatic "
        "review did."
    )
    verdict: Status = strawberry.field(description="The decision: APPROVED or REJECTED.")
    decided_at: datetime = strawberry.field(description="The date and time of the decision.")

    @classmethod
    def of(cls, error: decision.AlreadyDecided, *, language: Language) -> Self:
        common = _common(error, language=language)
        return cls(**common, decided_by=error.by, verdict=error.verdict, decided_at=error.at)


@strawberry.type(
    description="The user error RESYNC_REQUIRED, with the cursor at which the subscription "
    "continues. The subscription is not closed; updates follow."
)
class ResyncRequired(UserError):
    cursor: Cursor = strawberry.field(description="The cursor at which the subscription continues.")

    @classmethod
    def of(cls, error: subscription.ResyncRequired, *, language: Language) -> Self:
        return cls(**_common(error, language=language), cursor=Cursor(str(error.cursor)))


_BY_NAME = {kind.__name__: kind for kind in UserError.__subclasses__()}


def type_of(error: type[core.UserError]) -> type[UserError]:
    """Return the GraphQL type of a user error: the one with the same name, or ``Refused``."""
    return _BY_NAME.get(error.__name__, Refused)


def shown(error: core.UserError, *, language: Language) -> UserError:
    """Return the GraphQL type of a user error, with its texts in one language."""
    match error:
        case typed_text.InvalidInput():
            return InvalidInput.of(error, language=language)
        case claim.AlreadyClaimed():
            return AlreadyClaimed.of(error, language=language)
        case decision.AlreadyDecided():
            return AlreadyDecided.of(error, language=language)
        case subscription.ResyncRequired():
            return ResyncRequired.of(error, language=language)
        case _:
            return Refused.of(error, language=language)
