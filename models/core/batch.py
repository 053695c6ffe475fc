"""Questions that many ask at the same time, answered together."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Collection, Mapping
from functools import partial
from time import monotonic
from typing import Generic, TypeVar

Key = TypeVar("Key")
Answer = TypeVar("Answer")

# An answer is used for so long after it was asked for. Nobody may read a word later than a second
# after the commit by which they lost the right to it; the rest of that second is for sending.
KEPT_SECONDS = 0.5
# More keys are asked for in several questions.
MOST_KEYS = 500
MOST_KEPT = 20_000


class _Question(Generic[Key, Answer]):
    """One question about some keys, which more may join until it is asked."""

    def __init__(
        self, ask: Callable[[Collection[Key]], Awaitable[Mapping[Key, Answer]]], key: Key
    ) -> None:
        self.keys = {key}
        self.asked_at: float | None = None
        self._ask = ask
        self._waiting = list[asyncio.Future[None]]()
        self.answers = asyncio.create_task(self._answer())
        self.answers.add_done_callback(self._wake)

    @property
    def is_open(self) -> bool:
        return self.asked_at is None and len(self.keys) < MOST_KEYS

    def is_good(self, *, since: float) -> bool:
        """Return whether it is, or will be, asked at ``since`` or later, and not too long ago."""
        if self.asked_at is None:
            return True
        return self.asked_at >= since and monotonic() - self.asked_at <= KEPT_SECONDS

    @property
    def has_failed(self) -> bool:
        answers = self.answers
        return answers.done() and (answers.cancelled() or answers.exception() is not None)

    @property
    def is_answered(self) -> bool:
        return self.answers.done() and not self.has_failed

    async def wait(self) -> Mapping[Key, Answer]:
        """Return the answers; who is cancelled takes nothing from the others.

        ``asyncio.shield`` would do, but runs two callbacks for each of thousands that wait.
        """
        if not self.answers.done():
            told = asyncio.get_running_loop().create_future()
            self._waiting.append(told)
            await told
        return self.answers.result()

    def _wake(self, answers: asyncio.Task[Mapping[Key, Answer]]) -> None:
        # Where all who asked have gone away, nobody hears of a failure.
        if not answers.cancelled():
            answers.exception()
        for told in self._waiting:
            if not told.done():
                told.set_result(None)
        self._waiting.clear()

    async def _answer(self) -> Mapping[Key, Answer]:
        # All who ask in this turn of the loop join.
        await asyncio.sleep(0)
        self.asked_at = monotonic()
        return await self._ask(self.keys)


class Batch(Generic[Key, Answer]):
    """The answers to one kind of question, for all who ask within one turn of the event loop.

    An answer is used again where it is as new as is needed, for half a second at most.
    A failure is not kept.
    """

    def __init__(self, ask: Callable[[Collection[Key]], Awaitable[Mapping[Key, Answer]]]) -> None:
        """``ask`` returns the answers for some keys; it leaves out those that do not exist."""
        self._ask = ask
        self._newest: OrderedDict[Key, _Question[Key, Answer]] = OrderedDict()
        self._last: _Question[Key, Answer] | None = None

    async def of(self, key: Key, *, since: float) -> Answer | None:
        """Return the answer for a key, asked for at the time ``since`` (monotonic) or later.

        :returns: None where there is no such thing.
        """
        return (await self.with_others(key, since=since)).get(key)

    def ahead(self, key: Key, *, since: float) -> bool:
        """Ask already what ``of`` will be asked for, and return True."""
        self._question(key, since=since)
        return True

    def at_hand(self, key: Key, *, since: float) -> Answer | None:
        """Return what ``of`` would return without a wait; None where it would wait too."""
        question = self._newest.get(key)
        if question is None or not question.is_answered or not question.is_good(since=since):
            return None
        return question.answers.result().get(key)

    async def with_others(self, key: Key, *, since: float) -> Mapping[Key, Answer]:
        """Return the answers to the question that has a key, as ``of``."""
        return await self._question(key, since=since).wait()

    def _question(self, key: Key, *, since: float) -> _Question[Key, Answer]:
        question = self._newest.get(key)
        if question is None or question.has_failed or not question.is_good(since=since):
            question = self._join(key)
        return question

    def _join(self, key: Key) -> _Question[Key, Answer]:
        question = self._last
        if question is None or not question.is_open:
            question = self._last = _Question(self._ask, key)
            question.answers.add_done_callback(partial(self._forget_later, question))
        question.keys.add(key)
        self._newest[key] = question
        self._newest.move_to_end(key)
        while len(self._newest) > MOST_KEPT:
            self._newest.popitem(last=False)
        return question

    def _forget_later(self, question: _Question[Key, Answer], _: object) -> None:
        """Drop the answers when nobody may use them any longer."""
        asyncio.get_running_loop().call_later(KEPT_SECONDS, self._forget, question)

    def _forget(self, question: _Question[Key, Answer]) -> None:
        for key in question.keys:
            if self._newest.get(key) is question:
                del self._newest[key]
        if self._last is question:
            self._last = None
