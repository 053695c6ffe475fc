"""What an assumption is: a sentence in both languages, its source, and where it is seen."""

from dataclasses import dataclass
from enum import StrEnum


class Area(StrEnum):
    """Where an assumption is seen."""

    COMPONENT = "COMPONENT"
    MESSAGE = "MESSAGE"
    CERTIFICATE = "CERTIFICATE"
    REVOCATION = "REVOCATION"
    REGISTRY = "REGISTRY"


class Standing(StrEnum):
    """What was found of an assumption."""

    HELD = "HELD"
    DIFFERS = "DIFFERS"
    NOT_SEEN = "NOT_SEEN"


@dataclass(frozen=True, kw_only=True, slots=True)
class Declared:
    """An assumption in words; ``clause`` names the standard or the source that it comes from."""

    area: Area
    zh: str
    en: str
    clause: str
