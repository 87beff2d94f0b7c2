"""The manager broken on purpose, in one way for each class of leaks that it is there to avoid."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mutation:
    """``old`` becomes ``new`` in ``path``; ``found_by`` says who must notice, and ``says`` what."""

    name: str
    path: str
    old: str
    new: str
    found_by: str
    says: str


LINTER, PLUGIN = "linter", "plugin"

MUTATIONS = (
    Mutation(
        "the thread of the history is not ended",
        "operation/history.py",
        "        await self.writer.close(LAST_WRITE)\n",
        "",
        PLUGIN,
        "thread",
    ),
    Mutation(
        "typing timers stay when the connection goes",
        "typing_indicators.py",
        "            self._timers.pop((connection, thread)).cancel()\n        return frozenset(threads)",
        "            self._timers.pop((connection, thread))\n        return frozenset(threads)",
        PLUGIN,
        "timer",
    ),
    Mutation(
        "rooms are not left on disconnect",
        "disconnecting.py",
        "        count = self._rooms.leave_all(connection.id)",
        "        count = 0",
        PLUGIN,
        "registry",
    ),
    Mutation(
        "the connection stays in the registry",
        "registry.py",
        "        self._connections.pop(connection.id, None)",
        "        pass",
        PLUGIN,
        "registry",
    ),
    Mutation(
        "leaving does not forget an empty room",
        "rooms.py",
        "        if not members:\n            del self._members[room]",
        "",
        PLUGIN,
        "registry",
    ),
    Mutation(
        "background tasks are not ended",
        "shutdown.py",
        "        expiring = await manager.background.end()\n",
        "        expiring: dict[str, int] = {}\n",
        PLUGIN,
        "task",
    ),
    Mutation(
        "the server goes on listening",
        "shutdown.py",
        "            manager.server.close(close_connections=False)",
        "            pass",
        PLUGIN,
        "server",
    ),
    Mutation(
        "signal handlers stay",
        "signals.py",
        "                loop.remove_signal_handler(each)",
        "                pass",
        PLUGIN,
        "listener",
    ),
    Mutation(
        "the client's task is not cancelled",
        "client/client.py",
        "            task.cancel()\n            await asyncio.wait([task])\n        for errand",
        "            pass\n        for errand",
        PLUGIN,
        "task",
    ),
    Mutation(
        "a message to the server is a task that nobody keeps",
        "client/client.py",
        "        self._errands.add(task)\n        task.add_done_callback(self._errands.discard)\n",
        "",
        LINTER,
        "WSH201",
    ),
    Mutation(
        "progress waits without a limit",
        "client/progress.py",
        "asyncio.Queue(WAITING)",
        "asyncio.Queue()",
        PLUGIN,
        "registry",
    ),
    Mutation(
        "the cache forgets nothing",
        "cache.py",
        "            self._values.popitem(last=False)\n        self._values[key] = value",
        "            pass\n        self._values[key] = value",
        PLUGIN,
        "registry",
    ),
    Mutation(
        "the throttle's timer is not cancelled",
        "throttle.py",
        "            self._timer.cancel()\n",
        "",
        PLUGIN,
        "timer",
    ),
    Mutation(
        "nobody cuts off a peer that was told to go",
        "connection.py",
        "        if self.farewell is not None:\n            self.farewell.cancel()\n",
        "",
        LINTER,
        "WSH209",
    ),
)
