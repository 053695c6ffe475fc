"""Tests of finding a member, and of a membership that staff end."""

from typing import Any

import pytest

from models.account.account import Account
from models.card.certificate import Certificate, CertificateStatus
from models.journal.event import Event
from models.membership.membership import Membership
from models.membership.moves import Ending
from models.session.roles import Role
from tests.support.contract import global_id
from tests.support.people.people import Person, form, outcome
from tests.support.people.staff import ada
from tests.support.portal import COMPANY, TestPortal, on_file
from tests.support.scenarios.accounts import SECOND, staff_member, two_holders
from tests.support.scenarios.cards import recipients, reissued
from tests.support.scenarios.members import card_of, membership_of, one_dormant

BOB = "測試乙"
MEMBER = """id name beganAt dormantSince endsAt leavesAt endedAt
  account { controlNumber } certificate { id status }"""


async def end(staff: Person, *, reason: str = "轉任他公司", **who: object) -> dict[str, Any]:
    return await staff.do("endMembership", f"member {{ {MEMBER} }}", reason=reason, **who)


async def end_bob(staff: Person, **given: Any) -> dict[str, Any]:
    return await end(staff, membershipId=global_id(await membership_of(BOB)), **given)


async def by_card(staff: Person, number: str) -> Any:
    field = f"membersByCard(cardNumber: $number) {{ {MEMBER} }}"
    return await staff.read_of_staff(field, {"number": number}, taken="($number: String!)")


async def members(staff: Person) -> list[dict[str, Any]]:
    field = f"account(controlNumber: $number) {{ members {{ {MEMBER} }} }}"
    number = {"number": COMPANY.control_number}
    seen = await staff.read_of_staff(field, number, taken="($number: String!)")
    found: list[dict[str, Any]] = seen["members"]
    return found


async def test_staff_see_an_accounts_members_and_who_is_dormant(portal: TestPortal) -> None:
    await one_dormant(portal)
    await portal.work("dormant")
    staff = await staff_member(portal)

    alice, bob = await members(staff)

    assert (alice["name"], alice["dormantSince"]) == ("測試甲", None)
    assert (bob["name"], bob["certificate"]["status"]) == (BOB, "EXPIRED")
    assert bob["dormantSince"] is not None
    assert bob["endsAt"] > bob["dormantSince"]


async def test_staff_find_a_member_by_exactly_the_number_of_a_card(portal: TestPortal) -> None:
    await one_dormant(portal)
    staff = await staff_member(portal)
    await Certificate.filter(holder_name=BOB).update(card_number="TP00000000000002")

    found = await by_card(staff, " tp00000000000002 ")
    part = await by_card(staff, "TP0000000000000")
    unlike = await by_card(staff, "TP-1")

    assert [member["name"] for member in found] == [BOB]
    assert found[0]["account"]["controlNumber"] == COMPANY.control_number
    for none in (part, unlike):
        assert (none["code"], none["path"]) == ("MEMBERSHIP_NOT_FOUND", ["cardNumber"])


async def test_a_membership_that_has_ended_is_not_found_by_its_card(portal: TestPortal) -> None:
    await one_dormant(portal)
    staff = await staff_member(portal)
    await Certificate.filter(holder_name=BOB).update(card_number="TP00000000000002")
    before = await by_card(staff, "TP00000000000002")
    await end_bob(staff)

    after = await by_card(staff, "TP00000000000002")

    assert [member["name"] for member in before] == [BOB]
    assert after["code"] == "MEMBERSHIP_NOT_FOUND"


async def test_holders_find_nobody(portal: TestPortal) -> None:
    alice, _ = await two_holders(portal)

    assert await by_card(alice, "TP00000000000001") == {}


@pytest.mark.parametrize("named", ["membershipId", "certificateId"])
async def test_staff_end_the_membership_of_who_cannot_sign_in(
    portal: TestPortal, named: str
) -> None:
    await one_dormant(portal)
    staff = await staff_member(portal)
    [_, bob] = await members(staff)
    which = bob["id"] if named == "membershipId" else bob["certificate"]["id"]

    result = await end(staff, **{named: which})

    member = await membership_of(BOB)
    assert result["member"]["endedAt"] is not None
    assert (member.ended_at, member.ended_because) == (portal.clock(), Ending.ENDED_BY_STAFF)
    assert member.ended_note == "轉任他公司"
    assert (await card_of(BOB)).status is CertificateStatus.REMOVED
    assert recipients(await portal.mails()) == {
        COMPANY.business_email,
        "holder@company.example",
        "bob@company.example",
    }


async def test_the_reason_stands_in_no_event(portal: TestPortal) -> None:
    await one_dormant(portal)

    await end_bob(await staff_member(portal))

    events = await Event.filter(kind__in=["MEMBER_ENDED", "MEMBERSHIP_ENDED"])
    assert len(events) == 2
    assert "轉任他公司" not in str([event.payload for event in events])


async def test_who_was_ended_by_staff_can_apply_for_another_company(portal: TestPortal) -> None:
    await one_dormant(portal)
    staff = await staff_member(portal)
    portal.registry.rows = [on_file(), on_file(SECOND)]
    bob = Person.at(portal, reissued(2, BOB))
    await bob.apply(form(SECOND))
    refused = await bob.bind()

    await end_bob(staff)
    bound = await bob.bind()

    assert (refused["code"], refused["remedy"]) == ("PERSON_ALREADY_BOUND", "HELP")
    assert "客服" in refused["message"]
    assert outcome(bound) == "BindCertificateSuccess"


async def test_who_can_sign_in_is_not_ended_by_staff(portal: TestPortal) -> None:
    await two_holders(portal)

    result = await end_bob(await staff_member(portal))

    assert result["code"] == "MEMBER_CAN_SIGN_IN"
    assert (await membership_of(BOB)).ended_at is None


async def test_a_membership_that_has_ended_is_not_found(portal: TestPortal) -> None:
    await one_dormant(portal)
    staff = await staff_member(portal)
    await end_bob(staff)

    again = await end_bob(staff)
    nobody = await end(staff)

    assert (again["code"], nobody["code"]) == ("MEMBERSHIP_NOT_FOUND", "MEMBERSHIP_NOT_FOUND")


async def test_who_ever_belonged_to_the_company_does_not_end_it(portal: TestPortal) -> None:
    await one_dormant(portal)
    staff = await staff_member(portal)
    hers = await Certificate.get(holder_name="測試辛")
    await Certificate.filter(holder_name=BOB).update(person_id=hers.person_id)

    assert (await end_bob(staff))["code"] == "OWN_CASE"


async def test_only_an_administrator_ends_a_membership_of_staff(portal: TestPortal) -> None:
    staff, boss = await staff_member(portal), await ada(portal)
    await staff_member(portal, Role.REVIEWER, 91)
    account = await Account.get(control_number="S0000091")
    await Certificate.filter(account_id=account.id).update(status="EXPIRED")
    member = global_id(await Membership.get(account_id=account.id))

    by_reviewer = await end(staff, membershipId=member)
    by_admin = await end(boss, membershipId=member)

    assert by_reviewer["code"] == "NOT_ALLOWED"
    assert outcome(by_admin) == "EndMembershipSuccess"


async def test_ending_needs_a_fresh_proof_and_a_reason(portal: TestPortal) -> None:
    alice, _ = await one_dormant(portal)
    staff = await staff_member(portal)
    await alice.sign_in()

    silent = await end_bob(staff, reason=" ")
    by_holder = await end_bob(alice)
    portal.clock.forward(portal.settings.challenge_life * 2 + portal.settings.challenge_life)
    late = await end_bob(staff)

    assert silent["code"] == "INVALID_INPUT"
    assert by_holder["code"] == "NOT_ALLOWED"
    assert late["code"] == "CARD_PROOF_NEEDED"
    assert (await membership_of(BOB)).ended_at is None
