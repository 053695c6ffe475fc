"""Tests of a company's new mailbox in the registry: it counts after notice to old and new."""

from datetime import timedelta
from pathlib import Path

from models.account.account import Account
from models.core.rules import MAIL_TRIED_FOR, REGISTRY_MAILBOX_NOTICE
from models.journal.event import Event
from models.mail.outbox import Mail
from models.outside.smtp import MailRefused
from models.registry.entry import ImportedRegistry
from models.registry.mailbox import MailboxStatus, RegistryMailbox
from models.registry.report import ImportReport, Outcome
from resolvers.registry.import_file import import_registry
from tests.support.people.people import Person, form
from tests.support.people.staff import bruno
from tests.support.portal import COMPANY, TestPortal
from tests.support.registry.files import row, table_c
from tests.support.scenarios.accounts import holder
from tests.support.scenarios.cards import recipients

OLD, NEW, THIRD = COMPANY.business_email, "new@company.example", "third@company.example"
NUMBER = COMPANY.control_number
SECOND = timedelta(seconds=1)


async def on_file(
    portal: TestPortal, folder: Path, *mailboxes: str, confirmed: bool = False
) -> ImportReport:
    """Import a file in which the company has a row for each of these mailboxes."""
    rows = [row(control_number=NUMBER, business_email=mailbox) for mailbox in mailboxes]
    report = await import_registry(
        table_c(folder, row(1), *rows), now=portal.clock(), confirmed=confirmed
    )
    portal.registry.rows = list(await ImportedRegistry().look_up(control_number=NUMBER))
    return report


async def apply(portal: TestPortal, mailbox: str) -> Person:
    alice = Person.at(portal)
    await alice.apply(form() | {"businessEmail": mailbox})
    await alice.bind()
    await portal.review()
    return alice


async def in_use() -> set[str | None]:
    rows = await ImportedRegistry().look_up(control_number=NUMBER)
    return {found.mailbox_in_use or found.business_email for found in rows}


async def after_notice(portal: TestPortal) -> None:
    await portal.later(REGISTRY_MAILBOX_NOTICE)
    await portal.work("registry")


async def test_both_mailboxes_are_told_and_the_old_one_counts_until_then(
    portal: TestPortal, tmp_path: Path
) -> None:
    await on_file(portal, tmp_path, OLD)
    await on_file(portal, tmp_path, NEW)
    announced = await portal.mails()

    await portal.later(REGISTRY_MAILBOX_NOTICE - SECOND)
    await portal.work("registry")
    before = await in_use()
    await portal.later(SECOND)
    await portal.work("registry")
    counts = await portal.mails()

    assert recipients(announced) == recipients(counts) == {OLD, NEW}
    assert before == {OLD}
    assert await in_use() == {NEW}
    assert await RegistryMailbox.all().count() == 0
    kinds = await Event.filter(subject=f"registry:{NUMBER}", kind__startswith="REGISTRY")
    assert [event.kind for event in kinds] == [
        "REGISTRY_MAILBOX_ANNOUNCED",
        "REGISTRY_MAILBOX_COUNTS",
    ]


async def test_an_approval_goes_to_the_mailbox_that_counts(
    portal: TestPortal, tmp_path: Path
) -> None:
    await on_file(portal, tmp_path, OLD)
    await on_file(portal, tmp_path, NEW)
    await portal.mails()

    await apply(portal, NEW)

    assert recipients(await portal.mails()) == {OLD}


async def test_a_reviewer_is_told_why_the_old_one_is_used(
    portal: TestPortal, tmp_path: Path
) -> None:
    await on_file(portal, tmp_path, OLD)
    await import_registry(
        table_c(tmp_path, row(1), row(control_number=NUMBER, business_email=NEW, contact_name="")),
        now=portal.clock(),
    )
    portal.registry.rows = list(await ImportedRegistry().look_up(control_number=NUMBER))
    await apply(portal, NEW)
    reviewer = await bruno(portal)
    reviewer.browser.headers["accept-language"] = "en"

    [case] = await reviewer.cases()
    shown = await reviewer.case(
        case["application"]["id"],
        shown="onFile { mailboxInUse } expectedApproval { recipient mailbox message }",
    )

    assert shown["onFile"] == {"mailboxInUse": OLD}
    assert shown["expectedApproval"]["recipient"] == "REGISTERED_MAILBOX"
    assert shown["expectedApproval"]["mailbox"] == OLD
    assert "until its notice is over" in shown["expectedApproval"]["message"]


async def test_a_change_that_is_taken_back_never_counts(portal: TestPortal, tmp_path: Path) -> None:
    await on_file(portal, tmp_path, OLD)
    await on_file(portal, tmp_path, NEW)
    await on_file(portal, tmp_path, OLD)
    await portal.mails()

    await after_notice(portal)

    assert await in_use() == {OLD}
    assert await RegistryMailbox.all().count() == 0


async def test_another_change_begins_the_notice_again(portal: TestPortal, tmp_path: Path) -> None:
    await on_file(portal, tmp_path, OLD)
    await on_file(portal, tmp_path, NEW)
    await portal.mails()
    await portal.later(REGISTRY_MAILBOX_NOTICE - SECOND)

    await on_file(portal, tmp_path, THIRD)
    told = await portal.mails()
    await portal.later(SECOND)
    await portal.work("registry")
    early = await in_use()
    await after_notice(portal)

    assert recipients(told) == {OLD, THIRD}
    assert early == {OLD}
    assert await in_use() == {THIRD}


async def test_the_same_file_again_prolongs_nothing(portal: TestPortal, tmp_path: Path) -> None:
    await on_file(portal, tmp_path, OLD)
    await on_file(portal, tmp_path, NEW)
    await portal.mails()
    await portal.later(REGISTRY_MAILBOX_NOTICE / 2)

    await on_file(portal, tmp_path, NEW)
    again = await portal.mails()
    await portal.later(REGISTRY_MAILBOX_NOTICE / 2)
    await portal.work("registry")

    assert again == []
    assert await in_use() == {NEW}


async def test_a_company_that_comes_back_with_another_mailbox_waits_too(
    portal: TestPortal, tmp_path: Path
) -> None:
    await on_file(portal, tmp_path, OLD)
    await on_file(portal, tmp_path)
    await on_file(portal, tmp_path, NEW)

    assert recipients(await portal.mails()) == {OLD, NEW}
    assert await in_use() == {OLD}


async def test_a_second_mailbox_beside_the_first_waits_too(
    portal: TestPortal, tmp_path: Path
) -> None:
    await on_file(portal, tmp_path, OLD)
    await on_file(portal, tmp_path, OLD, NEW)

    assert await in_use() == {OLD}
    await portal.mails()
    await after_notice(portal)
    assert await in_use() == {OLD, NEW}


async def test_the_first_mailbox_of_a_company_counts_at_once(
    portal: TestPortal, tmp_path: Path
) -> None:
    await on_file(portal, tmp_path, "")
    await on_file(portal, tmp_path, NEW)

    assert await portal.mails() == []
    assert await in_use() == {NEW}


async def test_capitals_make_no_other_mailbox(portal: TestPortal, tmp_path: Path) -> None:
    await on_file(portal, tmp_path, OLD)
    await on_file(portal, tmp_path, OLD.upper())

    assert await portal.mails() == []
    assert await RegistryMailbox.all().count() == 0


async def test_a_mailbox_that_does_not_take_the_notice_never_counts(
    portal: TestPortal, tmp_path: Path
) -> None:
    await on_file(portal, tmp_path, OLD)
    await on_file(portal, tmp_path, NEW)
    await Mail.filter(recipient=OLD).update(due_at=portal.clock() + timedelta(days=1))
    portal.post.trouble = MailRefused("550 no such user", code=550)
    await portal.mail()
    portal.post.trouble = None
    await portal.later(MAIL_TRIED_FOR)
    await portal.mails()

    await after_notice(portal)

    assert await in_use() == {OLD}
    assert [one.status for one in await RegistryMailbox.all().order_by("status")] == [
        MailboxStatus.FORMER,
        MailboxStatus.UNREACHED,
    ]


async def test_it_waits_while_its_notice_has_not_gone_out(
    portal: TestPortal, tmp_path: Path
) -> None:
    await on_file(portal, tmp_path, OLD)
    await on_file(portal, tmp_path, NEW)

    await after_notice(portal)
    unsent = await in_use()
    await portal.mails()
    await portal.work("registry")

    assert unsent == {OLD}
    assert await in_use() == {NEW}


async def test_the_mailbox_of_an_open_account_is_told_and_stays(
    portal: TestPortal, tmp_path: Path
) -> None:
    await holder(portal)
    await Account.filter(kind="BUSINESS").update(mailbox="account@company.example")
    await on_file(portal, tmp_path, OLD)
    await on_file(portal, tmp_path, NEW)
    told = await portal.mails()
    await after_notice(portal)

    assert recipients(told) == {OLD, NEW, "account@company.example"}
    assert (await Account.get(kind="BUSINESS")).mailbox == "account@company.example"


async def test_very_many_new_mailboxes_want_to_be_confirmed(
    portal: TestPortal, tmp_path: Path
) -> None:
    before = [row(number) for number in range(10)]
    await import_registry(table_c(tmp_path, *before), now=portal.clock())
    after = [
        its | {"business_email": f"x{place}@thief.example"} for place, its in enumerate(before)
    ]

    held = await import_registry(table_c(tmp_path, *after), now=portal.clock())
    nobody = await portal.mails()
    done = await import_registry(table_c(tmp_path, *after), now=portal.clock(), confirmed=True)

    assert (held.outcome, held.mailboxes, nobody) == (Outcome.HELD, 10, [])
    assert done.outcome is Outcome.IMPORTED
    assert await RegistryMailbox.filter(status=MailboxStatus.WAITING).count() == 10
