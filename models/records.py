"""The list of records that the ORM loads."""

from models.account.account import Account
from models.account.invitation import Invitation
from models.account.mailbox_correction import MailboxCorrection
from models.account.missing_company import MissingCompany
from models.account.number import AccountNumber
from models.account.saved_phrase import SavedPhrase
from models.application.application import Application
from models.calendar.office_year import OfficeYear
from models.card.certificate import Certificate
from models.card.challenge import Challenge
from models.card_changes.card_change import CardChange
from models.database.brake import HeldDuty
from models.database.probe import Probe
from models.journal.event import Event, Journal
from models.link.account_link import AccountLink
from models.link.link import Link
from models.mail.outbox import Mail
from models.membership.access_request import AccessRequest
from models.membership.identity_join import IdentityJoin
from models.membership.membership import Membership
from models.membership.person import Person, PersonIdentifier
from models.openid.client.assertion import SpentAssertion
from models.openid.code import AccessToken, AuthorizationCode
from models.openid.relying_party import RelyingParty
from models.openid.request import AuthorizationRequest
from models.openid.signing_key import SigningKey
from models.partner.handoff import Handoff
from models.partner.partner import Partner, PartnerToken
from models.registry.entry import RegistryEntry, RegistryImport
from models.registry.mailbox import RegistryMailbox
from models.rehearsal.rehearsal import Rehearsal
from models.review.case_mailbox import CaseMailbox
from models.revocation.stored_list import StoredList
from models.session.session import Session
from models.session.sign_in_request import SignInRequest
from models.session.transfer_code import TransferCode
from models.session.unsent_form import UnsentForm
from models.session.visit import LogoutNotice, Visit
from models.signature.evidence import Evidence
from models.signature.refused_cards import RefusedCards

__all__ = [
    "AccessRequest",
    "AccessToken",
    "Account",
    "AccountLink",
    "AccountNumber",
    "Application",
    "AuthorizationCode",
    "AuthorizationRequest",
    "CardChange",
    "CaseMailbox",
    "Certificate",
    "Challenge",
    "Event",
    "Evidence",
    "Handoff",
    "HeldDuty",
    "IdentityJoin",
    "Invitation",
    "Journal",
    "Link",
    "LogoutNotice",
    "Mail",
    "MailboxCorrection",
    "Membership",
    "MissingCompany",
    "OfficeYear",
    "Partner",
    "PartnerToken",
    "Person",
    "PersonIdentifier",
    "Probe",
    "RefusedCards",
    "RegistryEntry",
    "RegistryImport",
    "RegistryMailbox",
    "Rehearsal",
    "RelyingParty",
    "SavedPhrase",
    "Session",
    "SignInRequest",
    "SigningKey",
    "SpentAssertion",
    "StoredList",
    "TransferCode",
    "UnsentForm",
    "Visit",
]
