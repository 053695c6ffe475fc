"""Tests of a registry that has lost its companies: right applicants are not rejected for it."""

from dataclasses import replace

import pytest

from models.application.application import Application
from models.application.transitions import Status
from models.registry.entry import ImportedRegistry, RegistryEmpty
from tests.support.people.people import Person, form
from tests.support.portal import COMPANY, TestPortal, on_file
from tests.support.scenarios.cards import colleague


async def stated(portal: TestPortal, card: int, number: str) -> Status:
    """Return what becomes of the application of a person, who is named by a card's number."""
    person = Person.at(portal, colleague(card, f"測試{card}"))
    await person.apply(form(replace(COMPANY, control_number=number)))
    await person.bind()
    await portal.review()
    return (await Application.filter(control_number=number).order_by("-created_at"))[0].status


async def test_an_emptied_registry_rejects_two_persons_at_most(portal: TestPortal) -> None:
    portal.registry.rows = []

    came = [await stated(portal, card, f"Z00000{card}") for card in range(10, 20)]

    assert came == [Status.REJECTED] * 2 + [Status.UNDER_REVIEW] * 8
    assert await Application.filter(for_person=True).count() == 8


async def test_one_person_trips_nothing_however_often(portal: TestPortal) -> None:
    portal.registry.rows = []

    person = Person.at(portal, colleague(10, "測試甲"))
    for case in range(6):
        await person.apply(form(replace(COMPANY, control_number=f"Z00000{case:02}")))
        await person.bind()
        await portal.review()

    assert await Application.filter(for_person=True).count() == 0


async def test_a_few_among_many_are_rejected_as_ever(portal: TestPortal) -> None:
    for card in range(10, 22):
        number = f"A00000{card}"
        portal.registry.rows = [on_file(replace(COMPANY, control_number=number))]
        assert await stated(portal, card, number) is Status.APPROVED
    portal.registry.rows = []

    came = [await stated(portal, card, f"Z00000{card}") for card in range(30, 34)]

    assert came == [Status.REJECTED] * 4
    assert await stated(portal, 34, "Z0000034") is Status.UNDER_REVIEW


async def test_who_corrects_a_number_counts_as_known(portal: TestPortal) -> None:
    for card in range(10, 15):
        portal.registry.rows = []
        person = Person.at(portal, colleague(card, f"測試{card}"))
        await person.apply(form(replace(COMPANY, control_number=f"Z00000{card}")))
        await person.bind()
        await portal.review()
        right = replace(COMPANY, control_number=f"A00000{card}")
        portal.registry.rows = [on_file(right)]
        # Another number is another case; the card is free again once the first one is withdrawn.
        await person.withdraw()
        await person.apply(form(right))
        await person.bind()
        await portal.review()

    assert await Application.filter(for_person=True).count() == 0


async def test_nothing_that_was_imported_is_no_answer(database: str) -> None:
    with pytest.raises(RegistryEmpty):
        await ImportedRegistry().look_up(control_number="A0000006")
