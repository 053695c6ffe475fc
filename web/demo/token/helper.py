"""One operation on a PKCS#11 module, in a process of its own: ``python -m web.demo.token.helper``.

The operation comes as JSON on stdin, with its PIN, and the answer goes to stdout. As with the
vendor's helpers, what a module does to its process harms nobody else, and a slow card is waited for
beside the service.
"""

import json
import os
import secrets
import sys
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any

import PyKCS11

Answer = dict[str, Any]

_MECHANISMS = {"RSA": PyKCS11.CKM_RSA_PKCS, "EC": PyKCS11.CKM_ECDSA}
_USES = {"sign": PyKCS11.CKA_SIGN, "decrypt": PyKCS11.CKA_DECRYPT, "derive": PyKCS11.CKA_DERIVE}
# The named curve P-256, as EC parameters (RFC 5480 §2.1.1).
_P256 = bytes.fromhex("06082a8648ce3d030107")


class Failed(Exception):
    """A call of the module that failed, by the stage of the operation."""

    def __init__(self, stage: str, error: PyKCS11.PyKCS11Error, *, flags: int = 0) -> None:
        super().__init__(stage)
        self.answer: Answer = {"stage": stage, "rv": int(error.value), "flags": flags}


def list_cards(module: PyKCS11.PyKCS11Lib) -> Answer:
    """Return every token that can be read, with its certificates."""
    found = []
    for slot, info in _tokens(module):
        # A card of another kind, or a free slot, does not hide the others.
        with suppress(PyKCS11.PyKCS11Error):
            found.append(_told(module, slot, info))
    return {"tokens": found}


def make_card(
    module: PyKCS11.PyKCS11Lib, *, label: str, pin: str, keys: Sequence[tuple[str, str, str]]
) -> Answer:
    """Initialise a free slot as a card, and make its keys there; return its serial number and them.

    ``keys`` are of a kind, with an identifier and a use; returned are their public halves.
    """
    free = next(
        slot for slot, info in _tokens(module) if not info.flags & PyKCS11.CKF_TOKEN_INITIALIZED
    )
    # Nobody needs the officer's PIN again.
    officer = secrets.token_hex(8)
    module.initToken(free, officer, label)
    session = module.openSession(free, PyKCS11.CKF_SERIAL_SESSION | PyKCS11.CKF_RW_SESSION)
    try:
        session.login(officer, PyKCS11.CKU_SO)
        session.initPin(pin)
        session.logout()
        session.login(pin)
        made = [
            _key_pair(session, kind=kind, key_id=bytes.fromhex(key_id), use=use)
            for kind, key_id, use in keys
        ]
        return {"serial": _text(module.getTokenInfo(free).serialNumber), "keys": made}
    finally:
        session.closeSession()


def write_certificates(
    module: PyKCS11.PyKCS11Lib, *, serial: str, pin: str, certificates: Sequence[Mapping[str, str]]
) -> Answer:
    """Write certificates into a card that `make_card` has made, in this order."""
    with _session(module, _slot(module, serial=serial), pin=pin, writes=True) as session:
        for certificate in certificates:
            session.createObject(_certificate(certificate))
    return {}


def sign(
    module: PyKCS11.PyKCS11Lib, *, serial: str, pin: str, key: str, kind: str, data: str
) -> Answer:
    """Sign a DigestInfo (RSA) or a digest (EC) with the key that has this identifier."""
    slot = _slot(module, serial=serial)
    with _session(module, slot, pin=pin, writes=False) as session:
        wanted = [
            (PyKCS11.CKA_CLASS, PyKCS11.CKO_PRIVATE_KEY),
            (PyKCS11.CKA_ID, bytes.fromhex(key)),
        ]
        try:
            found = session.findObjects(wanted)
        except PyKCS11.PyKCS11Error as error:
            raise Failed("key", error) from error
        if not found:
            raise Failed("key", PyKCS11.PyKCS11Error(PyKCS11.CKR_KEY_HANDLE_INVALID))
        try:
            mechanism = PyKCS11.Mechanism(_MECHANISMS[kind])
            signature = bytes(session.sign(found[0], b64decode(data), mechanism))
        except PyKCS11.PyKCS11Error as error:
            raise Failed("sign", error) from error
    return {"signature": b64encode(signature).decode()}


def _tokens(module: PyKCS11.PyKCS11Lib) -> Iterator[tuple[int, PyKCS11.CK_TOKEN_INFO]]:
    for slot in module.getSlotList(tokenPresent=True):
        try:
            info = module.getTokenInfo(slot)
        except PyKCS11.PyKCS11Error:
            continue
        yield slot, info


def _slot(module: PyKCS11.PyKCS11Lib, *, serial: str) -> int:
    for slot, info in _tokens(module):
        if _text(info.serialNumber) == serial:
            return slot
    raise Failed("session", PyKCS11.PyKCS11Error(PyKCS11.CKR_TOKEN_NOT_PRESENT))


@contextmanager
def _session(
    module: PyKCS11.PyKCS11Lib, slot: int, *, pin: str, writes: bool
) -> Iterator[PyKCS11.Session]:
    """Log in; at the end log out and close, whatever happened."""
    mode = PyKCS11.CKF_RW_SESSION if writes else 0
    try:
        session = module.openSession(slot, PyKCS11.CKF_SERIAL_SESSION | mode)
    except PyKCS11.PyKCS11Error as error:
        raise Failed("session", error) from error
    try:
        try:
            session.login(pin)
        except PyKCS11.PyKCS11Error as error:
            # What is left of the tries is told by the token's flags.
            raise Failed("login", error, flags=module.getTokenInfo(slot).flags) from error
        try:
            yield session
        finally:
            session.logout()
    finally:
        session.closeSession()


def _told(module: PyKCS11.PyKCS11Lib, slot: int, info: PyKCS11.CK_TOKEN_INFO) -> Answer:
    session = module.openSession(slot)
    try:
        certificates = [
            dict(zip(("label", "id", "value"), _of_certificate(session, found), strict=True))
            for found in session.findObjects([(PyKCS11.CKA_CLASS, PyKCS11.CKO_CERTIFICATE)])
        ]
    finally:
        session.closeSession()
    return {
        "serial": _text(info.serialNumber),
        "label": _text(info.label),
        "flags": int(info.flags),
        "certificates": certificates,
    }


def _of_certificate(
    session: PyKCS11.Session, found: PyKCS11.CK_OBJECT_HANDLE
) -> tuple[str, str, str]:
    wanted = (PyKCS11.CKA_LABEL, PyKCS11.CKA_ID, PyKCS11.CKA_VALUE)
    label, key_id, value = session.getAttributeValue(found, wanted)
    return _text(label or ""), bytes(key_id or ()).hex(), b64encode(bytes(value)).decode()


def _key_pair(session: PyKCS11.Session, *, kind: str, key_id: bytes, use: str) -> Answer:
    """Make a key pair of which the private half never leaves the module."""
    shared = [(PyKCS11.CKA_TOKEN, PyKCS11.CK_TRUE), (PyKCS11.CKA_ID, key_id)]
    public: list[tuple[int, object]] = [*shared, (PyKCS11.CKA_PRIVATE, PyKCS11.CK_FALSE)]
    private = [
        *shared,
        (PyKCS11.CKA_PRIVATE, PyKCS11.CK_TRUE),
        (PyKCS11.CKA_SENSITIVE, PyKCS11.CK_TRUE),
        (PyKCS11.CKA_EXTRACTABLE, PyKCS11.CK_FALSE),
        (_USES[use], PyKCS11.CK_TRUE),
    ]
    if kind == "RSA":
        public += [(PyKCS11.CKA_MODULUS_BITS, 2048), (PyKCS11.CKA_PUBLIC_EXPONENT, b"\1\0\1")]
        mechanism = PyKCS11.Mechanism(PyKCS11.CKM_RSA_PKCS_KEY_PAIR_GEN)
        shown = {"modulus": PyKCS11.CKA_MODULUS, "exponent": PyKCS11.CKA_PUBLIC_EXPONENT}
    else:
        public += [(PyKCS11.CKA_EC_PARAMS, _P256)]
        mechanism = PyKCS11.Mechanism(PyKCS11.CKM_EC_KEY_PAIR_GEN)
        shown = {"point": PyKCS11.CKA_EC_POINT}
    made, _ = session.generateKeyPair(public, private, mechanism)
    values = session.getAttributeValue(made, tuple(shown.values()))
    return {name: bytes(value).hex() for name, value in zip(shown, values, strict=True)}


def _certificate(told: Mapping[str, str]) -> list[tuple[int, object]]:
    return [
        (PyKCS11.CKA_CLASS, PyKCS11.CKO_CERTIFICATE),
        (PyKCS11.CKA_CERTIFICATE_TYPE, PyKCS11.CKC_X_509),
        (PyKCS11.CKA_TOKEN, PyKCS11.CK_TRUE),
        (PyKCS11.CKA_PRIVATE, PyKCS11.CK_FALSE),
        (PyKCS11.CKA_LABEL, told["label"]),
        (PyKCS11.CKA_ID, bytes.fromhex(told["id"])),
        (PyKCS11.CKA_SUBJECT, b64decode(told["subject"])),
        (PyKCS11.CKA_VALUE, b64decode(told["value"])),
    ]


def _text(padded: str) -> str:
    return padded.rstrip(" \0")


_OPERATIONS: Mapping[str, Callable[..., Answer]] = {
    "list": list_cards,
    "make": make_card,
    "write": write_certificates,
    "sign": sign,
}


def answer(asked: Mapping[str, Any]) -> Answer:
    """Carry out an operation; what the module refuses is told by stage and return value."""
    module = PyKCS11.PyKCS11Lib()
    try:
        module.load(asked["module"])
    except PyKCS11.PyKCS11Error as error:
        return Failed("load", error).answer
    try:
        return _OPERATIONS[asked["do"]](module, **asked["with"])
    except Failed as failed:
        return failed.answer
    except PyKCS11.PyKCS11Error as error:
        return Failed("module", error).answer


def main() -> None:
    """Answer on stdout; what a module, or what loads it, prints there goes to stderr."""
    with os.fdopen(os.dup(sys.stdout.fileno()), "w") as out:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
        json.dump(answer(json.load(sys.stdin)), out)


if __name__ == "__main__":
    main()
