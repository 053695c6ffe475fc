"""The form for a relying party: every problem is reported at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from models.core.mode import Mode
from models.forms import kinds
from models.forms.typed_text import Form
from models.openid.jose.algorithms import Algorithm
from models.openid.jose.keys import JWK, KeysUnfit, read_client_keys
from models.openid.relying_party import OpenIDScope
from models.partner.handoff import is_address

MOST_ADDRESSES = 10
LONGEST_KEYS = 16_384


@dataclass(frozen=True, kw_only=True)
class TypedRegistration:
    """A registration as it was typed; ``keys`` is a JWK set as JSON, or None."""

    redirect_uris: Sequence[str]
    post_logout_redirect_uris: Sequence[str] = ()
    backchannel_logout_uri: str | None = None
    initiate_login_uri: str | None = None
    target_link_uri: str | None = None
    called_hosts: Sequence[str] = ()
    keys: str | None = None
    algorithm: Algorithm = Algorithm.ES256
    scopes: Sequence[OpenIDScope] = (OpenIDScope.OPENID, OpenIDScope.COMPANY)
    pkce_required: bool = True
    secret_allowed: bool = False


@dataclass(frozen=True, kw_only=True)
class Registration:
    """A registration after reading."""

    redirect_uris: list[str]
    post_logout_redirect_uris: list[str]
    backchannel_logout_uri: str | None
    initiate_login_uri: str | None
    target_link_uri: str | None
    called_hosts: list[str]
    keys: list[JWK]
    algorithm: Algorithm
    scopes: list[str]
    pkce_required: bool
    secret_allowed: bool


def read_registration(typed: TypedRegistration, *, mode: Mode) -> Registration:
    """Read a registration.

    :raises InvalidInput: naming every refused field.
    """
    form = Form()
    hosts = _hosts(form, typed.called_hosts)
    if not typed.redirect_uris:
        form.refuse("redirectUris", "REQUIRED")
    read = Registration(
        redirect_uris=_addresses(form, "redirectUris", typed.redirect_uris, mode=mode),
        post_logout_redirect_uris=_addresses(
            form, "postLogoutRedirectUris", typed.post_logout_redirect_uris, mode=mode
        ),
        backchannel_logout_uri=_called(
            form, "backchannelLogoutUri", typed.backchannel_logout_uri, hosts, mode=mode
        ),
        initiate_login_uri=_called(
            form, "initiateLoginUri", typed.initiate_login_uri, hosts, mode=mode
        ),
        target_link_uri=_called(form, "targetLinkUri", typed.target_link_uri, hosts, mode=mode),
        called_hosts=hosts,
        keys=_keys(form, typed),
        algorithm=typed.algorithm,
        # Without `openid` no request would be one of OpenID Connect.
        scopes=[one.value for one in OpenIDScope if one in {OpenIDScope.OPENID, *typed.scopes}],
        pkce_required=typed.pkce_required,
        secret_allowed=typed.secret_allowed,
    )
    form.close()
    return read


def _hosts(form: Form, typed: Sequence[str]) -> list[str]:
    if len(typed) > MOST_ADDRESSES:
        form.refuse("calledHosts", "TOO_MANY", values={"most": str(MOST_ADDRESSES)})
        return []
    read = [form.text("calledHosts", host, kinds.HOST_NAME).lower() for host in typed]
    return list(dict.fromkeys(read))


def _addresses(form: Form, name: str, typed: Sequence[str], *, mode: Mode) -> list[str]:
    if len(typed) > MOST_ADDRESSES:
        form.refuse(name, "TOO_MANY", values={"most": str(MOST_ADDRESSES)})
        return []
    read = [form.text(name, one, kinds.URL) for one in typed]
    if any(one and not is_address(one, mode=mode) for one in read):
        form.refuse(name, "HANDOFF_URL_SHAPE")
    return list(dict.fromkeys(read))


def _called(
    form: Form, name: str, typed: str | None, hosts: Sequence[str], *, mode: Mode
) -> str | None:
    address = form.optional(name, typed, kinds.URL)
    if address is None:
        return None
    if not is_address(address, mode=mode):
        form.refuse(name, "HANDOFF_URL_SHAPE")
    elif host_of(address) not in hosts:
        form.refuse(name, "HOST_NOT_CALLED", values={"host": host_of(address)})
    return address


def host_of(address: str) -> str:
    return (urlsplit(address).hostname or "").lower()


def _keys(form: Form, typed: TypedRegistration) -> list[JWK]:
    if not typed.keys:
        # A secret alone proves a client only where that was allowed.
        if not typed.secret_allowed:
            form.refuse("keys", "REQUIRED")
        return []
    try:
        if len(typed.keys) > LONGEST_KEYS:
            raise KeysUnfit(f"this is longer than {LONGEST_KEYS} characters")
        return read_client_keys(typed.keys)
    except KeysUnfit as unfit:
        form.refuse("keys", "KEYS_UNFIT", values={"why": str(unfit)})
        return []
