"""The pinned fingerprints of known CA certificates, and what each one is."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from models.core.errors import UserError, Words


class CardKind(StrEnum):
    """The kind of holder of a card of the government's PKI."""

    CITIZEN = "CITIZEN"
    COMPANY = "COMPANY"
    AGENCY = "AGENCY"
    ORGANISATION = "ORGANISATION"
    HEALTH = "HEALTH"


class WrongCardKind(UserError):
    """The card is a government card of another kind, not a Citizen Digital Certificate."""

    zh = Words(
        title="這不是自然人憑證",
        message="此卡片不是自然人憑證（例如工商憑證），請改插自然人憑證。",
    )
    en = Words(
        title="This is not a citizen certificate",
        message=(
            "This is another kind of card, such as a company card. Insert a Citizen Digital "
            "Certificate."
        ),
    )

    def __init__(self, kind: CardKind) -> None:
        super().__init__(values={"kind": kind.value})


class Role(StrEnum):
    """What a CA certificate signs: other CAs, or cards."""

    ROOT = "ROOT"
    ISSUER = "ISSUER"


@dataclass(frozen=True, kw_only=True, slots=True)
class Pin:
    """The CA certificate with a pinned fingerprint; only an issuer of cards has a kind."""

    name: str
    role: Role
    generation: str
    kind: CardKind | None = None


def _root(name: str) -> Pin:
    return Pin(name=name, role=Role.ROOT, generation=name[-2:])


def _issuer(name: str, kind: CardKind) -> Pin:
    return Pin(name=name, role=Role.ISSUER, generation=name[-2:], kind=kind)


# SHA-256 of the DER form. DECISIONS.md, 12, names their sources.
PINNED: Mapping[str, Pin] = MappingProxyType(
    {
        "7600295eefe85b9e1fd624db76062aaaae59818a54d2774cd4c0b2c01131e1b3": _root("GRCA-G1"),
        "70b922bfda0e3f4a342e4ee22d579ae598d071cc5ec9c30f123680340388aea5": _root("GRCA-G2"),
        "57df6f20e04c588e85f35be8832f5d4e78958336ae3b18fb7c9bae0dfead4044": _root("GRCA-G3"),
        "45111450fb31ef5137e4b7cff9ee2bef23e8bbfd165086dfbd93df2f329b785e": _issuer(
            "MOICA-G1", CardKind.CITIZEN
        ),
        "c4c462de463f856804dc898338d2cecb55fba74155851599d8fb7d70218fd1be": _issuer(
            "MOICA-G2", CardKind.CITIZEN
        ),
        "ed793fd0d50a2a398049d598982cf01e75f873b532066caec238f800a06ca9da": _issuer(
            "MOICA-G3", CardKind.CITIZEN
        ),
        "0cf08b01e554eb7631d4916e9e8c5398af994242a26ca388638622a0e59ff379": _issuer(
            "MOEACA-G2", CardKind.COMPANY
        ),
    }
)

# The organisational unit of an issuer whose key is not pinned. It only makes a refusal more
# precise, and is never a reason to accept a card.
KIND_BY_UNIT: Mapping[str, CardKind] = MappingProxyType(
    {
        "工商憑證管理中心": CardKind.COMPANY,
        "政府憑證管理中心": CardKind.AGENCY,
        "組織及團體憑證管理中心": CardKind.ORGANISATION,
        "醫事憑證管理中心": CardKind.HEALTH,
    }
)
