"""Tests with PKITS's signed mails, which other software made."""

import email
import hashlib
import re

import pytest

from models.pki.algorithms import AlgorithmRefused
from models.pki.cms.message import SignatureUnreadable, read
from models.pki.keys import sound_key, verify
from models.pki.path.end_entity import CertificateProfileWrong, load
from tests.support.pki.pkits.cases import mails

# What is signed with DSA, what names a certificate of a negative number, and what carries a
# certificate whose signature does not end with an octet.
REFUSED = {
    "SignedInvalidCASignatureTest2": SignatureUnreadable,
    "SignedInvalidDSASignatureTest6": SignatureUnreadable,
    "SignedValidDSAParameterInheritanceTest5": AlgorithmRefused,
    "SignedValidDSASignaturesTest4": AlgorithmRefused,
    "SignedInvalidNegativeSerialNumberTest15": CertificateProfileWrong,
}


def checked(mail: bytes) -> bool:
    """Verify a mail's signature by its certificate's key; return whether its digest fits."""
    whole = email.message_from_bytes(mail)
    boundary = re.escape((whole.get_boundary() or "").encode())
    found = re.search(rb"--%b\r?\n(.*?)\r?\n--%b" % (boundary, boundary), mail, re.DOTALL)
    assert found is not None
    # RFC 8551 §3.1.1: lines end in CR and LF where they are signed.
    content = re.sub(rb"\r?\n", b"\r\n", found[1])
    parts = [part for part in whole.walk() if "pkcs7-signature" in part.get_content_type()]
    signature = parts[0].get_payload(decode=True)
    assert isinstance(signature, bytes)
    said = read(signature)
    certificate, _ = load(said.certificate)
    verify(
        key=sound_key(certificate),
        algorithm=said.algorithm,
        signature=said.signature,
        signed=said.attributes.signed,
    )
    digest = hashlib.new(said.algorithm.digest, content).digest()
    return said.content is None and digest == said.attributes.message_digest


def test_every_mail_is_verified_but_for_those_that_are_known() -> None:
    good = {name: mail for name, mail in mails().items() if name not in REFUSED}

    assert len(good) == 219
    assert all(checked(mail) for mail in good.values())


@pytest.mark.parametrize("name", REFUSED)
def test_a_mail_that_is_not_to_be_trusted_is_refused_by_name(name: str) -> None:
    with pytest.raises(REFUSED[name]):
        checked(mails()[name])
