"""Questions to the broker: each waits for its answer, and the one task that asks never waits for them."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass
from typing import Any

from wshygiene_reference.nodes.broker import BrokerUnavailable


@dataclass(frozen=True, slots=True)
class Question:
    """A script with its keys and arguments, and where the answer goes. None for an answer: it could not be had."""

    script: str
    keys: list[str]
    arguments: list[str | int | float]
    answer: asyncio.Future[Any]


class Questions:
    """At most ``most`` questions that wait, each for at most ``deadline`` seconds."""

    def __init__(self, most: int, deadline: float) -> None:
        self._most = most
        self._deadline = deadline
        self._waiting: deque[Question] = deque()
        self.unanswered = 0

    async def ask(self, question: Question) -> Any:
        """The answer. Raises ``BrokerUnavailable`` when there is none in time.

        Whoever asks may be cancelled at any moment: what is on its way is none of theirs.
        """
        if len(self._waiting) >= self._most:
            self.unanswered += 1
            raise BrokerUnavailable(f"{self._most} questions wait already")
        self._waiting.append(question)
        try:
            async with asyncio.timeout(self._deadline):
                answer = await question.answer
        except TimeoutError:
            self.unanswered += 1
            raise BrokerUnavailable(f"no answer within {self._deadline:g} s") from None
        if answer is None:
            self.unanswered += 1
            raise BrokerUnavailable("the connection broke")
        return answer

    def take(self, most: int) -> list[Question]:
        """The questions that have waited longest, without those that nobody waits for any more."""
        taken: list[Question] = []
        while self._waiting and len(taken) < most:
            question = self._waiting.popleft()
            if not question.answer.done():
                taken.append(question)
        return taken

    def fail(self, questions: list[Question] | None = None) -> None:
        """Tell those who wait that there is no answer: those of ``questions``, or of all that wait."""
        if questions is None:
            questions = self.take(len(self._waiting))
        for question in questions:
            answer(question, None)

    def __len__(self) -> int:
        return len(self._waiting)


def answer(question: Question, value: Any) -> None:
    """Give somebody their answer, if they still wait for it."""
    if not question.answer.done():
        question.answer.set_result(value)
