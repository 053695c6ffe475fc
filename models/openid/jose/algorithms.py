"""The signature algorithms of OpenID Connect that this service knows (RFC 7518 §3.1)."""

from enum import StrEnum


class Algorithm(StrEnum):
    """A signature algorithm, by its name in RFC 7518; RS256 is for stock software alone."""

    ES256 = "ES256"
    PS256 = "PS256"
    RS256 = "RS256"


# The type of key that an algorithm needs (RFC 7518 §6.1).
KEY_TYPES = {Algorithm.ES256: "EC", Algorithm.PS256: "RSA", Algorithm.RS256: "RSA"}
# With what this service may have signed.
OURS = tuple(Algorithm)
# With what a client may sign its assertions.
OF_CLIENTS = (Algorithm.ES256, Algorithm.PS256)
