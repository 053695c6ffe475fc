"""The vocabulary of failure: what a person or partner can be told, as types."""

import re
from collections.abc import Mapping
from typing import ClassVar

# NotASignature: Not, A, Signature.
_WORD_BEGINS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


class UserError(Exception):
    """State a fact that the asker can act on; its name is its code.

    ``path`` names the input fields it speaks of, outermost first. ``values`` fills
    the sentence that ``schema.words`` keeps for the code, in each language.
    """

    code: ClassVar[str] = "USER_ERROR"

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls.code = _WORD_BEGINS.sub("_", cls.__name__).upper()

    def __init__(self, *path: str, values: Mapping[str, str] | None = None) -> None:
        super().__init__(self.code)
        self.path = path
        self.values: Mapping[str, str] = values or {}


class OperatorError(Exception):
    """A failure that the operator of a command can mend; its text is the whole sentence."""


class CouldNotFindOut(UserError):
    """Say that a question has no answer now; refuses like a bad answer, and may be asked again."""
