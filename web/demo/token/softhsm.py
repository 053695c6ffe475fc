"""The demo's cards as tokens of SoftHSM, which makes their keys and keeps them."""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from asn1crypto import core
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from web.demo.authority import Authority
from web.demo.catalogue import CATALOGUE, CardPlan, TestCard
from web.demo.testcard import CURVE_AGREE, CURVE_SIGN, EXCHANGE, SIGN, PublicKey, write_private
from web.demo.token.cards import LABELS, cards_in
from web.demo.token.module import Module, ModuleFailed, ModuleUnusable
from web.demo.wallet import Issue

# Where Debian, Fedora and Homebrew install it.
LIBRARIES = (
    Path("/usr/lib/softhsm/libsofthsm2.so"),
    Path("/usr/lib64/pkcs11/libsofthsm2.so"),
    Path("/usr/local/lib/softhsm/libsofthsm2.so"),
    Path("/opt/homebrew/lib/softhsm/libsofthsm2.so"),
)
_KEYS = (
    ("RSA", SIGN.hex(), "sign"),
    ("RSA", EXCHANGE.hex(), "decrypt"),
    ("EC", CURVE_SIGN.hex(), "sign"),
    ("EC", CURVE_AGREE.hex(), "derive"),
)


def library() -> Path:
    """Return SoftHSM's module.

    :raises ModuleUnusable: when it is not installed
    """
    for path in LIBRARIES:
        if path.is_file():
            return path
    raise ModuleUnusable(
        "SoftHSM is not installed: run apt-get install softhsm2, or start without CARD=softhsm"
    )


def in_softhsm(plans: Sequence[CardPlan] = CATALOGUE) -> Issue:
    """Return what issues cards as tokens of SoftHSM, one a card, in a folder of their own.

    :raises ModuleUnusable: when SoftHSM or PyKCS11 is not installed
    """
    found = Module.at(library())

    def issue(folder: Path, authority: Authority, at: datetime) -> tuple[TestCard, ...]:
        module = Module.at(found.library, environ=_configured(folder / "softhsm"))
        there = _numbers(module, plans)
        missing = [plan for plan in plans if plan.card_number not in there]
        try:
            for plan in missing:
                _issue(module, plan, authority, at=at)
        except ModuleFailed as failure:
            raise ModuleUnusable(f"SoftHSM made no cards ({failure})") from failure
        cards = {card.id: card for card in cards_in(module, plans=plans)}
        return tuple(cards[plan.id] for plan in plans)

    return issue


def _configured(folder: Path) -> Mapping[str, str]:
    tokens = (folder / "tokens").absolute()
    tokens.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = folder / "softhsm2.conf"
    lines = (
        f"directories.tokendir = {tokens}",
        "objectstore.backend = file",
        "log.level = ERROR",
        "slots.removable = false",
    )
    write_private(file, "\n".join((*lines, "")).encode())
    return {"SOFTHSM2_CONF": str(file.absolute())}


def _numbers(module: Module, plans: Sequence[CardPlan]) -> frozenset[str]:
    """Return the numbers of the cards that are complete: their certificates come last."""
    return frozenset(card.card.card_number for card in cards_in(module, plans=plans))


def _issue(module: Module, plan: CardPlan, authority: Authority, *, at: datetime) -> None:
    # An interrupted start may have left a token of the same label, without certificates.
    made = module.ask("make", label=plan.card_number, pin=plan.pin, keys=_KEYS)
    face = authority.certify(plan.facts(at), [_public(**key) for key in made["keys"]])
    first, *others = face.certificates().items()
    objects = [
        _object("CA Cert", b"CACert", face.issuer_certificate),
        _object("ROOT CA Cert", b"ROOTCACert", face.root_certificate),
        *(_object(LABELS[key_id], key_id, der) for key_id, der in others),
        # The last: only with it is the token a card.
        _object(LABELS[SIGN], *first),
    ]
    module.ask("write", serial=made["serial"], pin=plan.pin, certificates=objects)


def _object(label: str, key_id: bytes, der: bytes) -> Mapping[str, str]:
    subject = x509.load_der_x509_certificate(der).subject.public_bytes()
    return {
        "label": label,
        "id": key_id.hex(),
        "value": b64encode(der).decode(),
        "subject": b64encode(subject).decode(),
    }


def _public(*, modulus: str = "", exponent: str = "", point: str = "") -> PublicKey:
    """Return a public key from the attributes of its object (PKCS #11 v3.1 §6.1.2, §6.3.3)."""
    if point:
        octets: bytes = core.OctetString.load(bytes.fromhex(point)).native
        return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), octets)
    return rsa.RSAPublicNumbers(int(exponent, 16), int(modulus, 16)).public_key()
