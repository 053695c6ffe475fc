"""Staff who are invited, and the administrators who confirm them."""

from collections.abc import Mapping
from typing import Any

from cryptography.x509 import ReasonFlags

from tests.support import cards
from tests.support.people.people import Person, outcome
from tests.support.people.staff import Colleague
from tests.support.portal import TestPortal, lists_on_hand
from tests.support.scenarios.accounts import administrator, send_all_mail
from web.demo.authority import Card, Revocation

NAME = "測試審查員"
INVITED = {
    "name": NAME,
    "lastFour": "0006",
    "mailbox": "clara@agency.example",
    "role": "REVIEWER",
    "reason": "新進同仁",
}
ACCOUNT = "account { id controlNumber name }"


def claras(**other: Any) -> Card:
    """Issue the card of the invited person, or one that differs from it."""
    plan = {"subject_serial": f"{6:016}", "holder": NAME, "id_last4": "0006", **other}
    return cards.citizen(**plan)


async def admin_of(portal: TestPortal, card: Card | None = None) -> Colleague:
    """Return the first administrator, signed in."""
    bruno = await administrator(portal, card)
    return Colleague(portal=portal, browser=bruno.browser, card=bruno.card)


async def create_staff(portal: TestPortal, admin: Person, **other: str) -> tuple[str, str]:
    """Invite a new member of staff; return the account's id and the token of the mailed link."""
    made = await admin.do("createStaff", ACCOUNT, **{**INVITED, **other})
    assert made["__typename"] == "CreateStaffSuccess", made
    await send_all_mail(portal)
    return str(made["account"]["id"]), portal.post.link("/first-card")


async def bind(portal: TestPortal, token: str, card: Card | None = None) -> dict[str, Any]:
    """Follow an invitation's link in a browser of its own, and bind a card."""
    clara = Person.at(portal, card or claras())
    followed = await clara.follow(token)
    if followed["__typename"] != "FollowSignInLinkSuccess":
        return followed
    return await clara.bind_first()


async def awaiting(admin: Person) -> list[dict[str, Any]]:
    """List the staff who await confirmation."""
    shown = "boundAt account { id controlNumber } certificate { id holderName cardNumber }"
    field = f"awaitingConfirmation {{ edges {{ node {{ {shown} }} }} }}"
    found = await admin.read_of_staff(field)
    return [edge["node"] for edge in found["edges"]]


async def decide(admin: Person, mutation: str, node: Mapping[str, Any]) -> dict[str, Any]:
    """Confirm or reject a card that the list showed."""
    return await admin.do(
        mutation,
        ACCOUNT,
        accountId=node["account"]["id"],
        certificateId=node["certificate"]["id"],
    )


async def confirm(admin: Person) -> dict[str, Any]:
    """Confirm the only card that awaits it."""
    [node] = await awaiting(admin)
    return await decide(admin, "confirmStaffCard", node)


async def clara_confirmed(portal: TestPortal, admin: Person, **other: str) -> str:
    """Invite Clara, bind her card and confirm it; return the account's id."""
    account, token = await create_staff(portal, admin, **other)
    await bind(portal, token)
    assert outcome(await confirm(admin)) == "ConfirmStaffCardSuccess"
    await send_all_mail(portal)
    return account


async def invite_again(
    admin: Person, account: str, *, name: str = NAME, last_four: str = "0006"
) -> dict[str, Any]:
    return await admin.do(
        "inviteStaffAgain", ACCOUNT, accountId=account, name=name, lastFour=last_four
    )


async def revoke(portal: TestPortal, *revoked: Card, reason: ReasonFlags | None = None) -> None:
    """Put cards on the newest list, and let the worker mark them."""
    at = portal.clock()
    entries = (
        Revocation(serial_number=cards.serial_number(card), at=at, reason=reason)
        for card in revoked
    )
    await lists_on_hand(at, *entries)
    await portal.mark()
