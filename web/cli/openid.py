"""``python -m web openid``: register partner systems for OpenID Connect, and rotate keys."""

from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

import click

from models.openid.form import LONGEST_KEYS, TypedRegistration
from models.openid.jose.algorithms import Algorithm
from models.openid.relying_party import OpenIDScope
from models.openid.signing_key import SigningKey
from models.partner.administrator import Operator
from resolvers.openid.manage import (
    list_parties,
    register_party,
    remove_party,
    renew_secret,
)
from resolvers.openid.rotate_keys import rotate_keys
from web.cli.common.database import open_database
from web.cli.common.operator import operator_name, operator_option
from web.cli.common.output import answer, json_option, report
from web.cli.common.registrations import answer_secret, data_of
from web.cli.common.runner import OperatorGroup
from web.cli.settings import of_demo, settings_of
from web.clock import now


@click.group(cls=OperatorGroup)
def openid() -> None:
    pass


@openid.command()
@click.argument("partner_id", metavar="PARTNER", type=click.UUID)
@click.option(
    "--redirect-uri",
    "redirect_uris",
    multiple=True,
    required=True,
    help="Where codes may go; repeatable.",
)
@click.option(
    "--post-logout-redirect-uri",
    "post_logout_redirect_uris",
    multiple=True,
    help="Where holders may return after signing out; repeatable.",
)
@click.option("--backchannel-logout-uri", help="What is told when a session ends.")
@click.option(
    "--initiate-login-uri",
    help="Where a sign-in starts from the portal's menu; without it the partner is not in it.",
)
@click.option("--target-link-uri", help="The address of the partner that is sent along.")
@click.option(
    "--called-host",
    "called_hosts",
    multiple=True,
    help="A host that this service may call, or send holders to; repeatable.",
)
@click.option(
    "--keys",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file with the client's public keys as a JWK set.",
)
@click.option(
    "--algorithm",
    type=click.Choice([one.value for one in Algorithm]),
    default=Algorithm.ES256.value,
    show_default=True,
    help="What signs the ID tokens.",
)
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    type=click.Choice([scope.value for scope in OpenIDScope]),
    default=(OpenIDScope.OPENID.value, OpenIDScope.COMPANY.value),
    show_default=True,
    help="What the partner may ask for; repeatable.",
)
@click.option(
    "--without-pkce", is_flag=True, help="Accept requests without a code challenge; for tests."
)
@click.option(
    "--secret", "secret_allowed", is_flag=True, help="Let the client prove itself by a secret."
)
@click.option("--renew-secret", is_flag=True, help="Make a new secret; the old one ends at once.")
@operator_option
@json_option
@of_demo
async def register(
    partner_id: UUID,
    redirect_uris: Sequence[str],
    post_logout_redirect_uris: Sequence[str],
    backchannel_logout_uri: str | None,
    initiate_login_uri: str | None,
    target_link_uri: str | None,
    called_hosts: Sequence[str],
    keys: Path | None,
    algorithm: str,
    scopes: Sequence[str],
    *,
    without_pkce: bool,
    secret_allowed: bool,
    renew_secret: bool,
    operator: str | None,
    state: Path | None,
) -> None:
    """Register a partner, or replace its registration, and print its client id."""
    settings = settings_of(state)
    typed = TypedRegistration(
        redirect_uris=redirect_uris,
        post_logout_redirect_uris=post_logout_redirect_uris,
        backchannel_logout_uri=backchannel_logout_uri,
        initiate_login_uri=initiate_login_uri,
        target_link_uri=target_link_uri,
        called_hosts=called_hosts,
        keys=_read(keys) if keys else None,
        algorithm=Algorithm(algorithm),
        scopes=[OpenIDScope(scope) for scope in scopes],
        pkce_required=not without_pkce,
        secret_allowed=secret_allowed,
    )
    async with open_database(settings):
        registered = await register_party(
            actor=_operator(operator),
            partner_id=partner_id,
            typed=typed,
            renew_secret=renew_secret,
            seal=settings.evidence_seal,
            mode=settings.mode,
            now=now(),
        )
    answer_secret(registered)


@openid.command("renew-secret")
@click.argument("partner_id", metavar="PARTNER", type=click.UUID)
@click.option(
    "--overlap-hours",
    default=24,
    show_default=True,
    help="Hours for which the old secret stays valid.",
)
@operator_option
@json_option
@of_demo
async def renew(
    partner_id: UUID, overlap_hours: int, operator: str | None, state: Path | None
) -> None:
    """Print a new client secret, only this once; the old one stays valid for the overlap."""
    async with open_database(settings_of(state)):
        renewed = await renew_secret(
            actor=_operator(operator), partner_id=partner_id, overlap_hours=overlap_hours, now=now()
        )
    answer_secret(renewed)


@openid.command()
@click.argument("partner_id", metavar="PARTNER", type=click.UUID)
@operator_option
@json_option
@of_demo
async def remove(partner_id: UUID, operator: str | None, state: Path | None) -> None:
    """Remove a partner's registration at once."""
    async with open_database(settings_of(state)):
        removed = await remove_party(actor=_operator(operator), partner_id=partner_id, now=now())
    report([f"{removed.partner.name}: {removed.party.client_id} is removed"], data=data_of(removed))


@openid.command("list")
@json_option
@of_demo
async def show(state: Path | None) -> None:
    """List the registrations."""
    async with open_database(settings_of(state)):
        found = await list_parties(actor=_operator(None))
    lines = [
        f"{one.party.client_id}  {one.partner.name}  {one.party.algorithm.value}"
        f"  {' '.join(one.party.scopes)}"
        for one in found
    ]
    answer(lines, data=[data_of(one) for one in found])


@openid.command("rotate-keys")
@click.option(
    "--at-once",
    is_flag=True,
    help="Withdraw the old keys now, as when one is no longer secret; else they end by and by.",
)
@operator_option
@json_option
@of_demo
async def rotate(*, at_once: bool, operator: str | None, state: Path | None) -> None:
    """Make new keys to sign with, for the algorithms of the registrations."""
    settings = settings_of(state)
    async with open_database(settings):
        added = await rotate_keys(
            seal=settings.evidence_seal,
            at_once=at_once,
            actor=_operator(operator).actor,
            now=now(),
        )
    report([_key_line(key) for key in added], data=[_key_data(key) for key in added])


def _read(path: Path) -> str:
    # One more than is accepted, so that a file that is too long is refused as such.
    with path.open(encoding="utf-8") as opened:
        return opened.read(LONGEST_KEYS + 1)


def _key_line(key: SigningKey) -> str:
    return f"{key.algorithm.value}  {key.kid}  signs from {key.signs_from:%Y-%m-%dT%H:%MZ}"


def _key_data(key: SigningKey) -> dict[str, object]:
    return {"kid": key.kid, "algorithm": key.algorithm.value, "signs_from": key.signs_from}


def _operator(name: str | None) -> Operator:
    return Operator(name=operator_name(name))
