"""Messages over one content by every encoder at hand, with the options that change their form."""

import json
import subprocess
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs7,
)

from models.pki.crl.status import RevocationList, read_list
from models.pki.path.trust import TrustStore
from tests.support import cards
from tests.support.cards import AT, CHALLENGE, citizen
from tests.support.paths import ROOT
from tests.support.pki.curves import curved
from web.demo.component import signing

Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
NODE = ROOT / "tests" / "node"


@dataclass(frozen=True)
class Signer:
    """A key with its certificate (DER), and what its chain is judged by."""

    key: Key
    certificate: bytes
    trust: TrustStore
    lists: tuple[RevocationList, ...]


@cache
def on_rsa() -> Signer:
    """Return the signer with the usual card's key."""
    card = citizen()
    return Signer(card.signature_key, card.signature_certificate, cards.trust(), cards.lists())


@cache
def on_a_curve() -> Signer:
    """Return a signer with a key on P-256 below a chain on it."""
    authority = curved(ec.SECP256R1)
    known = read_list(authority.crl(), issuer=authority.believed())
    return Signer(authority.card.key, authority.card.der, authority.store(), (known,))


def by_component(signer: Signer) -> bytes:
    return signing.sign(citizen(), CHALLENGE, nonce="4f1d", signing_time=AT)


def by_cryptography(*options: pkcs7.PKCS7Options, encoding: Encoding = Encoding.DER) -> "Make":
    def make(signer: Signer) -> bytes:
        certificate = x509.load_der_x509_certificate(signer.certificate)
        builder = pkcs7.PKCS7SignatureBuilder().set_data(CHALLENGE)
        signed = builder.add_signer(certificate, signer.key, hashes.SHA256())
        return signed.sign(encoding, [pkcs7.PKCS7Options.Binary, *options])

    return make


def by_openssl(command: str, *options: str, form: str = "DER") -> "Make":
    """Sign with OpenSSL's command line, the content attached unless an option says otherwise."""

    def make(signer: Signer) -> bytes:
        with TemporaryDirectory() as folder:
            place = Path(folder)
            _write(place, signer)
            attached = () if "-no-attach" in options else ("-nodetach",)
            given = [option for option in options if option != "-no-attach"]
            run = ["openssl", command, "-sign", "-binary", *attached, "-outform", form]
            run += ["-signer", "certificate.pem", "-inkey", "key.pem", "-in", "content", *given]
            done = subprocess.run(
                run, cwd=folder, capture_output=True, check=True, timeout=60
            )  # Our own arguments.
        return done.stdout

    return make


def by_node(script: str) -> "Make":
    """Sign with a library of Node, by a script in `tests/node`."""

    def make(signer: Signer) -> bytes:
        given = {
            "key": b64encode(_private(signer, Encoding.DER)).decode(),
            "certificate": b64encode(signer.certificate).decode(),
            "content": b64encode(CHALLENGE).decode(),
        }
        run = ["node", script]
        done = subprocess.run(  # Our own script.
            run, cwd=NODE, input=json.dumps(given).encode(), capture_output=True, check=True,
            timeout=120,
        )  # fmt: skip
        return done.stdout

    return make


def _write(place: Path, signer: Signer) -> None:
    certificate = x509.load_der_x509_certificate(signer.certificate)
    (place / "certificate.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
    (place / "key.pem").write_bytes(_private(signer, Encoding.PEM))
    (place / "content").write_bytes(CHALLENGE)


def _private(signer: Signer, encoding: Encoding) -> bytes:
    return signer.key.private_bytes(encoding, PrivateFormat.PKCS8, NoEncryption())


Make = Callable[[Signer], bytes]


@dataclass(frozen=True)
class Encoder:
    """An encoder with options, as a row of the table names it."""

    library: str
    options: str
    make: Make
    signer: Callable[[], Signer] = on_rsa


_LIBRARY = "cryptography, PKCS7SignatureBuilder"
_OPTION = pkcs7.PKCS7Options

ENCODERS = (
    Encoder("asn1crypto (the demo's component)", "with card number", by_component),
    Encoder(_LIBRARY, "Binary", by_cryptography()),
    Encoder(_LIBRARY, "NoCapabilities", by_cryptography(_OPTION.NoCapabilities)),
    Encoder(_LIBRARY, "NoAttributes", by_cryptography(_OPTION.NoAttributes)),
    Encoder(_LIBRARY, "NoCerts", by_cryptography(_OPTION.NoCerts)),
    Encoder(_LIBRARY, "DetachedSignature", by_cryptography(_OPTION.DetachedSignature)),
    Encoder(_LIBRARY, "as PEM", by_cryptography(encoding=Encoding.PEM)),
    Encoder(_LIBRARY, "a key on P-256", by_cryptography(), on_a_curve),
    *(
        Encoder(f"OpenSSL, {command}", name or "-nodetach", by_openssl(command, *options), signer)
        for command in ("cms", "smime")
        for name, options, signer in (
            ("", (), on_rsa),
            ("-stream", ("-stream",), on_rsa),
            ("-md sha512", ("-md", "sha512"), on_rsa),
            ("-md sha1", ("-md", "sha1"), on_rsa),
            ("-noattr", ("-noattr",), on_rsa),
            ("-nocerts", ("-nocerts",), on_rsa),
            ("detached", ("-no-attach",), on_rsa),
            ("a key on P-256", (), on_a_curve),
            ("a key on P-256, -stream", ("-stream",), on_a_curve),
        )
    ),
    Encoder("OpenSSL, cms", "-keyid", by_openssl("cms", "-keyid")),
    Encoder("OpenSSL, cms", "-keyid -stream", by_openssl("cms", "-keyid", "-stream")),
    Encoder("OpenSSL, cms", "-cades", by_openssl("cms", "-cades")),
    Encoder("OpenSSL, cms", "PSS", by_openssl("cms", "-keyopt", "rsa_padding_mode:pss")),
    Encoder("OpenSSL, cms", "-outform PEM", by_openssl("cms", form="PEM")),
    Encoder("OpenSSL, smime", "-outform SMIME", by_openssl("smime", form="SMIME")),
)
NODE_ENCODERS: Mapping[str, tuple[Encoder, ...]] = {
    "pkijs": (
        Encoder("pkijs", "with card number", by_node("cms-pkijs.mjs")),
        Encoder("pkijs", "a key on P-256, with card number", by_node("cms-pkijs.mjs"), on_a_curve),
    ),
    "node-forge": (Encoder("node-forge", "content attached", by_node("cms-forge.mjs")),),
}
