"""An imported account whose mailbox is wrong, and those who correct it."""

from typing import Any

from strawberry.relay import to_base64

from models.account.account import Account
from models.account.mailbox_correction import MailboxCorrection
from tests.support.contract import global_id
from tests.support.people.people import Person, outcome
from tests.support.portal import COMPANY, TestPortal
from tests.support.scenarios.accounts import account_without_card

OLD, NEW = COMPANY.business_email, "right@company.example"
SHOWN = """correction { id status controlNumber accountName email proposedAt expiresAt confirmedAt
    effectiveAt doneAt followsObjection previousMailbox reason evidence proposedBy confirmedBy
    note }"""


async def imported(portal: TestPortal) -> str:
    """Create an imported account that has no card yet; return its global id."""
    account = await account_without_card(portal)
    facts = {**(account.facts or {}), "business_email": OLD}
    await Account.filter(id=account.id).update(facts=facts)
    return to_base64("Account", account.id)


async def propose_correction(staff: Person, account_id: str, **other: object) -> dict[str, Any]:
    told: dict[str, object] = {
        "mailbox": OLD,
        "email": NEW,
        "reason": "公司來電表示未收到信件",
        "evidence": "測試字第1號",
        **other,
    }
    return await staff.do("proposeMailboxCorrection", SHOWN, accountId=account_id, **told)


async def confirm_correction(staff: Person) -> dict[str, Any]:
    """Confirm the newest correction."""
    return await staff.do("confirmMailboxCorrection", SHOWN, id=global_id(await newest()))


async def end_correction(staff: Person, note: str = "查證") -> dict[str, Any]:
    """End the newest correction."""
    return await staff.do("endMailboxCorrection", SHOWN, id=global_id(await newest()), note=note)


async def newest() -> MailboxCorrection:
    found = await MailboxCorrection.all().order_by("-proposed_at").first()
    assert found is not None
    return found


async def proposed(staff: Person, account_id: str) -> dict[str, Any]:
    """Propose a correction, which must succeed."""
    said = await propose_correction(staff, account_id)
    assert outcome(said) == "ProposeMailboxCorrectionSuccess", said
    return said


async def confirmed(first: Person, second: Person, account_id: str) -> dict[str, Any]:
    """Propose a correction and confirm it, which must succeed."""
    await proposed(first, account_id)
    said = await confirm_correction(second)
    assert outcome(said) == "ConfirmMailboxCorrectionSuccess", said
    return said


async def stop_correction(portal: TestPortal, token: str) -> dict[str, Any]:
    shown = "correction { controlNumber companyName effectiveAt }"
    return await Person.at(portal).do("stopMailboxCorrection", shown, token=token)


async def look_at_correction(portal: TestPortal, token: str) -> dict[str, Any]:
    asked = """query($token: String!) { mailboxCorrectionLink(token: $token) {
        controlNumber companyName effectiveAt } }"""
    return await Person.at(portal).read(asked, {"token": token})
