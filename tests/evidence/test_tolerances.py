"""Tests of evidence of a message that is not in the strict form: it says what was accepted."""

from datetime import timedelta

from models.pki.tolerance import CLAUSES, Tolerance
from models.signature.evidence import Evidence
from models.signature.evidence_payload import EvidencePayload
from resolvers.evidence.verify import Replay, verify_evidence
from tests.support.cards import AT, citizen
from tests.support.people.people import Person
from tests.support.pki.wrapped import chunks, indefinite, rewrapped, segmented
from tests.support.portal import TestPortal
from web.cli.common.evidence_report import report_data, report_lines
from web.demo.component import signing

LATE = AT + timedelta(minutes=11)


class Streaming(Person):
    """A person whose component streams its messages, on a PC whose clock is wrong."""

    def sign(self, text: str) -> bytes:
        content = text.encode()
        message = signing.sign(citizen(), content, nonce="4f1d", signing_time=LATE)
        styles = {"ContentInfo": indefinite, "content": segmented(chunks(content, 50))}
        return rewrapped(message, styles)


async def replayed(portal: TestPortal, person: type[Person]) -> Replay:
    alice = person.at(portal)
    await alice.apply()
    assert "application" in await alice.bind()
    return await verify_evidence(
        (await Evidence.get()).id,
        seal=portal.settings.evidence_seal,
        trust=lambda at: portal.services.trust.store,
    )


async def test_evidence_says_what_was_accepted_and_when_the_computer_says_it_was_signed(
    portal: TestPortal,
) -> None:
    replay = await replayed(portal, Streaming)

    expected = {Tolerance.INDEFINITE_LENGTH, Tolerance.SEGMENTED_CONTENT}
    assert replay.kept.tolerances == replay.proof.tolerances == expected
    assert EvidencePayload.read(replay.kept.written()) == replay.kept
    assert report_data(replay)["tolerances"] == sorted(expected)
    assert report_data(replay)["signing_time"] == LATE
    lines = "\n".join(report_lines(replay))
    assert f"{LATE:%Y-%m-%dT%H:%M:%SZ} by the clock of the holder's computer" in lines
    assert all(one in lines and CLAUSES[one] in lines for one in expected)


async def test_evidence_of_a_usual_message_names_nothing(portal: TestPortal) -> None:
    replay = await replayed(portal, Person)

    assert replay.kept.tolerances == frozenset()
    assert "beyond the strict form" not in "\n".join(report_lines(replay))
