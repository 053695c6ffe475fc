"""Accounts that existed before are opened from a file, each to wait for its first card."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from tortoise.exceptions import IntegrityError

from models.account import import_file
from models.account.account import Account
from models.account.import_file import AccountRow
from models.database.transaction import tx
from models.registry.file import BadRow
from models.session.roles import AccountKind, AccountStatus

IMPORTER = "service:import"
BATCH = 500
# How many rows that were left out are named one by one; the rest are counted.
NAMED = 20
# How often a batch is begun again because somebody opened one of its accounts meanwhile.
_TRIES = 3


@dataclass
class AccountsReport:
    """Say what became of a file of accounts; only the first rows left out are kept by name."""

    unknown_columns: tuple[str, ...]
    rows: int = 0
    opened: int = 0
    there: int = 0
    left_out: int = 0
    named: list[BadRow] = field(default_factory=list)

    def leave_out(self, row: BadRow) -> None:
        """Count a row that cannot stand."""
        self.left_out += 1
        if len(self.named) < NAMED:
            self.named.append(row)

    def lines(self) -> list[str]:
        """Write the report for a terminal."""
        lines = [
            (
                f"{self.rows} rows read, {self.opened} accounts opened, "
                f"{self.there} there already and left as they are, {self.left_out} left out"
            )
        ]
        if self.unknown_columns:
            lines.append(f"Columns not understood: {', '.join(self.unknown_columns)}")
        lines += [f"  row {row.line}: {row.reason}" for row in self.named]
        if self.left_out > NAMED:
            lines.append(f"  … and {self.left_out - NAMED} more")
        return lines


async def import_accounts(
    path: Path,
    *,
    now: datetime,
    advance: Callable[[int, int], None] = lambda done, of: None,
) -> AccountsReport:
    """Open what is not open yet, batch by batch; an account that is open is never touched.

    Broken off, it leaves the batches that were done; run again, it finishes.

    :raises AccountFileRefused: when the file is not one of accounts.
    """
    file = import_file.read(path)
    report = AccountsReport(unknown_columns=file.columns.unknown)
    batch: dict[str, AccountRow] = {}
    for row in file:
        if isinstance(row, BadRow):
            report.leave_out(row)
        elif row.control_number in batch:
            first = batch[row.control_number].line
            report.leave_out(BadRow(row.line, f"its control number stands in row {first} too"))
        else:
            batch[row.control_number] = row
        if len(batch) >= BATCH:
            await _open(batch, report, now=now)
            advance(file.rows, file.expected_rows)
    await _open(batch, report, now=now)
    advance(file.rows, file.rows)
    report.rows = file.rows
    return report


async def _open(batch: dict[str, AccountRow], report: AccountsReport, *, now: datetime) -> None:
    """Open a batch and empty it."""
    for left in reversed(range(_TRIES)):
        try:
            opened = await _try_to_open(batch, report, now=now)
            break
        except IntegrityError:
            # Somebody was faster with one of them: looked at anew, it is there already.
            if not left:
                raise
    report.opened += opened
    batch.clear()


async def _try_to_open(
    batch: dict[str, AccountRow], report: AccountsReport, *, now: datetime
) -> int:
    """Open those of a batch that are not open, in one change, and count them."""
    open_ones = Account.filter(control_number__in=list(batch)).exclude(status=AccountStatus.CLOSED)
    there = {account.control_number for account in await open_ones.only("control_number")}
    rows = [row for number, row in batch.items() if number not in there]
    accounts = [_account(row, at=now) for row in rows]
    if accounts:
        async with tx() as change:
            await Account.bulk_create(accounts, using_db=change.client)
            for account in accounts:
                account.note(change, "ACCOUNT_OPENED", actor=IMPORTER, at=now)
    report.there += len(batch) - len(rows)
    return len(accounts)


def _account(row: AccountRow, *, at: datetime) -> Account:
    """Make the account of a row: active, and without a card."""
    return Account(
        control_number=row.control_number,
        kind=AccountKind.BUSINESS,
        status=AccountStatus.ACTIVE,
        opened_at=at,
        name=row.facts["company_name"],
        mailbox=row.facts["business_email"],
        facts=row.facts,
        changed_at=at,
    )
