"""Kinds of settings about OCSP responders: where they are, and which ones are pinned."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from models.pki.ocsp.status import ResponderPin
from models.settings.addresses import fetched
from models.settings.kinds import Kind, Unfit, words_of

_GENERATION = re.compile(r"G[0-9]{1,2}")
_KEY_ID = re.compile(r"[0-9a-f]{40,64}")
_SHA256 = re.compile(r"[0-9a-f]{64}")


class Responders(Kind[Mapping[str, tuple[str, ...]]]):
    """URLs of OCSP responders, by generation or key identifier of the issuer."""

    expected = "G3=http://…, a generation or a key identifier before each address"

    def read(self, text: str) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for word in words_of(text):
            issuer, _, url = word.partition("=")
            if not _GENERATION.fullmatch(issuer) and not _KEY_ID.fullmatch(issuer):
                raise Unfit(word)
            try:
                found[issuer] = (*found.get(issuer, ()), fetched(url))
            except Unfit:
                raise Unfit(word) from None
        return MappingProxyType(found)


class ResponderPins(Kind[frozenset[ResponderPin]]):
    """Responders' certificates by SHA-256, each after the one issuer that it answers for."""

    expected = (
        "an issuer's key identifier (40 to 64 hex digits, lower case), = and a certificate's"
        " SHA-256 (64 hex digits) each, separated by spaces"
    )

    def read(self, text: str) -> frozenset[ResponderPin]:
        return frozenset(map(_pin, words_of(text)))


def _pin(word: str) -> ResponderPin:
    issuer, _, fingerprint = word.partition("=")
    # As tools print fingerprints: with or without colons, in upper or lower case.
    sha256 = fingerprint.lower().replace(":", "")
    if not word.isascii() or not _KEY_ID.fullmatch(issuer) or not _SHA256.fullmatch(sha256):
        raise Unfit(word)
    return ResponderPin(issuer_key_id=issuer, sha256=sha256)
