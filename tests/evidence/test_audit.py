"""Tests of the journal and the evidence compared: what is missing, changed or named by no event."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from cryptography.fernet import Fernet

from models.card.challenge import ChallengePurpose
from models.core.rules import EVIDENCE_FEWEST_YEARS, years
from models.core.seal import Seal
from models.database.transaction import Change, client, on_postgres, tx
from models.journal.event import Event, NewEvent
from models.journal.kinds import EventKind
from models.signature import evidence_audit
from models.signature.evidence import Evidence, EvidenceUnusable, erased_subject
from models.signature.evidence_audit import EvidenceAudit, EvidenceFaultKind
from resolvers.evidence.rotate import rotate_evidence
from resolvers.evidence.verify import verify_evidence
from resolvers.journal import verify as verifying
from resolvers.journal.verify import verify_journal_and_evidence
from resolvers.privacy.erase import Keeping, erase_next
from tests.support import cards
from tests.support.people.people import Person
from tests.support.portal import TestPortal
from tests.support.scenarios.accounts import another_company, following_link, holder
from tests.support.scenarios.cards import colleague
from tests.support.scenarios.members import ask_to_be_recognised

MISSING, CHANGED = EvidenceFaultKind.MISSING, EvidenceFaultKind.CHANGED
UNOPENED, UNNAMED = EvidenceFaultKind.UNOPENED, EvidenceFaultKind.UNNAMED
EARLY = EvidenceFaultKind.ERASED_EARLY
LONG = timedelta(days=36_500)
TERM = years(EVIDENCE_FEWEST_YEARS)


async def audited(portal: TestPortal, *, seal: Seal | None = None) -> EvidenceAudit:
    """Verify journal and evidence; the chain itself is whole."""
    chain, audit = await verify_journal_and_evidence(
        kept=None,
        seal=seal or portal.settings.evidence_seal,
        advance=lambda done, of: None,
        now=portal.clock(),
    )
    assert chain.first is None
    return audit


async def erased(portal: TestPortal, *, term: timedelta = TERM) -> None:
    """Erase the evidence that is older than the term."""
    keeping = Keeping(came_to_nothing=LONG, sessions=LONG, mails=LONG, evidence=term)
    while await erase_next(keeping=keeping, now=portal.clock()):
        pass


def as_before(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Let events name no evidence, as in the versions before."""
    monkeypatch.setattr(Change, "rest_on", lambda self, subject, named: None)
    return monkeypatch


async def bound(portal: TestPortal) -> Person:
    alice = Person.at(portal)
    await alice.apply()
    assert "application" in await alice.bind()
    return alice


async def test_every_act_of_a_card_is_named_with_what_it_left(portal: TestPortal) -> None:
    await (await bound(portal)).resume()
    await portal.review()
    alice = await another_company(portal)
    await alice.prove()
    await alice.add(colleague(2, "測試乙"))
    [second] = [card["id"] for card in await alice.cards() if not card["isCurrent"]]
    await alice.replace(second, colleague(3, "測試丙"))
    await (await following_link(portal, colleague(4, "測試丁"))).bind_first()
    await _renewed(portal)
    await ask_to_be_recognised(portal, colleague(7, "測試庚"), number="Z9999999")

    audit = await audited(portal)

    kinds = {evidence.kind for evidence in await Evidence.all()}
    # A rehearsal binds nothing, and leaves no evidence.
    assert kinds == set(ChallengePurpose) - {ChallengePurpose.REHEARSE}
    assert (audit.first, audit.kept, audit.older) == (None, await Evidence.all().count(), 0)


async def _renewed(portal: TestPortal) -> None:
    """Put a reissued card in the place of the one that was bound last."""
    reissued = cards.citizen(
        subject_serial=f"{4:016}", holder="測試丁", not_before=cards.AT - cards.DAY
    )
    answer = await Person.at(portal, reissued).renew()
    assert answer["__typename"] == "RenewCertificateSuccess", answer


async def test_the_event_of_an_act_names_its_evidence_and_the_content(portal: TestPortal) -> None:
    await holder(portal)

    evidence = await Evidence.get(kind="SIGN_IN")
    event = await Event.get(kind="SIGNED_IN")

    assert event.payload["evidence"] == str(evidence.id)
    sealed = portal.settings.evidence_seal
    assert event.payload["evidence_sha256"] == evidence.content_sha256(sealed)


async def test_evidence_that_was_deleted_is_missed(portal: TestPortal) -> None:
    await holder(portal)
    gone = await Evidence.get(kind="BIND")
    seq = (await Event.get(kind="CARD_BOUND")).seq

    await Evidence.filter(id=gone.id).delete()
    one = await audited(portal)
    await Evidence.all().delete()
    both = await audited(portal)

    assert dict(one.faults) == {MISSING: 1}
    assert (one.kept, str(one.first)) == (
        1,
        f"evidence {gone.id} of event {seq} is missing, and was not erased by its retention",
    )
    assert (dict(both.faults), both.kept) == ({MISSING: 2}, 0)


@pytest.mark.parametrize("rows", [1, 2, 3, 500])
async def test_pages_of_any_size_find_each_fault_once(
    portal: TestPortal, monkeypatch: pytest.MonkeyPatch, rows: int
) -> None:
    monkeypatch.setattr(verifying, "PAGE", rows)
    monkeypatch.setattr(evidence_audit, "PAGE", rows)
    alice = await holder(portal)
    await alice.prove()
    await Evidence.filter(kind="BIND").delete()
    await _put_past_the_journal(portal)

    audit = await audited(portal)

    assert dict(audit.faults) == {MISSING: 1, UNNAMED: 1}
    assert audit.kept == 3


async def _put_past_the_journal(portal: TestPortal) -> Evidence:
    """Write evidence that no act has left, with the service's key."""
    evidence = await Evidence.get(kind="SIGN_IN")
    evidence.id = uuid4()
    said = json.loads(portal.settings.evidence_seal.open(evidence.sealed))
    said["evidence"] = str(evidence.id)
    evidence.sealed = portal.settings.evidence_seal.close(
        json.dumps(said).encode(), at=portal.clock()
    )
    evidence._saved_in_db = False
    await evidence.save(force_create=True)
    return evidence


async def test_evidence_that_no_event_names_is_found(portal: TestPortal) -> None:
    await holder(portal)
    evidence = await _put_past_the_journal(portal)

    audit = await audited(portal)

    assert str(audit.first) == f"evidence {evidence.id} is named by no event"
    assert dict(audit.faults) == {UNNAMED: 1}


async def test_evidence_with_other_content_is_found(portal: TestPortal) -> None:
    await bound(portal)
    evidence = await Evidence.get()
    seal = portal.settings.evidence_seal
    said = json.loads(seal.open(evidence.sealed)) | {"grace_seconds": 1}

    evidence.sealed = seal.close(json.dumps(said).encode(), at=portal.clock())
    await evidence.save()

    assert dict((await audited(portal)).faults) == {CHANGED: 1}


async def flipped(evidence: Evidence) -> None:
    """Change a byte of what is sealed."""
    evidence.sealed = evidence.sealed[:-9] + b"A" + evidence.sealed[-8:]
    await evidence.save()


async def other_column(evidence: Evidence) -> None:
    """Change the record beside what is sealed."""
    await Evidence.all().update(kind="CONTINUE")


@pytest.mark.parametrize("change", [flipped, other_column])
async def test_evidence_that_was_changed_in_the_database_is_found(
    portal: TestPortal, change: Callable[[Evidence], Awaitable[None]]
) -> None:
    await bound(portal)

    await change(await Evidence.get())

    assert dict((await audited(portal)).faults) == {UNOPENED: 1}


async def test_what_its_retention_has_erased_is_not_missed(portal: TestPortal) -> None:
    alice = await holder(portal)
    portal.clock.forward(timedelta(minutes=1))
    await alice.prove()
    portal.clock.forward(TERM - timedelta(minutes=1))

    await erased(portal)
    audit = await audited(portal)

    assert (audit.first, audit.kept, audit.erased) == (None, 1, 2)


async def test_two_workers_erase_and_record_each_piece_once(portal: TestPortal) -> None:
    await holder(portal)
    ids = {erased_subject(one.id) for one in await Evidence.all()}
    portal.clock.forward(TERM)

    await asyncio.gather(*(erased(portal) for _ in range(3)))

    subjects = [event.subject for event in await Event.filter(kind=EventKind.EVIDENCE_ERASED)]
    assert sorted(subjects) == sorted(ids)


async def test_an_erasure_before_any_retention_ends_is_no_excuse(portal: TestPortal) -> None:
    await bound(portal)
    portal.clock.forward(TERM - timedelta(seconds=1))

    await erased(portal, term=timedelta(days=1))

    assert dict((await audited(portal)).faults) == {EARLY: 1}


async def test_an_erasure_of_a_time_to_come_is_no_excuse(portal: TestPortal) -> None:
    await bound(portal)
    evidence = await Evidence.get()

    await evidence.delete()
    await _erase_at(str(evidence.id), portal.clock() + TERM)

    assert dict((await audited(portal)).faults) == {EARLY: 1}


async def _erase_at(evidence_id: str, at: datetime) -> None:
    async with tx() as change:
        subject = erased_subject(evidence_id)
        change.record(NewEvent(subject=subject, kind=EventKind.EVIDENCE_ERASED, actor="t:1", at=at))


async def test_an_erasure_excuses_only_what_was_kept_before(portal: TestPortal) -> None:
    known, at = str(uuid4()), portal.clock()
    await _erase_at(known, at + TERM)

    async with tx() as change:
        change.rest_on("test:1", {"evidence": known, "evidence_sha256": "0" * 64})
        change.record(NewEvent(subject="test:1", kind=EventKind.CONTINUED, actor="t:1", at=at))
    portal.clock.forward(TERM)

    assert dict((await audited(portal)).faults) == {MISSING: 1}


async def test_a_rotation_changes_nothing(portal: TestPortal) -> None:
    await holder(portal)
    older = portal.settings.evidence_seal
    old_key = (portal.settings.state / "evidence.key").read_text().strip()
    newest = Fernet.generate_key().decode()

    done = await rotate_evidence(seal=Seal([newest, old_key]))
    after = await audited(portal, seal=Seal([newest]))
    with_the_old = await audited(portal, seal=older)

    assert done.renewed == 2
    assert (after.first, after.kept) == (None, 2)
    assert dict(with_the_old.faults) == {UNOPENED: 2}


async def test_evidence_from_before_events_named_any_is_counted_and_not_missed(
    portal: TestPortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as before:
        as_before(before)
        alice = await holder(portal, Person.at(portal))
    alone = await audited(portal)
    portal.clock.forward(timedelta(minutes=1))
    await alice.prove()

    then = await audited(portal)

    assert (alone.first, alone.kept, alone.older) == (None, 2, 2)
    assert (then.first, then.kept, then.older) == (None, 3, 2)


async def test_from_the_first_naming_event_on_every_piece_is_named(
    portal: TestPortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    alice = await holder(portal)

    as_before(monkeypatch)
    await alice.prove()

    assert dict((await audited(portal)).faults) == {UNNAMED: 1}


async def test_an_event_that_cannot_be_read_stops_nothing(portal: TestPortal) -> None:
    await bound(portal)
    seq = (await Event.get(kind="SUBMITTED")).seq
    await client().execute_query(
        "DROP TRIGGER event_never_changes ON event"
        if on_postgres()
        else "DROP TRIGGER event_never_update"
    )
    broken = "[2]" if on_postgres() else "{broken"
    statement = f"UPDATE event SET payload = '{broken}' WHERE seq = {seq}"  # noqa: S608  # The test's own text.
    await client().execute_query(statement)

    chain, audit = await verify_journal_and_evidence(
        kept=None,
        seal=portal.settings.evidence_seal,
        advance=lambda done, of: None,
        now=portal.clock(),
    )

    # The event before it names the same evidence.
    assert str(chain.first).startswith(f"event {seq} was changed")
    assert audit.first is None


async def replayed(portal: TestPortal, evidence: Evidence) -> int | None:
    seal = portal.settings.evidence_seal
    return (await verify_evidence(evidence.id, seal=seal, trust=cards.trust)).event


async def test_one_piece_is_compared_with_its_event(portal: TestPortal) -> None:
    await bound(portal)
    evidence = await Evidence.get()

    event = await replayed(portal, evidence)

    assert event == (await Event.get(kind="CARD_BOUND")).seq


async def test_one_piece_that_is_gone_is_told_from_one_that_never_was(portal: TestPortal) -> None:
    await holder(portal)
    missing, kept = await Evidence.get(kind="BIND"), await Evidence.get(kind="SIGN_IN")
    await missing.delete()
    with pytest.raises(EvidenceUnusable, match=r"it is missing; event \d+ of the journal names it"):
        await replayed(portal, missing)

    portal.clock.forward(TERM)
    await erased(portal)

    with pytest.raises(EvidenceUnusable, match="it was erased on 2027-03-03, says event"):
        await replayed(portal, kept)
    with pytest.raises(EvidenceUnusable, match="there is no such evidence"):
        await replayed(portal, Evidence(id=uuid4()))


async def test_one_piece_that_no_event_names_proves_nothing(portal: TestPortal) -> None:
    await holder(portal)
    evidence = await _put_past_the_journal(portal)

    with pytest.raises(EvidenceUnusable, match="no event of the journal names it"):
        await replayed(portal, evidence)


async def test_one_piece_from_before_is_said_to_be_named_by_no_event(
    portal: TestPortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as before:
        as_before(before)
        alice = await holder(portal, Person.at(portal))
    alone = await replayed(portal, await Evidence.get(kind="BIND"))
    portal.clock.forward(timedelta(minutes=1))
    await alice.prove()

    then = await replayed(portal, await Evidence.get(kind="BIND"))

    assert (alone, then) == (None, None)


async def test_one_piece_with_other_content_than_its_event_names_proves_nothing(
    portal: TestPortal,
) -> None:
    await bound(portal)
    evidence = await Evidence.get()
    seal = portal.settings.evidence_seal
    # The same, written in another order.
    said = dict(reversed(json.loads(seal.open(evidence.sealed)).items()))
    evidence.sealed = seal.close(json.dumps(said).encode(), at=portal.clock())
    await evidence.save()

    with pytest.raises(EvidenceUnusable, match="of the journal names other content"):
        await replayed(portal, evidence)
