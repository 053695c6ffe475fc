"""The trusted CAs of citizens' cards, as commands look at them."""

from models.pki.path.pins import CardKind
from models.pki.path.trust import Issuer, TrustStore
from web.clock import now


def issuers_in_force(trust: TrustStore) -> list[Issuer]:
    """Return the trusted CAs of citizens' cards that have not expired, by name."""
    found = (one for one in trust.issuers.values() if one.kind is CardKind.CITIZEN)
    return sorted((one for one in found if one.not_after > now()), key=lambda one: one.name)
