"""Every mutation on Alice's records, tried by everybody: its result, and that nothing changed."""

import hashlib
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import httpx
from graphql import get_named_type
from strawberry.relay import to_base64
from tortoise import Tortoise

from tests.rights.doors import root
from tests.rights.refusals import DEEDS, who_may, written
from tests.rights.world import ALICES_COMPANY, World
from tests.support.people.people import form

_SIGNED = {
    "challengeId": to_base64("Challenge", "00000000-0000-4000-8000-000000000000"),
    "signature": "AAAA",
}
_REACHED = {"phone": "02-12345678", "email": "other@company.example"}
_REASON = {"id": "{account}", "reason": "查證"}
_CASE: Mapping[str, object] = {"id": "{data_change}"}
_SHOWN: Mapping[str, object] = {"controlNumber": "{control_number}"}
_SHOWN_CASE: Mapping[str, object] = {**_SHOWN, "version": 1}
_TYPED: Mapping[str, object] = {"name": "新系統", "mailbox": "new@agency.example", "reason": "業務"}
# What each mutation is given: Alice's things by their names in world.py, where it takes any, and
# otherwise what would do no harm if it were hers. A token of hers is a right, so none is given.
GIVEN: Mapping[str, Mapping[str, object]] = {
    "apply": form(ALICES_COMPANY),
    "amendApplication": {**form(ALICES_COMPANY), "id": "{data_change}"},
    "withdrawApplication": _CASE,
    "requestChallenge": {"purpose": "BIND", "subject": "{data_change}", **_SHOWN_CASE},
    "bindCertificate": {
        "applicationId": "{data_change}",
        **_SHOWN_CASE,
        **_SIGNED,
        **_REACHED,
    },
    "continueApplication": _SIGNED,
    "saveForm": {"privacyNotice": "2026-12", "companyName": "測試"},
    "discardForm": {"clientMutationId": "1"},
    "createTransferCode": {"clientMutationId": "1"},
    "redeemTransferCode": {"code": "{nothing}"},
    "checkCertificate": {"certificate": "AAAA"},
    "activateAccount": {"token": "{nothing}"},
    "resendMail": {"applicationId": "{data_change}"},
    "signIn": _SIGNED,
    "proveCard": _SIGNED,
    "addCertificate": {**_SHOWN, **_SIGNED, **_REACHED},
    "editCertificate": {"id": "{card}", **_REACHED},
    "removeCertificate": {"id": "{card}"},
    "confirmCertificates": {**_SHOWN, "certificateIds": ["{card}"]},
    "renewCertificate": _SIGNED,
    "replaceCertificate": {"id": "{card}", "version": "-", **_SHOWN, **_SIGNED, **_REACHED},
    "reportChange": {"token": "{nothing}"},
    "settleChange": {"id": "{dispute}", "outcome": "STANDS", "note": "查證"},
    "claimApplication": _CASE,
    "releaseApplication": _CASE,
    "reviewAgain": _CASE,
    "approveApplication": {**_CASE, **_SHOWN_CASE, "recipient": "REGISTERED_MAILBOX"},
    "rejectApplication": {**_CASE, **_SHOWN_CASE, "fields": ["CONTACT_NAME"], "note": "請更正"},
    "proposeCaseMailbox": {
        **_CASE,
        "version": 1,
        "email": "other@company.example",
        "verifiedHow": "查證",
    },
    "confirmCaseMailbox": {**_CASE, "version": 1, "mailboxId": "{case_mailbox}"},
    "savePhrase": {"text": "請更正"},
    "forgetPhrase": {"text": "請更正"},
    "revealCardNumber": {**_CASE, "reason": "PAPERS"},
    "suspendAccount": _REASON,
    "restoreAccount": _REASON,
    "closeAccount": _REASON,
    "requestSignInLink": {"controlNumber": "{control_number}"},
    "followSignInLink": {"token": "{nothing}"},
    "bindFirstCard": {**_SIGNED, **_REACHED},
    "openAccount": {
        **_TYPED,
        "kind": "VENDOR",
        "contactName": "測試癸",
        "contactPhone": "02-12345678",
        "requestedBy": {
            "sender": "unit@agency.example",
            "sentAt": "2026-03-01T04:00:00+00:00",
            "reference": "測試字第1號",
        },
    },
    "createStaff": {**_TYPED, "role": "REVIEWER", "lastFour": "0001"},
    "inviteStaffAgain": {"accountId": "{account}", "name": "測試癸", "lastFour": "0001"},
    "confirmStaffCard": {"accountId": "{account}", "certificateId": "{card}"},
    "rejectStaffCard": {"accountId": "{account}", "certificateId": "{card}"},
    "requestDataChange": form(ALICES_COMPANY),
    "createPartner": {
        "name": "新系統",
        "scopes": ["EVENTS_READ"],
        "expiresAt": "2026-04-02T04:00:00+00:00",
    },
    "updatePartner": {"id": "{partner}", "version": "-", "name": "他系統"},
    "rotatePartnerToken": {"id": "{partner}"},
    "revokePartner": {"id": "{partner}"},
    "registerRelyingParty": {
        "partnerId": "{partner}",
        "redirectUris": ["https://tracks.example/callback"],
        "secretAllowed": True,
    },
    "renewClientSecret": {"partnerId": "{partner}"},
    "removeRelyingParty": {"partnerId": "{partner}"},
    "grantAuthorization": {"handle": "{handle}"},
    "denyAuthorization": {"handle": "{nothing}"},
    "createHandoff": {"partnerId": "{partner}"},
    "redeemHandoff": {"code": "{code}"},
    "replaceOfficeYear": {"csv": "西元日期,星期,是否放假,備註"},
    "leaveAccount": {"clientMutationId": "1"},
    "cancelLeaving": {"clientMutationId": "1"},
    "endMembership": {"membershipId": "{membership}", "reason": "查證"},
    "stopAccessRequest": {"token": "{nothing}"},
    "settleAccessRequest": {"id": "{access_request}", "decision": "REFUSED", "note": "查證"},
    "proposeMailboxCorrection": {
        "accountId": "{account}",
        "mailbox": "other@company.example",
        "email": "new@company.example",
        "reason": "查證",
        "evidence": "測試字第1號",
    },
    "confirmMailboxCorrection": {"id": "{correction}"},
    "endMailboxCorrection": {"id": "{correction}", "note": "查證"},
    "stopMailboxCorrection": {"token": "{nothing}"},
    "closeMissingCompany": {"id": "{missing}", "note": "查證"},
    "rehearseCard": {
        **_SIGNED,
        "controlNumber": "{control_number}",
        "observations": [{"assumption": "SAME_CARD", "standing": "HELD", "found": "the same"}],
    },
    "recordRehearsal": {"id": "{rehearsal}"},
    "requestIdentityJoin": {**_SIGNED, **_SHOWN},
    "confirmIdentityJoin": {"token": "{nothing}"},
    "joinIdentifier": {"joinId": "{join}", "membershipId": "{membership}"},
    # These end sessions, and come last.
    "endSession": {"id": "{session}"},
    "signOut": {"clientMutationId": "1"},
}
# What asking leaves behind even when it is refused, and says nothing of what was asked.
_SEEN = {"seen_at", "last_used_at"}
# That a card was refused is counted, whoever held it.
_COUNTING = {"RefusedCards"}


async def outcomes(world: World) -> dict[str, str]:
    """Try everything as everybody whom the table does not allow it; return the outcomes.

    :raises AssertionError: when a refused mutation has changed a row.
    """
    rows = {}
    for mutation in GIVEN:
        said: dict[str, set[str]] = defaultdict(set)
        may = who_may(mutation) if mutation in DEEDS else ""
        before = await digest()
        for letter in world.askers:
            word = "may" if letter in may else await word_for(world, letter, mutation)
            said[word].add(letter)
        after = await digest()
        changed = [table for table in after if after[table] != before[table]]
        assert not changed, f"{mutation} has changed {changed}: {written(said)}"
        rows[mutation] = written(said)
    return rows


async def word_for(world: World, letter: str, mutation: str) -> str:
    """Send a mutation; return the code of its refusal, or ``done``."""
    body = (await answer_to(world, letter, mutation)).json()
    for error in body.get("errors", ()):
        return str(error["extensions"]["code"])
    found = body["data"][mutation]
    return str(found.get("code", "done"))


async def answer_to(world: World, letter: str, mutation: str) -> httpx.Response:
    taken = get_named_type(root("Mutation").fields[mutation].args["input"].type)
    query = (
        f"mutation($input: {taken}!) {{ {mutation}(input: $input) "
        "{ __typename ... on UserError { code } } }"
    )
    given = {key: _filled(world, value) for key, value in GIVEN[mutation].items()}
    return await world.askers[letter].post(
        "/graphql", json={"query": query, "variables": {"input": given}}
    )


def _filled(world: World, value: object) -> object:
    """Replace a name by one of the world's ids."""
    if isinstance(value, list):
        return [_filled(world, one) for one in value]
    if isinstance(value, str) and value.startswith("{"):
        return world.things[value.strip("{}")]
    return value


async def digest() -> dict[str, str]:
    """Return a digest of each table's rows, to see which have changed."""
    sums = {}
    for name, model in sorted((Tortoise.apps or {})["models"].items()):
        if name in _COUNTING:
            continue
        columns = sorted(model._meta.db_fields - _SEEN)
        rows: list[dict[str, Any]] = await model.all().values(*columns)
        text = repr(sorted(repr(sorted(row.items())) for row in rows))
        sums[name] = hashlib.sha256(text.encode()).hexdigest()
    return sums
