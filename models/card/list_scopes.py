"""Lists that speak of nobody: their distribution points name other hosts than the cards do."""

from collections.abc import Iterable, Mapping, Sequence

from models.card.certificate import Certificate, CertificateStatus
from models.pki.crl.same_hosts import SameHosts, cover, hosts_of, of_one_group
from models.pki.path.trust import TrustStore
from models.revocation.settings import CARD_HOSTS
from models.revocation.stored_list import StoredList

# So many cards, the ones bound last, tell what an issuer's cards name.
_CARDS = 200


async def lists_for_nobody(trust: TrustStore, *, same_hosts: SameHosts) -> Mapping[str, str]:
    """Return the addresses of stored lists of cards that cover no card, by the issuer's name."""
    rows = StoredList.filter(issuer_key_id__in=list(trust.issuers))
    scopes: dict[str, list[frozenset[str]]] = {}
    for key_id, scope in await rows.values_list("issuer_key_id", "scope"):
        scopes.setdefault(str(key_id), []).append(frozenset(str(scope).split()))
    found: dict[str, str] = {}
    for key_id, lists in scopes.items():
        if not all(lists):
            continue  # One of them covers all cards of the issuer.
        cards = await _addresses_of_cards(key_id)
        idle = [one for one in lists if _covers_nobody(one, cards, same_hosts)]
        if cards and not any(
            cover(one, card, same_hosts=same_hosts) for one in lists for card in cards
        ):
            idle = lists
        if idle:
            found[trust.issuers[key_id].name] = " ".join(sorted(frozenset().union(*idle)))
    return found


async def hosts_unlike_cards(
    urls: frozenset[str], *, issuer_key_id: str, same_hosts: SameHosts
) -> frozenset[str]:
    """Return the hosts that cards name if a list with these addresses covers none of them."""
    cards = await _addresses_of_cards(issuer_key_id)
    return _hosts(cards) if _covers_nobody(urls, cards, same_hosts) else frozenset()


def _covers_nobody(
    urls: frozenset[str], cards: Sequence[frozenset[str]], same_hosts: SameHosts
) -> bool:
    if any(cover(urls, card, same_hosts=same_hosts) for card in cards) or not urls:
        return False
    # A part of the list may cover no card that is bound here, but names the host that they name.
    return not of_one_group(hosts_of(urls), _hosts(cards), same_hosts=same_hosts)


def _hosts(cards: Iterable[frozenset[str]]) -> frozenset[str]:
    """Return the hosts that cards name; before the first is bound, what MOICA's name."""
    return hosts_of(frozenset[str]().union(*cards)) or CARD_HOSTS


async def _addresses_of_cards(issuer_key_id: str) -> list[frozenset[str]]:
    live = Certificate.filter(status=CertificateStatus.LIVE, issuer_key_id=issuer_key_id)
    newest = live.order_by("-bound_at").limit(_CARDS).only("id", "crl_urls")
    return [frozenset(card.crl_urls) for card in await newest]
