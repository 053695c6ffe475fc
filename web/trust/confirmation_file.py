"""Confirmations by the operator, for CA certificates that the project does not pin."""

import json
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from models.pki.path.pins import CardKind, Pin, Role

# The authority and its generation, as in the project's own pins.
NAME = re.compile(r"[A-Za-z][A-Za-z0-9]{1,30}-(G[1-9][0-9]?)")
_KEYS = frozenset({"sha256", "name", "role", "kind", "by", "at"})
_STAGING = "staging"


class ConfirmationUnreadable(Exception):
    """A confirmation cannot be read; the message is a sentence."""


@dataclass(frozen=True, kw_only=True)
class Confirmation:
    """What the certificate with a SHA-256 (lower-case hex) is, who confirmed it, and when.

    One that was confirmed in staging is for staging alone, whatever its certificate is called.
    """

    sha256: str
    name: str
    role: Role
    kind: CardKind | None
    confirmed_by: str
    at: datetime
    staging: bool = False

    @property
    def pin(self) -> Pin:
        generation = self.name.rpartition("-")[2]
        return Pin(name=self.name, role=self.role, generation=generation, kind=self.kind)

    def written(self) -> bytes:
        """Return the content of the file beside the certificate."""
        values: dict[str, object] = {
            "sha256": self.sha256,
            "name": self.name,
            "role": self.role.value,
            "kind": self.kind.value if self.kind else None,
            "by": self.confirmed_by,
            "at": self.at.isoformat(),
        }
        if self.staging:
            # Production refuses a file with this key, and so do versions that do not know it.
            values[_STAGING] = True
        return json.dumps(values, ensure_ascii=False, indent=2).encode() + b"\n"

    @classmethod
    def read(cls, content: bytes) -> Self:
        """Parse what `written` returned.

        :raises ConfirmationUnreadable: when the content is anything else
        """
        try:
            values = json.loads(content)
            if not isinstance(values, dict) or values.keys() - {_STAGING} != _KEYS:
                raise ConfirmationUnreadable("expected a confirmation as `trust add` writes it")
            if values.get(_STAGING, True) is not True:
                raise ConfirmationUnreadable("`staging` is not true")
            texts = {name: str(value) for name, value in values.items()}
            confirmation = cls(
                sha256=texts["sha256"],
                name=texts["name"],
                role=Role(texts["role"]),
                kind=None if values["kind"] is None else CardKind(texts["kind"]),
                confirmed_by=texts["by"],
                at=datetime.fromisoformat(texts["at"]),
                staging=_STAGING in values,
            )
        except (ValueError, RecursionError) as fault:
            raise ConfirmationUnreadable(str(fault)) from fault
        if confirmation.at.tzinfo is None or not NAME.fullmatch(confirmation.name):
            raise ConfirmationUnreadable("its name or time is malformed")
        if confirmation.role is Role.ROOT and confirmation.kind is not None:
            raise ConfirmationUnreadable("a root cannot issue cards")
        return confirmation
