"""Every user error with which a card's signature can be refused, for the contract."""

from models.card.challenge import ChallengeExpired, ChallengeSpent, ChallengeUnknown
from models.pki.algorithms import AlgorithmRefused
from models.pki.cms.attributes import SignedAttributesWrong
from models.pki.cms.message import (
    SignatureTooLarge,
    SignatureUnreadable,
    SignerCertificateMissing,
    SignerNotSingle,
)
from models.pki.crl.authority_list import IssuerRevoked
from models.pki.crl.status import (
    CertificateOnHold,
    CertificateRevoked,
    RevocationStale,
    RevocationUnknown,
)
from models.pki.keys import KeyTooWeak, SignatureWrong
from models.pki.path.end_entity import (
    CertificateExpired,
    CertificateNotYetValid,
    CertificateProfileWrong,
)
from models.pki.path.holder import NotASignatureCertificate, PolicyRefused
from models.pki.path.issued import IssuerUnknown
from models.pki.path.pins import WrongCardKind
from models.pki.path.trust import IssuerExpired
from models.pki.verdict import CardNumberMissing, ContentNotChallenge

REVOCATION_REFUSALS = (
    CertificateRevoked,
    CertificateOnHold,
    RevocationUnknown,
    RevocationStale,
    IssuerRevoked,
)
CARD_REFUSALS = (
    ChallengeUnknown,
    ChallengeSpent,
    ChallengeExpired,
    SignatureTooLarge,
    SignatureUnreadable,
    SignerNotSingle,
    SignerCertificateMissing,
    SignedAttributesWrong,
    ContentNotChallenge,
    AlgorithmRefused,
    KeyTooWeak,
    SignatureWrong,
    IssuerUnknown,
    IssuerExpired,
    WrongCardKind,
    CertificateNotYetValid,
    CertificateExpired,
    NotASignatureCertificate,
    PolicyRefused,
    CertificateProfileWrong,
    CardNumberMissing,
    *REVOCATION_REFUSALS,
)
