"""Following how far a piece of work is."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

#: Messages that wait for a slow follower; of more, the oldest are dropped, since only the last one counts.
WAITING = 100
_END: dict[str, Any] = {"type": "closed"}


class ProgressStreams:
    """Everybody who follows the progress of some session's work."""

    def __init__(self) -> None:
        self._followers: dict[str, list[asyncio.Queue[dict[str, Any]]]] = {}
        self._ended = False

    async def follow(self, session: str) -> AsyncIterator[dict[str, Any]]:
        """The messages about the work of ``session``; the last one says that it is complete, or has failed."""
        if self._ended:
            return  # a follower that starts as the client is closed would wait for ever
        news: asyncio.Queue[dict[str, Any]] = asyncio.Queue(WAITING)
        followers = self._followers.setdefault(session, [])
        followers.append(news)
        try:
            while (message := await news.get()) is not _END:
                yield message
                if message["type"] != "progress":
                    return
        finally:
            followers.remove(news)
            if not followers:
                self._followers.pop(session, None)

    def deliver(self, session: str, message: dict[str, Any]) -> None:
        """Hand a message to those who follow ``session``."""
        for news in self._followers.get(session, ()):
            _put(news, message)

    def end(self) -> None:
        """Nothing more will come."""
        self._ended = True
        for followers in self._followers.values():
            for news in followers:
                _put(news, _END)

    def __len__(self) -> int:
        return sum(map(len, self._followers.values()))


def _put(news: asyncio.Queue[dict[str, Any]], message: dict[str, Any]) -> None:
    if news.full():
        news.get_nowait()
    news.put_nowait(message)
