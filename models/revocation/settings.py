"""What the operator may choose about revocation: whom to ask, in which order, and every grace."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from models.pki.algorithms import RSA_ONLY, Scheme
from models.pki.ocsp.status import AnswerRules
from models.pki.path.trust import Issuer


class Source(StrEnum):
    """Name one that can say whether a certificate was revoked."""

    LIST = "list"
    OCSP = "ocsp"


class Assurance(StrEnum):
    """Tell acts that are hard to take back (binding a card, opening an account) from the others."""

    USUAL = "usual"
    HIGH = "high"


_BOTH = (Source.LIST, Source.OCSP)
# The ways to sign, as the operator names them.
SCHEMES: Mapping[str, frozenset[Scheme]] = {"rsa": RSA_ONLY, "ecdsa": frozenset({Scheme.ECDSA})}


@dataclass(frozen=True, kw_only=True)
class RevocationSettings:
    """Hold what the operator has chosen; without a choice, lists decide alone.

    ``responders`` maps an issuer's generation, or its key identifier, to the addresses that are
    asked about its cards, in this order. ``first_for_high`` asks them before the lists where an
    act is hard to take back. ``authority_list_required`` refuses issuers of whom no fresh list of
    the CA above speaks. ``schemes`` say how one may sign.
    """

    order: tuple[Source, ...] = _BOTH
    responders: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    first_for_high: bool = True
    answers: AnswerRules = field(default_factory=AnswerRules)
    authority_list_urls: tuple[str, ...] = ()
    authority_list_required: bool = False
    schemes: frozenset[Scheme] = RSA_ONLY

    def responders_of(self, issuer: Issuer) -> tuple[str, ...]:
        """Give the addresses for an issuer; those for its very key come first."""
        own = self.responders.get(issuer.key_id, ())
        return (*own, *self.responders.get(issuer.generation, ()))

    def order_for(self, weight: Assurance) -> tuple[Source, ...]:
        """Give the order in which to ask for an act of this weight."""
        if weight is Assurance.HIGH and self.first_for_high and Source.OCSP in self.order:
            return (Source.OCSP, *(one for one in self.order if one is not Source.OCSP))
        return self.order
