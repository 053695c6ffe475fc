"""演練: an ADMIN's card signs a text, and everything that is assumed of it is judged."""

import asyncio
import logging
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from models.access.recheck import require_still
from models.card.challenge import (
    REHEARSED,
    Challenge,
    ChallengeExpired,
    ChallengePurpose,
    ChallengeSpent,
    ChallengeUnknown,
)
from models.core.errors import CouldNotFindOut, UserError
from models.core.rules import REHEARSAL_FETCH
from models.database.transaction import tx
from models.forms import kinds
from models.forms.typed_text import InvalidInput, read_optional_text
from models.outside.ems import RegistryAnswerUnusable, RegistryPort
from models.pki.ocsp.request import NONCE_OCTETS, Question
from models.rehearsal.assumptions.names import Assumption
from models.rehearsal.card import SeenCard, judge_card
from models.rehearsal.certificate import see_list_hosts
from models.rehearsal.finding import Finding, Findings
from models.rehearsal.lists import Fetch, known_addresses, see_lists
from models.rehearsal.observation import Observation, read_observations
from models.rehearsal.registry import see_rows
from models.rehearsal.rehearsal import Rehearsal
from models.rehearsal.responder import see_answer, see_responder_host
from models.revocation.lists_on_hand import lists_on_hand
from models.revocation.settings import Assurance
from models.session.permissions import NOT_STAFF, require_staff
from models.session.roles import Role
from models.session.session import Viewer
from models.signature.verification import SignedChallenge, VerificationPolicy, judge_signature

log = logging.getLogger(__name__)

RAISES = (*NOT_STAFF, InvalidInput, ChallengeUnknown, ChallengeSpent, ChallengeExpired)


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """What is asked besides the card: the lists that are configured, a way to them, a registry."""

    list_urls: frozenset[str]
    fetch: Fetch
    registry: RegistryPort


async def rehearse_card(
    *,
    viewer: Viewer | None,
    presented: SignedChallenge,
    control_number: str | None,
    observations: Sequence[Observation],
    policy: VerificationPolicy,
    surroundings: Surroundings,
    now: datetime,
) -> tuple[Rehearsal, tuple[Finding, ...]]:
    """Judge a signature and everything around it; nothing is bound, and nobody is signed in.

    The company of ``control_number``, if one is stated, is read from the registry.

    :raises SignInNeeded, NotAllowed: unless the viewer is an ADMIN.
    :raises InvalidInput: when the control number or an observation is invalid.
    :raises ChallengeUnknown, ChallengeSpent, ChallengeExpired: by the state of the challenge.
    """
    someone = require_staff(viewer, at_least=Role.ADMIN)
    observed = read_observations(observations)
    number = read_optional_text("controlNumber", control_number, kinds.CONTROL_NUMBER)
    challenge_sha256 = await Challenge.spend(
        presented.challenge_id,
        viewer=someone.viewer,
        purpose=ChallengePurpose.REHEARSE,
        subject=REHEARSED,
        at=now,
    )
    issued_at = await _issued_at(presented.challenge_id)
    findings, card = await asyncio.to_thread(
        judge_card,
        presented.signature,
        challenge_sha256=challenge_sha256,
        trust=policy.trust,
        issued_at=issued_at,
        at=now,
    )
    findings.add(observed)
    accepted = await _judge_whole(findings, presented, challenge_sha256, policy, now=now)
    if card is not None:
        await _look_around(findings, card, policy, surroundings, now=now)
    await _read_registry(findings, surroundings.registry, number)
    found = findings.all()
    rehearsal = Rehearsal.of(
        found,
        generation=card.issuer.generation if card else None,
        accepted=accepted,
        actor=someone.actor,
        at=now,
    )
    async with tx():
        await require_still(someone, at=now)
        await rehearsal.save(force_create=True)
    return rehearsal, found


async def _issued_at(challenge_id: UUID) -> datetime:
    return (await Challenge.get(id=challenge_id)).created_at


async def _judge_whole(
    findings: Findings,
    presented: SignedChallenge,
    challenge_sha256: bytes,
    policy: VerificationPolicy,
    *,
    now: datetime,
) -> bool:
    """Judge the signature as for binding; return whether it is accepted."""
    try:
        _, cleared = await judge_signature(
            presented.signature,
            content_sha256=challenge_sha256,
            trust=policy.trust,
            checker=partial(policy.clearing, at=now),
            at=now,
            assurance=Assurance.HIGH,
        )
    except UserError as refusal:
        findings.differs(Assumption.CARD_ACCEPTED, refusal.code)
        return False
    allowances = ", ".join(one.kind.value for one in cleared.graces)
    findings.held(Assumption.CARD_ACCEPTED, allowances or "without an allowance")
    return True


async def _look_around(
    findings: Findings,
    card: SeenCard,
    policy: VerificationPolicy,
    surroundings: Surroundings,
    *,
    now: datetime,
) -> None:
    same_hosts, configured = policy.revocation.same_hosts, surroundings.list_urls
    see_list_hosts(findings, card.crl_urls, configured=configured, same_hosts=same_hosts)
    urls = known_addresses(card, configured=configured, same_hosts=same_hosts)
    fetched, _ = await asyncio.gather(
        _fetch_all(urls, surroundings.fetch), _ask(findings, card, policy, now=now)
    )
    await asyncio.to_thread(see_lists, findings, card, fetched, same_hosts=same_hosts, at=now)


async def _fetch_all(urls: Sequence[str], fetch: Fetch) -> Mapping[str, bytes | str]:
    return dict(zip(urls, await asyncio.gather(*(_fetch(url, fetch) for url in urls)), strict=True))


async def _fetch(url: str, fetch: Fetch) -> bytes | str:
    """Fetch a list, or return why it did not come."""
    try:
        async with asyncio.timeout(REHEARSAL_FETCH.total_seconds()):
            return await fetch(url)
    except Exception as trouble:  # Whatever it is, it is told, and the others are fetched.
        return _told(url, trouble)


def _told(url: str, trouble: Exception) -> str:
    log.error("rehearsal: %s: %s", url, trouble)
    return type(trouble).__name__


async def _ask(
    findings: Findings, card: SeenCard, policy: VerificationPolicy, *, now: datetime
) -> None:
    urls = policy.revocation.responders_of(card.issuer)
    see_responder_host(findings, card, configured=urls, same_hosts=policy.revocation.same_hosts)
    for url in urls:
        question = Question(
            issuer=card.issuer,
            serial_number=card.serial_number,
            nonce=secrets.token_bytes(NONCE_OCTETS),
        )
        try:
            async with asyncio.timeout(REHEARSAL_FETCH.total_seconds()):
                response = await policy.ask(url, question.written())
        except Exception as trouble:  # Whatever it is, it is told, and the next is asked.
            findings.differs(Assumption.RESPONDER_ANSWER, _told(url, trouble))
            continue
        see_answer(
            findings,
            response,
            question=question,
            rules=policy.revocation.answers,
            lists=await lists_on_hand(policy.trust, at=now),
            at=now,
        )
        return


async def _read_registry(findings: Findings, registry: RegistryPort, number: str | None) -> None:
    try:
        if number is None:
            await registry.reach()
            findings.not_seen(Assumption.REGISTRY_ANSWER, "it answers; no company was stated")
            return
        see_rows(findings, await registry.look_up(control_number=number))
    except RegistryAnswerUnusable as unusable:
        findings.differs(Assumption.REGISTRY_ANSWER, unusable.code)
    except CouldNotFindOut as trouble:
        findings.not_seen(Assumption.REGISTRY_ANSWER, trouble.code)
