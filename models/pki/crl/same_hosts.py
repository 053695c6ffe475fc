"""Hosts that are declared the same, so that a list covers cards that name another of them.

The issuer's pinned key signs a list whatever its address. An address only tells which part of an
issuer's certificates a list covers (RFC 5280 §5.2.5), and parts differ by their path, which is
always compared.
"""

from collections.abc import Iterable
from urllib.parse import urlsplit

# Groups of host names, in lower case; each name is in one group at most.
SameHosts = tuple[frozenset[str], ...]


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
    return frozenset(host for url in urls if (host := _host(url)))


def _renamed(urls: frozenset[str], same_hosts: SameHosts) -> frozenset[str]:
    return frozenset(_renamed_one(url, same_hosts) for url in urls)


def _renamed_one(url: str, same_hosts: SameHosts) -> str:
    host = _host(url)
    for group in same_hosts:
        if host in group:
            parts = urlsplit(url)
            # A port, and whatever else is beside the host, is compared as it is.
            netloc = parts.netloc.lower().replace(host, min(group), 1)
            return parts._replace(netloc=netloc).geturl()
    return url


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
