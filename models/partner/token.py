"""The text of a partner's token, which secret scanners recognise, and the hash that is stored."""

import secrets
import string
import zlib

from models.session.session import hashed

PREFIX = "gpz_"
ALPHABET = string.digits + string.ascii_uppercase + string.ascii_lowercase
# 62 to the power of 43 is a little more than 2 to the power of 256.
RANDOM = 43
CHECKSUM = 6
# The part of a token that administrators see, with no more than 8 random characters.
SHOWN = len(PREFIX) + 8


def made() -> str:
    """Return a new token: ``gpz_``, 43 random base62 characters, and their checksum."""
    body = PREFIX + "".join(secrets.choice(ALPHABET) for _ in range(RANDOM))
    return body + checksum(body)


def checksum(body: str) -> str:
    """Return the last six characters: CRC-32 (as zlib's) of all before them, in base62."""
    number, digits = zlib.crc32(body.encode()), ""
    for _ in range(CHECKSUM):
        number, digit = divmod(number, len(ALPHABET))
        digits = ALPHABET[digit] + digits
    return digits


def is_shaped(text: str) -> bool:
    """Return whether a text has the form of a token; others are never looked up."""
    body, last = text[:-CHECKSUM], text[-CHECKSUM:]
    shaped = len(text) == len(PREFIX) + RANDOM + CHECKSUM and body.startswith(PREFIX)
    return shaped and all(letter in ALPHABET for letter in body[4:]) and last == checksum(body)


def kept(text: str) -> str:
    """Return the hash of a token that is stored (SHA-256, hex).

    Lookups by this hash may leak timing, but only about the hash of a guess, which reveals nothing
    of a token.
    """
    return hashed(text)
