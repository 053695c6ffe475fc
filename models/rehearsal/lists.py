"""What the revocation lists show that a card names, as they were fetched just now."""

import re
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime

from models.core.rules import DAY, LIST_ISSUED_WITHIN
from models.pki.crl.revocation_list import ListUnusable, RevocationList
from models.pki.crl.same_hosts import SameHosts, cover, hosts_of
from models.rehearsal.assumptions.names import Assumption
from models.rehearsal.card import SeenCard
from models.rehearsal.finding import Findings
from models.revocation.checker import NoAnswer
from models.revocation.list_packing import read_large_list
from models.revocation.settings import CARD_HOSTS

# Fetches a list (DER) from an address whose host is known from the settings.
Fetch = Callable[[str], Awaitable[bytes]]
# The date, and a number within the day or the hour.
_NUMBER = re.compile(r"20[0-9]{8}")
_KILOBYTE = 1024
# No card seen names more.
_MOST = 4


async def fetch_nothing(url: str) -> bytes:
    """Fail as an unreachable server does; used where no list can be fetched."""
    raise NoAnswer("no way to lists")


def known_addresses(
    card: SeenCard, *, configured: frozenset[str], same_hosts: SameHosts
) -> list[str]:
    """Return the addresses of the card's lists whose hosts are known from the settings.

    The certificate names them, which is no reason to connect to a host that nobody configured.
    """
    known = hosts_of(configured) | CARD_HOSTS | frozenset[str]().union(*same_hosts)
    return [url for url in sorted(card.crl_urls) if hosts_of([url]) & known][:_MOST]


def see_lists(
    findings: Findings,
    card: SeenCard,
    fetched: Mapping[str, bytes | str],
    *,
    same_hosts: SameHosts,
    at: datetime,
) -> None:
    """Add what was fetched of the card's lists: the content of each address, or why there is none.

    It takes a while for large lists, so call it in a thread.
    """
    contents = {url: found for url, found in fetched.items() if isinstance(found, bytes)}
    _see_fetched(findings, card, fetched)
    lists: list[RevocationList] = []
    unusable: list[str] = []
    for content in contents.values():
        try:
            lists.append(read_large_list(content, issuer=card.issuer))
        except ListUnusable as problem:
            unusable.append(problem.problem.value)
    if unusable or not lists:
        if unusable:
            findings.differs(Assumption.LIST_FORM, ", ".join(unusable))
        return
    scopes = ", ".join("one address" if one.urls else "no address" for one in lists)
    entries = ", ".join(f"{len(one.entries)} entries" for one in lists)
    findings.held(Assumption.LIST_FORM, f"{entries}; scope: {scopes}")
    numbers = sorted({str(one.number) for one in lists})
    findings.compare(
        Assumption.LIST_NUMBER,
        ", ".join(numbers),
        holds=all(_NUMBER.fullmatch(number) for number in numbers),
    )
    _see_times(findings, lists, at=at)
    covering = [one for one in lists if cover(one.urls, card.crl_urls, same_hosts=same_hosts)]
    findings.compare(
        Assumption.LIST_COVERS_CARD,
        f"{len(covering)} of {len(lists)}",
        holds=len(covering) == len(lists),
    )


def _see_fetched(findings: Findings, card: SeenCard, fetched: Mapping[str, bytes | str]) -> None:
    if not card.crl_urls:
        findings.not_seen(Assumption.LIST_FETCHED, "the card names none")
        return
    said = [
        f"{len(found) // _KILOBYTE + 1} KB" if isinstance(found, bytes) else found
        for found in fetched.values()
    ]
    missing = len(card.crl_urls) - len(fetched)
    if missing:
        said.append(f"{missing} not asked: their hosts are not in the settings")
    is_whole = not missing and all(isinstance(found, bytes) for found in fetched.values())
    findings.compare(Assumption.LIST_FETCHED, ", ".join(said), holds=is_whole)


def _see_times(findings: Findings, lists: list[RevocationList], *, at: datetime) -> None:
    in_time = all(
        one.this_update <= at <= one.next_update and at - one.this_update <= LIST_ISSUED_WITHIN
        for one in lists
    )
    said = ", ".join(
        f"issued {(at - one.this_update) / DAY:.1f} days ago,"
        f" next in {(one.next_update - at) / DAY:.1f} days"
        for one in lists
    )
    findings.compare(Assumption.LIST_IN_TIME, said, holds=in_time)
