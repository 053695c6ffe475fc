"""What is said of a file that cannot be read, and of a row that cannot."""

from collections.abc import Mapping
from dataclasses import dataclass

from models.core.errors import OperatorError


class RegistryFileRefused(OperatorError):
    """A file cannot be read as the registry's; its text is a sentence for the operator."""


@dataclass(frozen=True, slots=True)
class UnreadableRow:
    """A row whose cells cannot be told apart, with the reason.

    ``cells`` are what stands where the cells should be, from which the row's company may be told.
    """

    reason: str
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class BadRow:
    """A malformed row, with the reason but without the row's values.

    ``line`` is the last line of the row in a CSV file, or its index in a JSON list; both from 1.
    ``control_number`` is the company of which the row speaks; ``is_lost`` when it cannot be told.
    """

    line: int
    reason: str
    control_number: str | None = None
    is_lost: bool = False
