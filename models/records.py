"""Every record, gathered for the ORM."""

from models.account import Account
from models.account_link import AccountLink
from models.application import Application
from models.card_change import CardChange
from models.certificate import Certificate
from models.challenge import Challenge
from models.event import Event, Journal
from models.evidence import Evidence
from models.link import Link
from models.mail import Mail
from models.registry import RegistryEntry
from models.revocation import StoredList
from models.session import Session

__all__ = [
    "Account",
    "AccountLink",
    "Application",
    "CardChange",
    "Certificate",
    "Challenge",
    "Event",
    "Evidence",
    "Journal",
    "Link",
    "Mail",
    "RegistryEntry",
    "Session",
    "StoredList",
]
