"""Tests of the table of an application's transitions: every cell, on both databases."""

from itertools import product

import pytest

from models.application.application import Application, ApplicationMoved
from models.application.transitions import TRANSITIONS, ActorKind, Status
from models.database.transaction import tx
from models.journal.event import Event
from tests.support import cards
from tests.support.people.people import Person
from tests.support.portal import TestPortal

A, S, R = ActorKind.APPLICANT, ActorKind.SERVICE, ActorKind.REVIEWER
# Written out again from the design, so that a slip in the table is seen.
ALLOWED = {
    ("DRAFT", "UNDER_REVIEW"): {A},
    ("DRAFT", "WITHDRAWN"): {A},
    ("DRAFT", "EXPIRED"): {S},
    ("UNDER_REVIEW", "APPROVED"): {S, R},
    ("UNDER_REVIEW", "REJECTED"): {S, R},
    ("UNDER_REVIEW", "WITHDRAWN"): {A},
    ("UNDER_REVIEW", "EXPIRED"): {S},
    ("APPROVED", "ACTIVATED"): {A},
    ("APPROVED", "WITHDRAWN"): {A},
    ("APPROVED", "EXPIRED"): {S},
    ("REJECTED", "UNDER_REVIEW"): {A},
    ("REJECTED", "WITHDRAWN"): {A},
    ("REJECTED", "EXPIRED"): {S},
}


async def test_every_cell_of_the_table(portal: TestPortal) -> None:
    alice = Person.at(portal)
    await alice.apply()
    wrong = []

    for start, end, actor_kind in product(Status, Status, ActorKind):
        await Application.all().update(status=start, version=1)
        application = await Application.get()
        before = await Event.all().count()
        try:
            async with tx() as change:
                await application.move(
                    change, end, actor_kind=actor_kind, actor="test:1", at=cards.AT
                )
            moved = (await Application.get()).status is end
        except ApplicationMoved:
            moved = False
        said = await Event.all().count() - before
        if moved != (actor_kind in ALLOWED.get((start.value, end.value), set())) or said != moved:
            wrong.append((start, end, actor_kind))

    assert wrong == []
    assert len(TRANSITIONS) == len(ALLOWED)


async def test_a_move_on_an_old_version_is_refused(portal: TestPortal) -> None:
    alice = Person.at(portal)
    await alice.apply()
    first, second = await Application.get(), await Application.get()

    async with tx() as change:
        await first.move(change, Status.WITHDRAWN, actor_kind=A, actor="test:1", at=cards.AT)
    with pytest.raises(ApplicationMoved):
        async with tx() as change:
            await second.move(
                change, Status.UNDER_REVIEW, actor_kind=A, actor="test:1", at=cards.AT
            )

    assert (await Application.get()).status is Status.WITHDRAWN
