"""The staff of the tests: Bruno and Berta review, Ada administers, Sue answers the telephone."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from models.account.account import Account
from models.session.roles import AccountKind, AccountStatus, Role
from tests.support import cards
from tests.support.people.members import ACTOR, make_member
from tests.support.people.people import FAILED, Person
from tests.support.portal import TestPortal
from web.demo.authority import Card

HEAD = "head { waiting putOff oldestWaiting ageMinutes sameDayAtRisk }"
CASE = """
  application { id caseNumber status company { controlNumber companyName } }
  version waitingSince ageMinutes forPerson claimedBy claimedUntil decidedBy putOffBecause
  results { field outcome lookAlikes } marked note
"""
HISTORY = "journal(first: 50) { edges { node { kind actor actorName } } }"
ON_FILE = "onFile { answered trouble rows fields { field stated onFile outcome lookAlikes } }"
MAILBOX = """
  expectedApproval { recipient mailbox message }
  proposedMailbox { id email verifiedHow proposedBy proposedAt confirmedBy confirmedAt }
"""
ACCOUNT = f"""
  id controlNumber kind status mailbox statusReason company {{ companyName }}
  certificates {{ edges {{ node {{ holderName cardNumber }} }} }} {HISTORY}
"""


@dataclass
class Colleague(Person):
    """A staff member."""

    async def queue(self, *, shown: str = CASE, **given: Any) -> dict[str, Any]:
        """Query the queue: the filter's fields, ``first`` and ``after``."""
        asked: dict[str, Any] = {key: given.pop(key, None) for key in ("first", "after")}
        field = f"""reviewQueue(filter: $filter, first: $first, after: $after) {{ {HEAD}
          edges {{ cursor node {{ {shown} }} }} pageInfo {{ hasNextPage endCursor }} }}"""
        variables = {key: value for key, value in asked.items() if value is not None}
        taken = "($filter: ReviewQueueFilter, $first: Int = 20, $after: Cursor)"
        return await self.read_of_staff(field, {**variables, "filter": given or None}, taken=taken)

    async def cases(self, **given: Any) -> list[dict[str, Any]]:
        return [edge["node"] for edge in (await self.queue(**given))["edges"]]

    async def case(
        self, application_id: str, *, shown: str = f"{CASE} {HISTORY}"
    ) -> dict[str, Any]:
        field = f"reviewCase(id: $id) {{ {shown} }}"
        return await self.read_of_staff(field, {"id": application_id}, taken="($id: ID!)")

    async def act(self, mutation: str, case: Mapping[str, Any], **given: object) -> dict[str, Any]:
        """Send a mutation on a case; a refusal's own fields are selected too."""
        kind = mutation[0].upper() + mutation[1:]
        decided = "... on AlreadyDecided { decidedBy verdict decidedAt }"
        more = {
            "claimApplication": "... on AlreadyClaimed { claimedBy claimedUntil }",
            "approveApplication": decided,
            "rejectApplication": f"{decided} ... on RejectApplicationSuccess {{ noteToApplicant }}",
        }.get(mutation, "")
        text = f"""mutation($input: {kind}Input!) {{ {mutation}(input: $input) {{ __typename
            {FAILED} {more} ... on {kind}Success {{ case {{ {CASE} {HISTORY} }} }} }} }}"""
        asked = {"id": case["application"]["id"], **given}
        result: dict[str, Any] = (await self.ask(text, {"input": asked}))[mutation]
        return result

    async def claim(self, case: Mapping[str, Any]) -> dict[str, Any]:
        return await self.act("claimApplication", case)

    async def release(self, case: Mapping[str, Any]) -> dict[str, Any]:
        return await self.act("releaseApplication", case)

    async def approve(
        self, case: Mapping[str, Any], *, recipient: str = "REGISTERED_MAILBOX", **given: object
    ) -> dict[str, Any]:
        stated = {**_shown(case), "recipient": recipient, **given}
        return await self.act("approveApplication", case, **stated)

    async def propose_mailbox(
        self,
        case: Mapping[str, Any],
        email: str = "verified@company.example",
        *,
        how: str = "電話查證",
    ) -> dict[str, Any]:
        """Propose a mailbox for a case, and say how it was verified."""
        said = {"version": case["version"], "email": email, "verifiedHow": how}
        return await self.act("proposeCaseMailbox", case, **said)

    async def confirm_mailbox(
        self, case: Mapping[str, Any], *, mailbox_id: str | None = None
    ) -> dict[str, Any]:
        """Confirm a mailbox: the one that is proposed now, unless another is named."""
        if mailbox_id is None:
            seen = await self.case(case["application"]["id"], shown=MAILBOX)
            mailbox_id = seen["proposedMailbox"]["id"]
        said = {"version": case["version"], "mailboxId": mailbox_id}
        return await self.act("confirmCaseMailbox", case, **said)

    async def reject(
        self, case: Mapping[str, Any], *, note: str = "請更正聯絡人", **given: object
    ) -> dict[str, Any]:
        said = {"fields": ["CONTACT_NAME"], "note": note, **given}
        return await self.act("rejectApplication", case, **_shown(case), **said)

    async def account(self, control_number: str) -> dict[str, Any]:
        field = f"account(controlNumber: $number) {{ {ACCOUNT} }}"
        number = {"number": control_number}
        return await self.read_of_staff(field, number, taken="($number: String!)")

    async def manage(self, deed: str, account_id: str, *, reason: str = "查證") -> dict[str, Any]:
        """Suspend, restore or close an account."""
        return await self.do(
            f"{deed}Account", f"account {{ {ACCOUNT} }}", id=account_id, reason=reason
        )


def history(record: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the events of a case or an account, oldest first."""
    return [edge["node"] for edge in reversed(record["journal"]["edges"])]


def _shown(case: Mapping[str, Any]) -> dict[str, object]:
    """What a decision sends of the case that the page shows."""
    number = case["application"]["company"]["controlNumber"]
    return {"version": case["version"], "controlNumber": number}


async def sign_in_staff(
    portal: TestPortal, *, name: str, serial: int, role: Role = Role.REVIEWER
) -> Colleague:
    """Create a staff account with a live card, and sign in with it."""
    card = await _bound(portal, name=name, serial=serial, role=role)
    person = Colleague(portal=portal, browser=portal.browser(), card=card)
    signed_in = await person.sign_in()
    assert signed_in["__typename"] == "SignInSuccess", signed_in
    return person


async def staff_awaiting(portal: TestPortal) -> None:
    """Create a staff account whose card awaits confirmation."""
    await _bound(portal, name="審核丙", serial=4, role=Role.REVIEWER, confirmed_by=None)


async def _bound(
    portal: TestPortal, *, name: str, serial: int, role: Role, confirmed_by: str | None = ACTOR
) -> Card:
    """Create a staff account with a live card."""
    card = cards.citizen(subject_serial=f"00000000000008{serial:02}", holder=name)
    account = await Account.create(
        id=uuid4(),
        control_number=f"STAFF0{serial:02}",
        kind=AccountKind.STAFF,
        status=AccountStatus.ACTIVE,
        role=role,
        opened_at=portal.clock(),
        name=name,
    )
    proof = cards.proof(cards.signed(card))
    email = f"staff{serial}@agency.example"
    await make_member(account, proof, email=email, at=portal.clock(), confirmed_by=confirmed_by)
    return card


async def bruno(portal: TestPortal) -> Colleague:
    """Sign in Bruno, a reviewer."""
    return await sign_in_staff(portal, name="審核甲", serial=1)


async def berta(portal: TestPortal) -> Colleague:
    """Sign in Berta, another reviewer."""
    return await sign_in_staff(portal, name="審核乙", serial=2)


async def sue(portal: TestPortal) -> Colleague:
    """Sign in Sue, of the help line."""
    return await sign_in_staff(portal, name="客服甲", serial=5, role=Role.SUPPORT)


async def ada(portal: TestPortal) -> Colleague:
    """Sign in Ada, the administrator."""
    return await sign_in_staff(portal, name="管理甲", serial=3, role=Role.ADMIN)
