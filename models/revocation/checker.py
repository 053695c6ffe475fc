"""The revocation checker: queries lists and responders in the operator's order, else refuses."""

import logging
import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from models.core.errors import CouldNotFindOut, UserError
from models.database.transaction import Change
from models.journal.event import NewEvent
from models.journal.kinds import EventKind
from models.pki.crl import status
from models.pki.crl.authority_list import check_issuer
from models.pki.crl.status import (
    CertificateOnHold,
    Clearance,
    RevocationList,
    RevocationStale,
    RevocationUnknown,
)
from models.pki.ocsp.request import NONCE_OCTETS
from models.pki.ocsp.status import OCSPClearance, OCSPProblem, OCSPUnusable, Question, judge_answer
from models.pki.path.trust import Issuer
from models.revocation.settings import Assurance, RevocationSettings, Source
from models.revocation.source_order import source_order

log = logging.getLogger(__name__)


class NoAnswer(Exception):
    """A responder gave no readable response."""


# Sends a request (DER) to an address of the settings and returns the response; raises NoAnswer.
Ask = Callable[[str, bytes], Awaitable[bytes]]


async def ask_nobody(url: str, request: bytes) -> bytes:
    """Fail as an unreachable responder does; used where no responder can be queried."""
    raise NoAnswer("no way to responders")


class GraceKind(StrEnum):
    """The kind of an allowance."""

    LIST_OVERDUE = "LIST_OVERDUE"
    LIST_UNAVAILABLE = "LIST_UNAVAILABLE"
    OCSP_UNAVAILABLE = "OCSP_UNAVAILABLE"
    OCSP_WITHOUT_NONCE = "OCSP_WITHOUT_NONCE"


@dataclass(frozen=True, kw_only=True, slots=True)
class Allowance:
    """An allowance that was made, with its circumstances; it contains no personal data."""

    kind: GraceKind
    details: Mapping[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class NotRevoked:
    """What has cleared a certificate, and every allowance that was made for it."""

    cleared_by: Clearance | OCSPClearance
    graces: tuple[Allowance, ...] = ()

    def note(self, change: Change, *, subject: str, actor: str, at: datetime) -> None:
        """Write the allowances into the journal, in the transaction that relies on them."""
        for grace in self.graces:
            payload = {"what": grace.kind.value, **grace.details}
            change.record(
                NewEvent(
                    subject=subject,
                    kind=EventKind.REVOCATION_GRACE_USED,
                    actor=actor,
                    at=at,
                    payload=payload,
                )
            )


@dataclass(frozen=True, kw_only=True, slots=True)
class Subject:
    """The certificate to check; ``crl_urls`` are its distribution points."""

    issuer: Issuer
    serial_number: int
    crl_urls: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class RevocationChecker:
    """A checker with the stored lists and a way to query responders.

    ``lists`` include those of the CAs above the issuers; ``list_grace`` is how long a list is
    accepted after its next update.
    """

    lists: Sequence[RevocationList]
    list_grace: timedelta
    settings: RevocationSettings
    ask: Ask
    at: datetime

    async def clear(self, subject: Subject, *, assurance: Assurance) -> NotRevoked:
        """Clear a certificate by the first source with an answer; unknown is not good.

        A revocation on any list is final, whatever a responder says. An overdue list is accepted,
        within its grace, only if the other sources have no answer.

        :raises IssuerRevoked: when a CA above it was revoked.
        :raises CertificateRevoked: or CertificateOnHold.
        :raises RevocationStale: when all available information is too old.
        :raises RevocationUnknown: when no source has an answer.
        """
        self._check_issuer(subject.issuer)
        listed = self._listed(subject)
        refusal: UserError | None = None
        graces: tuple[Allowance, ...] = ()
        for source in source_order(self.settings, assurance=assurance):
            if source is Source.LIST:
                if isinstance(listed, Clearance) and not listed.on_grace:
                    return NotRevoked(cleared_by=listed, graces=graces)
                if isinstance(listed, CertificateOnHold) and self._newest_is_fresh(subject):
                    raise listed
                if isinstance(listed, UserError):
                    refusal = _graver(refusal, listed)
                graces = (*graces, _unavailable(GraceKind.LIST_UNAVAILABLE, listed))
            elif urls := self.settings.responders_of(subject.issuer):
                answer = await self._answer(subject, urls)
                if isinstance(answer, OCSPClearance):
                    self._heed_hold(subject, listed, answer)
                    return NotRevoked(cleared_by=answer, graces=(*graces, *_of_answer(answer)))
                refusal = _graver(refusal, answer)
                graces = (*graces, _unavailable(GraceKind.OCSP_UNAVAILABLE, answer))
        if isinstance(listed, Clearance) and Source.LIST in self.settings.order:
            kept = [grace for grace in graces if grace.kind is not GraceKind.LIST_UNAVAILABLE]
            return NotRevoked(cleared_by=listed, graces=(*kept, _overdue(listed, at=self.at)))
        raise refusal or RevocationUnknown()

    def _check_issuer(self, issuer: Issuer) -> None:
        try:
            check_issuer(issuer, self.lists, at=self.at, same_hosts=self.settings.same_hosts)
        except CouldNotFindOut:
            # The worker logs when such a list is overdue.
            if self.settings.authority_list_required:
                raise

    def _listed(self, subject: Subject) -> Clearance | UserError:
        """Return the status by the lists, where the order decides; a revocation is raised."""
        try:
            return status.check(
                subject.serial_number,
                self.lists,
                issuer_key_id=subject.issuer.key_id,
                crl_urls=subject.crl_urls,
                at=self.at,
                grace=self.list_grace,
                same_hosts=self.settings.same_hosts,
            )
        except (CertificateOnHold, RevocationStale, RevocationUnknown) as refusal:
            return refusal

    def _newest(self, subject: Subject) -> RevocationList | None:
        applicable = status.speaking(
            self.lists,
            issuer_key_id=subject.issuer.key_id,
            crl_urls=subject.crl_urls,
            at=self.at,
            same_hosts=self.settings.same_hosts,
        )
        return max(applicable, key=lambda known: known.this_update, default=None)

    def _newest_is_fresh(self, subject: Subject) -> bool:
        newest = self._newest(subject)
        return newest is not None and self.at <= newest.next_update

    def _heed_hold(
        self, subject: Subject, listed: Clearance | UserError, answer: OCSPClearance
    ) -> None:
        """Raise a hold unless the response is newer than the list with the hold."""
        newest = self._newest(subject)
        if (
            isinstance(listed, CertificateOnHold)
            and newest is not None
            and newest.this_update >= answer.this_update
        ):
            raise listed

    async def _answer(self, subject: Subject, urls: Sequence[str]) -> OCSPClearance | UserError:
        for url in urls:
            question = Question(
                issuer=subject.issuer,
                serial_number=subject.serial_number,
                nonce=secrets.token_bytes(NONCE_OCTETS),
            )
            try:
                response = await self.ask(url, question.written())
            except NoAnswer as silence:
                log.error("responder %s: %s", url, silence)
                continue
            except Exception:  # Whatever it is, the next responder may answer.
                log.exception("responder %s could not be asked", url)
                continue
            try:
                return self._judged(response, question)
            except OCSPUnusable as unusable:
                log.error("responder %s: %s", url, unusable)
                if unusable.problem is not OCSPProblem.NOT_SUCCESSFUL:
                    stale = unusable.problem is OCSPProblem.STALE
                    return RevocationStale() if stale else RevocationUnknown()
            except UserError:
                raise
            except Exception:  # It answered, so that no other makes up for it.
                log.exception("the answer of responder %s could not be judged", url)
                return RevocationUnknown()
        return RevocationUnknown()

    def _judged(self, response: bytes, question: Question) -> OCSPClearance:
        return judge_answer(
            response,
            question=question,
            at=self.at,
            rules=self.settings.answers,
            lists=self.lists,
        )


def _graver(one: UserError | None, other: UserError) -> UserError:
    ranks = (RevocationUnknown, RevocationStale, CertificateOnHold)
    return max(one or other, other, key=lambda refusal: ranks.index(type(refusal)))


def _unavailable(kind: GraceKind, because: Clearance | UserError) -> Allowance:
    reason = because.code if isinstance(because, UserError) else "OVERDUE"
    return Allowance(kind=kind, details={"because": reason})


def _overdue(listed: Clearance, *, at: datetime) -> Allowance:
    seconds = str(int((at - listed.next_update).total_seconds()))
    details = {"list": str(listed.number), "overdue_seconds": seconds}
    return Allowance(kind=GraceKind.LIST_OVERDUE, details=details)


def _of_answer(answer: OCSPClearance) -> tuple[Allowance, ...]:
    details = {"sha256": answer.sha256}
    without = Allowance(kind=GraceKind.OCSP_WITHOUT_NONCE, details=details)
    return (without,) if answer.without_nonce else ()
