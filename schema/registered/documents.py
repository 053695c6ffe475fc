"""The documents that are registered: those of the client, which every session may run.

``schema/registered/current.json`` is written by the client's tests; `schema.publish` keeps those of
the two releases before, because tabs stay open and nodes are replaced one by one.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from graphql import GraphQLError

REGISTERED = Path(__file__).parent
CURRENT = "current.json"
# Those of the release before, and of the one before that.
EARLIER = ("previous.json", "before-previous.json")

# What anybody may send who may not send free-form documents: the cost is that of a few fields.
SMALL_CHARACTERS = 1_000
SMALL_COST = 10
_INTROSPECTION = re.compile(r"__(schema|type)\b")


def id_of(text: str) -> str:
    """Return the id of a document: ``sha256:`` and the hash in hex."""
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


@dataclass(frozen=True)
class Registered:
    """Registered documents by id."""

    texts: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def load(cls, folder: Path = REGISTERED) -> "Registered":
        """Read those of this release and of the ones before it.

        :raises ValueError: when a document is registered under another id than its own.
        """
        texts: dict[str, str] = {}
        for file in (folder / name for name in (CURRENT, *EARLIER)):
            if file.is_file():
                texts |= json.loads(file.read_text(encoding="utf-8"))
        if wrong := [given for given, text in texts.items() if given != id_of(text)]:
            raise ValueError(f"registered under another id than their own: {', '.join(wrong)}")
        return cls(texts)

    def has(self, text: str) -> bool:
        return id_of(text) in self.texts


def may_be_small(text: str) -> bool:
    """Return whether a text can be of a small document, before it is parsed."""
    return len(text) <= SMALL_CHARACTERS and not _INTROSPECTION.search(text)


def not_registered() -> GraphQLError:
    message = (
        "This session runs the portal's own documents only, or small ones without introspection. "
        "Send others with a partner's token, or sign in as a member of staff."
    )
    return GraphQLError(message, extensions={"code": "DOCUMENT_NOT_REGISTERED"})
