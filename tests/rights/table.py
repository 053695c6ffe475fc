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
        "ABMRS": "cursor at account",
        "abmrs": "kind",
    },
    "AccountConnection": {"MR": "edges pageInfo"},
    "AccountEdge": {"CMR": "cursor node"},
    "AccountHistoryEvent": {"MRS": "kind at"},
    "AccountEvent": {"C": "cursor kind at controlNumber certificateSha256"},
    "AccountEventConnection": {"C": "edges pageInfo next"},
    "AccountEventEdge": {"C": "cursor node"},
    "AccountEventsBegun": {"C": "cursor"},
    "AccountFeedConnection": {"C": "edges pageInfo next"},
    "Application": {
        "AMR": "id caseNumber purpose status version company createdAt submittedAt history",
        "amr": "decidedAt expiresAt closedBecause certificate",
    },
    "ApplicationEvent": {"AMRS": "kind at"},
    "ApplicationStatusChanged": {"A": "cursor at application"},
    "ApprovedCompany": {"AMR": _FACTS},
    # Whoever was sent with the handle may see who asks; the next step is the viewer's own.
    "AuthorizationRequest": {"ABCDEFKN": "partnerName scopes step expiresAt"},
    "AwaitingStaff": {"M": "boundAt account certificate"},
    "AwaitingStaffConnection": {"M": "edges pageInfo"},
    "AwaitingStaffEdge": {"M": "cursor node"},
    "CaseLetter": {"MR": "kind recipient state queuedAt sentAt"},
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
        "mr": "settledAt outcome note previous formerPhone formerEmail formerLabel",
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
        "abcdefkmnrs": "previousHolderName",
    },
    "Company": {"AMR": _FACTS},
    "DayFigures": {
        "MR": (
            "day submitted leftToPerson approvedByService approvedByPeople rejectedByService "
            "rejectedByPeople activated lettersSent lettersGivenUp refusedCards"
        )
    },
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
    "InquiredAccount": {"MRS": "controlNumber name kind status openedAt history letters"},
    "InquiredCase": {
        "MRS": (
            "applicationId caseNumber controlNumber companyName purpose status submittedAt "
            "decidedAt expiresAt mayResend history letters"
        ),
        "mrs": "closedBecause",
    },
    "Inquiry": {"MRS": "account cases"},
    "JournalEvent": {
        "MR": "seq at subject kind actor previousHash actorName mailbox",
        "Mr": "payload",
    },
    "JournalEventConnection": {"MR": "edges pageInfo"},
    "JournalEventEdge": {"MR": "cursor node"},
    "LetterSent": {"MRS": "title mailbox state queuedAt sentAt"},
    "Link": {
        EVERYBODY: "purpose about caseNumber controlNumber companyName holderName expiresAt",
        "abcdefkmnrs": "results marked note",
        "Fabcdekmnrs": "application",
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
    "MayAct": {"C": "until kind staging"},
    "MayNotAct": {"C": "reason"},
    "Member": {
        "MR": "id name beganAt dormantSince endsAt leavesAt account certificate",
        "mr": "endedAt",
    },
    "MissingCompany": {
        "MR": "id controlNumber accountName accountStatus reason since",
        "mr": "endedAt note closedBy",
    },
    "MissingCompanyConnection": {"MR": "edges pageInfo"},
    "MissingCompanyEdge": {"MR": "cursor node"},
    "OfficeYear": {
        "MR": "year freeDays replacedAt",
        "mr": "replacedBy",
    },
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
    # Alice has typed nothing that she has not sent.
    "UnsentForm": {"": f"{_FACTS} caseNumber purpose phone email privacyNotice savedAt expiresAt"},
    "ProductRules": {
        EVERYBODY: (
            "challengeMinutes proofMinutes idleMinutes signedInHours linkDays "
            "firstCardSessionMinutes maxCertificates confirmationDays memberNoticeHours "
            "expiryAnnouncedDays unsentFormDays transferMinutes"
        ),
    },
    "RefusedCards": {"MR": "code title count"},
    "Rehearsal": {
        "M": "id at generation accepted held differs notSeen",
        "m": "recordedAt",
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
    "RejectionPreview": {"MR": "recipient subject text hasNote"},
    "ReviewCase": {
        "MR": (
            "id application version waitingSince forPerson results marked note ageMinutes "
            "workingMinutes dueAt "
            "claimedByViewer onFile expectedApproval proposedMailbox letters journal"
        ),
        "mr": "claimedBy claimedUntil decidedBy putOffBecause",
    },
    "ReviewCaseConnection": {"MR": "edges pageInfo head"},
    "ReviewCaseEdge": {"MR": "cursor node"},
    "ReviewQueueChanged": {"MR": "cursor at kind case head"},
    "ReviewQueueHead": {
        "MR": "waiting putOff oldestWaiting ageMinutes workingMinutes dueAt sameDayAtRisk"
    },
    "Service": {
        EVERYBODY: "name version componentOrigin rules demo staging",
        "abcdefkmnrs": "helpLine",
    },
    "Session": {
        "A": "id kind startedAt seenAt expiresAt isCurrent",
        "a": "device",
    },
    "SessionConnection": {"ABMRS": "edges pageInfo"},
    "SessionEdge": {"ABMRS": "cursor node"},
    "SignInLink": {EVERYBODY: "controlNumber name kind expiresAt"},
    "Staff": {
        "MRs": (
            "reviewQueue reviewCase rejectionPreview account accounts membersByCard disputes "
            "accessRequests identityJoins mailboxCorrections missingCompanies officeYears figures"
        ),
        "Mrs": "awaitingConfirmation partners relyingParties journal",
        "MRS": "inquiry",
    },
    # What it says of a subject may be that it may not be seen.
    "Update": {"ABCDEFKMNRS": "subject applicationStatus accountChanged"},
    "System": {
        "AB": "partner",
        "ab": "loginUrl",
    },
    "Viewer": {
        "ABDEFMRS": "sessionId kind expiresAt",
        "ABMRSdef": "provenAt certificate sessions",
        "DFabemrs": "application",
        "ABEMRSdf": "account",
        "Abdefmrs": "leavesAt",
        # Nobody has saved a phrase.
        "abdefmrs": "unsentForm phrases",
    },
}
# The outcome of each field of Query and Subscription; a word behind it names the arguments,
# where there are several (doors.py).
ROOTS: Mapping[str, str] = {
    "Query.service": "shown ABCDEFKMNRS",
    "Query.viewer": "nothing CKN, shown ABDEFMRS",
    "Query.postalDistricts": "shown ABCDEFKMNRS",
    "Query.application of the account": "nothing ABCDEFKMNRS",
    "Query.application change of data": "nothing BCDEFKMNRS, shown A",
    "Query.link": "shown ABCDEFKMNRS",
    "Query.changeLink": "shown ABCDEFKMNRS",
    "Query.staff": "nothing ABCDEFKN, shown MRS",
    "Query.signInLink": "shown ABCDEFKMNRS",
    "Query.authorizationRequest": "NOT_ALLOWED MRS, shown ABCDEFKN",
    "Query.partner": "nothing ABDEFMNRS, shown CK",
    "Query.handoffDestinations": "nothing CDEFKMNRS, shown AB",
    "Query.systems": "nothing CDEFKMNRS, shown AB",
    "Query.accessRequestLink": "shown ABCDEFKMNRS",
    "Query.mailboxCorrectionLink": "shown ABCDEFKMNRS",
    "Query.identityJoinLink": "shown ABCDEFKMNRS",
    "Query.node Account": "nothing BDEFKNS, shown ACMR",
    "Query.node Application": "nothing BCDEFKMNRS, shown A",
    "Query.node Certificate": "nothing BDEFKNS, shown ACMR",
    "Query.node ReviewCase": "nothing ABCDEFKNS, shown MR",
    "Query.node CaseMailbox": "nothing ABCDEFKNS, shown MR",
    "Query.node CertificateDispute": "nothing ABCDEFKNS, shown MR",
    "Query.node Member": "nothing ABCDEFKNS, shown MR",
    "Query.node AccessRequest": "nothing ABCDEFKNS, shown MR",
    "Query.node IdentityJoin": "nothing ABCDEFKNS, shown MR",
    "Query.node MailboxCorrection": "nothing BCDEFKNS, shown AMR",
    "Query.node MissingCompany": "nothing ABCDEFKNS, shown MR",
    "Query.node Session": "nothing BCDEFKMNRS, shown A",
    "Query.node Challenge": "nothing BCDEFKMNRS, shown A",
    "Query.node Partner": "nothing CDEFKNRS, shown ABM",
    "Query.node PartnerToken": "nothing ABCDEFKNRS, shown M",
    "Query.node RelyingParty": "nothing ABCDEFKNRS, shown M",
    "Subscription.applicationStatus": "APPLICATION_NOT_FOUND BCDEFKMNRS, shown A",
    "Subscription.accountChanged": "SIGN_IN_NEEDED CDEFKN, shown ABMRS",
    "Subscription.updates of the account": "SIGN_IN_NEEDED BCDEFKMNRS, shown A",
    "Subscription.updates of the change of data": "APPLICATION_NOT_FOUND BCDEFKMNRS, shown A",
    "Subscription.updates of another session": "SESSION_MISSING BCDEFKMNRS, shown A",
    "Subscription.reviewQueueChanged": "NOT_ALLOWED ABS, SIGN_IN_NEEDED CDEFKN, shown MR",
    "Subscription.reviewQueueChanged of another session": (
        "NOT_ALLOWED A, SESSION_MISSING BCDEFKMNRS"
    ),
    "Subscription.accountEvents from now": "SCOPE_MISSING K, TOKEN_NEEDED ABDEFMNRS, shown C",
    "Subscription.accountEvents from before": "SCOPE_MISSING K, TOKEN_NEEDED ABDEFMNRS, shown C",
    "Query.node Rehearsal": "nothing ABCDEFKNRS, shown M",
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
        f"{number}{what}": "" if "number" in what else seen_by
        for number, seen_by in (
            *(("STAFF001", "MR"), ("STAFF003", "MR"), ("STAFF004", "MR")),
            # Her own.
            ("STAFF005", "MRS"),
        )
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
