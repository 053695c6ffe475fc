"""How a user error is told as a GraphQL error: what its ``extensions`` carry."""

from models.core.errors import UserError
from models.core.language import Language
from models.forms.typed_text import InvalidInput


def extensions_of(error: UserError, *, language: Language) -> dict[str, object]:
    """Return what a client shows and switches on, beside the error's message.

    The names are those of the interface `UserError`, and of `InvalidInput` for its problems.
    """
    told: dict[str, object] = {
        "code": error.code,
        "title": error.title(language),
        "remedy": error.remedy.value,
        "path": list(error.path),
    }
    if isinstance(error, InvalidInput):
        told["problems"] = [
            {
                "code": problem.code,
                "message": problem.message(language),
                "path": list(problem.path),
            }
            for problem in error.problems
        ]
    return told
