"""The table of rights: who may read each field of Alice's records, and who may change them.

A capital letter saw a value, a small letter null in a record that it saw; a letter that is not
named did not see the record. The letters are the people of world.py: A her own holder, B another
company's, C a partner with every scope, K a partner without, D an applicant, E who may bind a first
card, F who applied and has a link in the mail, R a reviewer, M an administrator, N nobody.
After a change of the schema ``python -m tests.rights`` prints what it has become; read it.
"""

from collections.abc import Mapping

from models.company.company import CompanyField
from tests.rights.world import ALICES_FACTS

EVERYBODY = "ABCDEFKMNR"
_FACTS = " ".join(field.camel_case for field in CompanyField)
# Of each type: letters, and the fields that are shown to just these. What only `viewer` and the
# like lead to is everybody's own; a link's token is the right to see it, and shows no more than
# the mail's reader must know.
FIELDS: Mapping[str, Mapping[str, str]] = {
    "AccessRequest": {
        "MR": "id askedAt effectiveAt approvedAt note account",
        "mr": "stoppedAt grantedAt doneAt outcome",
    },
    "AccessRequestConnection": {"MR": "edges pageInfo"},
    "AccessRequestEdge": {"MR": "cursor node"},
    "AccessRequestLink": {EVERYBODY: "controlNumber companyName askedAt effectiveAt"},
    "Account": {
        "AMR": (
            "id controlNumber kind status name openedAt certificatesConfirmedAt frozenSince "
            "company dataChange confirmationDue certificates"
        ),
        "MRa": "role",
        "Mar": "opening",
    },
    "AccountChanged": {"ABMR": "cursor at account", "abmr": "kind"},
    "AccountEvent": {"C": "cursor kind at controlNumber certificateSha256"},
    "AccountEventConnection": {"C": "edges pageInfo next"},
    "AccountEventEdge": {"C": "cursor node"},
    "AccountEventsBegun": {"C": "cursor"},
    "AccountRecord": {
        "MR": (
            "account mailbox facts statusReason frozenAt changedAt certificates members history"
        ),
    },
    "AccountRecordEdge": {"MR": "cursor node"},
    "Accounts": {"MR": "edges pageInfo"},
    "Application": {
        "AMR": "id caseNumber purpose status version company createdAt submittedAt history",
        "amr": "decidedAt certificate expiresAt closedBecause",
    },
    "ApplicationEvent": {"AMR": "kind at"},
    "ApplicationStatusChanged": {"A": "cursor at application"},
    "ApprovedCompany": {
        "AMR": _FACTS,
    },
    "ApprovedFact": {"MR": "field value"},
    # Whoever was sent with the handle may see who asks; the next step is the viewer's own.
    "AuthorizationRequest": {"ABCDEFKN": "partnerName scopes step expiresAt"},
    "AwaitingStaff": {"M": "boundAt account certificate"},
    "AwaitingStaffConnection": {"M": "edges pageInfo"},
    "AwaitingStaffEdge": {"M": "cursor node"},
    "Certificate": {
        "AMR": (
            "id holderName cardNumber phone email validFrom validUntil boundAt label lastUsedAt "
            "status version isCurrent"
        ),
        "amr": "expiresInDays onHoldSince",
    },
    "CaseMailbox": {
        "MR": "id email verifiedHow proposedBy proposedAt",
        "mr": "confirmedBy confirmedAt",
    },
    "CertificateDispute": {
        "MR": "id kind at reportedAt account certificate by",
        "mr": "settledAt outcome note previous",
    },
    "CertificateDisputeConnection": {"MR": "edges pageInfo"},
    "CertificateDisputeEdge": {"MR": "cursor node"},
    "CertificateConnection": {"AMR": "edges pageInfo"},
    "CertificateEdge": {"AMR": "cursor node"},
    "ChangeLink": {
        EVERYBODY: "kind at controlNumber companyName holderName actorName expiresAt",
        "abcdefkmnr": "previousHolderName",
    },
    "Company": {
        "AMR": _FACTS,
    },
    "Demo": {EVERYBODY: "mailboxUrl componentUrl"},
    "EventValue": {"M": "name value"},
    "ExpectedApproval": {"MR": "recipient mailbox message"},
    "FieldOnFile": {"MR": "field stated onFile outcome", "mr": "lookAlikes"},
    "FieldResult": {"MR": "field outcome", "mr": "lookAlikes"},
    "HandoffDestination": {"AB": "id name"},
    "IdentityJoin": {
        "MR": "id holderName lastFour askedAt confirmedAt expiresAt account",
        "mr": "joinedAt",
    },
    "IdentityJoinConnection": {"MR": "edges pageInfo"},
    "IdentityJoinEdge": {"MR": "cursor node"},
    "IdentityJoinLink": {EVERYBODY: "controlNumber companyName holderName lastFour askedAt"},
    "Journal": {"M": "edges pageInfo"},
    "JournalEvent": {"M": "seq at subject kind actor payload previousHash"},
    "JournalEventEdge": {"M": "cursor node"},
    "Link": {
        EVERYBODY: "purpose about caseNumber controlNumber companyName holderName expiresAt",
        "abcdefkmnr": "results marked note",
        "Fabcdekmnr": "application",
    },
    "MayAct": {"C": "until kind"},
    "MayNotAct": {"C": "reason"},
    "Member": {
        "MR": "id name beganAt dormantSince endsAt leavesAt account certificate",
        "mr": "endedAt",
    },
    "MembersByCard": {"MR": "members"},
    "OnFile": {"MR": "answered rows fields", "mr": "trouble"},
    "Opening": {"M": "reason contactName contactPhone sender sentAt reference"},
    "PageInfo": {"ACMR": "hasNextPage hasPreviousPage startCursor endCursor"},
    "Partner": {
        "M": "id name scopes handoffUrl createdAt createdBy tokens",
        "m": "revokedAt",
    },
    "PartnerAccess": {"CK": "name scopes account accounts certificates certificateMayAct events"},
    "PartnerAccount": {"C": "controlNumber kind status name openedAt changedAt"},
    "PartnerAccountConnection": {"C": "edges pageInfo next"},
    "PartnerAccountEdge": {"C": "cursor node"},
    "PartnerCertificate": {"C": "sha256 isDisputed validFrom validUntil"},
    "PartnerCertificates": {"C": "certificates"},
    "PartnerList": {"M": "partners"},
    "PartnerToken": {
        "M": "id prefix createdAt expiresAt",
        "m": "lastUsedAt revokedAt",
    },
    "PostalDistrict": {EVERYBODY: "code county name"},
    # The same numbers stand in the manual.
    "ProductRules": {
        EVERYBODY: (
            "challengeMinutes proofMinutes idleMinutes signedInHours linkDays "
            "firstCardSessionMinutes maxCertificates confirmationDays memberNoticeHours "
            "expiryAnnouncedDays"
        ),
    },
    "RelyingParty": {
        "M": (
            "clientId partnerId partnerName redirectUris postLogoutRedirectUris "
            "backchannelLogoutUri calledHosts keys algorithm scopes pkceRequired secretAllowed "
            "createdAt createdBy changedAt"
        ),
    },
    "RelyingPartyList": {"M": "relyingParties"},
    "ReviewCase": {
        "MR": (
            "application version waitingSince forPerson results marked note ageMinutes onFile "
            "history expectedApproval proposedMailbox"
        ),
        "mr": "claimedBy claimedUntil decidedBy putOffBecause",
    },
    "ReviewCaseEdge": {"MR": "cursor node"},
    "ReviewQueue": {"MR": "edges pageInfo head"},
    "ReviewQueueChanged": {"MR": "cursor at kind case head"},
    "ReviewQueueHead": {"MR": "waiting putOff oldestWaiting ageMinutes sameDayAtRisk"},
    "Service": {
        EVERYBODY: "name version componentOrigin demo rules",
        "abcdefkmnr": "helpLine",
    },
    "Session": {
        "ABMR": "id kind startedAt seenAt expiresAt isCurrent",
        "abmr": "device",
    },
    "SignInLink": {EVERYBODY: "controlNumber name kind expiresAt"},
    "StaffEvent": {"MR": "kind at actor name mailbox"},
    "Viewer": {
        "ABDEFMR": "kind expiresAt",
        "ABMRdef": "provenAt certificate sessions",
        "DFabemr": "application",
        "ABEMRdf": "account",
        "Abdefmr": "leavesAt",
    },
}
# The outcome of each field of Query and Subscription; a word behind it names the arguments,
# where there are several (doors.py).
ROOTS: Mapping[str, str] = {
    "Query.service": "shown ABCDEFKMNR",
    "Query.viewer": "nothing CKN, shown ABDEFMR",
    "Query.postalDistricts": "shown ABCDEFKMNR",
    "Query.application of the account": "nothing ABCDEFKMNR",
    "Query.application change of data": "nothing BCDEFKMNR, shown A",
    "Query.link": "shown ABCDEFKMNR",
    "Query.changeLink": "shown ABCDEFKMNR",
    "Query.disputes": "NOT_ALLOWED AB, SIGN_IN_NEEDED CDEFKN, shown MR",
    "Query.reviewQueue": "NOT_ALLOWED AB, SIGN_IN_NEEDED CDEFKN, shown MR",
    "Query.reviewCase": "NOT_ALLOWED AB, SIGN_IN_NEEDED CDEFKN, shown MR",
    "Query.account": "NOT_ALLOWED AB, SIGN_IN_NEEDED CDEFKN, shown MR",
    "Query.accounts": "NOT_ALLOWED AB, SIGN_IN_NEEDED CDEFKN, shown MR",
    "Query.staffAwaitingConfirmation": "NOT_ALLOWED ABR, SIGN_IN_NEEDED CDEFKN, shown M",
    "Query.events newest": "NOT_ALLOWED ABR, SIGN_IN_NEEDED CDEFKN, shown M",
    "Query.events of the account": "NOT_ALLOWED ABR, SIGN_IN_NEEDED CDEFKN, shown M",
    "Query.signInLink": "shown ABCDEFKMNR",
    "Query.membersByCard": "NOT_ALLOWED AB, SIGN_IN_NEEDED CDEFKN, shown MR",
    "Query.accessRequestLink": "shown ABCDEFKMNR",
    "Query.accessRequests": "NOT_ALLOWED AB, SIGN_IN_NEEDED CDEFKN, shown MR",
    "Query.identityJoinLink": "shown ABCDEFKMNR",
    "Query.identityJoins": "NOT_ALLOWED AB, SIGN_IN_NEEDED CDEFKN, shown MR",
    "Query.authorizationRequest": "NOT_ALLOWED MR, shown ABCDEFKN",
    "Query.relyingParties": "NOT_ALLOWED ABR, SIGN_IN_NEEDED CDEFKN, shown M",
    "Query.partner": "nothing ABDEFMNR, shown CK",
    "Query.partners": "NOT_ALLOWED ABR, SIGN_IN_NEEDED CDEFKN, shown M",
    "Query.handoffDestinations": "nothing CDEFKMNR, shown AB",
    "Query.node Account": "nothing BCDEFKN, shown AMR",
    "Query.node Application": "nothing BCDEFKMNR, shown A",
    "Query.node Certificate": "nothing BCDEFKN, shown AMR",
    "Subscription.applicationStatus": "APPLICATION_NOT_FOUND BCDEFKMNR, shown A",
    "Subscription.accountChanged": "SIGN_IN_NEEDED CDEFKN, shown ABMR",
    "Subscription.reviewQueueChanged": "NOT_ALLOWED AB, SIGN_IN_NEEDED CDEFKN, shown MR",
    "Subscription.accountEvents from now": "SCOPE_MISSING K, TOKEN_NEEDED ABDEFMNR, shown C",
    "Subscription.accountEvents from before": "SCOPE_MISSING K, TOKEN_NEEDED ABDEFMNR, shown C",
}
# Words that stand in Alice's records only, and everybody in whose answers they stood anywhere.
WORDS: Mapping[str, str] = {
    "card number": "",
    "certificate": "CM",
    "holder": "AMR",
    "colleague": "AMR",
    "telephone": "AMR",
    "e-mail": "AMR",
    "label": "AMR",
    **dict.fromkeys((field.camel_case for field in ALICES_FACTS), "AMR"),
    "reviewer's note": "MR",
    "verified mailbox": "MR",
    "how it was verified": "MR",
    "why it was held": "MR",
    "why it was opened": "M",
    "who asked for it": "M",
    "whose card was reissued": "MR",
    "why access was approved": "MR",
}


def field_rows() -> dict[str, str]:
    """Return the table of fields, a row each."""
    return {
        f"{kind}.{name}": letters
        for kind, groups in FIELDS.items()
        for letters, names in groups.items()
        for name in names.split()
    }
