"""Every text that the schema takes: its declared kind, and who may send it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from graphql import (
    GraphQLArgument,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLObjectType,
    GraphQLUnionType,
    get_named_type,
    get_nullable_type,
    is_list_type,
    is_non_null_type,
)
from strawberry.relay import to_base64

from models.company.company import FIELDS
from models.forms import kinds
from models.forms.text_kind import TextKind
from models.forms.typed_text import KIND_OF
from schema.ids import NOBODY
from tests.rights.deeds import GIVEN
from tests.rights.doors import SCHEMA, root

_COMPANY: Mapping[str, TextKind] = {
    field.camel_case: KIND_OF[declared.kind] for field, declared in FIELDS.items()
}
_CONTACT: Mapping[str, TextKind] = {"phone": kinds.PHONE, "email": kinds.EMAIL}
_UNSENT: Mapping[str, TextKind] = dict.fromkeys((*_COMPANY, *_CONTACT), kinds.UNSENT)
_CARD: Mapping[str, TextKind] = {**_CONTACT, "label": kinds.LABEL}
_OPENING: Mapping[str, TextKind] = {
    "name": kinds.NAME,
    "mailbox": kinds.EMAIL,
    "reason": kinds.NOTE,
}


@dataclass(frozen=True, kw_only=True)
class Typed:
    """The texts of one mutation that are stored, and who sends them (see rights/world.py)."""

    by: str
    texts: Mapping[str, TextKind]


# What is stored: a text that does not fit its kind is refused by InvalidInput.
MUTATIONS: Mapping[str, Typed] = {
    "apply": Typed(by="N", texts=_COMPANY),
    "amendApplication": Typed(by="D", texts=_COMPANY),
    "saveForm": Typed(by="N", texts={**_UNSENT, "caseNumber": kinds.CASE_NUMBER}),
    "requestDataChange": Typed(by="A", texts=_COMPANY),
    "bindCertificate": Typed(by="D", texts=_CONTACT),
    "bindFirstCard": Typed(by="E", texts=_CARD),
    "addCertificate": Typed(by="A", texts=_CARD),
    "editCertificate": Typed(by="A", texts=_CARD),
    "replaceCertificate": Typed(by="A", texts=_CARD),
    "approveApplication": Typed(by="R", texts={"note": kinds.NOTE}),
    "proposeCaseMailbox": Typed(by="R", texts={"email": kinds.EMAIL, "verifiedHow": kinds.NOTE}),
    "rejectApplication": Typed(by="R", texts={"note": kinds.NOTE}),
    "savePhrase": Typed(by="R", texts={"text": kinds.NOTE}),
    "forgetPhrase": Typed(by="R", texts={"text": kinds.NOTE}),
    "settleChange": Typed(by="R", texts={"note": kinds.NOTE}),
    "endMembership": Typed(by="R", texts={"reason": kinds.NOTE}),
    "settleAccessRequest": Typed(by="R", texts={"note": kinds.NOTE}),
    "proposeMailboxCorrection": Typed(
        by="R", texts={"email": kinds.EMAIL, "reason": kinds.NOTE, "evidence": kinds.REFERENCE}
    ),
    "endMailboxCorrection": Typed(by="R", texts={"note": kinds.NOTE}),
    "closeMissingCompany": Typed(by="R", texts={"note": kinds.NOTE}),
    "rehearseCard": Typed(by="M", texts={"controlNumber": kinds.CONTROL_NUMBER}),
    "suspendAccount": Typed(by="M", texts={"reason": kinds.NOTE}),
    "restoreAccount": Typed(by="M", texts={"reason": kinds.NOTE}),
    "closeAccount": Typed(by="M", texts={"reason": kinds.NOTE}),
    "createStaff": Typed(by="M", texts={**_OPENING, "lastFour": kinds.LAST_FOUR}),
    "inviteStaffAgain": Typed(by="M", texts={"name": kinds.NAME, "lastFour": kinds.LAST_FOUR}),
    "openAccount": Typed(
        by="M",
        texts={
            **_OPENING,
            "lastFour": kinds.LAST_FOUR,
            "contactName": kinds.PERSON_NAME,
            "contactPhone": kinds.PHONE,
            "requestedBy.sender": kinds.REFERENCE,
            "requestedBy.reference": kinds.REFERENCE,
        },
    ),
    "requestSignInLink": Typed(by="N", texts={"controlNumber": kinds.ACCOUNT_NUMBER}),
    "requestIdentityJoin": Typed(by="D", texts={"controlNumber": kinds.ACCOUNT_NUMBER}),
    "registerRelyingParty": Typed(
        by="M",
        texts={
            "redirectUris": kinds.URL,
            "postLogoutRedirectUris": kinds.URL,
            "backchannelLogoutUri": kinds.URL,
            "initiateLoginUri": kinds.URL,
            "targetLinkUri": kinds.URL,
            "calledHosts": kinds.HOST_NAME,
        },
    ),
    "createPartner": Typed(by="M", texts={"name": kinds.PARTNER_NAME, "handoffUrl": kinds.URL}),
    "updatePartner": Typed(by="M", texts={"name": kinds.PARTNER_NAME, "handoffUrl": kinds.URL}),
}
# What only looks something up: a text that cannot name it is not found, by this code.
NAMES: Mapping[str, tuple[str, str, str]] = {
    "amendApplication.token": ("F", "token", "LINK_UNKNOWN"),
    "activateAccount.token": ("F", "token", "LINK_UNKNOWN"),
    "resendMail.token": ("N", "token", "LINK_UNKNOWN"),
    "reportChange.token": ("N", "token", "LINK_UNKNOWN"),
    "followSignInLink.token": ("N", "token", "LINK_UNKNOWN"),
    "stopAccessRequest.token": ("N", "token", "LINK_UNKNOWN"),
    "stopMailboxCorrection.token": ("N", "token", "LINK_UNKNOWN"),
    "confirmIdentityJoin.token": ("N", "token", "LINK_UNKNOWN"),
    "grantAuthorization.handle": ("A", "handle", "AUTHORIZATION_REQUEST_UNKNOWN"),
    "denyAuthorization.handle": ("N", "handle", "AUTHORIZATION_REQUEST_UNKNOWN"),
    "redeemHandoff.code": ("C", "code", "HANDOFF_UNKNOWN"),
    "redeemTransferCode.code": ("N", "code", "TRANSFER_CODE_UNKNOWN"),
}
# What is compared with what the page showed: another text is refused, by this code and path.
SHOWN: Mapping[str, tuple[str, str]] = {
    "apply.privacyNotice": ("N", "INVALID_INPUT"),
    "saveForm.privacyNotice": ("N", "INVALID_INPUT"),
    "requestChallenge.controlNumber": ("D", "APPLICATION_MOVED"),
    "bindCertificate.controlNumber": ("D", "APPLICATION_MOVED"),
    "approveApplication.controlNumber": ("R", "APPLICATION_MOVED"),
    "rejectApplication.controlNumber": ("R", "APPLICATION_MOVED"),
    "addCertificate.controlNumber": ("A", "ANOTHER_ACCOUNT"),
    "replaceCertificate.controlNumber": ("A", "ANOTHER_ACCOUNT"),
    "replaceCertificate.version": ("A", "CARDS_CHANGED"),
    "proposeMailboxCorrection.mailbox": ("R", "ACCOUNT_MAILBOX_CHANGED"),
    "updatePartner.version": ("M", "PARTNER_CHANGED"),
    "confirmCertificates.controlNumber": ("A", "ANOTHER_ACCOUNT"),
}
# Queries, each with the text as `$text`: who asks, and the code of what cannot be found; a filter
# over several things says INVALID_INPUT instead of finding nothing.
FILTER = "INVALID_INPUT"
NO_CASE = to_base64("Application", NOBODY)
QUERIES: Mapping[str, tuple[str, str, TextKind, str]] = {
    "Query.link.token": ("N", "link(token: $text)", kinds.TOKEN, "LINK_UNKNOWN"),
    "Query.changeLink.token": ("N", "changeLink(token: $text)", kinds.TOKEN, "LINK_UNKNOWN"),
    "Query.signInLink.token": ("N", "signInLink(token: $text)", kinds.TOKEN, "LINK_UNKNOWN"),
    "Query.accessRequestLink.token": (
        *("N", "accessRequestLink(token: $text)", kinds.TOKEN, "LINK_UNKNOWN"),
    ),
    "Query.mailboxCorrectionLink.token": (
        *("N", "mailboxCorrectionLink(token: $text)", kinds.TOKEN, "LINK_UNKNOWN"),
    ),
    "Query.identityJoinLink.token": (
        *("N", "identityJoinLink(token: $text)", kinds.TOKEN, "LINK_UNKNOWN"),
    ),
    "Staff.membersByCard.cardNumber": (
        *(
            "R",
            "staff { membersByCard(cardNumber: $text)",
            kinds.CARD_NUMBER,
            "MEMBERSHIP_NOT_FOUND",
        ),
    ),
    "Query.authorizationRequest.handle": (
        *("N", "authorizationRequest(handle: $text)"),
        *(kinds.TOKEN, "AUTHORIZATION_REQUEST_UNKNOWN"),
    ),
    "Staff.account.controlNumber": (
        *("R", "staff { account(controlNumber: $text)", kinds.ACCOUNT_NUMBER, "ACCOUNT_NOT_FOUND"),
    ),
    "PartnerAccess.account.controlNumber": (
        *("C", "partner { account(controlNumber: $text)"),
        *(kinds.ACCOUNT_NUMBER, "ACCOUNT_NOT_FOUND"),
    ),
    "PartnerAccess.certificateMayAct.controlNumber": (
        *("C", 'partner { certificateMayAct(sha256: "00", controlNumber: $text)'),
        *(kinds.ACCOUNT_NUMBER, "NOT_BOUND_HERE"),
    ),
    "PartnerAccess.certificateMayAct.sha256": (
        *("C", 'partner { certificateMayAct(sha256: $text, controlNumber: "A0000006")'),
        *(kinds.SHA256, "NOT_BOUND_HERE"),
    ),
    "Staff.inquiry.number": (
        *("S", "staff { inquiry(number: $text)", kinds.INQUIRY_NUMBER, FILTER),
    ),
    "AccountsFilter.name": ("R", "staff { accounts(filter: {name: $text})", kinds.SEARCH, FILTER),
    "ReviewQueueFilter.search": (
        *("R", "staff { reviewQueue(filter: {search: $text})", kinds.SEARCH, FILTER),
    ),
    "Staff.rejectionPreview.note": (
        *("R", f'staff {{ rejectionPreview(id: "{NO_CASE}", note: $text)'),
        *(kinds.NOTE, "APPLICATION_NOT_FOUND"),
    ),
    "ReviewQueueFilter.controlNumber": (
        *("R", "staff { reviewQueue(filter: {controlNumber: $text})", kinds.CONTROL_NUMBER, FILTER),
    ),
    "ReviewQueueFilter.caseNumber": (
        *("R", "staff { reviewQueue(filter: {caseNumber: $text})", kinds.CASE_NUMBER, FILTER),
    ),
    "JournalFilter.subject": (
        *("M", "staff { journal(filter: {subject: $text})", kinds.JOURNAL_NAME, FILTER),
    ),
    "JournalFilter.actor": (
        "M",
        "staff { journal(filter: {actor: $text})",
        kinds.JOURNAL_NAME,
        FILTER,
    ),
}
# Cursors are opaque: what was not handed out is refused, whatever it is.
CURSORS: Mapping[str, tuple[str, str]] = {
    f"{where}.{argument}": (who, f"{way}({argument}: $cursor)")
    for where, who, way in (
        ("Staff.disputes", "R", "staff { disputes"),
        ("Staff.reviewQueue", "R", "staff { reviewQueue"),
        ("Staff.accounts", "R", "staff { accounts"),
        ("Staff.accessRequests", "R", "staff { accessRequests"),
        ("Staff.identityJoins", "R", "staff { identityJoins"),
        ("Staff.mailboxCorrections", "R", "staff { mailboxCorrections"),
        ("Staff.missingCompanies", "R", "staff { missingCompanies"),
        ("Staff.awaitingConfirmation", "M", "staff { awaitingConfirmation"),
        ("Staff.journal", "M", "staff { journal"),
        ("Staff.partners", "M", "staff { partners"),
        ("Staff.relyingParties", "M", "staff { relyingParties"),
        ("Partner.tokens", "M", "staff { partners { edges { node { tokens"),
        ("ReviewCase.journal", "R", "staff { reviewQueue { edges { node { journal"),
        ("Account.certificates", "A", "viewer { account { certificates"),
        ("Account.journal", "R", "viewer { account { journal"),
        ("Viewer.sessions", "A", "viewer { sessions"),
        ("PartnerAccess.accounts", "C", "partner { accounts"),
        ("PartnerAccess.events", "C", "partner { events"),
    )
    for argument in ("after", "before")
    if not (where.startswith("PartnerAccess") and argument == "before")
}
# Read by the relay's own walk (tests/relay), or not read at all.
NOT_READ = {
    "Subscription.applicationStatus.after": "a stream's cursor",
    "Subscription.accountChanged.after": "a stream's cursor",
    "UpdateSubjectInput.after": "a stream's cursor",
    "Subscription.reviewQueueChanged.after": "a stream's cursor",
    "Subscription.accountEvents.after": "a stream's cursor",
    "ReplaceOfficeYearInput.csv": "a calendar, which models/calendar/file.py reads",
    "RegisterRelyingPartyInput.keys": "a JWK set, which models/openid/jose/keys.py reads",
    "ObservationInput.found": "one of a list of objects, see tests/rehearsal",
    "SignOutInput.clientMutationId": "stands for an empty input, and is ignored",
    "DiscardFormInput.clientMutationId": "stands for an empty input, and is ignored",
    "CreateTransferCodeInput.clientMutationId": "stands for an empty input, and is ignored",
    "LeaveAccountInput.clientMutationId": "stands for an empty input, and is ignored",
    "CancelLeavingInput.clientMutationId": "stands for an empty input, and is ignored",
}


def coordinates() -> Iterator[str]:
    """List every place of the schema where a text comes in."""
    for name, kind in SCHEMA.type_map.items():
        if name.startswith("__"):
            continue
        if isinstance(kind, GraphQLInputObjectType):
            yield from (f"{name}.{field}" for field, its in kind.fields.items() if _is_text(its))
        if isinstance(kind, GraphQLObjectType):
            for field, its in kind.fields.items():
                yield from (f"{name}.{field}.{arg}" for arg, of in its.args.items() if _is_text(of))


def declared() -> Iterator[str]:
    """List the places that this table knows."""
    yield from (*QUERIES, *CURSORS, *NOT_READ)
    stored = [f"{mutation}.{path}" for mutation, its in MUTATIONS.items() for path in its.texts]
    for place in (*stored, *NAMES, *SHOWN):
        mutation, _, path = place.partition(".")
        yield _coordinate(mutation, path)


def document(mutation: str) -> str:
    """Write a mutation that asks for its refusal and, where it has a form, for its problems."""
    field = root("Mutation").fields[mutation]
    result = get_named_type(field.type)
    assert isinstance(result, GraphQLUnionType)
    form = any(member.name == "InvalidInput" for member in result.types)
    problems = "... on InvalidInput { problems { code path } }" if form else ""
    return (
        f"mutation($input: {_input_of(mutation).name}!) {{ {mutation}(input: $input) "
        f"{{ __typename ... on UserError {{ code path }} {problems} }} }}"
    )


def is_required(mutation: str, path: str) -> bool:
    """Tell whether the text may not be left out."""
    owner, _, name = _coordinate(mutation, path).partition(".")
    kind = SCHEMA.type_map[owner]
    assert isinstance(kind, GraphQLInputObjectType)
    return is_non_null_type(kind.fields[name].type)


def is_list(mutation: str, path: str) -> bool:
    """Tell whether the text is one of a list."""
    owner, _, name = _coordinate(mutation, path).partition(".")
    kind = SCHEMA.type_map[owner]
    assert isinstance(kind, GraphQLInputObjectType)
    return is_list_type(get_nullable_type(kind.fields[name].type))


def given(mutation: str) -> dict[str, object]:
    """Give what the mutation is sent besides."""
    return dict(GIVEN[mutation])


def _input_of(mutation: str) -> GraphQLInputObjectType:
    kind = get_named_type(root("Mutation").fields[mutation].args["input"].type)
    assert isinstance(kind, GraphQLInputObjectType)
    return kind


def _coordinate(mutation: str, path: str) -> str:
    kind = _input_of(mutation)
    *through, name = path.split(".")
    for step in through:
        inner = get_named_type(kind.fields[step].type)
        assert isinstance(inner, GraphQLInputObjectType)
        kind = inner
    return f"{kind.name}.{name}"


def _is_text(value: GraphQLArgument | GraphQLInputField) -> bool:
    return get_named_type(value.type).name in {"String", "Cursor"}
