"""``python -m web partner``: create and update partner systems, rotate tokens, revoke them."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import click

from models.core.rules import PARTNER_TOKEN_LONGEST
from models.partner.administrator import Operator
from models.partner.form import PartnerEdit
from models.partner.partner import NewToken, Partner, PartnerNotFound, PartnerToken, Scope
from resolvers.partner.manage import (
    create_partner,
    list_partners,
    revoke_partner,
    rotate_token,
    tokens_of,
)
from resolvers.partner.update import update_partner
from web.cli.common.database import open_database
from web.cli.common.operator import operator_name, operator_option
from web.cli.common.output import answer, json_option, remark, report
from web.cli.common.runner import OperatorGroup
from web.cli.settings import of_demo, settings_of
from web.clock import now


@click.group(cls=OperatorGroup)
def partner() -> None:
    pass


@partner.command()
@click.argument("name")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    required=True,
    type=click.Choice([scope.value for scope in Scope]),
    help="What its tokens may request; repeatable.",
)
@click.option(
    "--handoff-url", help="Where account holders are sent; required for the scope handoff."
)
@click.option(
    "--days",
    default=PARTNER_TOKEN_LONGEST.days,
    show_default=True,
    help="Days until the token expires.",
)
@operator_option
@json_option
@of_demo
async def create(
    name: str,
    scopes: Sequence[str],
    handoff_url: str | None,
    days: int,
    operator: str | None,
    state: Path | None,
) -> None:
    """Create a partner and print its id and, only this once, its token."""
    settings = settings_of(state)
    present = now()
    async with open_database(settings):
        created = await create_partner(
            actor=_operator(operator),
            name=name,
            scopes=[Scope(scope) for scope in scopes],
            handoff_url=handoff_url,
            # `create_partner` refuses days out of range; the cap prevents an overflow here.
            expires_at=present + timedelta(days=min(max(days, -36_500), 36_500)),
            mode=settings.mode,
            now=present,
        )
    _answer_token(created.partner.id, created.token, lines=[f"id     {created.partner.id}"])


@partner.command()
@click.argument("partner_id", metavar="ID", type=click.UUID)
@click.option("--name", help="The new name.")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    type=click.Choice([scope.value for scope in Scope]),
    help="What its tokens may request from now on, in place of all before; repeatable.",
)
@click.option("--handoff-url", help="The new address for hand-offs.")
@operator_option
@json_option
@of_demo
async def update(
    partner_id: UUID,
    name: str | None,
    scopes: Sequence[str],
    handoff_url: str | None,
    operator: str | None,
    state: Path | None,
) -> None:
    """Change a partner's name, scopes or address; scopes that are left out are lost at once."""
    settings, asking = settings_of(state), _operator(operator)
    async with open_database(settings):
        found = [one for one in await list_partners(actor=asking) if one.id == partner_id]
        if not found:
            raise PartnerNotFound("id")
        updated = await update_partner(
            actor=asking,
            partner_id=partner_id,
            version=found[0].version,
            edit=PartnerEdit(
                name=name,
                scopes=[Scope(scope) for scope in scopes] or None,
                handoff_url=handoff_url,
            ),
            mode=settings.mode,
            now=now(),
        )
        tokens = await tokens_of(updated)
    report([_line(updated)], data=_data(updated, tokens=tokens))


@partner.command()
@click.argument("partner_id", metavar="ID", type=click.UUID)
@click.option(
    "--overlap-hours",
    default=24,
    show_default=True,
    help="Hours for which the old token stays valid.",
)
@operator_option
@json_option
@of_demo
async def rotate(
    partner_id: UUID, overlap_hours: int, operator: str | None, state: Path | None
) -> None:
    """Print a new token, only this once; the old one stays valid for the overlap."""
    async with open_database(settings_of(state)):
        rotated = await rotate_token(
            actor=_operator(operator), partner_id=partner_id, overlap_hours=overlap_hours, now=now()
        )
    _answer_token(partner_id, rotated.token, lines=[])


@partner.command()
@click.argument("partner_id", metavar="ID", type=click.UUID)
@operator_option
@json_option
@of_demo
async def revoke(partner_id: UUID, operator: str | None, state: Path | None) -> None:
    """Revoke a partner's tokens at once."""
    async with open_database(settings_of(state)):
        revoked = await revoke_partner(actor=_operator(operator), partner_id=partner_id, now=now())
    report([f"{revoked.name}: its tokens are revoked"], data=_data(revoked, tokens=[]))


@partner.command("list")
@json_option
@of_demo
async def show(state: Path | None) -> None:
    """List the partners, and the first characters of their tokens."""
    lines: list[str] = []
    data: list[dict[str, object]] = []
    async with open_database(settings_of(state)):
        for listed in await list_partners(actor=_operator(None)):
            tokens = await tokens_of(listed)
            lines += [_line(listed), *(f"  {_token_line(token)}" for token in tokens)]
            data.append(_data(listed, tokens=tokens))
    answer(lines, data=data)


def _line(partner_system: Partner) -> str:
    ended = f"  revoked {partner_system.revoked_at:%Y-%m-%d}" if partner_system.revoked_at else ""
    scopes = " ".join(partner_system.scopes)
    return f"{partner_system.id}  {partner_system.name}  {scopes}{ended}"


def _token_line(token: PartnerToken) -> str:
    used = f"{token.last_used_at:%Y-%m-%dT%H:%MZ}" if token.last_used_at else "never"
    ended = f"  revoked {token.revoked_at:%Y-%m-%dT%H:%MZ}" if token.revoked_at else ""
    return f"{token.prefix}…  until {token.expires_at:%Y-%m-%dT%H:%MZ}  used {used}{ended}"


def _data(partner_system: Partner, *, tokens: Sequence[PartnerToken]) -> dict[str, object]:
    return {
        "id": partner_system.id,
        "name": partner_system.name,
        "scopes": partner_system.scopes,
        "handoff_url": partner_system.handoff_url,
        "revoked_at": partner_system.revoked_at,
        "tokens": [
            {
                "prefix": token.prefix,
                "expires_at": token.expires_at,
                "last_used_at": token.last_used_at,
                "revoked_at": token.revoked_at,
            }
            for token in tokens
        ],
    }


def _answer_token(partner_id: UUID, token: NewToken, *, lines: Sequence[str]) -> None:
    data = {"id": partner_id, "token": token.text}
    answer([*lines, f"token  {token.text}"], data=data)
    remark("The token is not shown again: only its hash is stored.")


def _operator(name: str | None) -> Operator:
    return Operator(name=operator_name(name))
