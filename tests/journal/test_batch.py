"""Tests of questions asked together: how new an answer is, and what is asked again."""

import asyncio
from collections.abc import Collection
from time import monotonic

import pytest

from models.core import batch
from models.core.batch import Batch
from tests.support.servers.process import until


class Asked:
    """A question whose answers count how often it was asked; odd numbers do not exist."""

    def __init__(self) -> None:
        self.questions: list[set[int]] = []
        self.fails = False
        self.was_asked = asyncio.Event()
        self.may_answer = asyncio.Event()
        self.may_answer.set()

    async def __call__(self, keys: Collection[int]) -> dict[int, str]:
        self.questions.append(set(keys))
        self.was_asked.set()
        told = f"{len(self.questions)}"
        await self.may_answer.wait()
        if self.fails:
            raise ConnectionError
        return {key: told for key in keys if not key % 2}


async def test_all_who_ask_in_one_turn_ask_one_question() -> None:
    asked = Asked()
    answers = Batch(asked)

    found = await asyncio.gather(*(answers.of(key, since=0) for key in (2, 3, 4, 2)))

    assert found == ["1", None, "1", "1"]
    assert asked.questions == [{2, 3, 4}]


async def test_an_answer_that_is_new_enough_is_used_again() -> None:
    asked = Asked()
    answers = Batch(asked)
    before = monotonic()
    await answers.of(2, since=before)

    assert await answers.of(2, since=before) == "1"
    assert await answers.of(2, since=monotonic()) == "2"


async def test_what_was_asked_before_an_event_is_no_answer_after_it() -> None:
    asked = Asked()
    answers = Batch(asked)
    asked.may_answer.clear()
    early = asyncio.create_task(answers.of(2, since=0))
    await asked.was_asked.wait()

    late = asyncio.create_task(answers.of(2, since=monotonic()))
    await asyncio.sleep(0)
    asked.may_answer.set()

    assert await early == "1"
    assert await late == "2"


async def test_no_answer_is_used_for_longer_than_half_a_second(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    at = 100.0
    monkeypatch.setattr(batch, "monotonic", lambda: at)
    answers = Batch(Asked())
    await answers.of(2, since=0)
    at += 0.5

    assert await answers.of(2, since=0) == "1"
    at += 0.01
    assert await answers.of(2, since=0) == "2"


async def test_a_failure_is_told_to_all_who_asked_and_not_kept() -> None:
    asked = Asked()
    asked.fails = True
    answers = Batch(asked)

    told = await asyncio.gather(
        *(answers.of(key, since=0) for key in (2, 4)), return_exceptions=True
    )
    asked.fails = False

    assert [type(one) for one in told] == [ConnectionError, ConnectionError]
    assert await answers.of(2, since=0) == "2"


async def test_one_who_goes_away_takes_no_answer_from_the_others() -> None:
    asked = Asked()
    answers = Batch(asked)
    first = asyncio.create_task(answers.of(2, since=0))
    second = asyncio.create_task(answers.of(2, since=0))
    await asyncio.sleep(0)
    first.cancel()

    assert await second == "1"


async def test_many_keys_are_several_questions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "MOST_KEYS", 3)
    asked = Asked()
    answers = Batch(asked)

    await asyncio.gather(*(answers.of(key, since=0) for key in range(8)))

    assert sorted(len(keys) for keys in asked.questions) == [2, 3, 3]


async def test_no_more_answers_are_kept_than_there_is_room_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(batch, "MOST_KEPT", 2)
    asked = Asked()
    answers = Batch(asked)

    for key in (2, 4, 6, 2):
        await answers.of(key, since=0)

    assert asked.questions == [{2}, {4}, {6}, {2}]


async def test_what_nobody_may_use_any_longer_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "KEPT_SECONDS", 0.01)
    answers = Batch(Asked())
    await asyncio.gather(*(answers.of(key, since=0) for key in range(8)))

    await until(lambda: not answers._newest and answers._last is None, within=10)


async def test_what_is_asked_ahead_is_at_hand_as_long_as_it_is_new_enough() -> None:
    asked = Asked()
    answers = Batch(asked)
    before = monotonic()
    answers.ahead(2, since=before)
    none_yet = answers.at_hand(2, since=before)

    assert none_yet is None
    assert await answers.of(2, since=before) == "1"
    assert answers.at_hand(2, since=before) == "1"
    assert answers.at_hand(2, since=monotonic()) is None
    assert answers.at_hand(4, since=before) is None
    assert len(asked.questions) == 1


async def test_a_failure_is_not_at_hand() -> None:
    asked = Asked()
    asked.fails = True
    answers = Batch(asked)
    with pytest.raises(ConnectionError):
        await answers.of(2, since=0)

    assert answers.at_hand(2, since=0) is None
