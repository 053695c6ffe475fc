"""The error for wrong settings, with all problems at once."""

from collections.abc import Sequence

from models.core.errors import OperatorError


class SettingsRefused(OperatorError):
    """The settings are refused; each sentence names a variable and what was expected."""

    def __init__(self, sentences: Sequence[str]) -> None:
        super().__init__("\n".join(sentences))
        self.sentences = tuple(sentences)
