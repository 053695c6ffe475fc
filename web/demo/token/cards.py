"""The cards that a PKCS#11 module has, and the choice of where the demo's cards have their keys."""

import re
from base64 import b64decode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography import x509

from web.demo.authority import Authority
from web.demo.catalogue import CardPlan, TestCard
from web.demo.component.signing import kind_of
from web.demo.testcard import (
    CURVE_AGREE,
    CURVE_SIGN,
    EXCHANGE,
    SIGN,
    CardFace,
    CardKind,
)
from web.demo.token.chip import TokenChip
from web.demo.token.module import Module, ModuleFailed, ModuleUnusable
from web.demo.wallet import Issue, issue_in_python

# Labels on cards of several makes; those of pairs on a curve are the demo's own.
LABELS = {SIGN: "cert1", EXCHANGE: "cert2", CURVE_SIGN: "cert3", CURVE_AGREE: "cert4"}
_ROOT = re.compile(r"root\s?ca\s?cert", re.IGNORECASE)
_ISSUER = re.compile(r"ca\s?cert", re.IGNORECASE)
_CARD_NUMBER = re.compile(r"[A-Z]{2}[0-9]{14}")


@dataclass(frozen=True, kw_only=True)
class Found:
    """A certificate (DER) of a token, with its label and the identifier of its key."""

    label: str
    key_id: bytes
    der: bytes

    @property
    def parsed(self) -> x509.Certificate:
        return x509.load_der_x509_certificate(self.der)


def beside_a_module(library: Path) -> Issue:
    """Return what issues the usual cards, after those that a module has.

    :raises ModuleUnusable: when the module cannot be used
    """
    module = Module.at(library)

    def issue(folder: Path, authority: Authority, at: datetime) -> tuple[TestCard, ...]:
        found = cards_in(module)
        if not found:
            raise ModuleUnusable(
                f"{library}: no card with a certificate for signatures; insert one and start again"
            )
        return *found, *issue_in_python(folder, authority, at)

    return issue


def cards_in(module: Module, *, plans: Iterable[CardPlan] = ()) -> tuple[TestCard, ...]:
    """Return the cards that are there now; those with a plan's number are that plan's.

    A token without a certificate for signatures is no card.

    :raises ModuleUnusable: when the module cannot list its tokens
    """
    try:
        tokens = module.ask("list")["tokens"]
    except ModuleFailed as failure:
        what = "is no PKCS#11 module" if failure.stage == "load" else "cannot list its cards"
        raise ModuleUnusable(f"{module.library}: {what} ({failure})") from failure
    by_number = {plan.card_number: plan for plan in plans}
    return tuple(card for token in tokens if (card := _card(module, token, by_number)) is not None)


def _card(
    module: Module, token: Mapping[str, Any], plans: Mapping[str, CardPlan]
) -> TestCard | None:
    certificates = [
        Found(label=one["label"], key_id=bytes.fromhex(one["id"]), der=b64decode(one["value"]))
        for one in token["certificates"]
    ]
    own = _of_holder(certificates)
    if SIGN not in own:
        return None
    # A token of SoftHSM cannot choose its serial number, so its label has that of the card.
    number = next(
        (text for text in (token["serial"], token["label"]) if _CARD_NUMBER.fullmatch(text)),
        token["serial"],
    )
    plan = plans.get(number) or _unplanned(own[SIGN], number=number, label=token["label"])
    face = CardFace(
        kind=plan.kind,
        holder=plan.holder,
        card_number=number,
        signature_certificate=own[SIGN].der,
        encryption_certificate=_der_of(own, EXCHANGE),
        issuer_certificate=_labelled(certificates, _ISSUER, but=_ROOT),
        root_certificate=_labelled(certificates, _ROOT),
        curve_certificates=(_der_of(own, CURVE_SIGN), _der_of(own, CURVE_AGREE)),
    )
    keys = {key_id: (kind_of(one.der), one.key_id) for key_id, one in own.items()}
    chip = TokenChip(module, serial=token["serial"], flags=token["flags"], keys=keys)
    return TestCard(plan, face, chip)


def _of_holder(certificates: list[Found]) -> dict[bytes, Found]:
    """Return the holder's certificates by our identifiers of their keys.

    Where nothing is labelled as on MOICA's cards, the first that may sign, and is no CA's, does.
    """
    labels = {label: key_id for key_id, label in LABELS.items()}
    own = {labels[one.label]: one for one in certificates if one.label in labels}
    if SIGN not in own:
        signing = [one for one in certificates if one.key_id and _may_sign(one.parsed)]
        own |= dict(zip((SIGN,), signing, strict=False))
    return own


def _may_sign(certificate: x509.Certificate) -> bool:
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return False
    return usage.digital_signature and not usage.key_cert_sign


def _unplanned(found: Found, *, number: str, label: str) -> CardPlan:
    """Return a plan for a card that is not of the demo; only its holder knows the PIN."""
    names = found.parsed.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    return CardPlan(
        id=f"module-{number}",
        title=f"模組中的卡片 {label}",
        note="不是測試卡片：金鑰與密碼都在卡片裡，本系統的示範環境不信任其憑證",
        pin="",
        holder=str(names[0].value) if names else number,
        subject_serial="",
        card_number=number,
        id_last4="",
        kind=CardKind.CITIZEN,
    )


def _labelled(
    certificates: list[Found], label: re.Pattern[str], *, but: re.Pattern[str] | None = None
) -> bytes:
    for one in certificates:
        if label.search(one.label) and not (but and but.search(one.label)):
            return one.der
    return b""


def _der_of(own: Mapping[bytes, Found], key_id: bytes) -> bytes:
    return own[key_id].der if key_id in own else b""
