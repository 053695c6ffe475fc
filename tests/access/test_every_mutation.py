"""Tests of every mutation whose session or token ends after the request has arrived."""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any

from models.account.account import Account
from models.core.rules import MINUTE, PROOF_LIFE
from models.partner.partner import Partner, PartnerToken
from models.session.session import Session
from tests.rights.deeds import digest
from tests.support.contract import contract
from tests.support.people.cast import Cast, cast_of
from tests.support.people.people import encoded, form, outcome
from tests.support.portal import COMPANY, TestPortal
from tests.support.scenarios import staff
from tests.support.scenarios.cards import colleague
from tests.support.scenarios.corrections import propose_correction
from tests.support.scenarios.interruption import InterruptingLimiter, interrupting
from web.demo.published.office_calendar import year_csv

Answer = Mapping[str, Any]


OPENED = {"name": "新系統", "mailbox": "new@agency.example", "reason": "業務"}
VENDOR = {
    "kind": "VENDOR",
    "contactName": "測試癸",
    "contactPhone": "02-12345678",
    "requestedBy": {
        "sender": "unit@agency.example",
        "sentAt": "2026-03-01T04:00:00+00:00",
        "reference": "測試字第1號",
    },
}
REACHED = {"phone": "02-99998888", "email": "new@company.example"}
PARTNER = {"name": "他系統", "scopes": ["EVENTS_READ"], "expiresAt": "2026-04-02T04:00:00+00:00"}
GONE, SIGN_IN = "APPLICATION_NOT_FOUND", "SIGN_IN_NEEDED"


async def _rename(cast: Cast) -> Answer:
    version = (await Partner.get(id=cast.clara.id)).version
    return await cast.admin.do(
        "updatePartner", "partner { id }", id=cast.clara.global_id, version=version, name="他系統"
    )


async def _rehearse(cast: Cast) -> Answer:
    return await cast.admin.do(
        "rehearseCard",
        "rehearsal { id }",
        challengeId=cast.challenge["id"],
        signature=encoded(cast.admin.sign(cast.challenge["text"])),
        observations=[],
    )


# Each mutation as somebody whom it is allowed, and the code when the session has ended meanwhile.
ACTS: Mapping[str, tuple[Callable[[Cast], Awaitable[Answer]], str]] = {
    "amendApplication": (lambda cast: cast.dan.amend(form()), GONE),
    "withdrawApplication": (lambda cast: cast.dan.withdraw(), GONE),
    "bindCertificate": (lambda cast: cast.dan.bind(), GONE),
    "saveForm": (
        lambda cast: cast.dan.do("saveForm", "savedAt", privacyNotice="2026-12", phone="02"),
        SIGN_IN,
    ),
    "createTransferCode": (
        lambda cast: cast.dan.do("createTransferCode", "transferCode"),
        SIGN_IN,
    ),
    "activateAccount": (lambda cast: cast.fay.activate(cast.token), "CARD_NEEDED"),
    "resendMail": (
        lambda cast: cast.fay.do(
            "resendMail", "caseNumber", applicationId=cast.fay.application["id"]
        ),
        GONE,
    ),
    "bindFirstCard": (lambda cast: cast.eva.bind_first(), SIGN_IN),
    "proveCard": (lambda cast: cast.alice.prove(), SIGN_IN),
    "addCertificate": (lambda cast: cast.alice.add(colleague(3)), SIGN_IN),
    "replaceCertificate": (lambda cast: cast.alice.replace(cast.card, colleague(3)), SIGN_IN),
    "editCertificate": (lambda cast: cast.alice.edit(cast.card, **REACHED), SIGN_IN),
    "removeCertificate": (lambda cast: cast.alice.remove(cast.card), SIGN_IN),
    "confirmCertificates": (
        lambda cast: cast.alice.do(
            "confirmCertificates",
            "account { id }",
            controlNumber=COMPANY.control_number,
            certificateIds=[cast.card],
        ),
        SIGN_IN,
    ),
    "requestDataChange": (
        lambda cast: cast.alice.do("requestDataChange", "application { id }", **form()),
        SIGN_IN,
    ),
    "createHandoff": (
        lambda cast: cast.alice.do("createHandoff", "url", partnerId=cast.clara.global_id),
        SIGN_IN,
    ),
    "endSession": (
        lambda cast: cast.alice.do("endSession", "endedSessionId", id=cast.session),
        SIGN_IN,
    ),
    "registerRelyingParty": (
        lambda cast: cast.admin.do(
            "registerRelyingParty",
            "clientSecret",
            partnerId=cast.clara.global_id,
            redirectUris=["https://tracks.example/callback"],
            secretAllowed=True,
        ),
        SIGN_IN,
    ),
    "removeRelyingParty": (
        lambda cast: cast.admin.do(
            "removeRelyingParty", "clientId", partnerId=cast.clara.global_id
        ),
        SIGN_IN,
    ),
    "renewClientSecret": (
        lambda cast: cast.admin.do(
            "renewClientSecret", "clientSecret", partnerId=cast.clara.global_id
        ),
        SIGN_IN,
    ),
    "grantAuthorization": (
        lambda cast: cast.alice.do("grantAuthorization", "url", handle=cast.handle),
        SIGN_IN,
    ),
    "claimApplication": (lambda cast: cast.admin.claim(cast.case), SIGN_IN),
    "releaseApplication": (lambda cast: cast.admin.release(cast.case), SIGN_IN),
    "reviewAgain": (lambda cast: cast.admin.act("reviewAgain", cast.case), SIGN_IN),
    "approveApplication": (lambda cast: cast.admin.approve(cast.case), SIGN_IN),
    "rejectApplication": (lambda cast: cast.admin.reject(cast.case), SIGN_IN),
    "settleChange": (
        lambda cast: cast.admin.do(
            "settleChange", "dispute { id }", id=cast.dispute, outcome="STANDS", note="查證"
        ),
        SIGN_IN,
    ),
    "suspendAccount": (lambda cast: cast.admin.manage("suspend", cast.account), SIGN_IN),
    "restoreAccount": (lambda cast: cast.admin.manage("restore", cast.account), SIGN_IN),
    "closeAccount": (lambda cast: cast.admin.manage("close", cast.account), SIGN_IN),
    "openAccount": (
        lambda cast: cast.admin.do("openAccount", "account { id }", **OPENED, **VENDOR),
        SIGN_IN,
    ),
    "createStaff": (
        lambda cast: cast.admin.do("createStaff", staff.ACCOUNT, **staff.INVITED),
        SIGN_IN,
    ),
    "createPartner": (
        lambda cast: cast.admin.do("createPartner", "partner { id }", **PARTNER),
        SIGN_IN,
    ),
    "updatePartner": (lambda cast: _rename(cast), SIGN_IN),
    "rotatePartnerToken": (
        lambda cast: cast.admin.do("rotatePartnerToken", "partner { id }", id=cast.clara.global_id),
        SIGN_IN,
    ),
    "revokePartner": (
        lambda cast: cast.admin.do("revokePartner", "partner { id }", id=cast.clara.global_id),
        SIGN_IN,
    ),
    "proposeCaseMailbox": (lambda cast: cast.admin.propose_mailbox(cast.case), SIGN_IN),
    "revealCardNumber": (
        lambda cast: cast.admin.do(
            "revealCardNumber", "cardNumber", id=cast.case["application"]["id"], reason="PAPERS"
        ),
        SIGN_IN,
    ),
    "savePhrase": (
        lambda cast: cast.admin.do("savePhrase", "phrases", text="請更正"),
        SIGN_IN,
    ),
    "forgetPhrase": (
        lambda cast: cast.admin.do("forgetPhrase", "phrases", text="請更正"),
        SIGN_IN,
    ),
    "confirmCaseMailbox": (
        lambda cast: cast.admin.confirm_mailbox(cast.case, mailbox_id=cast.mailbox),
        SIGN_IN,
    ),
    "inviteStaffAgain": (
        lambda cast: staff.invite_again(cast.admin, cast.awaiting["account"]["id"]),
        SIGN_IN,
    ),
    "confirmStaffCard": (
        lambda cast: staff.decide(cast.admin, "confirmStaffCard", cast.awaiting),
        SIGN_IN,
    ),
    "rejectStaffCard": (
        lambda cast: staff.decide(cast.admin, "rejectStaffCard", cast.awaiting),
        SIGN_IN,
    ),
    "leaveAccount": (
        lambda cast: cast.alice.do("leaveAccount", "leavesAt", clientMutationId="1"),
        SIGN_IN,
    ),
    "cancelLeaving": (
        lambda cast: cast.alice.do("cancelLeaving", "account { id }", clientMutationId="1"),
        SIGN_IN,
    ),
    "endMembership": (
        lambda cast: cast.admin.do(
            "endMembership", "member { id }", membershipId=cast.membership, reason="查證"
        ),
        SIGN_IN,
    ),
    "settleAccessRequest": (
        lambda cast: cast.admin.do(
            "settleAccessRequest",
            "request { id }",
            id=cast.access_request,
            decision="APPROVED",
            note="查證",
        ),
        SIGN_IN,
    ),
    "proposeMailboxCorrection": (
        lambda cast: propose_correction(cast.admin, cast.imported),
        SIGN_IN,
    ),
    "confirmMailboxCorrection": (
        lambda cast: cast.admin.do(
            "confirmMailboxCorrection", "correction { id }", id=cast.correction
        ),
        SIGN_IN,
    ),
    "endMailboxCorrection": (
        lambda cast: cast.admin.do(
            "endMailboxCorrection", "correction { id }", id=cast.correction, note="查證"
        ),
        SIGN_IN,
    ),
    "closeMissingCompany": (
        lambda cast: cast.admin.do(
            "closeMissingCompany", "missingCompany { id }", id=cast.missing, note="查證"
        ),
        SIGN_IN,
    ),
    "rehearseCard": (lambda cast: _rehearse(cast), SIGN_IN),
    "recordRehearsal": (
        lambda cast: cast.admin.do("recordRehearsal", "rehearsal { id }", id=cast.rehearsal),
        SIGN_IN,
    ),
    "joinIdentifier": (
        lambda cast: cast.admin.do(
            "joinIdentifier", "request { id }", joinId=cast.join, membershipId=cast.membership
        ),
        SIGN_IN,
    ),
    "replaceOfficeYear": (
        lambda cast: cast.admin.do("replaceOfficeYear", "year { year }", csv=year_csv(2026)),
        SIGN_IN,
    ),
    "redeemHandoff": (lambda cast: cast.clara.redeem(cast.code), "TOKEN_NEEDED"),
}
# Mutations that need no right of a session, and why.
WITHOUT = {
    "apply": "whoever applies needs no right",
    "requestChallenge": "a text to sign gives no right",
    "discardForm": "a session erases its own alone",
    "redeemTransferCode": "the code is the right",
    "checkCertificate": "it changes nothing",
    "continueApplication": "the card signs",
    "signIn": "the card signs",
    "renewCertificate": "the card signs",
    "reportChange": "the mailed link is the right",
    "requestIdentityJoin": "the card signs",
    "confirmIdentityJoin": "the mailed link is the right",
    "stopAccessRequest": "the mailed link is the right",
    "stopMailboxCorrection": "the mailed link is the right",
    "denyAuthorization": "the handle is the right",
    "requestSignInLink": "anybody may ask",
    "followSignInLink": "the mailed link is the right",
    "signOut": "a session ends once",
}


def test_every_mutation_is_tried_or_needs_no_right() -> None:
    mutations = contract().mutation_type

    assert mutations is not None
    assert not ACTS.keys() & WITHOUT.keys()
    assert ACTS.keys() | WITHOUT.keys() == mutations.fields.keys()


async def test_no_mutation_acts_for_a_session_or_token_that_has_ended_meanwhile(
    portal: TestPortal,
) -> None:
    limiter = interrupting(portal)
    portal.limits_only_count()
    cast = await cast_of(portal)
    said, changed = {}, {}

    for mutation, (act, _) in ACTS.items():
        before = await _rows()
        said[mutation] = outcome(await _interrupted(limiter, portal, partial(act, cast)))
        after = await _rows()
        changed[mutation] = [table for table in after if after[table] != before[table]]

    assert said == {mutation: code for mutation, (_, code) in ACTS.items()}
    assert {mutation: tables for mutation, tables in changed.items() if tables} == {}


async def test_about_staff_nothing_is_decided_by_a_proof_that_is_too_old_meanwhile(
    portal: TestPortal,
) -> None:
    limiter = interrupting(portal)
    portal.limits_only_count()
    cast = await cast_of(portal)
    await Account.filter(control_number=COMPANY.control_number).update(kind="STAFF")
    sessions, now = Session.filter(kind="STAFF"), portal.clock()
    said = {}

    for mutation in ("settleChange", "endMembership", "joinIdentifier"):
        limiter.meanwhile = partial(sessions.update, proven_at=now - PROOF_LIFE - MINUTE)
        said[mutation] = outcome(await ACTS[mutation][0](cast))
        await sessions.update(proven_at=now)

    assert set(said.values()) == {"CARD_PROOF_NEEDED"}, said


async def _interrupted(
    limiter: InterruptingLimiter, portal: TestPortal, act: Callable[[], Awaitable[Answer]]
) -> Answer:
    """Act, while every session and token ends; then let them live again."""
    sessions = [one.id for one in await Session.filter(ended_at__isnull=True)]
    tokens = {one.id: one.expires_at for one in await PartnerToken.all()}

    async def end() -> None:
        await Session.filter(id__in=sessions).update(ended_at=portal.clock())
        await PartnerToken.all().update(expires_at=portal.clock())

    limiter.meanwhile = end
    result = await act()
    assert limiter.meanwhile is None
    await Session.filter(id__in=sessions).update(ended_at=None)
    for token_id, expires_at in tokens.items():
        await PartnerToken.filter(id=token_id).update(expires_at=expires_at)
    return result


async def _rows() -> dict[str, str]:
    """Return a digest of each table but the challenges, which are spent by trying."""
    return {name: rows for name, rows in (await digest()).items() if name != "Challenge"}
