"""A card that could not be bound is refused when it is read, before anything is typed for it."""

from datetime import datetime

from models.core.errors import CouldNotFindOut
from models.pki.path.end_entity import check_issued, check_validity, load
from models.pki.path.holder import read_holder
from models.revocation.checker import Subject
from models.revocation.settings import Assurance, Source
from models.signature.refusals import CARD_REFUSALS
from models.signature.refused_cards import CardStep
from models.signature.verification import VerificationPolicy

RAISES = CARD_REFUSALS


async def check_certificate(
    certificate: bytes, *, policy: VerificationPolicy, now: datetime
) -> None:
    """Refuse a certificate (DER) that no card could be bound with now.

    Only the certificate and the lists on hand are consulted: no responder is asked, and neither
    person nor card is looked for, so that nobody learns whether one is bound. Where the lists have
    no answer, the binding itself decides.

    :raises UserError: the refusals of ``models.pki``, each its own type.
    """
    async with policy.counts.judging(CardStep.READ, at=now):
        await _check(certificate, policy=policy, now=now)


async def _check(certificate: bytes, *, policy: VerificationPolicy, now: datetime) -> None:
    parsed, parts = load(certificate)
    issuer = policy.trust.issuer_of(parsed)
    check_issued(parsed, parts, issuer=issuer)
    check_validity(parsed, issuer=issuer, at=now)
    holder = read_holder(parsed, issuer=issuer)
    offline = policy.on_hand()
    if Source.LIST not in offline.revocation.order:
        return
    subject = Subject(issuer=issuer, serial_number=parts.serial_number, crl_urls=holder.crl_urls)
    try:
        await (await offline.clearing(at=now)).clear(subject, assurance=Assurance.USUAL)
    except CouldNotFindOut:
        return
