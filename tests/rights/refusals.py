"""The other half of the table of rights (table.py): what each mutation answers to whom.

The letters are the people of world.py.
"""

from collections.abc import Iterable, Mapping

# What each mutation says when it names Alice's things (deeds.py). Who "may" is not let do it here;
# everybody else is, and nothing may have changed. Alice and Ada are stopped by their old proofs.
DEEDS: Mapping[str, str] = {
    "apply": "may ABCDEFKMNR",
    "amendApplication": "APPLICATION_MOVED A, APPLICATION_NOT_FOUND BCDEFKMNR",
    "withdrawApplication": "APPLICATION_NOT_FOUND BCDEFKMNR, may A",
    "requestChallenge": "APPLICATION_MOVED A, APPLICATION_NOT_FOUND BCDEFKMNR",
    "bindCertificate": "APPLICATION_MOVED A, APPLICATION_NOT_FOUND BDEFMR, SESSION_MISSING CKN",
    "continueApplication": "CHALLENGE_UNKNOWN ABDEFMR, SESSION_MISSING CKN",
    "saveForm": "may ABCDEFKMNR",
    "discardForm": "SESSION_MISSING CKN, may ABDEFMR",
    "createTransferCode": "SESSION_MISSING ABCEKMNR, may DF",
    "redeemTransferCode": "TRANSFER_CODE_UNKNOWN ABCDEFKMNR",
    "checkCertificate": "SIGNATURE_UNREADABLE ABCDEFKMNR",
    "activateAccount": "LINK_UNKNOWN ABCDEFKMNR",
    "resendMail": "APPLICATION_MOVED AMR, APPLICATION_NOT_FOUND BCDEFKN",
    "signIn": "CHALLENGE_UNKNOWN ABDEFMR, SESSION_MISSING CKN",
    "proveCard": "CHALLENGE_UNKNOWN ABMR, SIGN_IN_NEEDED CDEFKN",
    "addCertificate": ("ANOTHER_ACCOUNT BR, CARD_PROOF_NEEDED AM, SIGN_IN_NEEDED CDEFKN"),
    "editCertificate": "CARD_PROOF_NEEDED AM, CERTIFICATE_NOT_FOUND BR, SIGN_IN_NEEDED CDEFKN",
    "removeCertificate": "CARD_PROOF_NEEDED AM, CERTIFICATE_NOT_FOUND BR, SIGN_IN_NEEDED CDEFKN",
    "confirmCertificates": "ANOTHER_ACCOUNT BMR, SIGN_IN_NEEDED CDEFKN, may A",
    "renewCertificate": "CHALLENGE_UNKNOWN ABDEFMR, SESSION_MISSING CKN",
    "replaceCertificate": ("ANOTHER_ACCOUNT BR, CARD_PROOF_NEEDED AM, SIGN_IN_NEEDED CDEFKN"),
    "reportChange": "LINK_UNKNOWN ABCDEFKMNR",
    "settleChange": "NOT_ALLOWED AB, SIGN_IN_NEEDED CDEFKN, may MR",
    "claimApplication": "NOT_ALLOWED AB, SIGN_IN_NEEDED CDEFKN, may MR",
    "releaseApplication": "NOT_ALLOWED AB, NOT_CLAIMED MR, SIGN_IN_NEEDED CDEFKN",
    "reviewAgain": "NOT_ALLOWED AB, SIGN_IN_NEEDED CDEFKN, may MR",
    "approveApplication": (
        "APPLICATION_MOVED R, CARD_PROOF_NEEDED M, NOT_ALLOWED AB, SIGN_IN_NEEDED CDEFKN"
    ),
    "rejectApplication": (
        "APPLICATION_MOVED R, CARD_PROOF_NEEDED M, NOT_ALLOWED AB, SIGN_IN_NEEDED CDEFKN"
    ),
    "proposeCaseMailbox": (
        "APPLICATION_MOVED R, CARD_PROOF_NEEDED M, NOT_ALLOWED AB, SIGN_IN_NEEDED CDEFKN"
    ),
    "confirmCaseMailbox": (
        "APPLICATION_MOVED R, CARD_PROOF_NEEDED M, NOT_ALLOWED AB, SIGN_IN_NEEDED CDEFKN"
    ),
    "revealCardNumber": "NOT_ALLOWED AB, SIGN_IN_NEEDED CDEFKN, may MR",
    "suspendAccount": "CARD_PROOF_NEEDED M, NOT_ALLOWED ABR, SIGN_IN_NEEDED CDEFKN",
    "restoreAccount": "CARD_PROOF_NEEDED M, NOT_ALLOWED ABR, SIGN_IN_NEEDED CDEFKN",
    "closeAccount": "CARD_PROOF_NEEDED M, NOT_ALLOWED ABR, SIGN_IN_NEEDED CDEFKN",
    "requestSignInLink": "may ABCDEFKMNR",
    "followSignInLink": "LINK_UNKNOWN ABCDEFKMNR",
    "bindFirstCard": "CHALLENGE_UNKNOWN E, SIGN_IN_NEEDED ABCDFKMNR",
    "openAccount": "CARD_PROOF_NEEDED M, NOT_ALLOWED ABR, SIGN_IN_NEEDED CDEFKN",
    "createStaff": "CARD_PROOF_NEEDED M, NOT_ALLOWED ABR, SIGN_IN_NEEDED CDEFKN",
    "inviteStaffAgain": "CARD_PROOF_NEEDED M, NOT_ALLOWED ABR, SIGN_IN_NEEDED CDEFKN",
    "confirmStaffCard": "CARD_PROOF_NEEDED M, NOT_ALLOWED ABR, SIGN_IN_NEEDED CDEFKN",
    "rejectStaffCard": "CARD_PROOF_NEEDED M, NOT_ALLOWED ABR, SIGN_IN_NEEDED CDEFKN",
    "requestDataChange": (
        "CARD_PROOF_NEEDED AM, INVALID_INPUT B, NOT_ALLOWED R, SIGN_IN_NEEDED CDEFKN"
    ),
    "createPartner": "CARD_PROOF_NEEDED M, NOT_ALLOWED ABR, SIGN_IN_NEEDED CDEFKN",
    "updatePartner": "CARD_PROOF_NEEDED M, NOT_ALLOWED ABR, SIGN_IN_NEEDED CDEFKN",
    "rotatePartnerToken": "CARD_PROOF_NEEDED M, NOT_ALLOWED ABR, SIGN_IN_NEEDED CDEFKN",
    "revokePartner": "CARD_PROOF_NEEDED M, NOT_ALLOWED ABR, SIGN_IN_NEEDED CDEFKN",
    "registerRelyingParty": "CARD_PROOF_NEEDED M, NOT_ALLOWED ABR, SIGN_IN_NEEDED CDEFKN",
    "renewClientSecret": "CARD_PROOF_NEEDED M, NOT_ALLOWED ABR, SIGN_IN_NEEDED CDEFKN",
    "removeRelyingParty": "CARD_PROOF_NEEDED M, NOT_ALLOWED ABR, SIGN_IN_NEEDED CDEFKN",
    "grantAuthorization": "NOT_ALLOWED MR, SIGN_IN_NEEDED CDEFKN, may AB",
    "denyAuthorization": "AUTHORIZATION_REQUEST_UNKNOWN ABCDEFKMNR",
    "createHandoff": "NOT_ALLOWED MR, SIGN_IN_NEEDED CDEFKN, may AB",
    "redeemHandoff": "HANDOFF_UNKNOWN K, TOKEN_NEEDED ABDEFMNR, may C",
    "leaveAccount": "CARD_PROOF_NEEDED AM, SIGN_IN_NEEDED CDEFKN, may BR",
    "cancelLeaving": "ACCOUNT_FROZEN A, NOT_LEAVING BMR, SIGN_IN_NEEDED CDEFKN",
    "endMembership": (
        "CARD_PROOF_NEEDED M, MEMBER_CAN_SIGN_IN R, NOT_ALLOWED AB, SIGN_IN_NEEDED CDEFKN"
    ),
    "stopAccessRequest": "LINK_UNKNOWN ABCDEFKMNR",
    "settleAccessRequest": "CARD_PROOF_NEEDED M, NOT_ALLOWED AB, SIGN_IN_NEEDED CDEFKN, may R",
    "proposeMailboxCorrection": (
        "ACCOUNT_MAILBOX_CHANGED R, CARD_PROOF_NEEDED M, NOT_ALLOWED AB, SIGN_IN_NEEDED CDEFKN"
    ),
    "confirmMailboxCorrection": (
        "CARD_PROOF_NEEDED M, NOT_ALLOWED AB, SECOND_PERSON_NEEDED R, SIGN_IN_NEEDED CDEFKN"
    ),
    "endMailboxCorrection": "CARD_PROOF_NEEDED M, NOT_ALLOWED AB, SIGN_IN_NEEDED CDEFKN, may R",
    "stopMailboxCorrection": "LINK_UNKNOWN ABCDEFKMNR",
    "requestIdentityJoin": "CHALLENGE_UNKNOWN ABDEFMR, SESSION_MISSING CKN",
    "confirmIdentityJoin": "LINK_UNKNOWN ABCDEFKMNR",
    "joinIdentifier": (
        "ACCOUNT_FROZEN R, CARD_PROOF_NEEDED M, NOT_ALLOWED AB, SIGN_IN_NEEDED CDEFKN"
    ),
    "endSession": "SESSION_NOT_FOUND BMR, SIGN_IN_NEEDED CDEFKN, may A",
    "signOut": "SESSION_MISSING CKN, may ABDEFMR",
}


def who_may(deed: str) -> str:
    said = dict(part.split(" ") for part in DEEDS[deed].split(", ") if part)
    return said.get("may", "")


def written(outcomes: Mapping[str, Iterable[str]]) -> str:
    """Format who got which outcome."""
    return ", ".join(f"{word} {''.join(sorted(outcomes[word]))}" for word in sorted(outcomes))
