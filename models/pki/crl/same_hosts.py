"""Hosts that are declared the same, so that a list covers cards that name another of them.

The issuer's pinned key signs a list whatever its address. An address only tells which part of an
issuer's certificates a list covers (RFC 5280 §5.2.5), and parts differ by their path, which is
always compared.
"""

import re
from collections.abc import Iterable

# Groups of host names, in lower case; each name is in one group at most.
SameHosts = tuple[frozenset[str], ...]

# An address without user name, whose host is a name or an IPv4 address; others stay as they are.
_ADDRESS = re.compile(
    r"(?P<scheme>https?://)(?P<host>[A-Za-z0-9._-]+)(?P<rest>(?::[0-9]+)?(?:[/?#].*)?)", re.DOTALL
)


def cover(
    list_urls: frozenset[str], crl_urls: frozenset[str], *, same_hosts: SameHosts = ()
) -> bool:
    """Return whether a list with these addresses covers a certificate with those.

    A list without an address covers all certificates of its issuer.
    """
    if not list_urls or list_urls & crl_urls:
        return True
    if not same_hosts:
        return False
    return bool(_renamed(list_urls, same_hosts) & _renamed(crl_urls, same_hosts))


def groups_used(
    list_urls: frozenset[str], crl_urls: frozenset[str], *, same_hosts: SameHosts
) -> SameHosts:
    """Return the groups without which a list would not cover a certificate."""
    if cover(list_urls, crl_urls):
        return ()
    hosts = hosts_of(list_urls)
    return tuple(group for group in same_hosts if group & hosts)


def of_one_group(hosts: frozenset[str], others: frozenset[str], *, same_hosts: SameHosts) -> bool:
    """Return whether one of these hosts is one of the others, or declared the same."""
    return bool(hosts & others) or any(hosts & group and others & group for group in same_hosts)


def hosts_of(urls: Iterable[str]) -> frozenset[str]:
    """Return the hosts of addresses, in lower case; those that have none are left out."""
    return frozenset(found["host"].lower() for url in urls if (found := _ADDRESS.fullmatch(url)))


def _renamed(urls: frozenset[str], same_hosts: SameHosts) -> frozenset[str]:
    return frozenset(_renamed_one(url, same_hosts) for url in urls)


def _renamed_one(url: str, same_hosts: SameHosts) -> str:
    found = _ADDRESS.fullmatch(url)
    if found is None:
        return url
    host = found["host"].lower()
    for group in same_hosts:
        if host in group:
            host = min(group)
    # Scheme, port and path are compared as they are.
    return f"{found['scheme']}{host}{found['rest']}"
