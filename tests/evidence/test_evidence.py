"""Tests of evidence: stored sealed with every accepted signature, and verified again later."""

import asyncio
import base64
import hashlib
import json
import shutil
import sqlite3
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from click.testing import CliRunner
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.serialization import Encoding

from models.application.application import Application
from models.card.certificate import Certificate
from models.card.challenge import ChallengePurpose
from models.core.seal import Seal
from models.database.transaction import Change, client, opened
from models.pki.algorithms import RSA_ONLY
from models.pki.crl.status import CertificateRevoked, Clearance
from models.pki.ocsp.status import AnswerRules, NonceRule, OCSPClearance, ResponderPin
from models.pki.path.trust import IssuerUnknown, TrustStore
from models.pki.verdict import ContentNotChallenge
from models.revocation.settings import RevocationSettings
from models.revocation.stored_list import StoredList
from models.signature.evidence import Evidence, EvidenceUnusable
from resolvers.evidence.list_evidence import list_evidence
from resolvers.evidence.rotate import rotate_evidence
from resolvers.evidence.verify import Replay, verify_evidence
from tests.support import cards
from tests.support.cli.settings import GOOD
from tests.support.people.people import Person
from tests.support.pki import answers
from tests.support.portal import TestPortal
from tests.support.scenarios.accounts import holder
from tests.support.servers.responders import saying, with_responders
from tests.support.templates import Templates
from web.cli.common.evidence_report import report_lines
from web.cli.loader import main
from web.demo.authority import CardKind, Generation, Revocation
from web.demo.stage import demo_anchors
from web.http.app import Portal, make_app
from web.http.graphql.stream import Streams
from web.trust.demo_anchors import NAME
from web.trust.files import TrustFilesUnusable, read_folder

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


async def _bound(portal: TestPortal) -> Evidence:
    """Bind Alice's card, and return the evidence of it."""
    alice = Person.at(portal)
    await alice.apply()
    result = await alice.bind()
    assert "application" in result, result
    return await Evidence.get(kind="BIND")


async def _replayed(portal: TestPortal, evidence: Evidence) -> Replay:
    return await verify_evidence(evidence.id, seal=portal.settings.evidence_seal, trust=cards.trust)


async def _rewritten(portal: TestPortal, evidence: Evidence, key: str, value: object) -> None:
    """Change evidence, as somebody with the key could."""
    seal = portal.settings.evidence_seal
    said = json.loads(seal.open(evidence.sealed)) | {key: value}
    evidence.sealed = seal.close(json.dumps(said).encode(), at=portal.clock())
    await evidence.save()


def _sealing_with(portal: TestPortal, *keys: str) -> Seal:
    """Give the portal these keys, the newest first."""
    seal = Seal(keys)
    settings = replace(portal.settings, evidence_seal=seal)
    portal.services = replace(portal.services, settings=settings)
    portal.app = make_app(Portal(services=portal.services, streams=Streams()))
    return seal


async def test_a_bound_card_leaves_evidence(portal: TestPortal) -> None:
    alice = Person.at(portal)
    await alice.apply()
    asked = (await alice.challenge())["challenge"]
    signature = alice.sign(asked["text"])

    await alice.bind(challenge=asked, signature=signature)

    evidence = await Evidence.get()
    kept = evidence.opened(portal.settings.evidence_seal)
    [stored] = await StoredList.filter(issuer_key_id=kept.issuer_key_id)
    assert evidence.at == cards.AT
    assert evidence.subject.startswith("application:")
    assert kept.cms == signature
    assert kept.certificate == alice.card.signature_certificate
    assert kept.content_sha256 == hashlib.sha256(asked["text"].encode()).digest()
    assert isinstance(kept.clearance, Clearance)
    assert kept.clearance.number == int(stored.number)
    assert kept.clearance.sha256 == hashlib.sha256(stored.content).hexdigest()
    assert (kept.clearance.this_update, kept.clearance.next_update) == (
        stored.this_update,
        stored.next_update,
    )
    assert not kept.clearance.on_grace
    assert kept.grace == timedelta(hours=1)


async def test_a_card_that_goes_on_leaves_evidence_of_its_own(portal: TestPortal) -> None:
    first = await _bound(portal)
    portal.clock.forward(timedelta(minutes=1))

    await Person.at(portal).resume()

    second = await Evidence.get(kind="CONTINUE")
    assert second.subject == first.subject
    assert second.at == portal.clock()
    assert (await _replayed(portal, second)).proof.holder_name == "測試甲"


async def test_a_refused_signature_leaves_none(portal: TestPortal) -> None:
    alice = Person.at(portal, cards.company())
    await alice.apply()
    dan = Person.at(portal)

    wrong_card = await alice.bind()
    no_application = await dan.resume()

    assert wrong_card["code"] == "WRONG_CARD_KIND"
    assert "code" in no_application
    assert await Evidence.all().count() == 0


async def test_a_card_that_is_bound_elsewhere_leaves_no_second_evidence(
    portal: TestPortal,
) -> None:
    await _bound(portal)
    dan = Person.at(portal)
    await dan.apply()

    again = await dan.bind()

    assert again["code"] == "CERTIFICATE_ALREADY_BOUND"
    assert await Evidence.all().count() == 1


async def test_an_act_that_cannot_be_finished_leaves_none(portal: TestPortal) -> None:
    alice = Person.at(portal)
    await alice.apply()
    await client().execute_query("DELETE FROM journal")

    # The journal is the last that a transaction writes; here it fails.
    with pytest.raises(AssertionError, match="errors"):
        await alice.bind()

    assert await Certificate.all().count() == 0
    assert await Evidence.all().count() == 0


async def test_evidence_cannot_be_read_without_the_key(portal: TestPortal) -> None:
    evidence = await _bound(portal)

    inside = base64.urlsafe_b64decode(evidence.sealed)

    certificate = cards.citizen().signature_certificate
    assert certificate not in inside
    assert base64.b64encode(certificate) not in inside
    assert "測試甲".encode() not in inside
    with pytest.raises(EvidenceUnusable, match="cannot be decrypted"):
        evidence.opened(Seal([NEW]))


async def test_a_verdict_is_replayed_after_card_and_issuer_have_expired(
    portal: TestPortal,
) -> None:
    evidence = await _bound(portal)
    asked: list[datetime] = []

    def trust(at: datetime) -> TrustStore:
        asked.append(at)
        return cards.trust(at)

    portal.clock.forward(30 * 365 * cards.DAY)
    with pytest.raises(Exception, match="no issuer"):
        cards.trust(portal.clock())
    replay = await verify_evidence(evidence.id, seal=portal.settings.evidence_seal, trust=trust)

    assert asked == [cards.AT]
    assert replay.proof.not_after < portal.clock()
    assert replay.proof.card_number == "TP00000000000001"
    assert replay.proof.certificate_sha256 == evidence.certificate_sha256


async def test_a_verdict_is_replayed_after_the_card_was_revoked(portal: TestPortal) -> None:
    evidence = await _bound(portal)
    serial_number = cards.serial_number(cards.citizen())
    newer = cards.crl(Revocation(serial_number=serial_number, at=cards.AT), number=2030000000)
    await StoredList.all().update(content=newer)

    replay = await _replayed(portal, evidence)

    assert isinstance(replay.kept.clearance, Clearance)
    assert replay.kept.clearance.number == 2026030203


async def test_a_grace_that_was_used_is_kept_and_judged_again(portal: TestPortal) -> None:
    portal.clock.forward(23 * timedelta(hours=1) + timedelta(minutes=30))

    evidence = await _bound(portal)

    kept = (await _replayed(portal, evidence)).kept
    assert isinstance(kept.clearance, Clearance)
    assert kept.clearance.on_grace
    assert kept.clearance.next_update < kept.at < kept.clearance.next_update + kept.grace


@pytest.mark.parametrize("nonce", ["ours", "none"])
async def test_a_responders_answer_is_kept_whole_and_judged_again(
    portal: TestPortal, nonce: str
) -> None:
    rules = AnswerRules(nonce=NonceRule.OPTIONAL)
    with_responders(portal, saying(nonce=nonce), settings=RevocationSettings(answers=rules))

    evidence = await _bound(portal)
    portal.clock.forward(9 * cards.DAY)
    replay = await _replayed(portal, evidence)

    kept = replay.kept.clearance
    assert isinstance(kept, OCSPClearance)
    assert replay.proof.cleared_by == kept
    assert kept.without_nonce == (nonce == "none")
    assert "A responder of the issuer signed" in "\n".join(report_lines(replay))


async def test_evidence_by_a_pinned_responder_is_bound_to_its_issuer(portal: TestPortal) -> None:
    responder = answers.appointed(
        by=cards.authority().issuer(kind=CardKind.COMPANY, generation=Generation.G2)
    )
    fingerprint = hashlib.sha256(responder.public_bytes(Encoding.DER)).hexdigest()
    pin = ResponderPin(issuer_key_id=cards.issuer().key_id, sha256=fingerprint)
    rules = AnswerRules(nonce=NonceRule.OPTIONAL, pinned=frozenset({pin}))
    unasked = answers.answered_by(responder, extensions=())
    with_responders(portal, lambda nonce: unasked, settings=RevocationSettings(answers=rules))

    replay = await _replayed(portal, await _bound(portal))

    assert isinstance(replay.kept.clearance, OCSPClearance)
    assert replay.kept.clearance.rules.pinned == {pin}
    assert f"SHA-256  {fingerprint}" in "\n".join(report_lines(replay))


@pytest.mark.parametrize(
    ("part", "value", "problem"),
    [
        ("response", base64.b64encode(answers.answer(digest="sha1")).decode(), "WRONG_SIGNATURE"),
        ("response", base64.b64encode(b"<html>").decode(), "UNREADABLE"),
        ("nonce", "00" * 32, "NONCE_WRONG"),
    ],
)
async def test_another_answer_than_was_given_proves_nothing(
    portal: TestPortal, part: str, value: str, problem: str
) -> None:
    with_responders(portal, saying())
    evidence = await _bound(portal)
    said = json.loads(portal.settings.evidence_seal.open(evidence.sealed))["ocsp"]

    await _rewritten(portal, evidence, "ocsp", said | {part: value})

    with pytest.raises(EvidenceUnusable, match=f"clears nothing: {problem}"):
        await _replayed(portal, evidence)


async def test_an_answer_that_revokes_proves_nothing(portal: TestPortal) -> None:
    with_responders(portal, saying())
    evidence = await _bound(portal)
    said = json.loads(portal.settings.evidence_seal.open(evidence.sealed))["ocsp"]
    other = answers.answer(answers.single(answers.revoked(1)))

    await _rewritten(
        portal, evidence, "ocsp", said | {"response": base64.b64encode(other).decode()}
    )

    with pytest.raises(CertificateRevoked):
        await _replayed(portal, evidence)


async def test_evidence_of_the_first_version_is_still_read_and_judged(
    portal: TestPortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    # No event named evidence then.
    monkeypatch.setattr(Change, "rest_on", lambda self, subject, named: None)
    evidence = await _bound(portal)
    seal = portal.settings.evidence_seal
    said = json.loads(seal.open(evidence.sealed))
    del said["schemes"]
    evidence.sealed = seal.close(json.dumps(said | {"version": 1}).encode(), at=portal.clock())
    await evidence.save()

    replay = await _replayed(portal, evidence)

    assert replay.kept.schemes == RSA_ONLY
    assert isinstance(replay.proof.cleared_by, Clearance)
    assert replay.proof.cleared_by.number == 2026030203


async def test_an_issuer_that_is_no_more_in_the_folder_proves_nothing(portal: TestPortal) -> None:
    evidence = await _bound(portal)

    def trust(at: datetime) -> TrustStore:
        other = cards.stranger()
        return TrustStore.build(other.anchors(), at=at, pinned=other.pins())

    with pytest.raises(IssuerUnknown):
        await verify_evidence(evidence.id, seal=portal.settings.evidence_seal, trust=trust)


@pytest.mark.parametrize("place", [0, 1, 9, 30, 2000, -1])
async def test_a_flipped_byte_is_found(portal: TestPortal, place: int) -> None:
    evidence = await _bound(portal)
    sealed = bytearray(base64.urlsafe_b64decode(evidence.sealed))
    sealed[place] ^= 1

    evidence.sealed = base64.urlsafe_b64encode(sealed)
    await evidence.save()

    with pytest.raises(EvidenceUnusable, match="cannot be decrypted"):
        await _replayed(portal, evidence)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("subject", "application:another"),
        ("kind", "CONTINUE"),
        ("at", cards.AT + cards.SECOND),
        ("certificate_sha256", "0" * 64),
    ],
)
async def test_a_changed_record_is_found(
    portal: TestPortal, column: str, value: str | datetime
) -> None:
    evidence = await _bound(portal)

    await Evidence.all().update(**{column: value})

    with pytest.raises(EvidenceUnusable, match="the record"):
        await _replayed(portal, evidence)


async def test_evidence_of_another_act_is_found(portal: TestPortal) -> None:
    first = await _bound(portal)
    await Person.at(portal).resume()
    second = await Evidence.get(kind="CONTINUE")

    second.sealed = first.sealed
    await second.save()

    with pytest.raises(EvidenceUnusable, match="the record does not match"):
        await _replayed(portal, second)


async def test_the_key_alone_cannot_forge_a_signature(portal: TestPortal) -> None:
    evidence = await _bound(portal)
    forged = base64.b64encode(cards.signed(cards.citizen(), b"another text")).decode()

    await _rewritten(portal, evidence, "cms", forged)

    with pytest.raises(ContentNotChallenge):
        await _replayed(portal, evidence)


async def test_another_certificate_than_has_signed_is_found(portal: TestPortal) -> None:
    evidence = await _bound(portal)
    other = base64.b64encode(cards.company().signature_certificate).decode()

    await _rewritten(portal, evidence, "certificate", other)

    with pytest.raises(EvidenceUnusable, match="another certificate was kept"):
        await _replayed(portal, evidence)


@pytest.mark.parametrize(("key", "value"), [("version", 4), ("list", "none"), ("cms", "?")])
async def test_what_is_written_otherwise_is_named(
    portal: TestPortal, key: str, value: object
) -> None:
    evidence = await _bound(portal)

    await _rewritten(portal, evidence, key, value)

    with pytest.raises(EvidenceUnusable, match="this version cannot read"):
        await _replayed(portal, evidence)


async def test_a_rotation_keeps_all_readable_and_frees_the_old_key(portal: TestPortal) -> None:
    _sealing_with(portal, OLD)
    evidence = await _bound(portal)
    for _ in range(4):
        await Person.at(portal).resume()
    rotating = _sealing_with(portal, NEW, OLD)
    await Person.at(portal).resume()
    before = {found.id: found.opened(rotating) for found in await Evidence.all()}

    done = await rotate_evidence(seal=rotating, batch=2)
    again = await rotate_evidence(seal=rotating, batch=2)

    after = {found.id: found.opened(Seal([NEW])) for found in await Evidence.all()}
    assert (done.renewed, done.already, done.unopened) == (5, 1, [])
    assert (again.renewed, again.already) == (0, 6)
    assert after == before
    _sealing_with(portal, NEW)
    assert (await _replayed(portal, evidence)).proof.holder_name == "測試甲"
    with pytest.raises(EvidenceUnusable):
        (await Evidence.get(id=evidence.id)).opened(Seal([OLD]))


async def test_a_rotation_leaves_what_it_cannot_open_and_names_it(portal: TestPortal) -> None:
    _sealing_with(portal, OLD)
    lost = await _bound(portal)
    _sealing_with(portal, NEW)
    await Person.at(portal).resume()
    progress: list[tuple[int, int]] = []

    done = await rotate_evidence(
        seal=Seal([NEW]), batch=1, advance=lambda done, of: progress.append((done, of))
    )

    assert (done.renewed, done.already, done.unopened) == (0, 1, [lost.id])
    assert (await Evidence.get(id=lost.id)).sealed == lost.sealed
    assert progress == [(1, 2), (2, 2)]


@dataclass(frozen=True)
class Demo:
    """A demo's state in which a card was bound."""

    state: Path
    case_number: str
    evidence_id: str

    def run(self, *arguments: str) -> tuple[int, str]:
        """Run a command on the state."""
        ended = CliRunner().invoke(main, ["evidence", *arguments, "--demo", str(self.state)])
        return ended.exit_code, ended.output


@pytest.fixture
def demo(templates: Templates, tmp_path: Path) -> Demo:
    """Bind a card in a demo's state."""
    demo_anchors(cards.authority()).write(tmp_path / "trust")
    database = tmp_path / "gpszone.sqlite3"
    shutil.copy(templates.sqlite, database)
    case_number, evidence_id = asyncio.run(_bound_in(f"sqlite://{database}", tmp_path))
    return Demo(tmp_path, case_number, evidence_id)


async def _bound_in(url: str, state: Path) -> tuple[str, str]:
    """Bind a card in a database; return the case number and the evidence's id."""
    async with opened(url), TestPortal.over(url, state=state) as portal:
        evidence = await _bound(portal)
        application = await Application.get()
    return application.case_number, str(evidence.id)


def test_the_command_says_what_is_proven_and_what_is_taken_as_kept(demo: Demo) -> None:
    code, listed = demo.run("list", demo.case_number)
    verified, said = demo.run("verify", demo.evidence_id)

    proven, taken = said.split("Taken from the record")
    assert (code, verified) == (0, 0)
    assert listed == f"{demo.evidence_id}  2026-03-02T04:00:00Z  BIND\n"
    assert "accepted 2026-03-02T04:00:00Z: verified" in proven
    assert "測試甲" in proven
    assert cards.issuer().key_id in proven
    assert "revocation list 2026030203" in taken
    assert "purpose: BIND" in taken
    assert "Event 3 of the journal names this evidence and its content." in taken


async def test_what_was_signed_at_an_account_is_found_by_its_control_number(
    portal: TestPortal,
) -> None:
    alice = await holder(portal)

    of_account = await list_evidence("A0000006")
    of_case = await list_evidence(alice.application["caseNumber"])

    assert [found.kind for found in of_account] == [ChallengePurpose.SIGN_IN]
    assert [found.kind for found in of_case] == [ChallengePurpose.BIND]
    assert await list_evidence("A0000007") == []
    assert await list_evidence("A" * 30) == []


def test_the_command_lists_what_an_account_has_left(templates: Templates, tmp_path: Path) -> None:
    demo_anchors(cards.authority()).write(tmp_path / "trust")
    database = tmp_path / "gpszone.sqlite3"
    shutil.copy(templates.sqlite, database)
    signed = asyncio.run(_signed_in(f"sqlite://{database}", tmp_path))

    code, listed = Demo(tmp_path, "", signed).run("list", "A0000006")

    assert (code, listed) == (0, f"{signed}  2026-03-02T04:00:00Z  SIGN_IN\n")


async def _signed_in(url: str, state: Path) -> str:
    """Sign a holder in, in a database; return the id of the evidence."""
    async with opened(url), TestPortal.over(url, state=state) as portal:
        await holder(portal)
        return str((await Evidence.get(kind="SIGN_IN")).id)


def test_the_command_ends_with_one_when_a_byte_was_flipped(demo: Demo) -> None:
    with sqlite3.connect(demo.state / "gpszone.sqlite3") as base:
        [(sealed,)] = base.execute("SELECT sealed FROM evidence").fetchall()
        changed = sealed[:100] + (b"A" if sealed[100:101] != b"A" else b"B") + sealed[101:]
        base.execute("UPDATE evidence SET sealed = ?", (changed,))

    code, said = demo.run("verify", demo.evidence_id)

    assert code == 1
    assert said.startswith("Error: not verified: ")
    assert "cannot be decrypted" in said


def _verified(demo: Demo, *options: str) -> tuple[int, str]:
    """Verify the journal of a demo's state."""
    arguments = ["journal", "verify", *options, "--demo", str(demo.state)]
    ended = CliRunner().invoke(main, arguments)
    return ended.exit_code, ended.output


def test_the_journal_is_verified_together_with_the_evidence(demo: Demo) -> None:
    code, said = _verified(demo)
    _, as_json = _verified(demo, "--json")

    assert code == 0
    assert "1 pieces of evidence agree with the events that name them; 0 were erased" in said
    assert json.loads(as_json)["evidence"] == {
        "kept": 1,
        "older": 0,
        "erased": 0,
        "first": None,
        "faults": {},
    }


def test_deleted_evidence_ends_the_journals_verification_with_one(demo: Demo) -> None:
    with sqlite3.connect(demo.state / "gpszone.sqlite3") as base:
        base.execute("DELETE FROM evidence")

    code, said = _verified(demo)
    as_json, found = _verified(demo, "--json")
    of_one, missing = demo.run("verify", demo.evidence_id)

    first = f"evidence {demo.evidence_id} of event 3 is missing, and was not erased"
    assert (code, as_json, of_one) == (1, 1, 1)
    assert f"the evidence has faults: {first}" in said
    assert "In all: 1 MISSING" in said
    assert "the chain is complete" in said
    told = json.loads(found.partition("Error:")[0])
    assert told["whole"]
    assert told["evidence"]["faults"] == {"MISSING": 1}
    assert "it is missing; event 3 of the journal names it" in missing


def test_the_command_ends_with_one_when_there_is_no_such_evidence(demo: Demo) -> None:
    code, said = demo.run("verify", str(uuid4()))

    assert code == 1
    assert "there is no such evidence" in said


def test_the_command_tells_programs_what_is_proven(demo: Demo) -> None:
    code, said = demo.run("verify", demo.evidence_id, "--json")

    told_as_json = json.loads(said)
    assert code == 0
    assert told_as_json["holder"] == "測試甲"
    assert told_as_json["accepted_at"] == "2026-03-02T04:00:00+00:00"
    assert told_as_json["revocation"]["number"] == 2026030203
    assert "purpose: BIND" in told_as_json["text"]
    assert told_as_json["event"] == 3


@pytest.mark.parametrize("content", [None, "", "{}", '{"certificates": ["?"], "pins": {}}'])
def test_without_the_demos_authority_nothing_is_verified(demo: Demo, content: str | None) -> None:
    file = demo.state / "trust" / NAME
    file.unlink()
    if content is not None:
        file.write_text(content, encoding="utf-8")

    code, said = demo.run("verify", demo.evidence_id)

    assert code == 69
    assert said.startswith(f"Error: not verified: {file}: ")


def test_a_demos_authority_is_nothing_to_production(demo: Demo) -> None:
    with pytest.raises(TrustFilesUnusable, match="no CA certificate"):
        read_folder(demo.state / "trust")


def test_the_command_ends_with_one_when_the_verdict_is_another(demo: Demo) -> None:
    demo_anchors(cards.stranger()).write(demo.state / "trust")

    code, said = demo.run("verify", demo.evidence_id)

    assert (code, said) == (1, "Error: not verified: ISSUER_UNKNOWN\n")


def test_the_command_seals_all_again_with_the_settings_keys(
    demo: Demo, monkeypatch: pytest.MonkeyPatch
) -> None:
    older = (demo.state / "evidence.key").read_text()
    environ = GOOD | {
        "GPSZONE_DATABASE_URL": f"sqlite://{demo.state / 'gpszone.sqlite3'}",
        "GPSZONE_EVIDENCE_KEYS": f"{NEW} {older}",
    }
    for name, value in environ.items():
        monkeypatch.setenv(name, value)

    first = CliRunner().invoke(main, ["evidence", "rotate"])
    monkeypatch.setenv("GPSZONE_EVIDENCE_KEYS", NEW)
    second = CliRunner().invoke(main, ["evidence", "rotate"])
    monkeypatch.setenv("GPSZONE_EVIDENCE_KEYS", OLD)
    wrong = CliRunner().invoke(main, ["evidence", "rotate"])

    assert (first.exit_code, second.exit_code, wrong.exit_code) == (0, 0, 1)
    assert "1 encrypted with the newest key, 0 already used it" in first.output
    assert "0 encrypted with the newest key, 1 already used it" in second.output
    assert "no key in GPSZONE_EVIDENCE_KEYS decrypts them" in wrong.output


def test_evidence_without_its_setting_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in GOOD.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("GPSZONE_EVIDENCE_KEYS")

    ended = CliRunner().invoke(main, ["evidence", "rotate"])

    assert ended.exit_code == 2
    assert ended.output.startswith("Error: GPSZONE_EVIDENCE_KEYS is missing: expected ")
    assert ended.output.count("\n") == 1
