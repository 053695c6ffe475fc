"""Tests of the whole card number: shown to reviewers for a reason, and journaled."""

from models.card.certificate import Certificate
from models.journal.event import Event
from tests.support.people.people import Person
from tests.support.people.staff import ada, bruno, history
from tests.support.portal import TestPortal
from tests.support.scenarios.review import awaiting_reviewer


async def test_the_number_is_masked_until_it_is_asked_for_with_a_reason(
    portal: TestPortal,
) -> None:
    alice = await awaiting_reviewer(portal)
    reviewer = await bruno(portal)
    shown = "application { certificate { cardNumber } }"
    seen = await reviewer.case(alice.application["id"], shown=shown)

    told = await reviewer.do(
        "revealCardNumber", "cardNumber", id=alice.application["id"], reason="PAPERS"
    )

    card = await Certificate.get(holder_name="申請00")
    masked = seen["application"]["certificate"]["cardNumber"]
    assert told["cardNumber"] == card.card_number
    assert masked != card.card_number
    assert masked[:4] == card.card_number[:4]


async def test_the_journal_says_who_saw_it_and_why_and_has_no_number(portal: TestPortal) -> None:
    alice = await awaiting_reviewer(portal)
    reviewer = await bruno(portal)

    await reviewer.do(
        "revealCardNumber", "cardNumber", id=alice.application["id"], reason="SUSPICION"
    )

    last = history(await reviewer.case(alice.application["id"]))[-1]
    assert (last["kind"], last["actorName"]) == ("CARD_NUMBER_SHOWN", "審核甲")
    event = await Event.filter(kind="CARD_NUMBER_SHOWN").get()
    assert event.payload["reason"] == "SUSPICION"
    card = await Certificate.get(holder_name="申請00")
    assert card.card_number not in str(event.payload)
    # The applicant is not told.
    own = await alice.see()
    assert "CARD_NUMBER_SHOWN" not in {each["kind"] for each in own["history"]}


async def test_a_case_without_a_card_has_no_number(portal: TestPortal) -> None:
    alice = Person.at(portal)
    await alice.apply()
    admin = await ada(portal)

    refused = await admin.do(
        "revealCardNumber", "cardNumber", id=alice.application["id"], reason="HOLDER_ASKS"
    )

    assert refused["code"] == "NO_CARD"
    assert not await Event.filter(kind="CARD_NUMBER_SHOWN").exists()
