"""What holds a card's keys and counts the tries of its PIN."""

from collections.abc import Callable
from typing import Protocol

from web.demo.component.codes import AFTER_A_WRONG_PIN, LastError, Refused, RetCode
from web.demo.component.signing import Digest, in_python
from web.demo.testcard import Card

TRIES = 3


class Chip(Protocol):
    """Something that signs for who knows its PIN."""

    @property
    def tries_left(self) -> int | None:
        """Return the PIN tries that are left, 0 when it is locked; None when it does not tell."""

    @property
    def may_be_unlocked(self) -> bool:
        """Return whether `unlock` restores tries."""

    def unlock(self) -> None:
        """Restore all PIN tries, as the issuer's unlock page does."""

    def sign(self, content: bytes, *, digest: Digest | None, key_id: bytes, pin: str) -> bytes:
        """Log in, and sign as `Signer.sign` does.

        :raises Refused: when the PIN is wrong (a try is used), of a wrong length, or locked; when
            there is no such key, or it cannot be signed with
        """


class ChipInPython:
    """The chip of a card whose keys are at hand; every use of a try is told to ``saved``."""

    def __init__(self, card: Card, *, pin: str, saved: Callable[[], None]) -> None:
        self._card = card
        self._pin = pin
        self._saved = saved
        self.tries_left = TRIES

    @property
    def may_be_unlocked(self) -> bool:
        return True

    def unlock(self) -> None:
        self._set_tries(TRIES)

    def sign(self, content: bytes, *, digest: Digest | None, key_id: bytes, pin: str) -> bytes:
        self.log_in(pin)
        key = self._card.keys().get(key_id)
        if key is None:
            raise Refused(RetCode.KEY_NOT_FOUND)
        return in_python(key, content, digest)

    def log_in(self, pin: str) -> None:
        """Check a PIN; a correct one restores all tries.

        :raises Refused: when the PIN is wrong (a try is used), of a wrong length, or locked
        """
        if not 6 <= len(pin) <= 8:
            raise Refused(RetCode.LOGIN_FAILED, LastError.PIN_LENGTH)
        if self.tries_left == 0:
            raise Refused(RetCode.LOGIN_FAILED, LastError.PIN_LOCKED)
        if pin != self._pin:
            self._set_tries(self.tries_left - 1)
            raise Refused(RetCode.LOGIN_FAILED, AFTER_A_WRONG_PIN[self.tries_left])
        self._set_tries(TRIES)

    def _set_tries(self, left: int) -> None:
        if left != self.tries_left:
            self.tries_left = left
            self._saved()
