"""Sealing: what is kept is encrypted under the newest key, and opens under older ones too."""

from collections.abc import Sequence
from datetime import datetime

from cryptography.fernet import Fernet, InvalidToken, MultiFernet


class SealBroken(Exception):
    """Say that something does not open: it was changed, or its key is not among ours."""


class Seal:
    """Hold Fernet keys, the newest first: 32 bytes each, in URL-safe base64."""

    def __init__(self, keys: Sequence[str]) -> None:
        """Take the keys; ValueError when there is none, or one is no key."""
        fernets = [Fernet(key) for key in keys]
        self._all = MultiFernet(fernets)
        self._newest = fernets[0]

    def close(self, content: bytes, *, at: datetime) -> bytes:
        """Encrypt and authenticate under the newest key."""
        return self._newest.encrypt_at_time(content, int(at.timestamp()))

    def open(self, sealed: bytes) -> bytes:
        """Decrypt what `close` gave.

        :raises SealBroken: when it does not open.
        """
        try:
            return self._all.decrypt(sealed)
        except InvalidToken as fault:
            raise SealBroken from fault

    def renewed(self, sealed: bytes) -> bytes | None:
        """Seal again under the newest key; None when it is sealed so already.

        :raises SealBroken: when it does not open.
        """
        try:
            self._newest.decrypt(sealed)
        except InvalidToken:
            return self._resealed(sealed)
        return None

    def _resealed(self, sealed: bytes) -> bytes:
        try:
            return self._all.rotate(sealed)
        except InvalidToken as fault:
            raise SealBroken from fault
