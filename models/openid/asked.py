"""Reading an authorization request: each parameter is checked before anything is stored."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import NoReturn

from models.openid.jose.algorithms import OURS
from models.openid.jose.claims import check_hint
from models.openid.jose.keys import JWK
from models.openid.jose.tokens import TokenRefused, verify
from models.openid.problem import PageProblem, Return, ReturnedError
from models.openid.relying_party import OpenIDScope, RelyingParty
from models.openid.request import Prompt, Wish

LONGEST_STATE = 2048
LONGEST_NONCE = 512
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)
# Ten digits are three centuries.
_AGE = re.compile(r"[0-9]{1,10}", re.ASCII)
# ID tokens have the type that JWTs of any kind have; a logout token has its own.
HINT_TYPES = frozenset({"jwt"})


@dataclass(frozen=True, kw_only=True)
class Asked:
    """The parameters of an authorization request as they came; ``repeated`` came more than once."""

    parameters: Mapping[str, str]
    repeated: frozenset[str] = field(default=frozenset())

    def get(self, name: str) -> str | None:
        """Return a parameter; one without a value counts as absent (RFC 6749 §3.1)."""
        return self.parameters.get(name) or None


def return_of(asked: Asked, party: RelyingParty | None) -> tuple[RelyingParty, Return]:
    """Return the client, and where its answers go.

    :raises PageProblem: when either is unknown: nothing is sent to such an address.
    """
    if {"client_id", "redirect_uri"} & asked.repeated:
        raise PageProblem("invalid_request", "client_id and redirect_uri may come once.")
    if party is None:
        raise PageProblem("unauthorized_client", "This client_id is not registered.")
    address = asked.get("redirect_uri")
    # Compared as strings (RFC 9700 §4.1.3): no normalising, no prefix, no pattern.
    if address is None or address not in party.redirect_uris:
        raise PageProblem("invalid_request", "This redirect_uri is not registered for the client.")
    # A state that came twice belongs to nobody.
    state = None if "state" in asked.repeated else asked.parameters.get("state")
    if state is not None and len(state) > LONGEST_STATE:
        raise PageProblem("invalid_request", f"state has more than {LONGEST_STATE} characters.")
    return party, Return(redirect_uri=address, state=state)


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Reads the rest of a request; what is wrong goes back to the client."""

    asked: Asked
    party: RelyingParty
    to: Return
    issuer: str
    keys: Sequence[JWK]

    def wish(self) -> Wish:
        """Read the request.

        :raises ReturnedError: with the first problem.
        """
        if self.asked.repeated:
            names = ", ".join(sorted(self.asked.repeated))
            self._refuse("invalid_request", f"These parameters may come once: {names}.")
        self._check_response()
        return Wish(
            redirect_uri=self.to.redirect_uri,
            scopes=self._scopes(),
            state=self.to.state,
            nonce=self._nonce(),
            code_challenge=self._challenge(),
            prompts=self._prompts(),
            max_age=self._max_age(),
            subject=self._subject(),
        )

    def _check_response(self) -> None:
        for name in ("request", "request_uri", "registration"):
            if self.asked.get(name) is not None:
                self._refuse(f"{name}_not_supported", f"The parameter {name} is not supported.")
        kind = self.asked.get("response_type")
        if kind is None:
            self._refuse("invalid_request", "response_type is missing; the only one is code.")
        if kind != "code":
            self._refuse("unsupported_response_type", "The only response_type is code.")
        if self.asked.get("response_mode") not in (None, "query"):
            self._refuse("invalid_request", "The only response_mode is query.")

    def _scopes(self) -> Sequence[OpenIDScope]:
        asked = (self.asked.get("scope") or "").split(" ")
        if OpenIDScope.OPENID.value not in asked:
            self._refuse("invalid_scope", "scope must contain openid.")
        # Scopes that are unknown or were not granted are left out (OpenID Connect Core §3.1.2.1).
        return [scope for scope in self.party.reach if scope.value in asked]

    def _nonce(self) -> str | None:
        nonce = self.asked.get("nonce")
        if nonce is not None and len(nonce) > LONGEST_NONCE:
            self._refuse("invalid_request", f"nonce has more than {LONGEST_NONCE} characters.")
        return nonce

    def _challenge(self) -> str | None:
        challenge = self.asked.get("code_challenge")
        method = self.asked.get("code_challenge_method")
        if challenge is None:
            if self.party.pkce_required or method is not None:
                self._refuse("invalid_request", "code_challenge is missing (PKCE, S256).")
            return None
        # Without a method it would be `plain` (RFC 7636 §4.3).
        if method != "S256":
            self._refuse("invalid_request", "The only code_challenge_method is S256.")
        if not _CHALLENGE.fullmatch(challenge):
            self._refuse("invalid_request", "code_challenge is not a SHA-256 in base64url.")
        return challenge

    def _prompts(self) -> frozenset[Prompt]:
        names = (self.asked.get("prompt") or "").split()
        unknown = set(names) - {prompt.value for prompt in Prompt}
        if unknown or ("none" in names and len(set(names)) > 1):
            self._refuse(
                "invalid_request",
                "prompt is none alone, or some of login, consent and select_account.",
            )
        return frozenset(Prompt(name) for name in names)

    def _max_age(self) -> timedelta | None:
        age = self.asked.get("max_age")
        if age is None:
            return None
        if not _AGE.fullmatch(age):
            self._refuse("invalid_request", "max_age is not a number of seconds.")
        return timedelta(seconds=int(age))

    def _subject(self) -> str | None:
        token = self.asked.get("id_token_hint")
        if token is None:
            return None
        try:
            verified = verify(token, keys=self.keys, algorithms=OURS, types=HINT_TYPES)
            hint = check_hint(verified.claims, issuer=self.issuer)
        except TokenRefused:
            self._refuse("invalid_request", "id_token_hint is not an ID token of this service.")
        if hint.client_id != self.party.client_id:
            self._refuse("invalid_request", "id_token_hint belongs to another client.")
        return hint.subject

    def _refuse(self, error: str, description: str) -> NoReturn:
        raise ReturnedError(error, description, to=self.to)
