"""Tests with NIST's test vectors of RSA signatures, from the package cryptography-vectors."""

from collections.abc import Iterator
from pathlib import Path

import cryptography_vectors
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from models.pki.algorithms import Algorithm, Scheme
from models.pki.keys import SignatureWrong, verify

DIGESTS = ("sha256", "sha384", "sha512")
NIST = Path(cryptography_vectors.__file__).parent / "asymmetric" / "RSA" / "FIPS_186-2"
# Shorter than a message may say; the signatures are sound all the same.
SALT = 10
# In hexadecimal digits, the shortest modulus that is trusted here.
SHORTEST = 512


def answers(file: str) -> Iterator[tuple[rsa.RSAPublicKey, str, bytes, bytes, str]]:
    """Yield key, digest, message, signature and expected result of each vector."""
    said: dict[str, str] = {}
    for line in (NIST / file).read_text(encoding="ascii").splitlines():
        name, _, value = line.partition(" = ")
        said[name] = value
        if name == "Result" and said["SHAAlg"].lower() in DIGESTS and len(said["n"]) >= SHORTEST:
            key = rsa.RSAPublicNumbers(int(said["e"], 16), int(said["n"], 16)).public_key()
            signature, signed = bytes.fromhex(said["S"]), bytes.fromhex(said["Msg"])
            yield key, said["SHAAlg"].lower(), signed, signature, value


@pytest.mark.parametrize(
    ("file", "scheme", "salt"),
    [
        ("SigVer15_186-3.rsp", Scheme.RSA_PKCS1, None),
        ("SigVerPSS_186-3.rsp", Scheme.RSA_PSS, SALT),
    ],
)
def test_what_nist_passes_is_accepted_and_what_it_fails_is_refused(
    file: str, scheme: Scheme, salt: int | None
) -> None:
    found = {True: 0, False: 0}
    for key, digest, signed, signature, answer in answers(file):
        try:
            verify(
                key=key,
                algorithm=Algorithm(digest, scheme, salt),
                signature=signature,
                signed=signed,
            )
            accepted = True
        except SignatureWrong:
            accepted = False
        assert accepted is answer.startswith("P"), answer
        found[accepted] += 1

    assert found[True] >= 9
    assert found[False] >= 45
