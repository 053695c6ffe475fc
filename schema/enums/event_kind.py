"""The enum `JournalEventKind`."""

from collections.abc import Mapping

from models.journal.kinds import EventKind
from schema.enums.describe import describe

_Kind = EventKind

_APPLICATIONS: Mapping[EventKind, str] = {
    _Kind.APPLIED: "Form 1/2 of an application was submitted.",
    _Kind.AMENDED: "The company's data of an application was corrected.",
    _Kind.CARD_BOUND: "A card was bound to an application.",
    _Kind.CARD_RENEWED: "The card of an application was replaced by the reissued one.",
    _Kind.CONTINUED: "An application was continued in another browser, by its card.",
    _Kind.SUBMITTED: "An application was submitted for review.",
    _Kind.LEFT_TO_PERSON: "The automatic review left the case to a reviewer.",
    _Kind.REVIEW_PUT_OFF: "The automatic review was postponed.",
    _Kind.REVIEW_BEGUN_AGAIN: "A reviewer had the automatic review repeated.",
    _Kind.CLAIMED: "A reviewer claimed the case.",
    _Kind.RELEASED: "A reviewer released the case.",
    _Kind.MAILBOX_PROPOSED: "A reviewer proposed a mailbox for the case.",
    _Kind.MAILBOX_CONFIRMED: "Another reviewer confirmed the mailbox of the case.",
    _Kind.CARD_NUMBER_SHOWN: "A reviewer was shown the whole number of the application's card.",
    _Kind.APPROVED: "The application was approved.",
    _Kind.REJECTED: "The application was rejected.",
    _Kind.ACTIVATED: "The account was opened, or the change of its data was applied.",
    _Kind.WITHDRAWN: "The application was withdrawn.",
    _Kind.EXPIRED: "The service closed the application.",
}
_LETTERS: Mapping[EventKind, str] = {
    _Kind.LINK_SENT: "A letter with a link was queued for mailing.",
    _Kind.MAIL_SENT: "A letter was handed over to the mail server.",
    _Kind.MAIL_SUPERSEDED: "A letter was not sent, since a later one took its place.",
    _Kind.MAIL_GIVEN_UP: "A letter could not be delivered.",
}
_ACCOUNTS: Mapping[EventKind, str] = {
    _Kind.ACCOUNT_OPENED: "The account was opened.",
    _Kind.ACCOUNT_SUSPENDED: "Staff suspended the account.",
    _Kind.ACCOUNT_RESTORED: "Staff restored the suspended account.",
    _Kind.ACCOUNT_CLOSED: "Staff closed the account for good.",
    _Kind.DATA_CHANGE_REQUESTED: "A change of the company's data was submitted for review.",
    _Kind.DATA_CHANGED: "An approved change of the company's data was applied.",
    _Kind.HANDED_OFF: "A holder was handed over to a partner's system.",
    _Kind.MAILBOX_CORRECTION_PROPOSED: "A reviewer proposed another registered mailbox.",
    _Kind.MAILBOX_CORRECTION_CONFIRMED: "Another reviewer confirmed the proposed mailbox.",
    _Kind.MAILBOX_CORRECTION_CORRECTED: "The confirmed mailbox came into force.",
    _Kind.MAILBOX_CORRECTION_WITHDRAWN: "The correction of the mailbox was withdrawn.",
    _Kind.MAILBOX_CORRECTION_REFUSED: "Another reviewer refused the proposed mailbox.",
    _Kind.MAILBOX_CORRECTION_STOPPED: "A reader of a notice stopped the correction.",
    _Kind.MAILBOX_CORRECTION_EXPIRED: "Nobody confirmed the proposed mailbox in time.",
    _Kind.MAILBOX_CORRECTION_SUPERSEDED: "A change of the data ended the correction.",
    _Kind.MAILBOX_CORRECTION_UNDELIVERED: "A notice could not be delivered; the correction ended.",
    _Kind.MAILBOX_CORRECTION_ACCOUNT_CLOSED: "The account was closed; the correction ended.",
    _Kind.COMPANY_MISSING: "The account's company is no longer on file in the registry.",
    _Kind.COMPANY_ON_FILE_AGAIN: "The account's company is on file in the registry again.",
    _Kind.COMPANY_CASE_CLOSED: "Staff closed the case of the account's missing company.",
}
_REGISTRY: Mapping[EventKind, str] = {
    _Kind.REGISTRY_IMPORTED: "A registry file was put on file.",
    _Kind.CALENDAR_REPLACED: "A year of the office calendar was replaced.",
    _Kind.REGISTRY_MAILBOX_ANNOUNCED: "Notice was given of a company's new mailbox on file.",
    _Kind.REGISTRY_MAILBOX_COUNTS: "A company's new mailbox on file counts from now on.",
    _Kind.REGISTRY_MAILBOX_UNREACHED: "A company's new mailbox on file did not take the notice.",
}
_CARDS: Mapping[EventKind, str] = {
    _Kind.FIRST_CARD_BOUND: "The account's first card was bound.",
    _Kind.CARD_ADDED: "A card was added.",
    _Kind.CARD_EDITED: "The contact data or the label of a card was edited.",
    _Kind.CARD_REMOVED: "A card was removed.",
    _Kind.CARD_REPLACED: "A card was replaced by another one.",
    _Kind.CARDS_CONFIRMED: "A holder confirmed that the list of cards is correct.",
    _Kind.CARD_ENDS_SOON: "A card will expire soon.",
    _Kind.CARD_EXPIRED: "A card expired.",
    _Kind.CARD_REVOKED: "A card was revoked by its issuer.",
    _Kind.CARD_ON_HOLD: "A card was suspended by its issuer.",
    _Kind.CARD_HOLD_LIFTED: "The issuer lifted the suspension of a card.",
    _Kind.CARD_STATUS_CHANGED: "The status of a card changed.",
    _Kind.CHANGE_REPORTED: "A recipient of a letter objected to a change of the cards.",
    _Kind.CHANGE_SETTLED: "An objection was settled.",
    _Kind.REVOCATION_GRACE_USED: "A certificate was cleared by an older revocation list.",
    _Kind.CARD_REHEARSED: "An administrator rehearsed with a card of a generation.",
}
_SESSIONS: Mapping[EventKind, str] = {
    _Kind.SIGNED_IN: "A holder signed in with a card.",
    _Kind.CARD_PROVED: "A signed-in holder proved possession of the card again.",
    _Kind.SIGN_IN_LINK_SENT: "A link to bind a card was mailed.",
    _Kind.SIGN_IN_LINK_FOLLOWED: "A mailed link to bind a card was followed.",
    _Kind.SESSION_ENDED: "A session ended.",
}
_MEMBERS: Mapping[EventKind, str] = {
    _Kind.MEMBERSHIP_BEGAN: "A person became a member of the account.",
    _Kind.MEMBERSHIP_UNCONFIRMED: "A member awaits confirmation by an administrator.",
    _Kind.MEMBERSHIP_CONFIRMED: "A member was confirmed.",
    _Kind.MEMBERSHIP_DORMANT: "The last usable card of a member ended.",
    _Kind.MEMBERSHIP_AWAKE: "A dormant member has a usable card again.",
    _Kind.MEMBERSHIP_WARNED: "A letter announced the end of a dormant membership.",
    _Kind.MEMBERSHIP_ENDED: "A membership ended.",
    _Kind.MEMBER_ENDED: "Staff ended a membership.",
    _Kind.MEMBER_LAPSED: "A dormant membership ended by the lapse of time.",
    _Kind.LEAVING_ANNOUNCED: "A member gave notice of leaving the account.",
    _Kind.LEAVING_CANCELLED: "A member withdrew the notice of leaving.",
    _Kind.ACCESS_REQUESTED: "Access to the account by its mailbox was requested.",
    _Kind.ACCESS_APPROVED: "Staff approved a request for access.",
    _Kind.ACCESS_GRANTED: "A request for access was granted after its waiting period.",
    _Kind.ACCESS_STOPPED: "A recipient of a notice stopped a request for access.",
    _Kind.ACCESS_OVER: "A request for access ended.",
    _Kind.IDENTITY_JOIN_ASKED: "A holder asked to have a new card joined to the membership.",
    _Kind.IDENTITY_JOIN_REQUESTED: "The registered mailbox was asked to confirm the joining.",
    _Kind.IDENTITY_JOIN_CONFIRMED: "The registered mailbox confirmed the joining.",
    _Kind.IDENTITY_JOINED: "Staff joined a new card to a membership.",
    _Kind.IDENTIFIER_JOINED: "A further identifier of certificates was joined to a person.",
}
_STAFF: Mapping[EventKind, str] = {
    _Kind.STAFF_INVITED: "A member of staff was invited.",
    _Kind.STAFF_CARD_CONFIRMED: "An administrator confirmed the card of a member of staff.",
    _Kind.STAFF_CARD_REJECTED: "An administrator rejected the card of a member of staff.",
    _Kind.PHRASE_SAVED: "A reviewer saved a phrase for notes to applicants.",
    _Kind.PHRASE_FORGOTTEN: "A reviewer deleted a saved phrase.",
}
_PARTNERS: Mapping[EventKind, str] = {
    _Kind.PARTNER_CREATED: "A partner was registered.",
    _Kind.PARTNER_UPDATED: "The data of a partner was edited.",
    _Kind.PARTNER_TOKEN_ROTATED: "A partner got a new token.",
    _Kind.PARTNER_REVOKED: "A partner was revoked.",
    _Kind.TOKEN_NARROWED: "A scope was taken away from a token.",
    _Kind.TOKEN_REVOKED: "A token was revoked.",
    _Kind.RELYING_PARTY_REGISTERED: "A partner was registered for sign-in by OpenID Connect.",
    _Kind.RELYING_PARTY_REMOVED: "The OpenID Connect registration of a partner was removed.",
    _Kind.CLIENT_SECRET_RENEWED: "A partner's secret for OpenID Connect was renewed.",
    _Kind.SIGNING_KEY_ADDED: "A key that signs ID tokens was added.",
    _Kind.LOGOUT_SENT: "A back-channel logout was delivered to a partner.",
    _Kind.LOGOUT_GIVEN_UP: "A back-channel logout could not be delivered.",
    _Kind.LOGOUT_UNWANTED: "A back-channel logout had no address to be delivered to.",
}
_PERSONAL_DATA: Mapping[EventKind, str] = {
    _Kind.PERSON_EXPORTED: "The data kept about a person was exported.",
    _Kind.ERASED: "The personal data of a record was erased.",
    _Kind.EVIDENCE_ERASED: "The evidence of a signature was erased after its retention.",
    _Kind.EPOCH_BEGUN: "The journal began a new epoch, after a backup was restored.",
}

DESCRIPTIONS: Mapping[EventKind, str] = {
    **_APPLICATIONS,
    **_LETTERS,
    **_ACCOUNTS,
    **_REGISTRY,
    **_CARDS,
    **_SESSIONS,
    **_MEMBERS,
    **_STAFF,
    **_PARTNERS,
    **_PERSONAL_DATA,
}
describe(
    EventKind,
    name="JournalEventKind",
    description="The kind of an event in the journal, whatever record it concerns.",
    values=DESCRIPTIONS,
)

__all__ = ["DESCRIPTIONS", "EventKind"]
