"""What the operator may choose about revocation: whom to ask, in which order, and every grace."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from urllib.parse import urlsplit

from models.pki.algorithms import RSA_ONLY, Scheme
from models.pki.ocsp.status import AnswerRules, NonceRule
from models.pki.path.trust import Issuer


class Source(StrEnum):
    """Name one that can say whether a certificate was revoked."""

    LIST = "list"
    OCSP = "ocsp"


class Assurance(StrEnum):
    """Tell acts that are hard to take back (binding a card, opening an account) from the others."""

    USUAL = "usual"
    HIGH = "high"


_BOTH = (Source.LIST, Source.OCSP)
_GENERATION = re.compile(r"G[0-9]{1,2}")
_KEY_ID = re.compile(r"[0-9a-f]{40,64}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_SCHEMES = {"rsa": RSA_ONLY, "ecdsa": frozenset({Scheme.ECDSA})}


@dataclass(frozen=True, kw_only=True)
class RevocationSettings:
    """Hold what the operator has chosen; without a choice, lists decide alone.

    ``responders`` maps an issuer's generation, or its key identifier, to the addresses that are
    asked about its cards, in this order. ``first_for_high`` asks them before the lists where an
    act is hard to take back. ``authority_list_required`` refuses issuers of whom no fresh list of
    the CA above speaks. ``schemes`` say how one may sign.
    """

    order: tuple[Source, ...] = _BOTH
    responders: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    first_for_high: bool = True
    answers: AnswerRules = field(default_factory=AnswerRules)
    authority_list_urls: tuple[str, ...] = ()
    authority_list_required: bool = False
    schemes: frozenset[Scheme] = RSA_ONLY

    def responders_of(self, issuer: Issuer) -> tuple[str, ...]:
        """Give the addresses for an issuer; those for its very key come first."""
        own = self.responders.get(issuer.key_id, ())
        return (*own, *self.responders.get(issuer.generation, ()))

    def order_for(self, weight: Assurance) -> tuple[Source, ...]:
        """Give the order in which to ask for an act of this weight."""
        if weight is Assurance.HIGH and self.first_for_high and Source.OCSP in self.order:
            return (Source.OCSP, *(one for one in self.order if one is not Source.OCSP))
        return self.order


def read_revocation(text: Callable[[str], str | None]) -> RevocationSettings:
    """Read the settings by ``text``, which gives a variable's value by its name.

    :raises ValueError: with the sentence, when one has another shape than expected.
    """
    authority_list_urls = tuple((text("AUTHORITY_LIST_URLS") or "").split())
    required = _word("AUTHORITY_LIST_REQUIRED", text, ("no", "yes")) == "yes"
    if required and not authority_list_urls:
        raise ValueError(
            "GPSZONE_AUTHORITY_LIST_REQUIRED=yes: expected GPSZONE_AUTHORITY_LIST_URLS beside it"
        )
    return RevocationSettings(
        order=_order(text("REVOCATION_ORDER") or "list ocsp"),
        responders=_responders(text("OCSP_URLS") or ""),
        first_for_high=_word("OCSP_FOR", text, ("high", "none")) == "high",
        answers=AnswerRules(
            nonce=NonceRule(_word("OCSP_NONCE", text, tuple(NonceRule))),
            pinned=_pins(text("OCSP_RESPONDERS") or ""),
        ),
        authority_list_urls=authority_list_urls,
        authority_list_required=required,
        schemes=read_schemes(text),
    )


def _word(name: str, text: Callable[[str], str | None], choices: Iterable[str]) -> str:
    first, *others = choices
    value = text(name) or first
    if value not in (first, *others):
        raise ValueError(f"GPSZONE_{name}={value}: expected one of {', '.join((first, *others))}")
    return value


def _order(value: str) -> tuple[Source, ...]:
    words = value.split()
    if not words or len(set(words)) < len(words) or not set(words) <= set(Source):
        raise ValueError(
            f"GPSZONE_REVOCATION_ORDER={value}: expected list or ocsp, or both, each once"
        )
    return tuple(map(Source, words))


def _responders(value: str) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for word in value.split():
        issuer, _, url = word.partition("=")
        named = _GENERATION.fullmatch(issuer) or _KEY_ID.fullmatch(issuer)
        parts = urlsplit(url)
        if not named or parts.scheme not in {"http", "https"} or not parts.hostname:
            expected = "G3=http://…, a generation or a key identifier before each address"
            raise ValueError(f"GPSZONE_OCSP_URLS={word}: expected {expected}")
        found[issuer] = (*found.get(issuer, ()), url)
    return MappingProxyType(found)


def _pins(value: str) -> frozenset[str]:
    pins = frozenset(value.lower().replace(":", "").split())
    for pin in pins:
        if not _SHA256.fullmatch(pin):
            raise ValueError(f"GPSZONE_OCSP_RESPONDERS={pin}: expected SHA-256 in 64 hex digits")
    return pins


def read_schemes(text: Callable[[str], str | None]) -> frozenset[Scheme]:
    """Read how one may sign.

    :raises ValueError: with the sentence, when it names another way than expected.
    """
    value = text("SIGNATURE_SCHEMES") or "rsa"
    words = value.split()
    if not words or not set(words) <= _SCHEMES.keys():
        raise ValueError(f"GPSZONE_SIGNATURE_SCHEMES={value}: expected rsa, or rsa ecdsa")
    return frozenset().union(*(_SCHEMES[word] for word in words))
