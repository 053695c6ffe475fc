"""The operator's choices about revocation: the sources, their order, and every allowance."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from models.pki.crl.same_hosts import SameHosts
from models.pki.ocsp.status import AnswerRules, NonceRule
from models.pki.path.trust import Issuer


class Source(StrEnum):
    """A source of revocation status."""

    LIST = "list"
    OCSP = "ocsp"


class Assurance(StrEnum):
    """The assurance that an act needs; HIGH is for those that are hard to undo, such as binding."""

    USUAL = "usual"
    HIGH = "high"


# Cards name ocsp-moica.moi.gov.tw, and the public repositories are at the other two: DECISIONS.md,
# 72.
MOICA_HOSTS: SameHosts = (
    frozenset({"ocsp-moica.moi.gov.tw", "moica.nat.gov.tw", "crl-moica.moi.gov.tw"}),
)
CARD_HOSTS = frozenset({"ocsp-moica.moi.gov.tw"})
_BOTH = (Source.LIST, Source.OCSP)


@dataclass(frozen=True, kw_only=True)
class RevocationSettings:
    """The revocation settings; by default only lists are used.

    ``responders`` maps an issuer's generation or key identifier to the addresses that are queried
    about its cards, in this order. ``first_for_high`` queries them before the lists for acts of
    HIGH assurance. ``authority_list_required`` refuses issuers that no fresh list of the CA above
    covers. ``same_hosts`` are hosts of distribution points that are declared the same.
    """

    order: tuple[Source, ...] = _BOTH
    responders: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    first_for_high: bool = True
    answers: AnswerRules = field(default_factory=lambda: AnswerRules(nonce=NonceRule.OPTIONAL))
    authority_list_urls: tuple[str, ...] = ()
    authority_list_required: bool = False
    same_hosts: SameHosts = MOICA_HOSTS

    def responders_of(self, issuer: Issuer) -> tuple[str, ...]:
        """Return the addresses for an issuer, first those for its key."""
        own = self.responders.get(issuer.key_id, ())
        return (*own, *self.responders.get(issuer.generation, ()))
