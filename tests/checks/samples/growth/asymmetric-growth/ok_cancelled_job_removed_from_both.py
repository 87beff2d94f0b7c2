# Fine: cancelling removes the job from both.
import heapq


class Scheduler:
    def __init__(self):
        self._queue = []
        self._pending = set()

    def call_at(self, when, job):
        heapq.heappush(self._queue, (when, job))
        self._pending.add(job)

    def run_one(self):
        when, job = heapq.heappop(self._queue)
        job()
        self._pending.discard(job)

    def cancel(self, when, job):
        self._queue.remove((when, job))
        self._pending.discard(job)
