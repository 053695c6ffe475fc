"""The chip of a card behind a PKCS#11 module, which counts the tries of the PIN by itself."""

import hashlib
from base64 import b64decode, b64encode
from collections.abc import Mapping

from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from web.demo.component.codes import LastError, Refused, RetCode
from web.demo.component.signing import Digest, KeyKind
from web.demo.token.module import Module, ModuleFailed

# What stands before a digest in a DigestInfo (RFC 8017 §9.2, note 1).
_PREFIXES: Mapping[Digest, str] = {
    "sha1": "3021300906052b0e03021a05000414",
    "sha256": "3031300d060960864801650304020105000420",
    "sha384": "3041300d060960864801650304020205000430",
    "sha512": "3051300d060960864801650304020305000440",
}
_STAGES = {
    "load": RetCode.NO_LIBRARY,
    "session": RetCode.NO_SESSION,
    "login": RetCode.LOGIN_FAILED,
    "key": RetCode.KEY_NOT_FOUND,
    "sign": RetCode.SIGNING_FAILED,
}
# CK_TOKEN_INFO (PKCS #11 v3.1 §3.2).
FINAL_TRY, LOCKED = 0x0002_0000, 0x0004_0000
# Return values that say that the card is not there.
_ABSENT = frozenset({0x32, 0xE0})
_SIGN_BIT = 1 << 31


class TokenChip:
    """The chip of a token; ``keys`` are the kinds of its keys and its own identifiers of them."""

    may_be_unlocked = False

    def __init__(
        self,
        module: Module,
        *,
        serial: str,
        flags: int,
        keys: Mapping[bytes, tuple[KeyKind, bytes]],
    ) -> None:
        self._module = module
        self._serial = serial
        self._keys = keys
        self.tries_left = _left(flags)

    def unlock(self) -> None:
        raise NotImplementedError("only a card's issuer can unlock it")

    def sign(self, content: bytes, *, digest: Digest | None, key_id: bytes, pin: str) -> bytes:
        if key_id not in self._keys:
            raise Refused(RetCode.KEY_NOT_FOUND)
        kind, own_id = self._keys[key_id]
        asked = {"serial": self._serial, "pin": pin, "key": own_id.hex(), "kind": kind}
        data = _prepared(content, digest=digest, kind=kind)
        try:
            answer = self._module.ask("sign", **asked, data=b64encode(data).decode())
        except ModuleFailed as failure:
            if failure.stage == "login":
                self.tries_left = _left(failure.flags)
            raise refused(failure) from failure
        self.tries_left = None
        signature = b64decode(answer["signature"])
        return _der(signature) if kind == "EC" else signature


def refused(failure: ModuleFailed) -> Refused:
    """Return a failure as the component tells it: the module's own return value is last_error.

    A wrong PIN before the last try, and one that locks the card, are told by the token's flags.
    """
    stage = _STAGES.get(failure.stage, RetCode.HELPER_FAILED)
    rv = failure.rv & 0xFFFF_FFFF
    if failure.stage == "session" and rv in _ABSENT:
        return Refused(RetCode.NO_CARD, rv)
    if failure.stage == "login" and rv == LastError.PIN_INCORRECT:
        if failure.flags & LOCKED:
            return Refused(stage, LastError.PIN_LOCKED)
        if failure.flags & FINAL_TRY:
            return Refused(stage, LastError.ONE_TRY_LEFT)
    return Refused(stage, rv - (1 << 32) if rv & _SIGN_BIT else rv)


def _left(flags: int) -> int | None:
    if flags & LOCKED:
        return 0
    return 1 if flags & FINAL_TRY else None


def _prepared(content: bytes, *, digest: Digest | None, kind: KeyKind) -> bytes:
    """Return what the module signs: a DigestInfo, or the digest alone."""
    if digest is None:
        return content
    hashed = hashlib.new(digest, content).digest()
    return hashed if kind == "EC" else bytes.fromhex(_PREFIXES[digest]) + hashed


def _der(signature: bytes) -> bytes:
    """Encode (r, s), which PKCS#11 writes one after the other (v3.1 §6.3.1)."""
    half = len(signature) // 2
    return encode_dss_signature(
        int.from_bytes(signature[:half], "big"), int.from_bytes(signature[half:], "big")
    )
