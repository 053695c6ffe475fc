"""The user errors of cards; each is named as its exception."""

import strawberry

from schema.errors.base import UserError


@strawberry.type(description="This session has no such challenge for this act.")
class ChallengeUnknown(UserError):
    """Be the exception of this name."""


@strawberry.type(description="The challenge was used before, or a newer one took its place.")
class ChallengeSpent(UserError):
    """Be the exception of this name."""


@strawberry.type(description="The challenge was signed too late.")
class ChallengeExpired(UserError):
    """Be the exception of this name."""


@strawberry.type(description="The signature is larger than any card's.")
class SignatureTooLarge(UserError):
    """Be the exception of this name."""


@strawberry.type(description="The signature is not a CMS SignedData in DER (RFC 5652).")
class SignatureUnreadable(UserError):
    """Be the exception of this name."""


@strawberry.type(description="The message does not have exactly one signer.")
class SignerNotSingle(UserError):
    """Be the exception of this name."""


@strawberry.type(description="The signer's certificate is not in the message, or is not one.")
class SignerCertificateMissing(UserError):
    """Be the exception of this name."""


@strawberry.type(
    description="The signed attributes are missing, doubled or do not agree with the content."
)
class SignedAttributesWrong(UserError):
    """Be the exception of this name."""


@strawberry.type(description="What was signed is not this session's challenge.")
class ContentNotChallenge(UserError):
    """Be the exception of this name."""


@strawberry.type(description="The signature uses an algorithm that is not accepted.")
class AlgorithmRefused(UserError):
    """Be the exception of this name."""


@strawberry.type(description="The card's key is too weak, or has a shape that is not accepted.")
class KeyTooWeak(UserError):
    """Be the exception of this name."""


@strawberry.type(description="The signature does not verify.")
class SignatureWrong(UserError):
    """Be the exception of this name."""


@strawberry.type(
    description="The certificate was not issued by a certification authority that is trusted here."
)
class IssuerUnknown(UserError):
    """Be the exception of this name."""


@strawberry.type(description="The authority that issued the certificate is past its time.")
class IssuerExpired(UserError):
    """Be the exception of this name."""


@strawberry.type(
    description="The card is a government card of another kind, not a Citizen Digital Certificate."
)
class WrongCardKind(UserError):
    """Be the exception of this name."""


@strawberry.type(description="The certificate's time has not begun.")
class CertificateNotYetValid(UserError):
    """Be the exception of this name."""


@strawberry.type(description="The certificate's time is over.")
class CertificateExpired(UserError):
    """Be the exception of this name."""


@strawberry.type(description="The certificate is not the one for signatures.")
class NotASignatureCertificate(UserError):
    """Be the exception of this name."""


@strawberry.type(
    description="The certificate was not issued at the assurance level that is needed."
)
class PolicyRefused(UserError):
    """Be the exception of this name."""


@strawberry.type(
    description="The certificate does not have the shape of a Citizen Digital Certificate."
)
class CertificateProfileWrong(UserError):
    """Be the exception of this name."""


@strawberry.type(description="The card's number is not in what was signed.")
class CardNumberMissing(UserError):
    """Be the exception of this name."""


@strawberry.type(description="The certificate was revoked.")
class CertificateRevoked(UserError):
    """Be the exception of this name."""


@strawberry.type(description="The certificate is suspended.")
class CertificateOnHold(UserError):
    """Be the exception of this name."""


@strawberry.type(description="Whether the certificate was revoked cannot be found out now.")
class RevocationUnknown(UserError):
    """Be the exception of this name."""


@strawberry.type(description="What is known about revoked certificates is too old.")
class RevocationStale(UserError):
    """Be the exception of this name."""


@strawberry.type(description="The CA that issued the certificate was itself revoked.")
class IssuerRevoked(UserError):
    """Be the exception of this name."""


@strawberry.type(description="The card is bound already; where is not said.")
class CertificateAlreadyBound(UserError):
    """Be the exception of this name."""


@strawberry.type(description="The person is bound already by another card; where is not said.")
class PersonAlreadyBound(UserError):
    """Be the exception of this name."""
