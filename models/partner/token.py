"""The text of a partner's token: what a scanner can know it by, and what is kept of it."""

import secrets
import string
import zlib

from models.session.session import hashed

PREFIX = "gpz_"
ALPHABET = string.digits + string.ascii_uppercase + string.ascii_lowercase
# 62 to the power of 43 is a little more than 2 to the power of 256.
RANDOM = 43
CHECKSUM = 6
# What an administrator sees of a token, to tell it from another: no more than 8 random characters.
SHOWN = len(PREFIX) + 8


def made() -> str:
    """Make a token: ``gpz_``, 43 random characters of base62, and their checksum."""
    body = PREFIX + "".join(secrets.choice(ALPHABET) for _ in range(RANDOM))
    return body + checksum(body)


def checksum(body: str) -> str:
    """Compute the last six characters: CRC-32 (as zlib's) of all before them, in base62."""
    number, digits = zlib.crc32(body.encode()), ""
    for _ in range(CHECKSUM):
        number, digit = divmod(number, len(ALPHABET))
        digits = ALPHABET[digit] + digits
    return digits


def is_shaped(text: str) -> bool:
    """Tell whether a text can be a token at all; what cannot is never looked up."""
    body, last = text[:-CHECKSUM], text[-CHECKSUM:]
    shaped = len(text) == len(PREFIX) + RANDOM + CHECKSUM and body.startswith(PREFIX)
    return shaped and all(letter in ALPHABET for letter in body[4:]) and last == checksum(body)


def kept(text: str) -> str:
    """Give what is kept of a token (SHA-256, hex).

    A token is found by this hash: who measures how long that takes learns about the hash of a
    guess, which tells nothing of a token.
    """
    return hashed(text)
