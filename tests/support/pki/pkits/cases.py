"""NIST's Public Key Interoperability Test Suite, from the package cryptography-vectors."""

import email
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import cryptography_vectors
from asn1crypto import cms

_FILES = Path(cryptography_vectors.__file__).parent / "x509" / "PKITS_data"
_ANCHOR = "TrustAnchorRoot"
# Of the suite's policies, the one that its tests ask for when they ask for one.
# Revoked on a delta list alone: a complete list stands by itself, and deltas are not read.
BY_DELTA_ALONE = frozenset({"InvaliddeltaCRLTest4"})
POLICY_1 = "2.16.840.1.101.3.2.1.48.1"
# The file names of sections 4.8 and 4.12.3 do not say what is right; the suite's document does,
# and what it says of the rest stands here too.
_INVALID = frozenset({f"DifferentPoliciesTest{number}" for number in (4, 5, 7, 8, 9, 12)})
_VALID_IF_NO_POLICY_IS_ASKED_FOR = frozenset(
    {
        "AllCertificatesNoPoliciesTest2",
        "DifferentPoliciesTest3",
        "ValidPolicyMappingTest3",
        "ValidSelfIssuedrequireExplicitPolicyTest6",
        "ValidinhibitPolicyMappingTest4",
        "ValidrequireExplicitPolicyTest1",
        "ValidrequireExplicitPolicyTest2",
    }
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """One test of the suite: a path and its revocation lists, all DER.

    ``authorities`` are the CA certificates of the path, the trust anchor first.
    """

    name: str
    certificate: bytes
    authorities: tuple[bytes, ...]
    lists: tuple[bytes, ...]

    def valid(self, *, policy: str | None) -> bool:
        """What the suite says when policy 1 or none is required."""
        if self.name.startswith("Invalid") or self.name in _INVALID:
            return False
        return policy is None or self.name not in _VALID_IF_NO_POLICY_IS_ASKED_FOR


@cache
def cases() -> tuple[Case, ...]:
    """Return the suite's tests, one for each end certificate."""
    names = {path.read_bytes(): path.stem for path in (_FILES / "certs").glob("*EE.crt")}
    found = {}
    for mail in mails().values():
        certificates, lists = _carried(mail)
        (end,) = (one for one in certificates if one in names)
        name = names[end].removesuffix("EE")
        above = tuple(one for one in certificates if one != end)
        found[name] = _case(name, above, lists)
    # Two messages of the suite do not carry their own path, but the files are there.
    found |= {
        case.name: case
        for case in (
            _of_files("ValidNameUIDsTest6", "UIDCA", "UIDCA"),
            _of_files(
                "ValidonlySomeReasonsTest18",
                "onlySomeReasonsCA3",
                "onlySomeReasonsCA3compromise",
                "onlySomeReasonsCA3otherreasons",
            ),
        )
    }
    return tuple(case for _, case in sorted(found.items()))


def _case(name: str, authorities: tuple[bytes, ...], lists: tuple[bytes, ...]) -> Case:
    return Case(
        name=name,
        certificate=_certificate(f"{name}EE"),
        authorities=(_certificate(f"{_ANCHOR}Certificate"), *authorities),
        lists=lists,
    )


def _of_files(name: str, authority: str, *lists: str) -> Case:
    crls = (_FILES / "crls" / f"{one}CRL.crl" for one in (_ANCHOR, *lists))
    return _case(name, (_certificate(f"{authority}Cert"),), tuple(one.read_bytes() for one in crls))


def _certificate(name: str) -> bytes:
    return (_FILES / "certs" / f"{name}.crt").read_bytes()


@cache
def mails() -> dict[str, bytes]:
    """Return the suite's signed mails by name."""
    return {path.stem: path.read_bytes() for path in sorted((_FILES / "smime").glob("*.eml"))}


def _carried(mail: bytes) -> tuple[list[bytes], tuple[bytes, ...]]:
    """Return the certificates and lists in a signed mail."""
    parts = email.message_from_bytes(mail).walk()
    signature = next(part for part in parts if "pkcs7-signature" in part.get_content_type())
    data = cms.ContentInfo.load(signature.get_payload(decode=True))["content"]
    return (
        [one.dump() for one in data["certificates"]],
        tuple(one.dump() for one in data["crls"]),
    )
