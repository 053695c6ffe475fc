"""The other half of the table of rights (table.py): what each mutation answers to whom.

The letters are the people of world.py.
"""

from collections.abc import Iterable, Mapping

# What each mutation says when it names Alice's things (deeds.py). Who "may" is not let do it here;
# everybody else is, and nothing may have changed. Alice and Ada are stopped by their old proofs.
DEEDS: Mapping[str, str] = {
    "apply": "may ABCDEFKMNRS",
    "amendApplication": "APPLICATION_MOVED A, APPLICATION_NOT_FOUND BCDEFKMNRS",
    "withdrawApplication": "APPLICATION_NOT_FOUND BCDEFKMNRS, may A",
    "requestChallenge": "APPLICATION_MOVED A, APPLICATION_NOT_FOUND BCDEFKMNRS",
    "bindCertificate": "APPLICATION_MOVED A, APPLICATION_NOT_FOUND BDEFMRS, SESSION_MISSING CKN",
    "continueApplication": "CHALLENGE_UNKNOWN ABDEFMRS, SESSION_MISSING CKN",
    "activateAccount": "LINK_UNKNOWN ABCDEFKMNRS",
    "resendMail": "APPLICATION_MOVED AMRS, APPLICATION_NOT_FOUND BCDEFKN",
    "signIn": "CHALLENGE_UNKNOWN ABDEFMRS, SESSION_MISSING CKN",
    "proveCard": "CHALLENGE_UNKNOWN ABMRS, SIGN_IN_NEEDED CDEFKN",
    "addCertificate": ("ANOTHER_ACCOUNT BR, CARD_PROOF_NEEDED AMS, SIGN_IN_NEEDED CDEFKN"),
    "editCertificate": "CARD_PROOF_NEEDED AMS, CERTIFICATE_NOT_FOUND BR, SIGN_IN_NEEDED CDEFKN",
    "removeCertificate": "CARD_PROOF_NEEDED AMS, CERTIFICATE_NOT_FOUND BR, SIGN_IN_NEEDED CDEFKN",
    "confirmCertificates": "ANOTHER_ACCOUNT BMRS, SIGN_IN_NEEDED CDEFKN, may A",
    "renewCertificate": "CHALLENGE_UNKNOWN ABDEFMRS, SESSION_MISSING CKN",
    "replaceCertificate": ("ANOTHER_ACCOUNT BR, CARD_PROOF_NEEDED AMS, SIGN_IN_NEEDED CDEFKN"),
    "reportChange": "LINK_UNKNOWN ABCDEFKMNRS",
    "settleChange": "NOT_ALLOWED ABS, SIGN_IN_NEEDED CDEFKN, may MR",
    "claimApplication": "NOT_ALLOWED ABS, SIGN_IN_NEEDED CDEFKN, may MR",
    "releaseApplication": "NOT_ALLOWED ABS, NOT_CLAIMED MR, SIGN_IN_NEEDED CDEFKN",
    "reviewAgain": "NOT_ALLOWED ABS, SIGN_IN_NEEDED CDEFKN, may MR",
    "saveForm": "may ABCDEFKMNRS",
    "discardForm": "SESSION_MISSING CKN, may ABDEFMRS",
    "createTransferCode": "SESSION_MISSING ABCEKMNRS, may DF",
    "redeemTransferCode": "TRANSFER_CODE_UNKNOWN ABCDEFKMNRS",
    "checkCertificate": "SIGNATURE_UNREADABLE ABCDEFKMNRS",
    "approveApplication": (
        "APPLICATION_MOVED R, CARD_PROOF_NEEDED M, NOT_ALLOWED ABS, SIGN_IN_NEEDED CDEFKN"
    ),
    "rejectApplication": (
        "APPLICATION_MOVED R, CARD_PROOF_NEEDED M, NOT_ALLOWED ABS, SIGN_IN_NEEDED CDEFKN"
    ),
    "proposeCaseMailbox": (
        "APPLICATION_MOVED R, CARD_PROOF_NEEDED M, NOT_ALLOWED ABS, SIGN_IN_NEEDED CDEFKN"
    ),
    "confirmCaseMailbox": (
        "APPLICATION_MOVED R, CARD_PROOF_NEEDED M, NOT_ALLOWED ABS, SIGN_IN_NEEDED CDEFKN"
    ),
    "savePhrase": "NOT_ALLOWED ABS, SIGN_IN_NEEDED CDEFKN, may MR",
    "forgetPhrase": "NOT_ALLOWED ABS, PHRASE_NOT_FOUND MR, SIGN_IN_NEEDED CDEFKN",
    "revealCardNumber": "NOT_ALLOWED ABS, SIGN_IN_NEEDED CDEFKN, may MR",
    "suspendAccount": "CARD_PROOF_NEEDED M, NOT_ALLOWED ABRS, SIGN_IN_NEEDED CDEFKN",
    "restoreAccount": "CARD_PROOF_NEEDED M, NOT_ALLOWED ABRS, SIGN_IN_NEEDED CDEFKN",
    "closeAccount": "CARD_PROOF_NEEDED M, NOT_ALLOWED ABRS, SIGN_IN_NEEDED CDEFKN",
    "requestSignInLink": "may ABCDEFKMNRS",
    "followSignInLink": "LINK_UNKNOWN ABCDEFKMNRS",
    "bindFirstCard": "CHALLENGE_UNKNOWN E, SIGN_IN_NEEDED ABCDFKMNRS",
    "openAccount": "CARD_PROOF_NEEDED M, NOT_ALLOWED ABRS, SIGN_IN_NEEDED CDEFKN",
    "createStaff": "CARD_PROOF_NEEDED M, NOT_ALLOWED ABRS, SIGN_IN_NEEDED CDEFKN",
    "inviteStaffAgain": "CARD_PROOF_NEEDED M, NOT_ALLOWED ABRS, SIGN_IN_NEEDED CDEFKN",
    "confirmStaffCard": "CARD_PROOF_NEEDED M, NOT_ALLOWED ABRS, SIGN_IN_NEEDED CDEFKN",
    "rejectStaffCard": "CARD_PROOF_NEEDED M, NOT_ALLOWED ABRS, SIGN_IN_NEEDED CDEFKN",
    "requestDataChange": (
        "CARD_PROOF_NEEDED AMS, INVALID_INPUT B, NOT_ALLOWED R, SIGN_IN_NEEDED CDEFKN"
    ),
    "createPartner": "CARD_PROOF_NEEDED M, NOT_ALLOWED ABRS, SIGN_IN_NEEDED CDEFKN",
    "updatePartner": "CARD_PROOF_NEEDED M, NOT_ALLOWED ABRS, SIGN_IN_NEEDED CDEFKN",
    "rotatePartnerToken": "CARD_PROOF_NEEDED M, NOT_ALLOWED ABRS, SIGN_IN_NEEDED CDEFKN",
    "revokePartner": "CARD_PROOF_NEEDED M, NOT_ALLOWED ABRS, SIGN_IN_NEEDED CDEFKN",
    "registerRelyingParty": "CARD_PROOF_NEEDED M, NOT_ALLOWED ABRS, SIGN_IN_NEEDED CDEFKN",
    "renewClientSecret": "CARD_PROOF_NEEDED M, NOT_ALLOWED ABRS, SIGN_IN_NEEDED CDEFKN",
    "removeRelyingParty": "CARD_PROOF_NEEDED M, NOT_ALLOWED ABRS, SIGN_IN_NEEDED CDEFKN",
    "grantAuthorization": "NOT_ALLOWED MRS, SIGN_IN_NEEDED CDEFKN, may AB",
    "denyAuthorization": "AUTHORIZATION_REQUEST_UNKNOWN ABCDEFKMNRS",
    "createHandoff": "NOT_ALLOWED MRS, SIGN_IN_NEEDED CDEFKN, may AB",
    "replaceOfficeYear": "CARD_PROOF_NEEDED M, NOT_ALLOWED ABRS, SIGN_IN_NEEDED CDEFKN",
    "redeemHandoff": "HANDOFF_UNKNOWN K, TOKEN_NEEDED ABDEFMNRS, may C",
    "leaveAccount": "CARD_PROOF_NEEDED AM, SIGN_IN_NEEDED CDEFKN, may BRS",
    "cancelLeaving": "ACCOUNT_FROZEN A, NOT_LEAVING BMRS, SIGN_IN_NEEDED CDEFKN",
    "endMembership": (
        "CARD_PROOF_NEEDED M, MEMBER_CAN_SIGN_IN R, NOT_ALLOWED ABS, SIGN_IN_NEEDED CDEFKN"
    ),
    "stopAccessRequest": "LINK_UNKNOWN ABCDEFKMNRS",
    "settleAccessRequest": "CARD_PROOF_NEEDED M, NOT_ALLOWED ABS, SIGN_IN_NEEDED CDEFKN, may R",
    "proposeMailboxCorrection": (
        "ACCOUNT_MAILBOX_CHANGED R, CARD_PROOF_NEEDED M, NOT_ALLOWED ABS, SIGN_IN_NEEDED CDEFKN"
    ),
    "confirmMailboxCorrection": (
        "CARD_PROOF_NEEDED M, NOT_ALLOWED ABS, SECOND_PERSON_NEEDED R, SIGN_IN_NEEDED CDEFKN"
    ),
    "endMailboxCorrection": "CARD_PROOF_NEEDED M, NOT_ALLOWED ABS, SIGN_IN_NEEDED CDEFKN, may R",
    "stopMailboxCorrection": "LINK_UNKNOWN ABCDEFKMNRS",
    "requestIdentityJoin": "CHALLENGE_UNKNOWN ABDEFMRS, SESSION_MISSING CKN",
    "confirmIdentityJoin": "LINK_UNKNOWN ABCDEFKMNRS",
    "closeMissingCompany": "CARD_PROOF_NEEDED M, NOT_ALLOWED ABS, SIGN_IN_NEEDED CDEFKN, may R",
    "rehearseCard": "CHALLENGE_UNKNOWN M, NOT_ALLOWED ABRS, SIGN_IN_NEEDED CDEFKN",
    # It is another administrator's.
    "recordRehearsal": "NOT_ALLOWED ABRS, REHEARSAL_NOT_FOUND M, SIGN_IN_NEEDED CDEFKN",
    "joinIdentifier": (
        "ACCOUNT_FROZEN R, CARD_PROOF_NEEDED M, NOT_ALLOWED ABS, SIGN_IN_NEEDED CDEFKN"
    ),
    "endSession": "SESSION_NOT_FOUND BMRS, SIGN_IN_NEEDED CDEFKN, may A",
    "signOut": "SESSION_MISSING CKN, may ABDEFMRS",
}


def who_may(deed: str) -> str:
    said = dict(part.split(" ") for part in DEEDS[deed].split(", ") if part)
    return said.get("may", "")


def written(outcomes: Mapping[str, Iterable[str]]) -> str:
    """Format who got which outcome."""
    return ", ".join(f"{word} {''.join(sorted(outcomes[word]))}" for word in sorted(outcomes))
