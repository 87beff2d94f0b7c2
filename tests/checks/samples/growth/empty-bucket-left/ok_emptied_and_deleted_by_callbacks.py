# The callback that finds the set empty deletes it, too.
import asyncio
from collections import defaultdict


class RpcClient:
    def __init__(self):
        self._waiters = defaultdict(set)

    def wait_for_answer(self, call_id):
        answer = asyncio.get_running_loop().create_future()
        self._waiters[call_id].add(answer)
        answer.add_done_callback(self._waiters[call_id].discard)
        answer.add_done_callback(lambda _: self._forget(call_id))
        return answer

    def _forget(self, call_id):
        if not self._waiters[call_id]:
            del self._waiters[call_id]
