"""``python -m web staff``: the first administrator is made, accounts that existed are imported."""

import asyncio
from collections.abc import Coroutine
from pathlib import Path

import click

from models.account.import_file import AccountFileRefused
from models.database.transaction import opened
from models.forms.typed_text import InvalidInput
from models.mail.letter import Language
from models.settings.settings import Settings
from resolvers.account.import_accounts import import_accounts
from resolvers.staff.create_admin import AdminThere, Which, create_admin
from resolvers.staff.list_staff import list_staff
from schema.words import say
from web.cli.options import PORT
from web.cli.progress import progress
from web.cli.settings import of_demo, settings_of
from web.http.context import now


@click.group()
def staff() -> None:
    """Administrators, and accounts that existed before this service."""


@staff.command()
@click.option("--name", required=True, help="The administrator's name.")
@click.option("--mailbox", required=True, help="Where the administrator is told of changes.")
@click.option("--another", is_flag=True, help="Make one though there is one already.")
@click.option("--port", default=8000, type=PORT, show_default=True, help="The demo's port.")
@of_demo
def create(name: str, mailbox: str, state: Path | None, *, port: int, another: bool) -> None:
    """Make an administrator and print the link that binds the first card."""
    which = Which.ANOTHER if another else Which.FIRST
    _run(_create(settings_of(state, port=port), name=name, mailbox=mailbox, which=which))


@staff.command("list")
@of_demo
def show(state: Path | None) -> None:
    """List the accounts of staff: number, role, status, live cards, name."""
    _run(_list(settings_of(state)))


@staff.command("import-accounts")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@of_demo
def import_file(file: Path, state: Path | None) -> None:
    """Open accounts from CSV or JSON; the same file again changes nothing.

    Columns, by these names or table C's: control_number (管制編號), company_name (公司名稱),
    business_email (事業電子郵件信箱) or mailbox; the company's other facts may follow.
    """
    _run(_import(settings_of(state), file))


async def _create(settings: Settings, *, name: str, mailbox: str, which: Which) -> None:
    """Make the account; the link is shown here and nowhere else."""
    async with opened(settings.database_url):
        made = await create_admin(
            name=name, mailbox=mailbox, which=which, key=settings.secret_key, now=now()
        )
    click.echo(f"{made.account.control_number}  ADMIN  {made.account.name}")
    click.echo(f"Good once, until {made.expires_at:%Y-%m-%dT%H:%M:%SZ}; open it in a browser:")
    click.echo(f"{settings.origin}/first-card#{made.token}")


async def _list(settings: Settings) -> None:
    """Print one line for each."""
    async with opened(settings.database_url):
        for member in await list_staff():
            account = member.account
            role = account.role.value if account.role else "-"
            click.echo(
                f"{account.control_number}  {role:8}  {account.status.value:9}  "
                f"{member.cards} live cards  {account.name}"
            )


async def _import(settings: Settings, file: Path) -> None:
    """Import a file and report."""
    async with opened(settings.database_url):
        with progress(f"Importing {file.name}") as advance:
            report = await import_accounts(file, now=now(), advance=advance)
    for line in report.lines():
        click.echo(line)


def _run(coroutine: Coroutine[object, object, None]) -> None:
    """Run a command to its end; what its user can mend is one sentence."""
    try:
        asyncio.run(coroutine)
    except InvalidInput as wrong:
        said = (
            f"--{problem.path[0]}: {say(problem.code, Language.EN, problem.values)}"
            for problem in wrong.problems
        )
        raise click.ClickException(" ".join(said)) from wrong
    except (AdminThere, AccountFileRefused) as refusal:
        raise click.ClickException(str(refusal)) from refusal
