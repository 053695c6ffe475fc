"""Every record, gathered for the ORM."""

from models.account import Account
from models.account_link import AccountLink
from models.application import Application
from models.certificate import Certificate
from models.challenge import Challenge
from models.event import Event, Journal
from models.evidence import Evidence
from models.handoff import Handoff
from models.link import Link
from models.mail import Mail
from models.partner import Partner, PartnerToken
from models.registry import RegistryEntry
from models.revocation import StoredList
from models.session import Session

__all__ = [
    "Account",
    "AccountLink",
    "Application",
    "Certificate",
    "Challenge",
    "Event",
    "Evidence",
    "Handoff",
    "Journal",
    "Link",
    "Mail",
    "Partner",
    "PartnerToken",
    "RegistryEntry",
    "Session",
    "StoredList",
]
