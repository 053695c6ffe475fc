"""Answers of the authorization endpoint: the address to which the browser goes back."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from models.openid.problem import Return, ReturnedError


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What goes back to a client by way of the browser: a code, or an error."""

    to: Return
    parameters: Mapping[str, str]

    @classmethod
    def with_code(cls, code: str, *, to: Return) -> "Answer":
        return cls(to=to, parameters={"code": code})

    @classmethod
    def of(cls, error: ReturnedError) -> "Answer":
        said = {"error": error.error, "error_description": error.description}
        return cls(to=error.to, parameters=said)

    def url(self, *, issuer: str) -> str:
        """Return the address; ``iss`` is in every answer (RFC 9207), ``state`` as it came."""
        state = {} if self.to.state is None else {"state": self.to.state}
        return with_parameters(self.to.redirect_uri, {**self.parameters, **state, "iss": issuer})


def with_parameters(address: str, parameters: Mapping[str, str]) -> str:
    """Add parameters to an address that has no fragment; its own query stays as it is."""
    if not parameters:
        return address
    joint = "&" if urlsplit(address).query else "?"
    return f"{address}{joint}{urlencode(parameters)}"
