"""RSA keys that are made once for all workers and runs, since making one takes 50 ms or more.

A process gets each key at most once, so that keys that must differ do.
"""

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)

# What cards, authorities and partners have; other keys are rare, and made anew.
_KEPT = (65537, 2048)
_make = rsa.generate_private_key


class KeptKeys:
    """The keys of a folder, by number; those that are not there yet are made."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = count()

    def next_key(
        self, public_exponent: int, key_size: int, backend: object = None
    ) -> rsa.RSAPrivateKey:
        """Return a key that this process has not had; takes the place of cryptography's maker."""
        if (public_exponent, key_size) != _KEPT:
            return _make(public_exponent, key_size)
        file = self._folder / f"{next(self._numbers)}.der"
        try:
            content = file.read_bytes()
        except FileNotFoundError:
            content = self._kept(file)
        # Checking its primes again would take half as long as making it.
        key = load_der_private_key(content, password=None, unsafe_skip_rsa_key_validation=True)
        assert isinstance(key, rsa.RSAPrivateKey)
        return key

    def _kept(self, file: Path) -> bytes:
        with self._alone():
            # Another process may have made it meanwhile.
            if not file.exists():
                made = _make(*_KEPT)
                new = file.with_suffix(f".{os.getpid()}")
                new.write_bytes(
                    made.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
                )
                new.rename(file)
        return file.read_bytes()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with (self._folder / "lock").open("wb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def keep_keys() -> None:
    """Have this process take its RSA keys from those that are kept."""
    folder = Path(tempfile.gettempdir()) / f"gpszone-test-keys-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    rsa.generate_private_key = KeptKeys(folder).next_key
