"""The errors of the protocol, by their wire names; they are no errors of the GraphQL contract."""

from dataclasses import dataclass


class ProtocolError(Exception):
    """An error of OAuth 2.0 or OpenID Connect.

    ``error`` is its registered name, ``description`` one English sentence in ASCII without quotes
    (RFC 6749 §5.2), for the developers of the partner's system.
    """

    def __init__(self, error: str, description: str) -> None:
        super().__init__(f"{error}: {description}")
        self.error = error
        self.description = description


class PageProblem(ProtocolError):
    """A request that comes from no known client or address: it is shown, and redirects nowhere."""


class ClientRefused(ProtocolError):
    """The client did not prove itself (RFC 6749 §5.2, ``invalid_client``)."""

    def __init__(self, description: str) -> None:
        super().__init__("invalid_client", description)


class TokenInvalid(ProtocolError):
    """The access token is unknown, expired or revoked, or its holder may no longer act."""

    def __init__(self) -> None:
        super().__init__("invalid_token", "The access token is unknown, expired or revoked.")


@dataclass(frozen=True, kw_only=True)
class Return:
    """Where an answer of the authorization endpoint goes, and what it brings back."""

    redirect_uri: str
    state: str | None


class ReturnedError(ProtocolError):
    """An error that the client receives at its redirect address."""

    def __init__(self, error: str, description: str, *, to: Return) -> None:
        super().__init__(error, description)
        self.to = to
