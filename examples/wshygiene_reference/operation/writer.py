"""The one thread that a history's file is used by, so that no disk can hold up the loop."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, TypeVar

from wshygiene_reference.operation.records import Row
from wshygiene_reference.operation.store import Store, Unusable

log = logging.getLogger("wshygiene_reference")
Answer = TypeVar("Answer")

#: Seconds that rows are collected before they are written together.
DELAY = 1.0
#: Seconds until the next attempt after a failure: the first wait, doubled each time, and the longest.
FIRST_RETRY, LONGEST_RETRY = 1.0, 60.0
#: Rows that wait for the file at most; then the oldest goes. Questions that wait; then the next is refused.
ROWS, QUESTIONS = 10_000, 64
#: Rows that are written in one transaction.
BATCH = 1_000
#: Seconds that an interrupted thread gets to end.
LAST_TURN = 2.0


class HistoryUnavailable(RuntimeError):
    """The history cannot be read or written at the moment: the message says why."""


@dataclass(frozen=True, slots=True)
class _Question:
    ask: Callable[[Store], Any]
    answer: Future[Any]


class HistoryWriter:
    """Takes rows at once, and writes them within ``delay`` seconds, in a thread of its own.

    What is promised: a row is in the file ``delay`` seconds after it was recorded, and when ``flush()`` has returned.
    From then on it survives the end of the process in any way; a power cut may take the last seconds. While the file
    cannot be written, rows wait, and are tried again; of more than ``rows`` the oldest go, and are counted in ``lost``.
    """

    def __init__(
        self,
        open_store: Callable[[], Store],
        *,
        delay: float = DELAY,
        rows: int = ROWS,
        first_retry: float = FIRST_RETRY,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._open_store = open_store
        self._delay = delay
        self._first_retry = self._retry = first_retry
        self._clock, self._started = clock, clock() - time.monotonic()
        self._rows: deque[Row] = deque(maxlen=rows)
        self._batch: list[Row] = []
        self._questions: deque[_Question] = deque()
        self._changed = threading.Condition()
        self._due: float | None = None
        self._not_before = 0.0
        self._is_closing = False
        self._store: Store | None = None
        self._ended: Future[None] = Future()
        self._thread = threading.Thread(target=self._run, name="wshygiene history", daemon=True)
        #: Rows that were never written, because too many waited or the end came first.
        self.lost = 0
        #: Why the file cannot be used; None when it can.
        self.trouble: str | None = None

    # For the loop

    def start(self) -> None:
        """Start the thread, which opens the file."""
        self._thread.start()

    def record(self, row: Row) -> None:
        """Have a row written soon. It never waits; after ``close()`` it does nothing."""
        with self._changed:
            if self._is_closing:
                return
            self.lost += len(self._rows) == self._rows.maxlen
            self._rows.append(row)
            if self._due is None:
                self._due = time.monotonic() + self._delay
                self._changed.notify()

    async def ask(self, question: Callable[[Store], Answer]) -> Answer:
        """What the file says, with all that was recorded before. Raises ``HistoryUnavailable``."""
        asked: _Question = _Question(question, Future())
        with self._changed:
            if self._is_closing or len(self._questions) >= QUESTIONS:
                raise HistoryUnavailable("it is closed" if self._is_closing else "too many questions are waiting")
            self._questions.append(asked)
            self._changed.notify()
        answer: Answer = await asyncio.wrap_future(asked.answer)
        return answer

    async def flush(self) -> None:
        """Wait until all that was recorded is in the file. Raises ``HistoryUnavailable`` when it cannot be."""
        await self.ask(lambda store: None)

    async def close(self, deadline: float) -> int:
        """Write what waits, in ``deadline`` seconds at most, and end the thread; how many rows were lost in all."""
        with self._changed:
            self._is_closing = True
            self._changed.notify()
        if self._thread.ident is None:
            return self.lost
        ended = asyncio.wrap_future(self._ended)
        if not (await asyncio.wait([ended], timeout=deadline))[0]:
            self._interrupt()
            await asyncio.wait([ended], timeout=LAST_TURN)
        if ended.done():
            self._thread.join()  # it has nothing left to do
            (log.warning if self.lost else log.debug)("history: closed, %d rows were lost", self.lost)
        else:
            log.error("history: the file does not answer, its thread is left to itself")
        return self.lost

    def _interrupt(self) -> None:
        store = self._store
        if store is not None:
            store.interrupt()

    # For the thread

    def _run(self) -> None:
        try:
            while self._turn():
                pass
        except Exception:
            log.exception("history: a bug ended it")
            self.trouble = "a bug ended it"
        finally:
            self._end()

    def _turn(self) -> bool:
        """Wait for work and do it; False when that was the last."""
        with self._changed:
            while not self._has_work():
                self._changed.wait(self._patience())
            questions, is_last = list(self._questions), self._is_closing
            self._questions.clear()
        if is_last or time.monotonic() >= self._not_before:
            self._save()
        for question in questions:
            self._answer(question)
        return not is_last

    def _has_work(self) -> bool:
        return bool(self._is_closing or self._questions or self._patience() == 0)

    def _patience(self) -> float | None:
        """Seconds until there is something to write, or to try again; None where neither is so."""
        due = self._not_before if self._due is None else max(self._due, self._not_before)
        if self._due is None and self.trouble is None and self._store is not None:
            return None
        return max(0.0, due - time.monotonic())

    def _save(self) -> None:
        """Write all that waits. What cannot be written stays, unless it never could be."""
        try:
            store = self._store = self._store or self._open_store()
            while self._take():
                try:
                    store.write(self._batch, self._now())
                except (sqlite3.IntegrityError, sqlite3.ProgrammingError, OverflowError, ValueError) as error:
                    log.error("history: %d rows cannot be written: %s", len(self._batch), error)
                    self._lose(len(self._batch))
                self._batch = []
        except (sqlite3.Error, OSError, Unusable) as error:
            self._fail(error)
        else:
            self._recover()

    def _now(self) -> float:
        """What ages are counted from. A clock that is set ahead while this runs makes nothing too old to be kept, and
        one that is set back, because it was wrong at the start, does not either."""
        return min(self._clock(), self._started + time.monotonic())

    def _take(self) -> list[Row]:
        """The next rows to write: those that failed before, or those that came first."""
        with self._changed:
            if not self._batch:
                self._batch = [self._rows.popleft() for _ in range(min(BATCH, len(self._rows)))]
            if not self._batch:
                self._due = None
            return self._batch

    def _fail(self, error: Exception) -> None:
        if self.trouble is None:
            log.error("history: %s; what comes now waits in memory", error)
        self.trouble = str(error)
        self._not_before, self._retry = time.monotonic() + self._retry, min(2 * self._retry, LONGEST_RETRY)
        store, self._store = self._store, None
        if store is not None:
            store.close()

    def _recover(self) -> None:
        if self.trouble is not None:
            log.warning("history: written again, %d rows were lost so far", self.lost)
        self.trouble, self._not_before, self._retry = None, 0.0, self._first_retry

    def _answer(self, question: _Question) -> None:
        if not question.answer.set_running_or_notify_cancel():
            return
        try:
            if self._store is None:
                raise HistoryUnavailable(self.trouble)
            question.answer.set_result(question.ask(self._store))
        except sqlite3.Error as error:
            question.answer.set_exception(HistoryUnavailable(str(error)))
        except Exception as error:
            question.answer.set_exception(error)

    def _lose(self, count: int) -> None:
        with self._changed:
            self.lost += count

    def _end(self) -> None:
        with self._changed:
            self._is_closing = True
            questions = list(self._questions)
            self._questions.clear()
        self._lose(len(self._rows) + len(self._batch))
        for question in questions:
            if question.answer.set_running_or_notify_cancel():
                question.answer.set_exception(HistoryUnavailable("it is closed"))
        store, self._store = self._store, None
        if store is not None:
            store.close()
        self._ended.set_result(None)
