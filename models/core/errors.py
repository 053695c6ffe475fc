"""Named failures, and those among them that are reported to a person or partner."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from models.core.language import Language

# NotASignature: Not, A, Signature.
_WORD_BEGINS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


class Failure(Exception):
    """A failure with a code, which derives from the class's name and never changes."""

    code: ClassVar[str] = "FAILURE"

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls.code = _WORD_BEGINS.sub("_", cls.__name__).upper()

    def __init__(self) -> None:
        super().__init__(self.code)


# How the recorded trouble of work begins that failed for a reason that nobody foresaw.
UNFORESEEN = "UNFORESEEN"


def unforeseen(fault: Exception) -> str:
    """Return the trouble to record; an exception's own text may hold personal data."""
    return f"{UNFORESEEN} {type(fault).__name__}"


class CouldNotFindOut(Failure):
    """A question that has no answer now: it refuses like a bad answer, and may be asked again."""


class Remedy(StrEnum):
    """The next step that a client offers beside a user error's message."""

    MESSAGE = "MESSAGE"
    HELP = "HELP"
    CONTINUE = "CONTINUE"
    APPLY = "APPLY"
    STATUS = "STATUS"
    SIGN_IN = "SIGN_IN"
    SIGN_IN_LINK = "SIGN_IN_LINK"


@dataclass(frozen=True, kw_only=True)
class Words:
    """A user error in one language: a title of a few words, and what happened and what to do next.

    ``{names}`` in the message are filled from the error's ``values``.
    """

    title: str
    message: str


class UserError(Failure):
    """An expected failure that the client can act on.

    A subclass is declared beside the rule that raises it, with all its texts::

        class LinkExpired(UserError):
            \"\"\"The link's time is over.\"\"\"

            zh = Words(title="連結已經過期", message="連結已過期，請重新寄送認證信。")
            en = Words(title="This link has expired", message="Request a new link.")

    Its docstring describes the code in the contract. ``path`` names the input fields that the
    error is about, outermost first.

    :raises TypeError: when a subclass lacks its docstring or its words in a language
    """

    zh: ClassVar[Words]
    en: ClassVar[Words]
    remedy: ClassVar[Remedy] = Remedy.MESSAGE

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        missing = [name for name in ("__doc__", "zh", "en") if not vars(cls).get(name)]
        if missing:
            raise TypeError(f"{cls.__name__}: a user error declares its own {', '.join(missing)}")

    def __init__(self, *path: str, values: Mapping[str, str] | None = None) -> None:
        super().__init__()
        self.path = path
        self.values: Mapping[str, str] = values or {}

    @classmethod
    def title(cls, language: Language) -> str:
        return cls._words(language).title

    def message(self, language: Language) -> str:
        return self._words(language).message.format_map(self.values)

    @classmethod
    def _words(cls, language: Language) -> Words:
        return cls.zh if language is Language.ZH_HANT_TW else cls.en


class OperatorError(Exception):
    """A failure that the operator of a command can mend; its text is the whole sentence."""
