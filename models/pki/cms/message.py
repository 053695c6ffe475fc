"""The message that contains a card's signature: CMS SignedData, one signer, content attached.

It is judged as DER. One in BER is rewritten first, as far as it is not signed (`models.pki.ber`).
"""

from dataclasses import dataclass, replace

from cryptography import x509

from models.core.errors import UserError, Words
from models.pki.algorithms import Algorithm, AlgorithmRefused, digest_algorithm, signature_algorithm
from models.pki.ber.definite import definite
from models.pki.cms.attributes import ID_DATA, SignedAttributes, read_attributes
from models.pki.der import reader as der
from models.pki.der.outline import UNPARSABLE, Outline, outline
from models.pki.tolerance import Tolerance


class SignatureTooLarge(UserError):
    """The signature exceeds the maximum size."""

    zh = Words(title="簽章資料過大", message="簽章資料過大，無法受理。請更新跨平台網頁元件後再試。")
    en = Words(
        title="The signature is too large",
        message=(
            "The card component sent more data than is allowed. Update the component and try again."
        ),
    )


class SignatureUnreadable(UserError):
    """The signature is not a CMS SignedData (RFC 5652)."""

    zh = Words(title="無法讀取簽章", message="無法讀取簽章資料。請更新跨平台網頁元件後再試。")
    en = Words(
        title="The signature cannot be read",
        message=(
            "The data from the card component is not a readable signature. Update the component "
            "and try again."
        ),
    )


class SignerNotSingle(UserError):
    """The message does not have exactly one signer."""

    zh = Words(title="簽章格式不符", message="簽章須由一張憑證簽署，請重新按「取得憑證資訊」。")
    en = Words(
        title="The signature must have exactly one signer",
        message="The text must be signed with exactly one card. Read the card again.",
    )


class SignerCertificateMissing(UserError):
    """The signer's certificate is missing from the message, or cannot be read."""

    zh = Words(title="簽章中沒有憑證", message="簽章中沒有憑證。請更新跨平台網頁元件後再試。")
    en = Words(
        title="The signature contains no certificate",
        message=(
            "The card component did not include the certificate. Update the component and try "
            "again."
        ),
    )


@dataclass(frozen=True, slots=True)
class SignedContent:
    """The parts of a message, before any verification.

    ``content`` is None when it is detached. ``certificate`` is the DER of the one certificate that
    the signer's identifier names, and ``outline`` its raw parts, where they were read to find it.
    ``tolerances`` are what was accepted beyond the strict form.
    """

    content: bytes | None
    certificate: bytes
    attributes: SignedAttributes
    algorithm: Algorithm
    signature: bytes
    tolerances: frozenset[Tolerance] = frozenset()
    outline: Outline | None = None


LARGEST_DER = 24 * 1024
_SIGNED_DATA = der.oid("1.2.840.113549.1.7.2")
_MOST_CERTIFICATES = 8
# Of SignedData and of its signer.
_VERSIONS = frozenset({(1, 1), (3, 3), (3, 1)})
_CONTEXT_0_PRIMITIVE = 0x80


def read(cms: bytes) -> SignedContent:
    """Parse a message (BER, at most 24 KB) without verifying it (RFC 5652 §5).

    :raises SignatureTooLarge: when it exceeds the limit, before anything is parsed.
    :raises SignatureUnreadable: when it is not SignedData over plain data, or not DER in what is
        signed.
    :raises SignerNotSingle: unless there is exactly one signer.
    :raises SignerCertificateMissing: unless one certificate is the signer's.
    :raises SignedAttributesWrong: when the signed attributes are missing or malformed.
    :raises AlgorithmRefused: for any but SHA-256, SHA-384, SHA-512 with RSA or ECDSA, or two that
        differ.
    """
    if len(cms) > LARGEST_DER:
        raise SignatureTooLarge
    try:
        return _signed_data(_content_info(cms))
    except der.Malformed:
        return _read_rewritten(cms)


def _read_rewritten(cms: bytes) -> SignedContent:
    try:
        rewritten = definite(cms)
        read = _signed_data(_content_info(rewritten.der))
    except der.Malformed as problem:
        raise SignatureUnreadable from problem
    return replace(read, tolerances=read.tolerances | rewritten.tolerances)


def _content_info(cms: bytes) -> der.Reader:
    # RFC 5652 §3.
    wrapper = der.outermost(cms)
    if wrapper.content(der.OBJECT_IDENTIFIER) != _SIGNED_DATA:
        raise SignatureUnreadable
    explicit = wrapper.enter(der.context(0))
    wrapper.end()
    signed_data = explicit.enter(der.SEQUENCE)
    explicit.end()
    return signed_data


def _signed_data(reader: der.Reader) -> SignedContent:
    # RFC 5652 §5.1, §5.3: both versions are 1 or 3, depending on how the signer is named; some
    # programs write 3 outside in any case.
    outer = reader.integer()
    digests = reader.enter(der.SET)
    content = _encapsulated(reader.enter(der.SEQUENCE))
    certificates = _certificates(reader)
    if reader.next_tag() == der.context(1):
        reader.content(der.context(1))  # Revocation lists from a client prove nothing.
    signer = _only_signer(reader.enter(der.SET))
    reader.end()
    version = signer.integer()
    if (outer, version) not in _VERSIONS:
        raise SignatureUnreadable
    certificate, outlined = _signers_own(signer, certificates, version=version)
    digest = digest_algorithm(signer)
    if digest_algorithm(digests) != digest:
        raise AlgorithmRefused
    digests.end()
    attributes = read_attributes(signer)
    algorithm = signature_algorithm(signer, digest=digest)
    signature = signer.content(der.OCTET_STRING)
    if signer.next_tag() == der.context(1):
        signer.content(der.context(1))  # Nobody vouches for unsigned attributes.
    signer.end()
    tolerances = set()
    if outer != version:
        tolerances.add(Tolerance.VERSION_3_SIGNER_1)
    if not attributes.is_sorted:
        tolerances.add(Tolerance.ATTRIBUTES_UNSORTED)
    return SignedContent(
        content, certificate, attributes, algorithm, signature, frozenset(tolerances), outlined
    )


def _encapsulated(reader: der.Reader) -> bytes | None:
    # RFC 5652 §5.2.
    if reader.content(der.OBJECT_IDENTIFIER) != ID_DATA:
        raise SignatureUnreadable
    if reader.next_tag() is None:
        return None
    explicit = reader.enter(der.context(0))
    reader.end()
    content = explicit.content(der.OCTET_STRING)
    explicit.end()
    return content


def _certificates(reader: der.Reader) -> list[bytes]:
    if reader.next_tag() != der.context(0):
        return []
    found: list[bytes] = []
    carried = reader.enter(der.context(0))
    while carried.next_tag() is not None:
        if len(found) == _MOST_CERTIFICATES:
            raise SignatureUnreadable
        found.append(carried.whole(der.SEQUENCE))
    return found


def _only_signer(signers: der.Reader) -> der.Reader:
    if signers.next_tag() is None:
        raise SignerNotSingle
    signer = signers.enter(der.SEQUENCE)
    if signers.next_tag() is not None:
        raise SignerNotSingle
    return signer


def _signers_own(
    signer: der.Reader, certificates: list[bytes], *, version: int
) -> tuple[bytes, Outline | None]:
    # RFC 5652 §5.3: version 1 names the signer by issuer and serial number, version 3 by key.
    named: list[tuple[bytes, Outline | None]]
    if version == 1:
        sid = signer.enter(der.SEQUENCE)
        issuer, serial_number = sid.whole(der.SEQUENCE), sid.integer()
        sid.end()
        named = [
            (certificate, parts)
            for certificate, parts in ((each, outline(each)) for each in certificates)
            if parts.issuer == issuer and parts.serial_number == serial_number
        ]
    else:
        key_id = signer.content(_CONTEXT_0_PRIMITIVE)
        named = [(each, None) for each in certificates if _key_id(each) == key_id]
    if len(named) != 1:
        raise SignerCertificateMissing
    return named[0]


def _key_id(certificate: bytes) -> bytes | None:
    try:
        extensions = x509.load_der_x509_certificate(certificate).extensions
        return extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest
    except x509.ExtensionNotFound:
        return None
    except UNPARSABLE as problem:
        raise SignatureUnreadable from problem
