"""Test of the whole path with a card whose keys no Python code has seen, over HTTP."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.company.company import Company
from tests.support.people.applicant import Applicant
from tests.support.servers.process import Demo
from tests.support.token.softhsm import WANG, deck_in_softhsm, module_of
from web.clock import now
from web.demo.stage import REGISTRY
from web.demo.token.cards import cards_in


@dataclass
class Holder(Applicant):
    """An applicant who signs in with the same card afterwards."""

    async def sign_in(self) -> dict[str, Any]:
        asked = await self.do("requestChallenge", "challenge { id text }", {"purpose": "SIGN_IN"})
        challenge = asked["challenge"]
        given = {"challengeId": challenge["id"], "signature": await self.sign(challenge["text"])}
        shown = "account { controlNumber } certificate { holderName cardNumber }"
        return await self.do("signIn", shown, given)


async def test_a_company_applies_binds_opens_its_account_and_signs_in(
    demo_state: Path,
) -> None:
    state = demo_state
    deck_in_softhsm(state / "card", at=now())
    demo = Demo(state, f"sqlite://{state / 'gpszone.sqlite3'}", card="softhsm")
    try:
        await demo.start()
        alice = Holder(demo, Company(**json.loads(REGISTRY.read_text("utf-8"))[0]))
        await alice.apply()
        await alice.bind()
        await alice.wait_for_link()
        await alice.activate()

        signed_in = await alice.sign_in()
    finally:
        demo.kill()

    assert signed_in["account"] == {"controlNumber": alice.company.control_number}
    assert signed_in["certificate"]["holderName"] == WANG.holder
    # The card is one of SoftHSM's, and its keys are nowhere else.
    assert WANG.id in {card.id for card in cards_in(module_of(state / "card"), plans=[WANG])}
    assert not list(state.rglob("*.card"))
    said = demo.said
    assert "Traceback" not in said
    # What the terminal shows of the test cards is all that it says of a PIN.
    welcome, _, after = said.partition("Ctrl-C stops the demo")
    assert WANG.pin in welcome
    assert WANG.pin not in after
    kept = [file.read_bytes() for file in (state / "card").rglob("*") if file.is_file()]
    assert not any(WANG.pin.encode() in content for content in kept)
