"""The types of user errors: one for all, and one for each that carries data of its own."""

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
from schema.scalars import Cursor


@strawberry.interface(
    description="An expected failure, which the asker can act on. Select it with "
    "`... on UserError` to read every failure of a result alike."
)
class UserError:
    code: str = strawberry.field(
        graphql_type=UserErrorCode, description="What happened, for programs."
    )
    title: str = strawberry.field(
        description="What happened, in a few words, in the language of Accept-Language."
    )
    message: str = strawberry.field(
        description="What happened and what to do next, in the language of Accept-Language."
    )
    remedy: Remedy = strawberry.field(description="What to offer beside the message.")
    path: list[str] = strawberry.field(
        description="The input field that it is about, outermost first; empty when none."
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


@strawberry.type(description="A user error that has no data of its own.")
class Refused(UserError):
    @classmethod
    def of(cls, error: core.UserError, *, language: Language) -> Self:
        return cls(**_common(error, language=language))


@strawberry.type(description="What is wrong with one field of a form.")
class FieldProblem:
    code: str = strawberry.field(description="The problem's name. It never changes.")
    message: str = strawberry.field(description="What is wrong and what to type instead.")
    path: list[str] = strawberry.field(description="The input field.")

    @classmethod
    def of(cls, problem: Problem, *, language: Language) -> Self:
        return cls(code=problem.code, message=problem.message(language), path=list(problem.path))


@strawberry.type(description="INVALID_INPUT, with the problem of each field.")
class InvalidInput(UserError):
    problems: list[FieldProblem] = strawberry.field(description="One entry a field, in form order.")

    @classmethod
    def of(cls, error: typed_text.InvalidInput, *, language: Language) -> Self:
        problems = [FieldProblem.of(problem, language=language) for problem in error.problems]
        return cls(**_common(error, language=language), problems=problems)


@strawberry.type(description="ALREADY_CLAIMED, with who has the case.")
class AlreadyClaimed(UserError):
    claimed_by: str = strawberry.field(description="The colleague's name.")
    claimed_until: datetime = strawberry.field(description="When the claim ends by itself.")

    @classmethod
    def of(cls, error: claim.AlreadyClaimed, *, language: Language) -> Self:
        common = _common(error, language=language)
        return cls(**common, claimed_by=error.by, claimed_until=error.until)


@strawberry.type(description="ALREADY_DECIDED, with the decision.")
class AlreadyDecided(UserError):
    decided_by: str | None = strawberry.field(
        description="Who decided; null when it was the automatic review."
    )
    verdict: Status = strawberry.field(description="APPROVED or REJECTED.")
    decided_at: datetime = strawberry.field(description="When it was decided.")

    @classmethod
    def of(cls, error: decision.AlreadyDecided, *, language: Language) -> Self:
        common = _common(error, language=language)
        return cls(**common, decided_by=error.by, verdict=error.verdict, decided_at=error.at)


@strawberry.type(
    description="RESYNC_REQUIRED, with where the stream goes on. It is no end: more follows."
)
class ResyncRequired(UserError):
    cursor: Cursor = strawberry.field(description="From where the stream goes on.")

    @classmethod
    def of(cls, error: subscription.ResyncRequired, *, language: Language) -> Self:
        return cls(**_common(error, language=language), cursor=Cursor(str(error.cursor)))


_BY_NAME = {kind.__name__: kind for kind in UserError.__subclasses__()}


def type_of(error: type[core.UserError]) -> type[UserError]:
    """Return the type that shows a user error: the one of its name, or ``Refused``."""
    return _BY_NAME.get(error.__name__, Refused)


def shown(error: core.UserError, *, language: Language) -> UserError:
    """Show a user error in the asker's language, as ``type_of`` says."""
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
