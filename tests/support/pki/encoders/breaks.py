"""Ways to break a message: each changes one thing that its signature, or a rule, depends on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from asn1crypto import core, x509

from models.pki.ber.definite import definite
from tests.support.cards import CHALLENGE, citizen
from tests.support.pki import messages
from tests.support.pki.encoding import elements, tagged

Element = tuple[int, bytes]
_OID, _OCTETS = 0x06, 0x04
OTHER = CHALLENGE + b"\nother"


@dataclass
class Parts:
    """A message in its elements, after its wrappers were written as DER."""

    kind: Element
    version: Element
    digests: Element
    content_type: Element
    content: bytes | None
    certificates: list[Element]
    signer: list[Element]
    signers: int = 1
    more: list[Element] = field(default_factory=list)

    @classmethod
    def of(cls, message: bytes) -> "Parts":
        [(_, outer)] = elements(definite(message).der)
        kind, (_, explicit) = elements(outer)
        [(_, data)] = elements(explicit)
        version, digests, encapsulated, certificates, *more, signers = elements(data)
        content_type, (_, octets) = elements(encapsulated[1])
        [(_, content)] = elements(octets)
        [(_, signer)] = elements(signers[1])
        carried = elements(certificates[1])
        return cls(
            kind, version, digests, content_type, content, carried, elements(signer), 1, more
        )

    def written(self) -> bytes:
        wrapped = b"" if self.content is None else tagged(0xA0, tagged(_OCTETS, self.content))
        signer = tagged(0x30, _joined(self.signer))
        data = [
            tagged(*self.version),
            tagged(*self.digests),
            tagged(0x30, tagged(*self.content_type) + wrapped),
            tagged(0xA0, _joined(self.certificates)),
            _joined(self.more),
            tagged(0x31, signer * self.signers),
        ]
        return tagged(0x30, tagged(*self.kind) + tagged(0xA0, tagged(0x30, b"".join(data))))

    # Of the signer: version, sid, digest, attributes, algorithm, signature.

    @property
    def attributes(self) -> list[Element]:
        return elements(self.signer[3][1])

    @attributes.setter
    def attributes(self, attributes: list[Element]) -> None:
        self.signer[3] = (0xA0, _joined(attributes))

    def own(self) -> int:
        """Return the place of the signer's certificate, which is the only one."""
        assert len(self.certificates) == 1
        return 0


def _joined(parts: list[Element]) -> bytes:
    return b"".join(tagged(*part) for part in parts)


def _flipped(content: bytes, at: int = -1) -> bytes:
    changed = bytearray(content)
    changed[at] ^= 1
    return bytes(changed)


def _oid(dotted: str) -> Element:
    [element] = elements(core.ObjectIdentifier(dotted).dump())
    return element


def _algorithm(dotted: str) -> Element:
    return 0x30, tagged(*_oid(dotted)) + b"\x05\x00"


def _is(attribute: Element, kind: str) -> bool:
    return elements(attribute[1])[0] == _oid(kind)


def _valued(kind: str, value: bytes) -> Element:
    return 0x30, tagged(*_oid(kind)) + tagged(0x31, value)


def _replaced(parts: Parts, kind: str, value: bytes) -> None:
    parts.attributes = [_valued(kind, value) if _is(one, kind) else one for one in parts.attributes]


def _without(parts: Parts, kind: str) -> None:
    parts.attributes = [one for one in parts.attributes if not _is(one, kind)]


def _other_content(parts: Parts) -> None:
    parts.content = OTHER


def _content_flipped(parts: Parts) -> None:
    parts.content = _flipped(parts.content or b"")


def _content_cut(parts: Parts) -> None:
    parts.content = (parts.content or b"")[:-1]


def _content_longer(parts: Parts) -> None:
    parts.content = (parts.content or b"") + b" "


def _content_detached(parts: Parts) -> None:
    parts.content = None


def _digest_flipped(parts: Parts) -> None:
    for one in parts.attributes:
        if _is(one, messages.MESSAGE_DIGEST):
            _replaced(parts, messages.MESSAGE_DIGEST, _flipped(elements(one[1])[1][1]))
            return


def _digest_gone(parts: Parts) -> None:
    _without(parts, messages.MESSAGE_DIGEST)


def _type_gone(parts: Parts) -> None:
    _without(parts, messages.CONTENT_TYPE)


def _type_changed(parts: Parts) -> None:
    _replaced(parts, messages.CONTENT_TYPE, tagged(*_oid("1.2.840.113549.1.7.2")))


def _inner_type_changed(parts: Parts) -> None:
    parts.content_type = _oid("1.2.840.113549.1.7.5")


def _outer_type_changed(parts: Parts) -> None:
    parts.kind = _oid("1.2.840.113549.1.7.3")


def _attribute_added(parts: Parts) -> None:
    number = core.PrintableString("TP00000000000009").dump()
    parts.attributes = [*parts.attributes, _valued("2.16.886.1.100.2.204.9", number)]


def _attribute_twice(parts: Parts) -> None:
    parts.attributes = [*parts.attributes, parts.attributes[-1]]


def _attributes_reversed(parts: Parts) -> None:
    parts.attributes = parts.attributes[::-1]


def _attributes_unsigned(parts: Parts) -> None:
    parts.signer.append((0xA1, parts.signer.pop(3)[1]))


def _signature_flipped(parts: Parts) -> None:
    parts.signer[5] = (_OCTETS, _flipped(parts.signer[5][1]))


def _signature_zero(parts: Parts) -> None:
    parts.signer[5] = (_OCTETS, bytes(len(parts.signer[5][1])))


def _signature_cut(parts: Parts) -> None:
    parts.signer[5] = (_OCTETS, parts.signer[5][1][:-1])


def _algorithm_changed(parts: Parts) -> None:
    parts.signer[4] = _algorithm("1.2.840.113549.1.1.12")


def _algorithm_old(parts: Parts) -> None:
    parts.signer[4] = _algorithm("1.2.840.113549.1.1.5")


def _digest_algorithm_changed(parts: Parts) -> None:
    parts.signer[2] = _algorithm("2.16.840.1.101.3.4.2.2")


def _digest_set_changed(parts: Parts) -> None:
    parts.digests = (0x31, tagged(*_algorithm("2.16.840.1.101.3.4.2.2")))


def _both_digests_changed(parts: Parts) -> None:
    _digest_algorithm_changed(parts)
    _digest_set_changed(parts)


def _sid_changed(parts: Parts) -> None:
    tag, content = parts.signer[1]
    parts.signer[1] = (tag, _flipped(content))


def _version_changed(parts: Parts) -> None:
    parts.signer[0] = (0x02, b"\x02")


def _two_signers(parts: Parts) -> None:
    parts.signers = 2


def _no_certificate(parts: Parts) -> None:
    parts.certificates = []


def _certificate_flipped(parts: Parts) -> None:
    tag, content = parts.certificates[parts.own()]
    parts.certificates[parts.own()] = (tag, _flipped(content))


def _other_certificate(parts: Parts) -> None:
    """Put another certificate of the same chain in the place of the signer's, and name it."""
    other = citizen().encryption_certificate
    [element] = elements(other)
    parts.certificates = [element]
    parsed = x509.Certificate.load(other)
    name = parsed.issuer.dump() + core.Integer(parsed.serial_number).dump()
    parts.version, parts.signer[0], parts.signer[1] = (0x02, b"\1"), (0x02, b"\1"), (0x30, name)


BREAKS: Mapping[str, Callable[[Parts], None]] = {
    "another content": _other_content,
    "a bit of the content": _content_flipped,
    "the content cut": _content_cut,
    "the content longer": _content_longer,
    "the content gone": _content_detached,
    "a bit of the digest": _digest_flipped,
    "no digest": _digest_gone,
    "no content type": _type_gone,
    "another content type among the attributes": _type_changed,
    "another content type of the content": _inner_type_changed,
    "another type of message": _outer_type_changed,
    "an attribute more": _attribute_added,
    "an attribute twice": _attribute_twice,
    "attributes in another order": _attributes_reversed,
    "attributes not signed": _attributes_unsigned,
    "a bit of the signature": _signature_flipped,
    "a signature of zeros": _signature_zero,
    "the signature cut": _signature_cut,
    "another signature algorithm": _algorithm_changed,
    "an old signature algorithm": _algorithm_old,
    "another digest algorithm of the signer": _digest_algorithm_changed,
    "another digest algorithm of the message": _digest_set_changed,
    "another digest algorithm of both": _both_digests_changed,
    "another signer named": _sid_changed,
    "another version of the signer": _version_changed,
    "two signers": _two_signers,
    "no certificate": _no_certificate,
    "a bit of the certificate": _certificate_flipped,
    "another certificate": _other_certificate,
}


def broken(message: bytes, way: str) -> bytes:
    """Break a message that was accepted in one way, without signing it again."""
    parts = Parts.of(message)
    BREAKS[way](parts)
    made = parts.written()
    assert made not in (message, definite(message).der), way
    return made
