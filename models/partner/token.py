"""The text of a partner's token, which secret scanners recognise, and the hash that is stored."""

import secrets
import string
import zlib

from models.session.session import hashed

PREFIX = "gpz_"
# Of staging: a token that turns up somewhere shows whose it is.
STAGING_PREFIX = "gpztest_"
ALPHABET = string.digits + string.ascii_uppercase + string.ascii_lowercase
# 62 to the power of 43 is a little more than 2 to the power of 256.
RANDOM = 43
CHECKSUM = 6
# How many random characters of a token administrators see, at most.
SHOWN = 8


def made(*, staging: bool = False) -> str:
    """Return a new token: its prefix, 43 random base62 characters, and their checksum."""
    random = "".join(secrets.choice(ALPHABET) for _ in range(RANDOM))
    body = (STAGING_PREFIX if staging else PREFIX) + random
    return body + checksum(body)


def shown(text: str) -> str:
    """Return the part of a token that administrators see."""
    return text[: len(_prefix_of(text)) + SHOWN]


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
    prefix = _prefix_of(text)
    shaped = len(text) == len(prefix) + RANDOM + CHECKSUM and body.startswith(prefix)
    random = body[len(prefix) :]
    return shaped and all(letter in ALPHABET for letter in random) and last == checksum(body)


def _prefix_of(text: str) -> str:
    return STAGING_PREFIX if text.startswith(STAGING_PREFIX) else PREFIX


def kept(text: str) -> str:
    """Return the hash of a token that is stored (SHA-256, hex).

    Lookups by this hash may leak timing, but only about the hash of a guess, which reveals nothing
    of a token.
    """
    return hashed(text)
