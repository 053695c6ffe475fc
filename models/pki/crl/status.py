"""The revocation status of a certificate by lists: clear, revoked, on hold, stale or unknown."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from models.core.errors import CouldNotFindOut, UserError, Words
from models.core.rules import LIST_AHEAD, MOICA_HELP
from models.pki.crl.index import CERTIFICATE_HOLD, read_entries
from models.pki.crl.revocation_list import (
    About,
    ListProblem,
    ListUnusable,
    RevocationList,
    read_list,
)
from models.pki.crl.same_hosts import SameHosts, cover, groups_used
from models.pki.der import reader as der

__all__ = [
    "CertificateOnHold",
    "CertificateRevoked",
    "Clearance",
    "ListProblem",
    "ListUnusable",
    "RevocationList",
    "RevocationStale",
    "RevocationUnknown",
    "check",
    "list_named_by",
    "read_list",
    "speaking",
]


class CertificateRevoked(UserError):
    """The certificate was revoked."""

    zh = Words(
        title="憑證已廢止",
        message=f"此憑證已廢止，無法使用。如有疑問請洽內政部憑證管理中心 {MOICA_HELP}。",
    )
    en = Words(
        title="The certificate was revoked",
        message=(
            "This certificate was revoked and cannot be used. If you have questions, contact "
            f"MOICA: {MOICA_HELP}."
        ),
    )


class CertificateOnHold(UserError):
    """The certificate is suspended; its issuer may lift the suspension."""

    zh = Words(
        title="憑證已停用",
        message=f"此憑證已暫時停用，請先辦理恢復使用。內政部憑證管理中心 {MOICA_HELP}。",
    )
    en = Words(
        title="The certificate is suspended",
        message=f"This certificate is suspended. Contact MOICA to have it restored: {MOICA_HELP}.",
    )


class RevocationUnknown(UserError, CouldNotFindOut):
    """The revocation status of the certificate cannot be determined at the moment."""

    zh = Words(
        title="目前無法確認憑證是否有效",
        message="目前無法查證憑證是否有效，並非您的憑證有問題。請稍後再試。",
    )
    en = Words(
        title="The certificate cannot be checked at the moment",
        message=(
            "We could not find out whether the certificate is still valid. This is not a problem "
            "with your card. Try again later."
        ),
    )


class RevocationStale(UserError, CouldNotFindOut):
    """The revocation lists for the certificate are too old."""

    zh = Words(
        title="目前無法確認憑證是否有效",
        message="憑證廢止清冊尚未更新，並非您的憑證有問題。請稍後再試。",
    )
    en = Words(
        title="The revocation information is out of date",
        message=(
            "The list of revoked certificates has not been updated. This is not a problem with "
            "your card. Try again later."
        ),
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Clearance:
    """The list that proves that a certificate is not revoked; ``on_grace`` if it was overdue.

    ``sha256`` is that of the list in DER, in lower-case hexadecimal. ``same_hosts`` are the groups
    of hosts without which the list would not cover the certificate.
    """

    number: int
    this_update: datetime
    next_update: datetime
    urls: frozenset[str]
    on_grace: bool
    sha256: str
    same_hosts: SameHosts = ()


def check(
    serial_number: int,
    lists: Iterable[RevocationList],
    *,
    issuer_key_id: str,
    crl_urls: frozenset[str],
    at: datetime,
    grace: timedelta,
    skew: timedelta = LIST_AHEAD,
    same_hosts: SameHosts = (),
) -> Clearance:
    """Check a certificate against the lists that cover it; unknown is not good.

    ``crl_urls`` are the certificate's distribution points. ``grace`` is how long after its next
    update a list is still accepted, ``skew`` how far in the future its date may be. Whether there
    is a hold depends on the newest list; any other entry counts on any list, because it is final.

    :raises CertificateRevoked: when any list revokes it, fresh or not.
    :raises CertificateOnHold: when the newest usable list suspends it.
    :raises RevocationStale: when all lists that cover it are overdue.
    :raises RevocationUnknown: when no list covers it.
    """
    known_of = speaking(
        lists,
        issuer_key_id=issuer_key_id,
        crl_urls=crl_urls,
        at=at,
        skew=skew,
        same_hosts=same_hosts,
    )
    if not known_of:
        raise RevocationUnknown
    newest = max(known_of, key=lambda known: (known.this_update, known.number))
    for known in known_of:
        reasons = known.entries.reasons(serial_number)
        if any(reason != CERTIFICATE_HOLD for reason in reasons):
            raise CertificateRevoked
        if reasons and known.this_update == newest.this_update:
            raise CertificateOnHold
    if at > newest.next_update + grace:
        raise RevocationStale
    return Clearance(
        number=newest.number,
        this_update=newest.this_update,
        next_update=newest.next_update,
        urls=newest.urls,
        on_grace=at > newest.next_update,
        sha256=newest.sha256,
        same_hosts=groups_used(newest.urls, crl_urls, same_hosts=same_hosts),
    )


def speaking(
    lists: Iterable[RevocationList],
    *,
    issuer_key_id: str,
    crl_urls: frozenset[str],
    at: datetime,
    skew: timedelta = LIST_AHEAD,
    same_hosts: SameHosts = (),
) -> list[RevocationList]:
    """Return the lists that cover a certificate with these distribution points."""
    return [
        known
        for known in lists
        if known.issuer_key_id == issuer_key_id
        and known.about is About.CARDS
        and cover(known.urls, crl_urls, same_hosts=same_hosts)
        and known.this_update - skew <= at
    ]


def list_named_by(clearance: Clearance, *, issuer_key_id: str) -> RevocationList:
    """Return the list that a clearance names, without entries.

    It is for replaying a verification: the entries are trusted as recorded, the dates are checked.
    """
    return RevocationList(
        issuer_key_id=issuer_key_id,
        number=clearance.number,
        this_update=clearance.this_update,
        next_update=clearance.next_update,
        urls=clearance.urls,
        entries=read_entries(der.Reader(b"")),
        sha256=clearance.sha256,
    )
