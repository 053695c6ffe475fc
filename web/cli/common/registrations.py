"""Registrations for OpenID Connect as commands print them."""

from resolvers.openid.manage import Registered
from web.cli.common.output import answer, remark


def answer_secret(registered: Registered) -> None:
    lines = [f"client  {registered.party.client_id}"]
    if registered.secret:
        lines.append(f"secret  {registered.secret}")
    answer(lines, data={**data_of(registered), "client_secret": registered.secret})
    if registered.secret:
        remark("The secret is not shown again: only its hash is stored.")


def data_of(registered: Registered) -> dict[str, object]:
    party = registered.party
    return {
        "client_id": party.client_id,
        "partner_id": party.partner_id,
        "partner": registered.partner.name,
        "redirect_uris": party.redirect_uris,
        "post_logout_redirect_uris": party.post_logout_redirect_uris,
        "backchannel_logout_uri": party.backchannel_logout_uri,
        "initiate_login_uri": party.initiate_login_uri,
        "target_link_uri": party.target_link_uri,
        "called_hosts": party.called_hosts,
        "algorithm": party.algorithm.value,
        "scopes": party.scopes,
        "pkce_required": party.pkce_required,
        "secret_allowed": party.secret_allowed,
        "previous_secret_until": party.previous_secret_until,
        "removed_at": party.removed_at,
    }
