"""The verification of a card's signature on a challenge, apart from revocation."""

import hashlib
import hmac
import re
from dataclasses import dataclass, field
from datetime import datetime

from cryptography import x509

from models.core.errors import Remedy, UserError, Words
from models.pki.algorithms import AlgorithmRefused
from models.pki.cms.attributes import SignedAttributes, SignedAttributesWrong
from models.pki.cms.card_number import written_usually
from models.pki.cms.message import SignedContent, read
from models.pki.crl import status
from models.pki.keys import sound_key, verify
from models.pki.ocsp.status import OCSPClearance
from models.pki.path.end_entity import check_issued, check_validity, load
from models.pki.path.fingerprint import fingerprint
from models.pki.path.holder import Holder, read_holder
from models.pki.path.trust import Issuer, TrustStore
from models.pki.tolerance import Tolerance


class ContentNotChallenge(UserError):
    """The signed content is not the challenge of the current session."""

    zh = Words(
        title="簽章內容不符",
        message="簽署的內容不是本系統所發出，請重新按「取得憑證資訊」。",
    )
    en = Words(
        title="The wrong text was signed",
        message="The signed text was not issued by this service. Read the card again.",
    )


class CardNumberMissing(UserError):
    """The signed attributes do not contain a card number."""

    zh = Words(
        title="簽章中沒有卡號",
        message=(
            "簽署的內容未附可辨識的卡號，無法確認是哪一張卡片。請取出卡片重新插入，"
            "再按「取得憑證資訊」；若仍無法取得，請洽本系統客服。"
        ),
    )
    en = Words(
        title="The signature contains no card number",
        message=(
            "The signature does not say which card made it. Take the card out, insert it again "
            "and read it once more. If the number is still missing, call the help line."
        ),
    )
    remedy = Remedy.HELP


@dataclass(frozen=True, kw_only=True, slots=True)
class Proof:
    """The signer of a challenge; every value was signed and verified.

    ``certificate`` is DER; fingerprints and key identifiers are lower-case hexadecimal.
    ``issuer_key_id`` with ``subject_serial`` identifies a person, the name does not. ``authority``
    is the issuer's subject name, which is the same for all its generations. ``signing_time`` is the
    signer's claim. ``tolerances`` tell how the message was encoded, and nothing of the signer.
    """

    certificate: bytes = field(repr=False)
    certificate_sha256: str
    issuer_key_id: str
    authority: str
    serial_number: int
    subject_serial: str
    id_last4: str | None = field(repr=False)
    holder_name: str
    card_number: str
    not_before: datetime
    not_after: datetime
    signing_time: datetime | None
    nonce: bytes | None
    crl_urls: frozenset[str]
    cleared_by: status.Clearance | OCSPClearance
    tolerances: frozenset[Tolerance] = field(default=frozenset(), compare=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Examined:
    """A verified signature whose certificate was not checked for revocation yet."""

    message: SignedContent
    certificate: x509.Certificate
    issuer: Issuer
    holder: Holder
    card_number: str
    serial_number: int
    tolerances: frozenset[Tolerance]

    def proof(self, cleared_by: status.Clearance | OCSPClearance) -> Proof:
        certificate, attributes = self.certificate, self.message.attributes
        return Proof(
            certificate=self.message.certificate,
            certificate_sha256=fingerprint(self.message.certificate),
            issuer_key_id=self.issuer.key_id,
            authority=self.issuer.authority,
            serial_number=self.serial_number,
            subject_serial=self.holder.subject_serial,
            id_last4=self.holder.id_last4,
            holder_name=self.holder.name,
            card_number=self.card_number,
            not_before=certificate.not_valid_before_utc,
            not_after=certificate.not_valid_after_utc,
            signing_time=attributes.signing_time,
            nonce=attributes.nonce,
            crl_urls=self.holder.crl_urls,
            cleared_by=cleared_by,
            tolerances=self.tolerances,
        )


_CARD_NUMBER = re.compile(r"[A-Z]{2}[0-9]{14}")


def examine(
    cms: bytes,
    *,
    content_sha256: bytes,
    trust: TrustStore,
    at: datetime,
) -> Examined:
    """Verify all of a signature but revocation, so that the caller can look that up afterwards.

    ``cms`` is the message with the challenge attached, ``content_sha256`` the SHA-256 (32 bytes) of
    the challenge, ``at`` the time of the verification.

    :raises UserError: the first refusal of `models.pki` that applies.
    """
    message = read(cms)
    check_content(message, content_sha256)
    certificate, parts = load(message.certificate, message.outline)
    check_signature(message, certificate)
    issuer = trust.issuer_of(certificate)
    check_issued(certificate, parts, issuer=issuer)
    check_scheme(message, issuer=issuer)
    check_validity(certificate, issuer=issuer, at=at)
    holder = read_holder(certificate, issuer=issuer)
    card_number, rewritten = read_card_number(message.attributes)
    return Examined(
        message=message,
        certificate=certificate,
        issuer=issuer,
        holder=holder,
        card_number=card_number,
        serial_number=parts.serial_number,
        tolerances=message.tolerances | rewritten,
    )


def check_content(message: SignedContent, content_sha256: bytes) -> None:
    """Require that the content is attached, and the one with this SHA-256.

    :raises ContentNotChallenge: when it is not.
    """
    if message.content is None:
        raise ContentNotChallenge
    if not hmac.compare_digest(hashlib.sha256(message.content).digest(), content_sha256):
        raise ContentNotChallenge


def check_signature(message: SignedContent, certificate: x509.Certificate) -> None:
    """Verify a message's digest and signature by the key of its certificate.

    :raises SignedAttributesWrong: when the digest is not of the content.
    :raises AlgorithmRefused: when the key is of another kind than the algorithm, or not accepted.
    :raises KeyTooWeak: when the key is not sound.
    :raises SignatureWrong: when the signature does not verify.
    """
    # The key is checked before it is used: a huge one would be expensive.
    key = sound_key(certificate)
    # RFC 5652 §5.4: the attributes are signed, and contain the digest of the content.
    digest = hashlib.new(message.algorithm.digest, message.content or b"").digest()
    if not hmac.compare_digest(digest, message.attributes.message_digest):
        raise SignedAttributesWrong
    verify(
        key=key,
        algorithm=message.algorithm,
        signature=message.signature,
        signed=message.attributes.signed,
    )


def check_scheme(message: SignedContent, *, issuer: Issuer) -> None:
    """Require a scheme with which the cards of an issuer may sign.

    :raises AlgorithmRefused: when it is another.
    """
    # What the pinned chain signs with decides what its cards may sign with.
    if message.algorithm.scheme not in issuer.schemes:
        raise AlgorithmRefused


def read_card_number(attributes: SignedAttributes) -> tuple[str, frozenset[Tolerance]]:
    """Return the card's number in its usual form, and whether that was not the signed one.

    :raises CardNumberMissing: when there is none, or it is not one.
    """
    signed = attributes.card_number
    if signed is None:
        raise CardNumberMissing
    number = written_usually(signed)
    if not _CARD_NUMBER.fullmatch(number):
        raise CardNumberMissing
    if number == signed:
        return number, frozenset()
    return number, frozenset({Tolerance.CARD_NUMBER_REWRITTEN})
