"""帳號申請 2/2: a person's card is bound and the application goes to review."""

from datetime import datetime

from models.access.recheck import require_still_own
from models.application.application import Application, ApplicationMoved, ApplicationNotFound
from models.application.events import ApplicationEventKind
from models.application.shown import Shown
from models.application.transitions import Status
from models.card.certificate import Certificate
from models.card.challenge import ChallengePurpose
from models.card.refusals import BOUND_ALREADY
from models.database.transaction import tx
from models.forms.typed_text import InvalidInput, read_contact
from models.membership.person import Person
from models.revocation.settings import Assurance
from models.session.session import SessionMissing, Viewer
from models.session.unsent_form import UnsentForm
from models.signature.evidence import Evidence
from models.signature.refusals import CARD_REFUSALS
from models.signature.verification import SignedChallenge, VerificationPolicy, verify_signature

RAISES = (
    InvalidInput,
    SessionMissing,
    ApplicationNotFound,
    ApplicationMoved,
    *CARD_REFUSALS,
    *BOUND_ALREADY,
)


async def bind(
    *,
    viewer: Viewer | None,
    shown: Shown,
    presented: SignedChallenge,
    phone: str,
    email: str,
    policy: VerificationPolicy,
    now: datetime,
) -> Application:
    """Bind the card that signed this session's challenge and submit the application.

    The form is validated first, so that a typing mistake costs no signature. After that the
    challenge is spent, whether or not the signature is valid.

    :raises ApplicationNotFound: when the viewer has no such application.
    :raises ApplicationMoved: when it already has a card, or is no longer what was shown.
    :raises InvalidInput: when phone or e-mail is invalid.
    :raises ChallengeUnknown, ChallengeSpent, ChallengeExpired: by the state of the challenge.
    :raises UserError: the refusals of ``models.pki``, each its own type.
    :raises CertificateAlreadyBound, PersonAlreadyBound: when the card or person is bound anywhere.
    """
    if viewer is None:
        raise SessionMissing
    application = await Application.for_viewer(viewer, shown.application_id)
    application.must_be(Status.DRAFT)
    application.require_shown(shown)
    contact = read_contact(phone=phone, email=email)
    accepted = await verify_signature(
        presented,
        viewer=viewer,
        purpose=ChallengePurpose.BIND,
        subject=application.bind_subject,
        policy=policy,
        at=now,
        assurance=Assurance.HIGH,
    )
    async with tx() as change:
        await require_still_own(application, viewer, at=now)
        person = await Person.identify(change, accepted.proof, actor=viewer.actor, at=now)
        await Certificate.refuse_bound(accepted.proof, at=now)
        certificate = Certificate.proven(
            accepted.proof,
            person=person,
            contact=contact,
            control_number=application.control_number,
            application_id=application.id,
            at=now,
        )
        await certificate.save(using_db=change.client)
        await Evidence.keep(change, accepted, subject=application.subject, seal=policy.seal, at=now)
        application.note(change, ApplicationEventKind.CARD_BOUND, actor=viewer.actor, at=now)
        await application.submit(change, actor=viewer.actor, at=now)
        await UnsentForm.sent(viewer.session_id, case_number=application.case_number)
    return application
