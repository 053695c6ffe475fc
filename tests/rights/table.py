"""The table of rights: who may read each field of Alice's records, and who may change them.

A capital letter saw a value, a small letter null in a record that it saw; a letter that is not
named did not see the record. The letters are the people of world.py: A her own holder, B another
company's, C a partner with every scope, K a partner without, D an applicant, E who may bind a first
card, F who applied and has a link in the mail, R a reviewer, M an administrator, S of the
help line, N nobody.
After a change of the schema ``python -m tests.rights`` prints what it has become; read it.
"""

from collections.abc import Mapping

from models.company.company import CompanyField
from tests.rights.world import MARKED_FACTS

EVERYBODY = "ABCDEFKMNRS"
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
        "ACMR": "id controlNumber kind status name openedAt changedAt certificates",
        "MRac": "role mailbox statusReason members journal",
        "AMRc": (
            "company dataChange mailboxCorrection certificatesConfirmedAt frozenSince "
            "confirmationDue"
        ),
        "Macr": "opening",
    },
    "AccountChanged": {
        "ABMR": "cursor at account",
        "abmr": "kind",
    },
    "AccountConnection": {"MR": "edges pageInfo"},
    "AccountEdge": {"CMR": "cursor node"},
    "AccountEvent": {"C": "cursor kind at controlNumber certificateSha256"},
    "AccountEventConnection": {"C": "edges pageInfo next"},
    "AccountEventEdge": {"C": "cursor node"},
    "AccountEventsBegun": {"C": "cursor"},
    "AccountFeedConnection": {"C": "edges pageInfo next"},
    "Application": {
        "AMR": "id caseNumber purpose status version company createdAt submittedAt history",
        "amr": "decidedAt expiresAt closedBecause certificate",
    },
    "ApplicationEvent": {"AMR": "kind at"},
    "ApplicationStatusChanged": {"A": "cursor at application"},
    "ApprovedCompany": {"AMR": _FACTS},
    # Whoever was sent with the handle may see who asks; the next step is the viewer's own.
    "AuthorizationRequest": {"ABCDEFKN": "partnerName scopes step expiresAt"},
    "AwaitingStaff": {"M": "boundAt account certificate"},
    "AwaitingStaffConnection": {"M": "edges pageInfo"},
    "AwaitingStaffEdge": {"M": "cursor node"},
    "CaseMailbox": {
        "MR": "id email verifiedHow proposedBy proposedAt",
        "mr": "confirmedBy confirmedAt",
    },
    "Certificate": {
        "ACMR": "id sha256 validFrom validUntil isDisputed",
        "AMRc": (
            "holderName cardNumber phone email boundAt label lastUsedAt status version isCurrent"
        ),
        "acmr": "onHoldSince expiresInDays",
    },
    "CertificateConnection": {"ACMR": "edges pageInfo"},
    "CertificateDispute": {
        "MR": "id kind at reportedAt account certificate by",
        "mr": "settledAt outcome note previous",
    },
    "CertificateDisputeConnection": {"MR": "edges pageInfo"},
    "CertificateDisputeEdge": {"MR": "cursor node"},
    "CertificateEdge": {"ACMR": "cursor node"},
    "Challenge": {
        "A": "id purpose expiresAt",
        "a": "text",
    },
    "ChangeLink": {
        EVERYBODY: "kind at controlNumber companyName holderName actorName expiresAt",
        "abcdefkmnr": "previousHolderName",
    },
    "Company": {"AMR": _FACTS},
    "Demo": {EVERYBODY: "mailboxUrl componentUrl"},
    "EventValue": {"M": "name value"},
    "ExpectedApproval": {"MR": "recipient mailbox message"},
    "FieldOnFile": {
        "MR": "field stated onFile outcome",
        "mr": "lookAlikes",
    },
    "FieldResult": {
        "MR": "field outcome",
        "mr": "lookAlikes",
    },
    "IdentityJoin": {
        "MR": "id holderName lastFour askedAt confirmedAt expiresAt account",
        "mr": "joinedAt",
    },
    "IdentityJoinConnection": {"MR": "edges pageInfo"},
    "IdentityJoinEdge": {"MR": "cursor node"},
    "IdentityJoinLink": {
        EVERYBODY: "controlNumber companyName holderName lastFour askedAt",
    },
    "JournalEvent": {
        "MR": "seq at subject kind actor previousHash actorName mailbox",
        "Mr": "payload",
    },
    "JournalEventConnection": {"MR": "edges pageInfo"},
    "JournalEventEdge": {"MR": "cursor node"},
    "Link": {
        EVERYBODY: "purpose about caseNumber controlNumber companyName holderName expiresAt",
        "abcdefkmnr": "results marked note",
        "Fabcdekmnr": "application",
    },
    "MailboxCorrection": {
        "AMR": (
            "id status controlNumber accountName email proposedAt expiresAt confirmedAt "
            "effectiveAt followsObjection"
        ),
        "amr": "doneAt note",
        "MRa": "previousMailbox reason evidence proposedBy confirmedBy",
    },
    "MailboxCorrectionConnection": {"MR": "edges pageInfo"},
    "MailboxCorrectionEdge": {"MR": "cursor node"},
    "MailboxCorrectionLink": {EVERYBODY: "controlNumber companyName effectiveAt"},
    "MayAct": {"C": "until kind"},
    "MayNotAct": {"C": "reason"},
    "Member": {
        "MR": "id name beganAt dormantSince endsAt leavesAt account certificate",
        "mr": "endedAt",
    },
    "MissingCompany": {
        "MR": "id controlNumber accountName accountStatus reason since",
        "mr": "endedAt",
    },
    "MissingCompanyConnection": {"MR": "edges pageInfo"},
    "MissingCompanyEdge": {"MR": "cursor node"},
    "OnFile": {
        "MR": "answered rows fields",
        "mr": "trouble releaseReason releasedOn mailboxInUse",
    },
    "Opening": {"M": "reason contactName contactPhone sender sentAt reference"},
    "PageInfo": {"ACMR": "hasNextPage hasPreviousPage startCursor endCursor"},
    "Partner": {
        "ABM": "id name",
        "Mab": "scopes version handoffUrl createdAt createdBy tokens",
        "abm": "revokedAt",
    },
    "PartnerAccess": {
        "CK": "name scopes",
        "Ck": "account accounts certificateMayAct events",
    },
    "PartnerConnection": {"M": "edges pageInfo"},
    "PartnerEdge": {"M": "cursor node"},
    "PartnerToken": {
        "M": "id subject prefix createdAt expiresAt",
        "m": "lastUsedAt revokedAt",
    },
    "PartnerTokenConnection": {"M": "edges pageInfo"},
    "PartnerTokenEdge": {"M": "cursor node"},
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
            "id clientId partner redirectUris postLogoutRedirectUris backchannelLogoutUri "
            "calledHosts keys algorithm scopes pkceRequired secretAllowed createdAt createdBy "
            "changedAt"
        ),
        "m": "initiateLoginUri targetLinkUri previousSecretUntil",
    },
    "RelyingPartyConnection": {"M": "edges pageInfo"},
    "RelyingPartyEdge": {"M": "cursor node"},
    "ReviewCase": {
        "MR": (
            "id application version waitingSince forPerson results marked note ageMinutes "
            "onFile expectedApproval proposedMailbox journal"
        ),
        "mr": "claimedBy claimedUntil decidedBy putOffBecause",
    },
    "ReviewCaseConnection": {"MR": "edges pageInfo head"},
    "ReviewCaseEdge": {"MR": "cursor node"},
    "ReviewQueueChanged": {"MR": "cursor at kind case head"},
    "ReviewQueueHead": {"MR": "waiting putOff oldestWaiting ageMinutes sameDayAtRisk"},
    "Service": {
        EVERYBODY: "name version componentOrigin rules demo",
        "abcdefkmnr": "helpLine",
    },
    "Session": {
        "A": "id kind startedAt seenAt expiresAt isCurrent",
        "a": "device",
    },
    "SessionConnection": {"ABMR": "edges pageInfo"},
    "SessionEdge": {"ABMR": "cursor node"},
    "SignInLink": {EVERYBODY: "controlNumber name kind expiresAt"},
    "Staff": {
        "MR": (
            "reviewQueue reviewCase account accounts membersByCard disputes accessRequests "
            "identityJoins mailboxCorrections missingCompanies"
        ),
        "Mr": "awaitingConfirmation partners relyingParties journal",
    },
    # What it says of a subject may be that it may not be seen.
    "Update": {"ABCDEFKMNR": "subject applicationStatus accountChanged"},
    "System": {
        "AB": "partner",
        "ab": "loginUrl",
    },
    "Viewer": {
        "ABDEFMR": "sessionId kind expiresAt",
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
    "Query.staff": "nothing ABCDEFKN, shown MR",
    "Query.signInLink": "shown ABCDEFKMNR",
    "Query.authorizationRequest": "NOT_ALLOWED MR, shown ABCDEFKN",
    "Query.partner": "nothing ABDEFMNR, shown CK",
    "Query.handoffDestinations": "nothing CDEFKMNR, shown AB",
    "Query.systems": "nothing CDEFKMNR, shown AB",
    "Query.accessRequestLink": "shown ABCDEFKMNR",
    "Query.mailboxCorrectionLink": "shown ABCDEFKMNR",
    "Query.identityJoinLink": "shown ABCDEFKMNR",
    "Query.node Account": "nothing BDEFKN, shown ACMR",
    "Query.node Application": "nothing BCDEFKMNR, shown A",
    "Query.node Certificate": "nothing BDEFKN, shown ACMR",
    "Query.node ReviewCase": "nothing ABCDEFKN, shown MR",
    "Query.node CaseMailbox": "nothing ABCDEFKN, shown MR",
    "Query.node CertificateDispute": "nothing ABCDEFKN, shown MR",
    "Query.node Member": "nothing ABCDEFKN, shown MR",
    "Query.node AccessRequest": "nothing ABCDEFKN, shown MR",
    "Query.node IdentityJoin": "nothing ABCDEFKN, shown MR",
    "Query.node MailboxCorrection": "nothing BCDEFKN, shown AMR",
    "Query.node MissingCompany": "nothing ABCDEFKN, shown MR",
    "Query.node Session": "nothing BCDEFKMNR, shown A",
    "Query.node Challenge": "nothing BCDEFKMNR, shown A",
    "Query.node Partner": "nothing CDEFKNR, shown ABM",
    "Query.node PartnerToken": "nothing ABCDEFKNR, shown M",
    "Query.node RelyingParty": "nothing ABCDEFKNR, shown M",
    "Subscription.applicationStatus": "APPLICATION_NOT_FOUND BCDEFKMNR, shown A",
    "Subscription.accountChanged": "SIGN_IN_NEEDED CDEFKN, shown ABMR",
    "Subscription.updates of the account": "SIGN_IN_NEEDED BCDEFKMNR, shown A",
    "Subscription.updates of the change of data": "APPLICATION_NOT_FOUND BCDEFKMNR, shown A",
    "Subscription.updates of another session": "SESSION_MISSING BCDEFKMNR, shown A",
    "Subscription.reviewQueueChanged": "NOT_ALLOWED AB, SIGN_IN_NEEDED CDEFKN, shown MR",
    "Subscription.accountEvents from now": "SCOPE_MISSING K, TOKEN_NEEDED ABDEFMNR, shown C",
    "Subscription.accountEvents from before": "SCOPE_MISSING K, TOKEN_NEEDED ABDEFMNR, shown C",
}
# Words that stand in one person's records only, and everybody in whose answers they stood anywhere.
WORDS: Mapping[str, str] = {
    "card number": "",
    "certificate": "ACMR",
    "holder": "AMR",
    "colleague": "AMR",
    "telephone": "AMR",
    "e-mail": "AMR",
    "label": "AMR",
    **dict.fromkeys((field.camel_case for field in MARKED_FACTS), "AMR"),
    "reviewer's note": "MR",
    "verified mailbox": "MR",
    "how it was verified": "MR",
    "why it was held": "MR",
    "why it was opened": "M",
    "who asked for it": "M",
    "whose card was reissued": "MR",
    "why access was approved": "MR",
    "mailbox that is to be": "AMR",
    "why the mailbox is wrong": "MR",
    "proof of the mailbox": "MR",
    "Bruno's company": "BMR",
    "Bruno's name": "BMR",
    "Bruno's card number": "",
    "Bruno's certificate": "BCMR",
    "Dan's company": "D",
    "Fay's company": "F",
    "Fay's name": "F",
    "Fay's card number": "",
    "Fay's certificate": "F",
    # Partners see no staff.
    **{
        f"{number}{what}": "" if "number" in what else "MR"
        for number in ("STAFF001", "STAFF003", "STAFF004", "STAFF005")
        for what in ("", "'s name", "'s card number", "'s certificate", "'s e-mail")
    },
    # A holder sees partners in the menu, and whoever holds the handle of its request.
    "車輛定位系統": "ABCDEFKMN",
    "無範圍系統": "ABKM",
    "車輛定位系統's token": "",
    "無範圍系統's token": "",
}


def field_rows() -> dict[str, str]:
    """Return the table of fields, a row each."""
    return {
        f"{kind}.{name}": letters
        for kind, groups in FIELDS.items()
        for letters, names in groups.items()
        for name in names.split()
    }
