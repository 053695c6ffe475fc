"""Parameters of OpenID Connect, as pairs of text, turned into values; and values into documents."""

import base64
import binascii
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from urllib.parse import unquote_plus

from models.core.rules import KEYS_CACHED
from models.openid.asked import Asked
from models.openid.claims import STAGING, acr_of
from models.openid.client.authentication import ASSERTION_TYPE, Credentials
from models.openid.code import Redemption
from models.openid.jose.algorithms import OF_CLIENTS, Algorithm
from models.openid.problem import ClientRefused, ProtocolError
from models.openid.relying_party import OpenIDScope
from models.openid.request import Prompt
from resolvers.openid.end_session import LogoutAsked
from resolvers.openid.redeem import Tokens

Pairs = Sequence[tuple[str, str]]

AUTHORIZE, TOKEN, USERINFO = "/oidc/authorize", "/oidc/token", "/oidc/userinfo"
LOGOUT, KEYS = "/oidc/logout", "/oidc/jwks"
KEYS_MAX_AGE = int(KEYS_CACHED.total_seconds())


def read_asked(pairs: Pairs) -> Asked:
    times = Counter(name for name, _ in pairs)
    return Asked(
        parameters=dict(pairs), repeated=frozenset(name for name in times if times[name] > 1)
    )


def read_logout(pairs: Pairs) -> LogoutAsked:
    asked = read_asked(pairs)
    return LogoutAsked(
        id_token_hint=asked.get("id_token_hint"),
        client_id=asked.get("client_id"),
        post_logout_redirect_uri=asked.get("post_logout_redirect_uri"),
        state=asked.get("state"),
        is_clear=not asked.repeated,
    )


def read_redemption(pairs: Pairs) -> Redemption:
    """Read a token request.

    :raises ProtocolError: when it is malformed, or no redemption of a code.
    """
    asked = read_asked(pairs)
    if asked.repeated:
        names = ", ".join(sorted(asked.repeated & _OF_REDEMPTION)) or "one of them"
        raise ProtocolError("invalid_request", f"A parameter came more than once: {names}.")
    grant = asked.get("grant_type")
    if grant is None:
        raise ProtocolError("invalid_request", "grant_type is missing.")
    if grant != "authorization_code":
        raise ProtocolError("unsupported_grant_type", "The only grant_type is authorization_code.")
    code, address = asked.get("code"), asked.get("redirect_uri")
    if code is None or address is None:
        raise ProtocolError("invalid_request", "code and redirect_uri are required.")
    return Redemption(code=code, redirect_uri=address, code_verifier=asked.get("code_verifier"))


_OF_REDEMPTION = frozenset(
    {
        *("grant_type", "code", "redirect_uri", "code_verifier", "client_id", "client_secret"),
        *("client_assertion", "client_assertion_type"),
    }
)


def read_credentials(pairs: Pairs, *, authorization: Sequence[str]) -> Credentials:
    """Read how a client proves itself: by an assertion, or a secret in the header or the form.

    :raises ClientRefused: when it does not, or in a form that is malformed.
    :raises ProtocolError: when it does in two ways at once (RFC 6749 §2.3).
    """
    asked = read_asked(pairs)
    assertion, secret = asked.get("client_assertion"), asked.get("client_secret")
    ways = [len(authorization) > 0, assertion is not None, secret is not None]
    if sum(ways) > 1 or len(authorization) > 1:
        raise ProtocolError("invalid_request", "A client proves itself in one way only.")
    client_id = asked.get("client_id")
    if authorization:
        credentials = _basic(authorization[0])
        if client_id not in (None, credentials.client_id):
            raise ClientRefused("client_id is not that of the Authorization header.")
        return credentials
    if assertion is not None:
        if asked.get("client_assertion_type") != ASSERTION_TYPE:
            raise ClientRefused(f"client_assertion_type must be {ASSERTION_TYPE}.")
        return Credentials(client_id=client_id or _issuer_of(assertion), assertion=assertion)
    if client_id is None or secret is None:
        raise ClientRefused("Send a client_assertion, or the registered secret.")
    return Credentials(client_id=client_id, secret=secret)


def _basic(header: str) -> Credentials:
    """Read the header of RFC 6749 §2.3.1: id and secret are form-encoded before base64."""
    scheme, _, text = header.partition(" ")
    try:
        decoded = base64.b64decode(text.strip(), validate=True).decode("ascii")
    except (binascii.Error, UnicodeDecodeError) as fault:
        raise ClientRefused("The Authorization header is malformed.") from fault
    name, colon, secret = decoded.partition(":")
    if scheme.lower() != "basic" or not colon:
        raise ClientRefused("The Authorization header is malformed.")
    return Credentials(client_id=unquote_plus(name), secret=unquote_plus(secret))


def _issuer_of(assertion: str) -> str:
    """Return which client an assertion names, before it is verified (RFC 7523 §3)."""
    try:
        body = assertion.split(".")[1]
        padded = body + "=" * (-len(body) % 4)
        claims = json.loads(base64.urlsafe_b64decode(padded))
    except (IndexError, ValueError, RecursionError) as fault:
        raise ClientRefused("The client assertion is malformed.") from fault
    named = claims.get("iss") if isinstance(claims, dict) else None
    if not isinstance(named, str):
        raise ClientRefused("The client assertion names no client.")
    return named


def token_document(tokens: Tokens) -> Mapping[str, object]:
    """Return the answer of the token endpoint (RFC 6749 §5.1)."""
    return {
        "access_token": tokens.access_token,
        "token_type": "Bearer",
        "expires_in": tokens.expires_in,
        "scope": " ".join(scope.value for scope in tokens.scopes),
        "id_token": tokens.id_token,
    }


def error_document(problem: ProtocolError) -> Mapping[str, object]:
    return {"error": problem.error, "error_description": problem.description}


def discovery_document(
    *, issuer: str, algorithms: Sequence[Algorithm], staging: bool = False
) -> Mapping[str, object]:
    """Return what OpenID Connect Discovery §3 and RFC 8414 §2 publish."""
    return {
        "issuer": issuer,
        "authorization_endpoint": issuer + AUTHORIZE,
        "token_endpoint": issuer + TOKEN,
        "userinfo_endpoint": issuer + USERINFO,
        "end_session_endpoint": issuer + LOGOUT,
        "jwks_uri": issuer + KEYS,
        "scopes_supported": [scope.value for scope in OpenIDScope],
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": [one.value for one in algorithms],
        "token_endpoint_auth_methods_supported": [
            "private_key_jwt",
            "client_secret_basic",
            "client_secret_post",
        ],
        "token_endpoint_auth_signing_alg_values_supported": [one.value for one in OF_CLIENTS],
        "code_challenge_methods_supported": ["S256"],
        "acr_values_supported": [acr_of(issuer)],
        "claims_supported": [
            *("iss", "sub", "aud", "exp", "iat", "auth_time", "nonce", "acr", "amr", "sid"),
            *("at_hash", "name", "control_number", "account_kind", "company_name"),
            "certificate_sha256",
            *(STAGING if staging else ()),
        ],
        "prompt_values_supported": [prompt.value for prompt in Prompt],
        "ui_locales_supported": ["zh-Hant-TW", "en"],
        "authorization_response_iss_parameter_supported": True,
        "backchannel_logout_supported": True,
        "backchannel_logout_session_supported": True,
        "claims_parameter_supported": False,
        "request_parameter_supported": False,
        "request_uri_parameter_supported": False,
    }
