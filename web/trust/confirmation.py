"""What an operator confirmed about a CA certificate that the project does not pin."""

import json
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from models.pki.path.pins import CardKind, Pin, Role

# As the project names its own: the authority, and its generation.
NAME = re.compile(r"[A-Za-z][A-Za-z0-9]{1,30}-(G[1-9][0-9]?)")
_KEYS = {"sha256", "name", "role", "kind", "by", "at"}


class ConfirmationUnreadable(Exception):
    """Say in a sentence what is wrong with a confirmation."""


@dataclass(frozen=True, kw_only=True)
class Confirmation:
    """Say what the certificate with a SHA-256 (small hexadecimal digits) is, who said so, when."""

    sha256: str
    name: str
    role: Role
    kind: CardKind | None
    by: str
    at: datetime

    @property
    def pin(self) -> Pin:
        """Give it as a pin, whose name ends with its generation."""
        generation = self.name.rpartition("-")[2]
        return Pin(name=self.name, role=self.role, generation=generation, kind=self.kind)

    def written(self) -> bytes:
        """Write it as the file that stands beside the certificate."""
        said = {
            "sha256": self.sha256,
            "name": self.name,
            "role": self.role.value,
            "kind": self.kind.value if self.kind else None,
            "by": self.by,
            "at": self.at.isoformat(),
        }
        return json.dumps(said, ensure_ascii=False, indent=2).encode() + b"\n"

    @classmethod
    def read(cls, content: bytes) -> Self:
        """Read what `written` wrote.

        :raises ConfirmationUnreadable: when it is anything else.
        """
        try:
            said = json.loads(content)
            if not isinstance(said, dict) or said.keys() != _KEYS:
                raise ConfirmationUnreadable("expected a confirmation as `trust add` writes it")
            texts = {name: str(value) for name, value in said.items()}
            confirmation = cls(
                sha256=texts["sha256"],
                name=texts["name"],
                role=Role(texts["role"]),
                kind=None if said["kind"] is None else CardKind(texts["kind"]),
                by=texts["by"],
                at=datetime.fromisoformat(texts["at"]),
            )
        except (ValueError, RecursionError) as fault:
            raise ConfirmationUnreadable(str(fault)) from fault
        if confirmation.at.tzinfo is None or not NAME.fullmatch(confirmation.name):
            raise ConfirmationUnreadable("its name or its time is not written as it should be")
        if confirmation.role is Role.ROOT and confirmation.kind is not None:
            raise ConfirmationUnreadable("a root issues no cards")
        return confirmation
