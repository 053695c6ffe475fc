"""``python -m web staff``: create administrators, import existing accounts."""

from pathlib import Path

import click

from models.core.language import Language
from models.forms.typed_text import InvalidInput
from resolvers.account.import_accounts import import_accounts
from resolvers.staff.create_admin import Which, create_admin
from resolvers.staff.list_staff import StaffMember, list_staff
from web.cli.common.database import open_database
from web.cli.common.exits import CommandFailed, Exit
from web.cli.common.options import PORT
from web.cli.common.output import answer, json_option, report
from web.cli.common.progress import progress
from web.cli.common.runner import OperatorGroup
from web.cli.settings import of_demo, settings_of
from web.http.context import now


@click.group(cls=OperatorGroup)
def staff() -> None:
    pass


@staff.command()
@click.option("--name", required=True, help="The administrator's name.")
@click.option(
    "--mailbox", required=True, help="The administrator's mailbox, for notices of changes."
)
@click.option("--another", is_flag=True, help="Create one even if an administrator exists already.")
@click.option("--port", default=8000, type=PORT, show_default=True, help="The demo's port.")
@json_option
@of_demo
async def create(name: str, mailbox: str, state: Path | None, *, port: int, another: bool) -> None:
    """Create an administrator and print the link that binds the first card."""
    settings = settings_of(state, port=port)
    async with open_database(settings):
        try:
            created = await create_admin(
                name=name,
                mailbox=mailbox,
                which=Which.ANOTHER if another else Which.FIRST,
                key=settings.secret_key,
                now=now(),
            )
        except InvalidInput as invalid:
            raise CommandFailed(Exit.REFUSED, _problems(invalid)) from invalid
    # The link is shown only here.
    link = f"{settings.origin}/first-card#{created.token}"
    lines = (
        f"{created.account.control_number}  ADMIN  {created.account.name}",
        f"Valid once, until {created.expires_at:%Y-%m-%dT%H:%M:%SZ}; open it in a browser:",
        link,
    )
    data = {
        "control_number": created.account.control_number,
        "name": created.account.name,
        "link": link,
        "expires_at": created.expires_at,
    }
    answer(lines, data=data)


@staff.command("list")
@json_option
@of_demo
async def show(state: Path | None) -> None:
    """List the staff accounts: number, role, status, live cards, name."""
    async with open_database(settings_of(state)):
        members = await list_staff()
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
    )


def _data(member: StaffMember) -> dict[str, object]:
    account = member.account
    return {
        "control_number": account.control_number,
        "role": account.role,
        "status": account.status,
        "live_cards": member.cards,
        "name": account.name,
    }


def _problems(invalid: InvalidInput) -> str:
    return " ".join(
        f"--{problem.path[0]}: {problem.message(Language.EN)}" for problem in invalid.problems
    )
