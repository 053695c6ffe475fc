"""Revocation of the CAs above a card, by the roots' authority revocation lists (CARL)."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from models.core.errors import UserError, Words
from models.core.rules import LIST_AHEAD, MOICA_HELP
from models.pki.crl.revocation_list import About, RevocationList
from models.pki.crl.same_hosts import SameHosts, cover
from models.pki.crl.status import RevocationStale, RevocationUnknown
from models.pki.path.trust import Issuer, Step


class IssuerRevoked(UserError):
    """The authority that issued the certificate, or one above it, was revoked."""

    zh = Words(
        title="簽發此憑證的憑證機構已遭廢止",
        message=f"簽發此憑證的憑證機構已遭廢止，無法使用。請洽內政部憑證管理中心 {MOICA_HELP}。",
    )
    en = Words(
        title="The issuer of this certificate was revoked",
        message=(
            "The authority that issued this certificate was revoked, so the card cannot be used. "
            f"Contact MOICA: {MOICA_HELP}."
        ),
    )


def check_issuer(
    issuer: Issuer,
    lists: Iterable[RevocationList],
    *,
    at: datetime,
    skew: timedelta = LIST_AHEAD,
    same_hosts: SameHosts = (),
) -> None:
    """Check an issuer, and each CA above it but the root, against the lists of the CAs above them.

    Any entry counts, on a list of any age: a CA on hold is refused too.

    :raises IssuerRevoked: when one is on a list.
    :raises RevocationStale: when every applicable list for one is overdue.
    :raises RevocationUnknown: when there is no applicable list for one. The caller decides whether
        the last two matter.
    """
    about = [known for known in lists if known.about is About.AUTHORITIES]
    applicable = [
        [known for known in about if _applies(known, step, same_hosts)] for step in issuer.steps
    ]
    for step, known_of in zip(issuer.steps, applicable, strict=True):
        if any(known.entries.reasons(step.serial_number) for known in known_of):
            raise IssuerRevoked
    for known_of in applicable:
        usable = [known for known in known_of if known.this_update - skew <= at]
        if not usable:
            raise RevocationUnknown
        if all(at > known.next_update for known in usable):
            raise RevocationStale


def _applies(known: RevocationList, step: Step, same_hosts: SameHosts) -> bool:
    if known.issuer_key_id != step.authority_key_id:
        return False
    return cover(known.urls, step.crl_urls, same_hosts=same_hosts)
