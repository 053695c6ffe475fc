"""``python -m web staff``: create and invite administrators, import existing accounts."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import click

from models.account.account import Account
from models.core.language import Language
from models.forms.typed_text import InvalidInput
from resolvers.account.import_accounts import import_accounts
from resolvers.staff.create_admin import Which, create_admin
from resolvers.staff.invite_at_terminal import Need, invite_at_terminal
from resolvers.staff.list_staff import StaffMember, list_staff
from web.cli.common.database import open_database
from web.cli.common.exits import CommandFailed, Exit
from web.cli.common.options import PORT
from web.cli.common.output import answer, json_option, report
from web.cli.common.progress import progress
from web.cli.common.runner import OperatorGroup
from web.cli.settings import of_demo, settings_of
from web.clock import now

# The options of input fields that are named otherwise.
_OPTIONS = {"lastFour": "last-four"}
_PORT = "The demo's port, if it is not the one with which it was last started."


@click.group(cls=OperatorGroup)
def staff() -> None:
    pass


@staff.command()
@click.option("--name", required=True, help="The administrator's name, as on the card.")
@click.option(
    "--last-four",
    required=True,
    help="The last four characters of the administrator's national ID number.",
)
@click.option(
    "--mailbox", required=True, help="The administrator's mailbox, for notices of changes."
)
@click.option("--another", is_flag=True, help="Create one even if an administrator exists already.")
@click.option("--port", type=PORT, help=_PORT)
@json_option
@of_demo
async def create(
    name: str, last_four: str, mailbox: str, state: Path | None, *, port: int | None, another: bool
) -> None:
    """Create an administrator and print the link that binds that person's card.

    Called again before the link was used, it voids that link and prints another for the same
    account.
    """
    settings = settings_of(state, port=port)
    async with open_database(settings):
        try:
            created = await create_admin(
                name=name,
                last_four=last_four,
                mailbox=mailbox,
                which=Which.ANOTHER if another else Which.FIRST,
                key=settings.secret_key,
                now=now(),
            )
        except InvalidInput as invalid:
            raise CommandFailed(Exit.REFUSED, _problems(invalid)) from invalid
    voided = [f"Voided the unused link of {number}." for number in created.voided]
    _print_link(
        created.account,
        f"{settings.origin}/first-card#{created.token}",
        created.expires_at,
        voided=voided,
    )


@staff.command()
@click.argument("number")
@click.option("--name", help="The person's name, if it is not the member's.")
@click.option(
    "--last-four", help="The last four characters of the person's ID number, if not the member's."
)
@click.option("--yes", is_flag=True, help="Invite even if an administrator can sign in.")
@click.option("--port", type=PORT, help=_PORT)
@json_option
@of_demo
async def invite(
    number: str,
    name: str | None,
    last_four: str | None,
    state: Path | None,
    *,
    port: int | None,
    yes: bool,
) -> None:
    """Print a link for an administrator who is locked out, such as STF-0001.

    It binds a card of the account's member, or of the person named if nobody belongs to it, and
    needs no confirmation. While an administrator can sign in, that one should invite instead.
    """
    settings = settings_of(state, port=port)
    async with open_database(settings):
        try:
            invited = await invite_at_terminal(
                control_number=number,
                name=name,
                last_four=last_four,
                need=Need.ANYHOW if yes else Need.LOCKED_OUT,
                key=settings.secret_key,
                now=now(),
            )
        except InvalidInput as invalid:
            raise CommandFailed(Exit.REFUSED, _problems(invalid)) from invalid
    link = f"{settings.origin}/first-card#{invited.token}"
    _print_link(invited.account, link, invited.expires_at, voided=[])


def _print_link(
    account: Account, link: str, expires_at: datetime, *, voided: Sequence[str]
) -> None:
    # The link is shown only here.
    lines = (
        *voided,
        f"{account.control_number}  ADMIN  {account.name}",
        f"Valid once, until {expires_at:%Y-%m-%dT%H:%M:%SZ}; open it in a browser:",
        link,
    )
    data = {
        "control_number": account.control_number,
        "name": account.name,
        "link": link,
        "expires_at": expires_at,
        "voided": list(voided),
    }
    answer(lines, data=data)


@staff.command("list")
@json_option
@of_demo
async def show(state: Path | None) -> None:
    """List the staff accounts: number, role, status, live cards, name, who awaits confirmation."""
    async with open_database(settings_of(state)):
        members = await list_staff(now=now())
    answer(map(_line, members), data=[_data(member) for member in members])


@staff.command("import-accounts")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@json_option
@of_demo
async def import_file(file: Path, state: Path | None) -> None:
    """Open accounts from CSV or JSON; importing a file again changes nothing.

    Columns, by these names or by table C's: control_number (管制編號), company_name (公司名稱),
    business_email (事業電子郵件信箱) or mailbox; the company's other facts may follow.
    """
    async with open_database(settings_of(state)):
        with progress(f"Importing {file.name}") as advance:
            imported = await import_accounts(file, now=now(), advance=advance)
    data = {
        "rows": imported.rows,
        "opened": imported.opened,
        "there": imported.there,
        "left_out": imported.left_out,
        "unknown_columns": imported.unknown_columns,
        "named": [{"row": row.line, "reason": row.reason} for row in imported.named],
    }
    report(imported.lines(), data=data)
    if not imported.opened and not imported.there:
        raise CommandFailed(Exit.REFUSED, f"{file.name}: no row could be imported")
    if imported.left_out:
        sentence = f"{file.name}: {imported.left_out} of {imported.rows} rows were skipped"
        raise CommandFailed(Exit.PARTIAL, sentence)


def _line(member: StaffMember) -> str:
    account = member.account
    role = account.role.value if account.role else "-"
    return (
        f"{account.control_number}  {role:8}  {account.status.value:9}  "
        f"{member.cards} live cards  {account.name}"
        f"{'  awaits confirmation' if member.awaiting else ''}"
    )


def _data(member: StaffMember) -> dict[str, object]:
    account = member.account
    return {
        "control_number": account.control_number,
        "role": account.role,
        "status": account.status,
        "live_cards": member.cards,
        "awaits_confirmation": bool(member.awaiting),
        "name": account.name,
    }


def _problems(invalid: InvalidInput) -> str:
    return " ".join(
        f"--{_OPTIONS.get(problem.path[0], problem.path[0])}: {problem.message(Language.EN)}"
        for problem in invalid.problems
    )
