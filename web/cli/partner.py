"""``python -m web partner``: partner systems are let in, get new tokens, and are shut out."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import click

from models.core.rules import PARTNER_TOKEN_LONGEST
from models.partner.partner import NewToken, Partner, PartnerToken, Scope
from resolvers.partner.manage import (
    Operator,
    create_partner,
    list_partners,
    revoke_partner,
    rotate_token,
    tokens_of,
)
from web.cli.common.database import open_database
from web.cli.common.operator import by_operator, operator_name
from web.cli.common.output import answer, json_option, remark, report
from web.cli.common.runner import OperatorGroup
from web.cli.settings import of_demo, settings_of
from web.http.context import now


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
    help="What its tokens may ask; once for each.",
)
@click.option("--handoff-url", help="Where holders are sent; needed for the scope handoff.")
@click.option(
    "--days", default=PARTNER_TOKEN_LONGEST.days, show_default=True, help="A token's life."
)
@by_operator
@json_option
@of_demo
async def create(
    name: str,
    scopes: Sequence[str],
    handoff_url: str | None,
    days: int,
    by: str | None,
    state: Path | None,
) -> None:
    """Let a partner in; prints its id and, this once, its token."""
    settings = settings_of(state)
    present = now()
    async with open_database(settings):
        made = await create_partner(
            actor=_operator(by),
            name=name,
            scopes=[Scope(scope) for scope in scopes],
            handoff_url=handoff_url,
            # More than any token may live is refused there.
            expires_at=present + timedelta(days=min(max(days, -36_500), 36_500)),
            mode=settings.mode,
            now=present,
        )
    _answer_token(made.partner.id, made.token, lines=[f"id     {made.partner.id}"])


@partner.command()
@click.argument("partner_id", metavar="ID", type=click.UUID)
@click.option("--overlap-hours", default=24, show_default=True, help="The old token's rest.")
@by_operator
@json_option
@of_demo
async def rotate(partner_id: UUID, overlap_hours: int, by: str | None, state: Path | None) -> None:
    """Make a new token, and print it this once; the old one counts for the overlap."""
    async with open_database(settings_of(state)):
        made = await rotate_token(
            actor=_operator(by), partner_id=partner_id, overlap_hours=overlap_hours, now=now()
        )
    _answer_token(partner_id, made.token, lines=[])


@partner.command()
@click.argument("partner_id", metavar="ID", type=click.UUID)
@by_operator
@json_option
@of_demo
async def revoke(partner_id: UUID, by: str | None, state: Path | None) -> None:
    """Shut a partner out at once."""
    async with open_database(settings_of(state)):
        ended = await revoke_partner(actor=_operator(by), partner_id=partner_id, now=now())
    report([f"{ended.name}: no token of it counts any more"], data=_data(ended, tokens=[]))


@partner.command("list")
@json_option
@of_demo
async def show(state: Path | None) -> None:
    """List the partners, and how their tokens begin."""
    lines: list[str] = []
    data: list[dict[str, object]] = []
    async with open_database(settings_of(state)):
        for found in await list_partners(actor=_operator(None)):
            tokens = await tokens_of(found)
            lines += [_line(found), *(f"  {_token_line(token)}" for token in tokens)]
            data.append(_data(found, tokens=tokens))
    answer(lines, data=data)


def _line(found: Partner) -> str:
    """Say which partner it is, and what it may ask."""
    ended = f"  revoked {found.revoked_at:%Y-%m-%d}" if found.revoked_at else ""
    return f"{found.id}  {found.name}  {' '.join(found.scopes)}{ended}"


def _token_line(token: PartnerToken) -> str:
    """Say how a token begins, and whether anybody uses it."""
    used = f"{token.last_used_at:%Y-%m-%dT%H:%MZ}" if token.last_used_at else "never"
    ended = f"  revoked {token.revoked_at:%Y-%m-%dT%H:%MZ}" if token.revoked_at else ""
    return f"{token.prefix}…  until {token.expires_at:%Y-%m-%dT%H:%MZ}  used {used}{ended}"


def _data(found: Partner, *, tokens: Sequence[PartnerToken]) -> dict[str, object]:
    return {
        "id": found.id,
        "name": found.name,
        "scopes": found.scopes,
        "handoff_url": found.handoff_url,
        "revoked_at": found.revoked_at,
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
    """Print a token, the only time that it is known."""
    data = {"id": partner_id, "token": token.text}
    answer([*lines, f"token  {token.text}"], data=data)
    remark("It is not shown again: only its hash is kept.")


def _operator(by: str | None) -> Operator:
    """Be who has the settings in hand."""
    return Operator(name=operator_name(by))
