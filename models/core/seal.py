"""Encryption at rest: data is sealed under the newest key and opens under older ones too."""

from collections.abc import Sequence
from datetime import datetime

from cryptography.fernet import Fernet, InvalidToken, MultiFernet


class SealBroken(Exception):
    """Sealed data does not open: it was changed, or its key is not configured."""


class Seal:
    """A ring of Fernet keys, the newest first: 32 bytes each, in URL-safe base64.

    :raises ValueError: when there is no key, or one is malformed
    """

    def __init__(self, keys: Sequence[str]) -> None:
        fernets = [Fernet(key) for key in keys]
        self._all = MultiFernet(fernets)
        self._newest = fernets[0]

    def close(self, content: bytes, *, at: datetime) -> bytes:
        return self._newest.encrypt_at_time(content, int(at.timestamp()))

    def open(self, sealed: bytes) -> bytes:
        """Decrypt sealed data.

        :raises SealBroken: when it does not open.
        """
        try:
            return self._all.decrypt(sealed)
        except InvalidToken as fault:
            raise SealBroken from fault

    def renewed(self, sealed: bytes) -> bytes | None:
        """Return the data sealed under the newest key, or None if it is already.

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
