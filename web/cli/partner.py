"""``python -m web partner``: partner systems are let in, get new tokens, and are shut out."""

import asyncio
import getpass
import os
from collections.abc import Coroutine, Sequence
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import click

from models.core.errors import UserError
from models.core.rules import PARTNER_TOKEN_LONGEST
from models.database.transaction import opened
from models.forms.typed_text import InvalidInput
from models.mail.letter import Language
from models.partner.partner import Partner, PartnerToken, Scope
from models.settings.settings import Settings
from resolvers.partner.manage import (
    Operator,
    create_partner,
    list_partners,
    revoke_partner,
    rotate_token,
    tokens_of,
)
from schema.words import say
from web.cli.settings import of_demo, settings_of
from web.http.context import now

by_whom = click.option("--by", help="Who does it; the user of this machine when left out.")


@click.group()
def partner() -> None:
    """Let the zone's other systems in, and out."""


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
@by_whom
@of_demo
def create(
    name: str,
    scopes: Sequence[str],
    handoff_url: str | None,
    days: int,
    by: str | None,
    state: Path | None,
) -> None:
    """Let a partner in; prints its id and, this once, its token."""
    settings = settings_of(state)
    _run(
        settings,
        _create(settings, name, scopes, handoff_url=handoff_url, days=days, by=_operator(by)),
    )


@partner.command()
@click.argument("partner_id", metavar="ID", type=click.UUID)
@click.option("--overlap-hours", default=24, show_default=True, help="The old token's rest.")
@by_whom
@of_demo
def rotate(partner_id: UUID, overlap_hours: int, by: str | None, state: Path | None) -> None:
    """Make a new token, and print it this once; the old one counts for the overlap."""
    _run(settings_of(state), _rotate(partner_id, overlap_hours, by=_operator(by)))


@partner.command()
@click.argument("partner_id", metavar="ID", type=click.UUID)
@by_whom
@of_demo
def revoke(partner_id: UUID, by: str | None, state: Path | None) -> None:
    """Shut a partner out at once."""
    _run(settings_of(state), _revoke(partner_id, by=_operator(by)))


@partner.command("list")
@of_demo
def show(state: Path | None) -> None:
    """List the partners, and how their tokens begin."""
    _run(settings_of(state), _list())


async def _create(
    settings: Settings,
    name: str,
    scopes: Sequence[str],
    *,
    handoff_url: str | None,
    days: int,
    by: Operator,
) -> None:
    """Let a partner in, and print its token."""
    present = now()
    made = await create_partner(
        by=by,
        name=name,
        scopes=[Scope(scope) for scope in scopes],
        handoff_url=handoff_url,
        # More than any token may live is refused there.
        expires_at=present + timedelta(days=min(days, 36_500)),
        mode=settings.mode,
        now=present,
    )
    click.echo(f"id     {made.partner.id}")
    _say_token(made.token.text)


async def _rotate(partner_id: UUID, overlap_hours: int, *, by: Operator) -> None:
    """Make a new token, and print it."""
    made = await rotate_token(by=by, partner_id=partner_id, overlap_hours=overlap_hours, now=now())
    _say_token(made.token.text)


async def _revoke(partner_id: UUID, *, by: Operator) -> None:
    """Shut a partner out, and say so."""
    ended = await revoke_partner(by=by, partner_id=partner_id, now=now())
    click.echo(f"{ended.name}: no token of it counts any more")


async def _list() -> None:
    """Print a line for each partner, and one for each of its tokens."""
    for found in await list_partners(by=_operator(None)):
        click.echo(_line(found))
        for token in await tokens_of(found):
            click.echo(f"  {_token_line(token)}")


def _line(found: Partner) -> str:
    """Say which partner it is, and what it may ask."""
    ended = f"  revoked {found.revoked_at:%Y-%m-%d}" if found.revoked_at else ""
    return f"{found.id}  {found.name}  {' '.join(found.scopes)}{ended}"


def _token_line(token: PartnerToken) -> str:
    """Say how a token begins, and whether anybody uses it."""
    used = f"{token.last_used_at:%Y-%m-%dT%H:%MZ}" if token.last_used_at else "never"
    ended = f"  revoked {token.revoked_at:%Y-%m-%dT%H:%MZ}" if token.revoked_at else ""
    return f"{token.prefix}…  until {token.expires_at:%Y-%m-%dT%H:%MZ}  used {used}{ended}"


def _say_token(text: str) -> None:
    """Print a token, the only time that it is known."""
    click.echo(f"token  {text}")
    click.echo("It is not shown again: only its hash is kept.", err=True)


def _operator(by: str | None) -> Operator:
    """Name who has the settings in hand."""
    try:
        return Operator(name=by or getpass.getuser())
    except (KeyError, OSError):
        # In a container the user may have a number and no name.
        return Operator(name=str(os.getuid()))


def _run(settings: Settings, work: Coroutine[object, object, None]) -> None:
    """Run a command with the database open; what its user can mend is one sentence for each."""

    async def run() -> None:
        async with opened(settings.database_url):
            await work

    try:
        asyncio.run(run())
    except InvalidInput as refusal:
        said = [
            f"{'.'.join(problem.path)}: {say(problem.code, Language.EN, problem.values)}"
            for problem in refusal.problems
        ]
        raise click.ClickException("\n".join(said)) from refusal
    except UserError as refusal:
        raise click.ClickException(say(refusal.code, Language.EN, refusal.values)) from refusal
