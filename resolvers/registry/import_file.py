"""Import of a registry file: staged in batches, put on file at once, or not at all."""

from collections.abc import AsyncIterator, Callable
from datetime import datetime
from itertools import islice
from pathlib import Path

from models.account.account import Account
from models.account.missing_company import MissingCompany, MissingReason
from models.company.company import CompanyOnFile
from models.database.transaction import Change, tx
from models.journal.event import NewEvent
from models.journal.kinds import EventKind
from models.notices.registry import announce_mailbox
from models.registry import file as registry_file
from models.registry import lock
from models.registry.difference import Difference, Kind
from models.registry.entry import ImportedRegistry
from models.registry.file import RegistryFile
from models.registry.mailbox import MailboxChange, note_change
from models.registry.reading.refused import BadRow
from models.registry.report import (
    NAMED,
    UNREADABLE,
    ImportReport,
    Listing,
    NoListing,
    Outcome,
)
from models.registry.staging import Staging, delete_leftovers
from models.session.roles import AccountKind, AccountStatus

BATCH = 2_000
IMPORTER = "service:registry"
_LOOKED_UP_AT_ONCE = 500
_REASONS = {Kind.GONE: MissingReason.GONE, Kind.RELEASED: MissingReason.RELEASED}


async def import_registry(
    path: Path,
    *,
    now: datetime,
    confirmed: bool = False,
    heeds_release: bool = True,
    domain: str = "localhost",
    listing: Listing | None = None,
    advance: Callable[[int, int], None] = lambda done, of: None,
) -> ImportReport:
    """Import a registry file, after reading it to its end.

    A row that is unreadable keeps what is on file of its company. Where the company cannot be told,
    all companies that the file lacks are kept. An import that would take too many companies off
    file, or give too many another mailbox, changes nothing unless it is ``confirmed``; then it also
    drops what the file lacks.

    :param domain: that of the letters about new mailboxes
    :param listing: what each unreadable row, and each company that is new or otherwise, is added to
    :param advance: called with the number of rows read and of all
    :raises RegistryFileRefused: when the file is not a registry file, or has no end
    :raises ImportRunning: while another import is running
    """
    file = registry_file.read(path)
    listing = listing or NoListing()
    async with lock.locked():
        staging = await Staging.begin(file.source, at=now)
        report = ImportReport(source=file.source, unknown_columns=file.unknown_columns)
        await _stage(file, staging, report, listing=listing, advance=advance)
        if report.kept:
            difference = Difference(staging)
            await _compare(difference, report, heeds_release=heeds_release)
            mailboxes = await difference.mailboxes()
            report.mailboxes = sum(one.brings_another for one in mailboxes)
            is_held = report.is_too_much and not confirmed
            report.outcome = Outcome.HELD if is_held else Outcome.IMPORTED
            if not is_held and report.lost and not confirmed:
                report.kept_old += await staging.keep_missing()
                await _compare(difference, report, heeds_release=heeds_release)
                mailboxes = await difference.mailboxes()
            await _list(difference, report, listing)
        if report.outcome is Outcome.IMPORTED:
            registry = ImportedRegistry(heeds_release=heeds_release)
            async with tx() as change:
                await _put_on_file(
                    change, staging, difference, mailboxes, report, registry=registry, domain=domain
                )
        await delete_leftovers()
    return report


async def _stage(
    file: RegistryFile,
    staging: Staging,
    report: ImportReport,
    *,
    listing: Listing,
    advance: Callable[[int, int], None],
) -> None:
    rows = iter(file)
    while batch := list(islice(rows, BATCH)):
        companies = [row for row in batch if isinstance(row, CompanyOnFile)]
        bad = [row for row in batch if isinstance(row, BadRow)]
        if companies:
            await staging.add(companies)
        report.kept += len(companies)
        report.kept_old += await staging.keep(
            [row.control_number for row in bad if row.control_number]
        )
        _name(bad, report, listing)
        report.rows = file.rows
        advance(file.rows, file.expected_rows)


def _name(bad: list[BadRow], report: ImportReport, listing: Listing) -> None:
    report.unreadable += len(bad)
    report.lost += sum(row.is_lost for row in bad)
    report.skipped += bad[: NAMED - len(report.skipped)]
    for row in bad:
        listing.add(UNREADABLE, row=row.line, control_number=row.control_number, reason=row.reason)


async def _compare(difference: Difference, report: ImportReport, *, heeds_release: bool) -> None:
    report.before = await difference.count_before()
    for kind in Kind:
        if kind is not Kind.RELEASED or heeds_release:
            report.companies[kind] = await difference.count(kind)


async def _list(difference: Difference, report: ImportReport, listing: Listing) -> None:
    for kind, count in report.companies.items():
        if not count:
            continue
        async for number in difference.numbers(kind):
            if len(report.named[kind]) < NAMED:
                report.named[kind].append(number)
            elif isinstance(listing, NoListing):
                break
            listing.add(kind.value, row=None, control_number=number, reason="")


async def _put_on_file(
    change: Change,
    staging: Staging,
    difference: Difference,
    mailboxes: list[MailboxChange],
    report: ImportReport,
    *,
    registry: ImportedRegistry,
    domain: str,
) -> None:
    at = staging.at
    await staging.put_on_file()
    for one in mailboxes:
        for announcement in await note_change(one, at=at):
            await announce_mailbox(change, announcement, actor=IMPORTER, domain=domain, at=at)
    for kind, reason in _REASONS.items():
        if report.companies[kind]:
            async for account in _accounts(difference, kind):
                if not await _is_on_file(account, registry):
                    await MissingCompany.begin(change, account, reason, actor=IMPORTER, at=at)
    for case in await MissingCompany.filter(ended_at__isnull=True).prefetch_related("account"):
        if await _is_on_file(case.account, registry):
            await case.end(change, actor=IMPORTER, at=at)
    change.record(
        NewEvent(
            subject=f"registry:{staging.source.value}",
            kind=EventKind.REGISTRY_IMPORTED,
            actor=IMPORTER,
            at=at,
            payload={
                "import": str(staging.id),
                "rows": str(report.kept),
                "unreadable": str(report.unreadable),
                **{kind.value: str(count) for kind, count in report.companies.items()},
            },
        )
    )


async def _accounts(difference: Difference, kind: Kind) -> AsyncIterator[Account]:
    """Yield the open accounts of the companies of a kind."""
    numbers = [number async for number in difference.numbers(kind)]
    for begin in range(0, len(numbers), _LOOKED_UP_AT_ONCE):
        some = numbers[begin : begin + _LOOKED_UP_AT_ONCE]
        accounts = Account.filter(control_number__in=some, kind=AccountKind.BUSINESS)
        for account in await accounts.exclude(status=AccountStatus.CLOSED):
            yield account


async def _is_on_file(account: Account, registry: ImportedRegistry) -> bool:
    rows = await registry.look_up(control_number=account.control_number)
    return any(row.release is None for row in rows)
