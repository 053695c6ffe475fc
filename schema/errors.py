"""Each user error as a type, named as its exception."""

import strawberry


@strawberry.interface(
    description="An expected failure: a fact that the asker can act on. "
    "Select it with `... on UserError` to read every failure of a mutation alike."
)
class UserError:
    """Be what every user error has."""

    code: str = strawberry.field(description="The fact's name. It never changes.")
    message: str = strawberry.field(
        description="What happened and what to do next, in the language of Accept-Language."
    )
    path: list[str] = strawberry.field(
        description="The input field that it speaks of, outermost first; empty when none."
    )


@strawberry.type(description="What is wrong with one field of a form.")
class FieldProblem:
    """Be one problem of a form."""

    code: str = strawberry.field(description="The problem's name. It never changes.")
    message: str = strawberry.field(description="What is wrong and what to type instead.")
    path: list[str] = strawberry.field(description="The input field.")


@strawberry.type(description="The form cannot stand as it is; every problem is listed.")
class InvalidInput(UserError):
    """Be ``models.form.InvalidInput``."""

    problems: list[FieldProblem] = strawberry.field(description="One entry a field, in form order.")


# The others have nothing but the three fields; each is named as its exception.


@strawberry.type(description="This browser has no live session, and the act needs one.")
class SessionMissing(UserError):
    """Be the exception of this name."""


@strawberry.type(description="There is no such application, or it is not this viewer's.")
class ApplicationNotFound(UserError):
    """Be the exception of this name."""


@strawberry.type(
    description="The application's present state does not allow the act, or another act was faster."
)
class ApplicationMoved(UserError):
    """Be the exception of this name."""


@strawberry.type(description="The card is bound to no open application.")
class NoApplicationOfThisCard(UserError):
    """Be the exception of this name."""


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


@strawberry.type(description="There is no such link.")
class LinkUnknown(UserError):
    """Be the exception of this name."""


@strawberry.type(description="The link's time is over.")
class LinkExpired(UserError):
    """Be the exception of this name."""


@strawberry.type(description="The link was used.")
class LinkSpent(UserError):
    """Be the exception of this name."""


@strawberry.type(description="A newer link took its place, or its application has ended.")
class LinkReplaced(UserError):
    """Be the exception of this name."""


@strawberry.type(description="A rejected application is corrected through the link in its mail.")
class LinkNeeded(UserError):
    """Be the exception of this name."""


@strawberry.type(
    description="The link alone opens nothing: the applicant's session or card must be there too."
)
class CardNeeded(UserError):
    """Be the exception of this name."""


@strawberry.type(description="The last mail is too young to send another.")
class ResentTooSoon(UserError):
    """Be the exception of this name."""
