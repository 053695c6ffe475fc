"""Tests of every field for staff, asked by everybody."""

import asyncio

import pytest
from graphql import (
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
)
from strawberry.relay import to_base64

from models.application.application import Application
from models.journal.event import Event
from schema.ids import NOBODY
from tests.rights.refusals import DEEDS
from tests.support.contract import contract
from tests.support.people.people import FAILED, Person
from tests.support.people.staff import ada, berta, bruno, sue
from tests.support.portal import TestPortal
from tests.support.scenarios.accounts import holder
from tests.support.scenarios.review import NO_APPLICATION, awaiting_reviewer

NO_ACCOUNT = to_base64("Account", NOBODY)
NO_CARD = to_base64("Certificate", NOBODY)
NO_DISPUTE, NO_MEMBER = to_base64("CertificateDispute", NOBODY), to_base64("Member", NOBODY)
NO_REQUEST, NO_JOIN = to_base64("AccessRequest", NOBODY), to_base64("IdentityJoin", NOBODY)
NO_MISSING, NO_REHEARSAL = to_base64("MissingCompany", NOBODY), to_base64("Rehearsal", NOBODY)
NO_CHALLENGE = to_base64("Challenge", NOBODY)
NO_FIX = to_base64("MailboxCorrection", NOBODY)
NO_MAILBOX, NO_PARTNER = to_base64("CaseMailbox", NOBODY), to_base64("Partner", NOBODY)
CASE = f'input: {{ id: "{NO_APPLICATION}" }}'
VERSION = f'id: "{NO_APPLICATION}", version: 1'
DECIDED = f'{VERSION}, controlNumber: "A0000006"'
STAND = f'input: {{ id: "{NO_ACCOUNT}", reason: "查證" }}'
STAFF_CARD = f'input: {{ accountId: "{NO_ACCOUNT}", certificateId: "{NO_CARD}" }}'
PARTNER = f'input: {{ id: "{NO_PARTNER}" }}'
OPENED = 'name: "", mailbox: "a@b.example", reason: "n"'
SENT = '{ sender: "n", sentAt: "2026-03-01T04:00:00Z", reference: "n" }'
LATER = "2026-04-02T04:00:00Z"
DENIED, SAID_NO, NO_CASE = "SIGN_IN_NEEDED", "NOT_ALLOWED", "APPLICATION_NOT_FOUND"
# The whole of `staff` is null.
NO_STAFF = "no staff"
NOT_THERE, INVALID = "ACCOUNT_NOT_FOUND", "INVALID_INPUT"
NO_CORRECTION = "MAILBOX_CORRECTION_NOT_FOUND"
FOR_SUPPORT = 'inquiry(number: "A0000006")'
# Of each field: the code for a REVIEWER, and for an ADMIN; None is an answer. The SUPPORT role is
# refused all but FOR_SUPPORT.
QUERIES: dict[str, tuple[str | None, str | None]] = {
    "reviewQueue": (None, None),
    f'reviewCase(id: "{NO_APPLICATION}")': (NO_CASE, NO_CASE),
    f'rejectionPreview(id: "{NO_APPLICATION}", note: "n")': (NO_CASE, NO_CASE),
    "disputes": (None, None),
    'account(controlNumber: "Z")': (NOT_THERE, NOT_THERE),
    "accounts": (None, None),
    'membersByCard(cardNumber: "Z")': ("MEMBERSHIP_NOT_FOUND", "MEMBERSHIP_NOT_FOUND"),
    "accessRequests": (None, None),
    "identityJoins": (None, None),
    "mailboxCorrections": (None, None),
    "missingCompanies": (None, None),
    "awaitingConfirmation": (SAID_NO, None),
    "partners": (SAID_NO, None),
    "relyingParties": (SAID_NO, None),
    "journal": (SAID_NO, None),
    FOR_SUPPORT: (None, None),
    "officeYears": (None, None),
    'figures(month: "2026-03-02")': (None, None),
}
MUTATIONS: dict[str, tuple[str | None, str | None]] = {
    f"claimApplication({CASE})": (NO_CASE, NO_CASE),
    f"releaseApplication({CASE})": (NO_CASE, NO_CASE),
    f"reviewAgain({CASE})": (NO_CASE, NO_CASE),
    f"approveApplication(input: {{ {DECIDED}, recipient: REGISTERED_MAILBOX }})": (
        *(NO_CASE, NO_CASE),
    ),
    f'rejectApplication(input: {{ {DECIDED}, fields: [CONTACT_NAME], note: "n" }})': (
        *(NO_CASE, NO_CASE),
    ),
    f'proposeCaseMailbox(input: {{ {VERSION}, email: "a@b.example", verifiedHow: "n" }})': (
        *(NO_CASE, NO_CASE),
    ),
    f'confirmCaseMailbox(input: {{ {VERSION}, mailboxId: "{NO_MAILBOX}" }})': (NO_CASE, NO_CASE),
    f'revealCardNumber(input: {{ id: "{NO_APPLICATION}", reason: PAPERS }})': (NO_CASE, NO_CASE),
    'savePhrase(input: { text: "" })': (INVALID, INVALID),
    'forgetPhrase(input: { text: "n" })': ("PHRASE_NOT_FOUND", "PHRASE_NOT_FOUND"),
    f'settleChange(input: {{ id: "{NO_DISPUTE}", outcome: STANDS, note: "n" }})': (
        *("CHANGE_NOT_FOUND", "CHANGE_NOT_FOUND"),
    ),
    f'endMembership(input: {{ membershipId: "{NO_MEMBER}", reason: "n" }})': (
        *("MEMBERSHIP_NOT_FOUND", "MEMBERSHIP_NOT_FOUND"),
    ),
    f'settleAccessRequest(input: {{ id: "{NO_REQUEST}", decision: APPROVED, note: "n" }})': (
        *("ACCESS_REQUEST_NOT_FOUND", "ACCESS_REQUEST_NOT_FOUND"),
    ),
    f'joinIdentifier(input: {{ joinId: "{NO_JOIN}", membershipId: "{NO_MEMBER}" }})': (
        *("IDENTITY_JOIN_NOT_FOUND", "IDENTITY_JOIN_NOT_FOUND"),
    ),
    f'proposeMailboxCorrection(input: {{ accountId: "{NO_ACCOUNT}", mailbox: "a@b.example", '
    f'email: "c@d.example", reason: "n", evidence: "n" }})': (NOT_THERE, NOT_THERE),
    f'confirmMailboxCorrection(input: {{ id: "{NO_FIX}" }})': (NO_CORRECTION, NO_CORRECTION),
    f'endMailboxCorrection(input: {{ id: "{NO_FIX}", note: "n" }})': (
        *(NO_CORRECTION, NO_CORRECTION),
    ),
    f'closeMissingCompany(input: {{ id: "{NO_MISSING}", note: "n" }})': (
        *("MISSING_COMPANY_NOT_FOUND", "MISSING_COMPANY_NOT_FOUND"),
    ),
    f'rehearseCard(input: {{ challengeId: "{NO_CHALLENGE}", signature: "AAAA", '
    "observations: [] })": (SAID_NO, "CHALLENGE_UNKNOWN"),
    f'recordRehearsal(input: {{ id: "{NO_REHEARSAL}" }})': (SAID_NO, "REHEARSAL_NOT_FOUND"),
    'replaceOfficeYear(input: { csv: "n" })': (SAID_NO, INVALID),
    f"suspendAccount({STAND})": (SAID_NO, NOT_THERE),
    f"restoreAccount({STAND})": (SAID_NO, NOT_THERE),
    f"closeAccount({STAND})": (SAID_NO, NOT_THERE),
    f'openAccount(input: {{ {OPENED}, kind: VENDOR, contactName: "n", contactPhone: "n", '
    f"requestedBy: {SENT} }})": (SAID_NO, INVALID),
    f'createStaff(input: {{ {OPENED}, role: REVIEWER, lastFour: "0001" }})': (SAID_NO, INVALID),
    f'inviteStaffAgain(input: {{ accountId: "{NO_ACCOUNT}", name: "n", lastFour: "0001" }})': (
        *(SAID_NO, NOT_THERE),
    ),
    f"confirmStaffCard({STAFF_CARD})": (SAID_NO, NOT_THERE),
    f"rejectStaffCard({STAFF_CARD})": (SAID_NO, NOT_THERE),
    f'createPartner(input: {{ name: "", scopes: [EVENTS_READ], expiresAt: "{LATER}" }})': (
        *(SAID_NO, INVALID),
    ),
    f'updatePartner(input: {{ id: "{NO_PARTNER}", version: "n" }})': (SAID_NO, "PARTNER_NOT_FOUND"),
    f"rotatePartnerToken({PARTNER})": (SAID_NO, "PARTNER_NOT_FOUND"),
    f"revokePartner({PARTNER})": (SAID_NO, "PARTNER_NOT_FOUND"),
    f'registerRelyingParty(input: {{ partnerId: "{NO_PARTNER}", redirectUris: [] }})': (
        *(SAID_NO, INVALID),
    ),
    f'renewClientSecret(input: {{ partnerId: "{NO_PARTNER}" }})': (
        *(SAID_NO, "RELYING_PARTY_NOT_FOUND"),
    ),
    f'removeRelyingParty(input: {{ partnerId: "{NO_PARTNER}" }})': (
        *(SAID_NO, "RELYING_PARTY_NOT_FOUND"),
    ),
}
FIELDS = {
    **{field: ("query", *codes) for field, codes in QUERIES.items()},
    **{field: ("mutation", *codes) for field, codes in MUTATIONS.items()},
}
# What only the service may say of a record.
NEVER_TYPED = {
    *("status", "role", "kind", "decidedBy", "decidedAt", "claimedBy", "claimedUntil", "mailbox"),
    *("submittedAt", "forPerson", "results", "verdict", "statusReason", "accountId"),
}

SCHEMA = contract()


async def code(who: Person, operation: str, field: str) -> str | None:
    """Query a field, and return the code of its refusal or of its only error."""
    refusal = FAILED if operation == "mutation" else ""
    asked = f"asked: {field} {{ __typename {refusal} }}"
    text = f"mutation {{ {asked} }}" if operation == "mutation" else f"{{ staff {{ {asked} }} }}"
    body = (await who.browser.post("/graphql", json={"query": text})).json()
    for error in body.get("errors", ()):
        return str(error["extensions"]["code"])
    if body["data"].get("staff", body) is None:
        return NO_STAFF
    said: str | None = body["data"].get("staff", body["data"])["asked"]
    return said.get("code") if isinstance(said, dict) else None


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.partition("(")[0])
async def test_everybody_asks_for_what_is_for_staff(portal: TestPortal, field: str) -> None:
    operation, to_reviewer, to_admin = FIELDS[field]
    applicant = await awaiting_reviewer(portal)
    people = [Person.at(portal), applicant, await holder(portal)]
    people += [await sue(portal), await bruno(portal), await ada(portal)]
    before = await Event.all().count()

    codes = [await code(who, operation, field) for who in people]

    others = [DENIED, DENIED, SAID_NO] if operation == "mutation" else [NO_STAFF] * 3
    to_support = None if field == FOR_SUPPORT else SAID_NO
    assert codes == [*others, to_support, to_reviewer, to_admin]
    assert await Event.all().count() == before


def test_every_field_for_staff_is_asked_for() -> None:
    """What refuses every holder by NOT_ALLOWED, by the table of rights, is for staff."""
    deeds = {
        deed
        for deed, its in DEEDS.items()
        if its.startswith("NOT_ALLOWED AB") or ", NOT_ALLOWED AB" in its
    }
    staff = SCHEMA.get_type("Staff")

    assert isinstance(staff, GraphQLObjectType)
    assert {field.partition("(")[0] for field in QUERIES} == staff.fields.keys()
    assert {field.partition("(")[0] for field in MUTATIONS} == deeds


def _named(kind: object) -> object:
    while isinstance(kind, GraphQLNonNull | GraphQLList):
        kind = kind.of_type
    return kind


def test_no_input_of_a_mutation_sets_what_the_service_alone_may_say() -> None:
    assert SCHEMA.mutation_type
    typed = set()

    for name, field in SCHEMA.mutation_type.fields.items():
        taken = _named(field.args["input"].type)
        assert isinstance(taken, GraphQLInputObjectType)
        typed |= {(name, key) for key in taken.fields if key in NEVER_TYPED}

    # An administrator says whose account she opens.
    assert typed <= {("openAccount", "kind"), ("openAccount", "role"), ("createStaff", "role")} | {
        ("openAccount", "mailbox"),
        ("createStaff", "mailbox"),
        # Which account, as it was shown.
        *((f"{act}StaffCard", "accountId") for act in ("confirm", "reject")),
        ("inviteStaffAgain", "accountId"),
        # Whose mailbox, and which one, as they were shown.
        *(("proposeMailboxCorrection", shown) for shown in ("accountId", "mailbox")),
    }


@pytest.mark.parametrize("field", ["status: APPROVED", 'decidedBy: "me"', "forPerson: false"])
async def test_a_field_that_an_input_does_not_have_is_refused(
    portal: TestPortal, field: str
) -> None:
    alice = await awaiting_reviewer(portal)
    reviewer = await bruno(portal)
    told = f'id: "{alice.application["id"]}", version: 3, controlNumber: "A0000000"'
    given = f"{told}, recipient: REGISTERED_MAILBOX, {field}"
    text = f"mutation {{ approveApplication(input: {{ {given} }}) {{ __typename }} }}"

    answer = await reviewer.browser.post("/graphql", json={"query": text})

    assert "unknown field" in answer.json()["errors"][0]["message"]
    assert (await Application.get()).status.value == "UNDER_REVIEW"


async def test_an_applicant_jumps_over_no_review(portal: TestPortal) -> None:
    alice = await awaiting_reviewer(portal)

    given = f'id: "{alice.application["id"]}", version: 3, controlNumber: "A0000000"'
    activated = await alice.activate("A" * 43)
    reviewed = await code(
        alice,
        "mutation",
        f"approveApplication(input: {{ {given}, recipient: REGISTERED_MAILBOX }})",
    )

    assert (activated["code"], reviewed) == ("LINK_UNKNOWN", "SIGN_IN_NEEDED")
    assert (await alice.see())["status"] == "UNDER_REVIEW"


async def test_of_many_claims_at_once_one_counts(portal: TestPortal) -> None:
    await awaiting_reviewer(portal)
    people = [await bruno(portal), await berta(portal), await ada(portal)]
    [case] = await people[0].cases()

    results = await asyncio.gather(*(who.claim(case) for who in people))

    won = [one["case"]["claimedBy"] for one in results if "case" in one]
    refused = [one["claimedBy"] for one in results if one.get("code") == "ALREADY_CLAIMED"]
    assert len(won) == 1
    assert refused == won * 2
    assert await Event.filter(kind="CLAIMED").count() == 1


async def test_a_person_and_the_service_decide_a_case_once(portal: TestPortal) -> None:
    alice = Person.at(portal)
    await alice.apply()
    await alice.bind()
    reviewer = await bruno(portal)
    [case] = await reviewer.cases(status=["UNDER_REVIEW"])

    decided, _ = await asyncio.gather(
        reviewer.reject(case), portal.review(), return_exceptions=True
    )

    kinds = [event["kind"] for event in (await alice.see())["history"]]
    assert isinstance(decided, dict)
    assert kinds.count("APPROVED") + kinds.count("REJECTED") == 1
    assert decided.get("code") == ("ALREADY_DECIDED" if "APPROVED" in kinds else None)
