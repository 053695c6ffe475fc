"""What a page showed to the person who then acts on it."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class Shown:
    """The application that a page showed, its version, and the control number on the page.

    A page that acts for an account shows its control number only. None was not sent, and is equal
    to nothing.
    """

    application_id: UUID
    version: int | None
    control_number: str | None
